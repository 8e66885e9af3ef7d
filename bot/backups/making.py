"""Making a backup: a copy of one moment, looked into, encrypted, opened again, and only then given its name."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import pyrage
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.backups import container, folders
from bot.backups.container import BadBackup, Manifest
from bot.keeping.erasing import LEDGER
from bot.settings import Settings
from db import agekey, copies
from db.crypto import DecryptError, keyring_of
from db.engine import make_engine
from db.keyfile import read_keyring
from db.models import Fact
from db.refusal import Refusal, in_words
from db.rotation import is_under_way

LAST = "last backup"
"""The fact that says when the last good backup was made."""
SECOND = "second backup"
"""The same of the second folder; where it never worked yet, since when one is missing there."""


_TWO_KEYS = (
    "No backup was made, because a change of the key was not ended and no sheet would open what is locked with two:"
    " stop the bot and run `ascolto keys rotate` first."
)


class BackupFailed(Refusal):
    """A backup that was not made: one sentence."""


@dataclass(frozen=True)
class Made:
    """Where a backup is, and why the second folder has none."""

    path: Path
    trouble: str = ""


def open_source(settings: Settings) -> Engine:
    """The database as it is, of whatever schema. Nothing is made or migrated. Raises BackupFailed."""
    file = settings.database_file
    if file and not file.exists():
        raise BackupFailed(f"There is no database at {file}: set ASCOLTO_DATA to the folder with the data.")
    try:
        return make_engine(settings.database_url, read_keyring(settings.key_file))
    except FileNotFoundError:
        raise BackupFailed(
            f"There is no key at {settings.key_file}: put it back with `ascolto keys restore`."
        ) from None


def make(settings: Settings, engine: Engine, now: datetime, folder: Path | None = None) -> Made:
    """Make a backup, in `folder` or else where the settings say, where older ones are deleted then.

    Waits for nobody and lets nobody wait; call it from a thread. Raises BackupFailed and other refusals, then there is
    no new one.
    """
    if is_under_way(keyring_of(engine)):
        raise BackupFailed(_TWO_KEYS)
    try:
        with workshop(settings) as room:
            if folder is not None:
                return Made(_make(settings, engine, now, folder, room))
            made = Made(_make(settings, engine, now, settings.backups, room))
            folders.prune(settings.backups, now, settings.timezone)
            _remember(engine, now, LAST)
            trouble = _second(settings, made.path, now)
    except OSError as error:
        raise BackupFailed(f"No backup was made: {in_words(error)}") from None
    except pyrage.EncryptError:  # what it says of the disk is not told
        raise BackupFailed(
            f"No backup was made: it cannot be written to {folder or settings.backups}: is there room?"
        ) from None
    if settings.backup_folder:
        _remember(engine, now, SECOND, first=bool(trouble))
    return Made(made.path, trouble)


def sweep(settings: Settings) -> None:
    """Remove what a backup that was cut off has left behind, unless one is being made right now."""
    if settings.data.is_dir():
        try:
            with workshop(settings):
                pass
        except BackupFailed:
            return


def _make(settings: Settings, engine: Engine, now: datetime, folder: Path, room: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folders.sweep(folder)
    keyring = keyring_of(engine)
    copy = room / "copy"
    try:
        contents = copies.copy(engine, copy)
    except DecryptError as error:
        raise BackupFailed(f"No backup was made: {error}.") from None
    if contents.schema is None:
        raise BackupFailed("The database is empty: there is nothing to back up.")
    manifest = Manifest.of(contents, version("ascolto"), engine.dialect.name, now)
    extra = [pyrage.x25519.Recipient.from_str(key) for key in settings.backup_keys]
    path = folders.fresh_name(folder, now)
    part = folders.part_of(path)
    try:
        digest = _encrypt(part, manifest, copy, [agekey.recipient(keyring), *extra])
        if container.check(part, keyring) != (manifest, digest):
            raise BadBackup(f"What was written to {folder} is not what was read from there: look at that disk.")
        folders.keep(part, path)
        _keep_ledger(settings, folder)
    finally:
        part.unlink(missing_ok=True)
    return path


def _encrypt(part: Path, manifest: Manifest, copy: Path, recipients: list[object]) -> str:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        digest = container.write(file, manifest, copy, recipients)
        file.flush()
        os.fsync(descriptor)
    return digest


def _second(settings: Settings, path: Path, now: datetime) -> str:
    """Put it into the second folder, if there is one set; returns why that could not be."""
    folder = settings.backup_folder
    if folder is None:
        return ""
    if not folder.is_dir():
        return f"ASCOLTO_BACKUP_FOLDER is not there ({folder}): is the stick or the share connected?"
    try:
        folders.sweep(folder)
        folders.copy(path, folder)
        _keep_ledger(settings, folder)
        folders.prune(folder, now, settings.timezone)
    except OSError as error:
        return f"ASCOLTO_BACKUP_FOLDER cannot be written to ({folder}): {error.strerror}."
    return ""


def keep_ledger(settings: Settings) -> None:
    """Put the list of who was erased beside the backups that are there now; a stick that is out gets it with its next
    backup. Raises BackupFailed."""
    for folder in filter(None, (settings.backups, settings.backup_folder)):
        try:
            if folder.is_dir():
                _keep_ledger(settings, folder)
        except OSError as error:
            raise BackupFailed(
                f"The list of who was erased is not beside the backups in {folder}: {error.strerror}."
            ) from None


def _keep_ledger(settings: Settings, folder: Path) -> None:
    """Who was erased stands beside the backups as well: a machine may be lost with its list."""
    ledger = settings.data / LEDGER
    if ledger.exists():
        folders.copy(ledger, folder)


@contextmanager
def workshop(settings: Settings) -> Iterator[Path]:
    """A folder for what is not encrypted yet, which one backup at a time has; it is emptied before and after."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    room = settings.data / "backup.tmp"
    descriptor = os.open(settings.data / "backup.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir(mode=0o700)
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)
    except BlockingIOError:
        raise BackupFailed("A backup is being made right now: wait for its end.") from None
    finally:
        os.close(descriptor)


def _remember(engine: Engine, now: datetime, name: str, *, first: bool = False) -> None:
    """Keep an instant; `first`: unless there is one already."""
    with Session(engine) as db, db.begin():
        known = db.get(Fact, name) is not None
        if not (first and known):
            db.merge(Fact(name=name, value=now.isoformat()))
