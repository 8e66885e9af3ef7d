"""Bringing a backup back, onto a machine without records: wholly or not at all.

On SQLite it is made ready beside the database's file, which then takes its place in one step. On PostgreSQL it comes
in one transaction; a mark in the data folder keeps the bot from starting on what is not ready yet.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, MetaData, inspect, select
from sqlalchemy.exc import DatabaseError

from bot.backups import container
from bot.backups.container import BadBackup, Manifest
from bot.backups.making import sweep, workshop
from bot.settings import Settings
from db import copies
from db.crypto import DecryptError, Keyring
from db.engine import make_engine
from db.guard import AlreadyRunning, hold
from db.keyfile import read_keyring
from db.migrate import knows, upgrade
from db.models import Account, Base
from db.refusal import Refusal
from db.soundness import Contents, look

UNFINISHED = "restore.unfinished"
Settle = Callable[[Engine], None]
"""What is still to be done in the database before anybody may use it."""


class RestoreRefused(Refusal):
    """A backup that cannot be brought back here: one sentence. Nothing was changed."""


def restore(settings: Settings, path: Path, settle: Settle) -> Manifest:
    """Bring back the backup at `path`, migrate it to the newest schema and `settle` it; returns what it says of itself.

    Raises RestoreRefused, BadBackup and other refusals: then the database is as it was.
    """
    sweep(settings)
    keyring = _keyring(settings)
    manifest = _fitting(settings, path, keyring)
    _refuse_records(settings)
    with workshop(settings) as folder:
        engine = make_engine(settings.database_url, keyring)
        guard = hold(engine, settings.data)
        try:
            if not guard.try_acquire():
                raise AlreadyRunning("Ascolto runs already on this database: stop it first.")
            _, copy = container.unpack(path, keyring, folder)
            if file := settings.database_file:
                _restore_file(file, copy, keyring, manifest, settle)
            else:
                _restore_server(engine, copy, settings.data / UNFINISHED, manifest, settle)
        finally:
            guard.release()
            engine.dispose()
    return manifest


def refuse_unfinished(settings: Settings) -> None:
    """Raise RestoreRefused where a backup was being brought back and that was cut off."""
    if (settings.data / UNFINISHED).exists():
        raise RestoreRefused("A backup was being brought back, and that was cut off: run `ascolto restore` once more.")


# --- before anything is touched -------------------------------------------------------------------------------------


def _keyring(settings: Settings) -> Keyring:
    try:
        return read_keyring(settings.key_file)
    except FileNotFoundError:
        why = "bring it back from the recovery sheet with `ascolto keys restore`, then run this again."
        raise RestoreRefused(f"There is no key at {settings.key_file}: {why}") from None


def _fitting(settings: Settings, path: Path, keyring: Keyring) -> Manifest:
    manifest, _ = container.check(path, keyring)
    if not knows(manifest.schema):
        raise BadBackup(f"{path} was made by a newer Ascolto ({manifest.ascolto}): install that version first.")
    here = "sqlite" if settings.database_file else "postgresql"
    if manifest.dialect != here:
        names = {"sqlite": "SQLite: leave DATABASE_URL out", "postgresql": "PostgreSQL: name one with DATABASE_URL"}
        raise RestoreRefused(f"{path} is of a database on {names.get(manifest.dialect, 'another kind of server')}.")
    return manifest


def _refuse_records(settings: Settings) -> None:
    file = settings.database_file
    if (file and not (file.exists() and file.stat().st_size)) or (settings.data / UNFINISHED).exists():
        return
    engine = make_engine(settings.database_url, Keyring({1: bytes(32)}))
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table(Account.__tablename__):
                return
            found = connection.scalar(select(Account.id).limit(1)) is not None
    except DatabaseError as error:
        if file is None or not isinstance(error.orig, sqlite3.DatabaseError):
            raise
        found = True  # damaged, and perhaps somebody can still save something
    finally:
        engine.dispose()
    if found:
        elsewhere = f"move {file}* to another folder" if file else "name an empty database with DATABASE_URL"
        raise RestoreRefused(f"There are records in the database already, and they were left there: {elsewhere} first.")


def _compare(found: Contents, manifest: Manifest) -> None:
    if (found.schema, found.rows) != (manifest.schema, manifest.rows):
        raise RestoreRefused("What came back is not what was backed up: take another backup.")


# --- SQLite ---------------------------------------------------------------------------------------------------------


def _restore_file(file: Path, copy: Path, keyring: Keyring, manifest: Manifest, settle: Settle) -> None:
    part = file.with_name(f"{file.name}.restored")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove(part)
    try:
        shutil.move(copy, part)
        _make_ready(part, keyring, manifest, settle)
        _take_place(part, file)
    finally:
        _remove(part)


def _take_place(part: Path, file: Path) -> None:
    """Of a database without records."""
    _remove(file)
    part.rename(file)
    _sync(file.parent)


def _make_ready(part: Path, keyring: Keyring, manifest: Manifest, settle: Settle) -> None:
    engine = make_engine(f"sqlite:///{part}", keyring)
    try:
        _compare(_look(engine), manifest)
        upgrade(engine)
        settle(engine)
    finally:
        engine.dispose()
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # all of it in the one file
    _sync(part)


def _remove(file: Path) -> None:
    """An SQLite database, with the files beside it."""
    for path in (file, *(file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm", "-journal"))):
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


def _restore_server(engine: Engine, archive: Path, mark: Path, manifest: Manifest, settle: Settle) -> None:
    copies.read_archive(archive)
    _refuse_others(engine, manifest)
    mark.touch(0o600)
    _sync(mark.parent)
    try:
        _drop_tables(engine, manifest)
        copies.run("pg_restore", engine.url, "--single-transaction", "--no-owner", "--no-privileges", str(archive))
        _compare(_look(engine), manifest)
        upgrade(engine)
        settle(engine)
    except Exception:
        _drop_tables(engine, manifest)
        mark.unlink()
        raise
    mark.unlink()


def _refuse_others(engine: Engine, manifest: Manifest) -> None:
    with engine.connect() as connection:
        others = set(inspect(connection).get_table_names()) - _ours(manifest)
    if others:
        raise RestoreRefused("The database holds tables of something else: name an empty one with DATABASE_URL.")


def _ours(manifest: Manifest) -> set[str]:
    return {*Base.metadata.tables, *manifest.rows, "alembic_version"}


def _drop_tables(engine: Engine, manifest: Manifest) -> None:
    """Those of ours: they hold no record, or what was brought back before it was cut off."""
    ours = _ours(manifest)
    with engine.begin() as connection:
        there = MetaData()
        there.reflect(connection, only=lambda name, _: name in ours)
        there.drop_all(connection)


def _look(engine: Engine) -> Contents:
    try:
        with engine.connect() as connection:
            return look(connection)
    except DecryptError:
        raise RestoreRefused(
            "The backup holds something that was written with yet another key: take its own."
        ) from None
