"""Copies of a whole database as it is at one moment, taken while others write to it: its file is never copied.

On SQLite a copy is a database file, on PostgreSQL an archive of `pg_dump`. Either has been looked into.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Engine, func, select

from db import soundness
from db.crypto import keyring_of
from db.engine import POSTGRESQL_TIMEOUTS, make_looker, make_reader
from db.refusal import Refusal
from db.soundness import Contents


class CopyFailed(Refusal):
    """A copy that could not be taken or brought back: one sentence."""


def copy(engine: Engine, into: Path) -> Contents:
    """Write a copy of the database to the new file `into`, for its owner alone, and look into it.

    Raises CopyFailed, Unsound or DecryptError.
    """
    os.close(os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if engine.dialect.name == "postgresql":
        return _dump(engine, into)
    _vacuum_into(engine, into)
    return look_into_file(engine, into)


def look_into_file(engine: Engine, file: Path) -> Contents:
    """Look into an SQLite file with the key of `engine`. Raises Unsound or DecryptError."""
    looker = make_looker(file, keyring_of(engine))
    try:
        with looker.connect() as connection:
            return soundness.look(connection)
    finally:
        looker.dispose()


def _vacuum_into(engine: Engine, into: Path) -> None:
    """SQLite's own way: one read transaction, for which no writer waits."""
    source = f"file:{quote(str(Path(engine.url.database or '').absolute()))}?mode=ro"
    try:
        with closing(sqlite3.connect(source, uri=True, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(into),))
    except sqlite3.Error as error:
        raise CopyFailed(f"The database could not be copied ({error}): is there room, and is it whole?") from None


def _dump(engine: Engine, into: Path) -> Contents:
    """What is looked at and what is dumped is the same snapshot."""
    reader = make_reader(engine.url, keyring_of(engine))
    try:
        with reader.begin() as connection:
            snapshot = connection.scalar(select(func.pg_export_snapshot()))
            contents = soundness.look(connection)
            run("pg_dump", engine.url, "--format=custom", f"--snapshot={snapshot}", f"--file={into}")
    finally:
        reader.dispose()
    read_archive(into)
    return contents


def read_archive(archive: Path) -> None:
    """Read an archive of `pg_dump` to its end. Raises CopyFailed."""
    run("pg_restore", None, f"--file={os.devnull}", str(archive))


def run(program: str, url: URL | None, *options: str) -> None:
    """Run one of PostgreSQL's own programs on a database; its password is in no argument. Raises CopyFailed."""
    found = shutil.which(program)
    if found is None:
        raise CopyFailed(f"{program} is missing on this machine: install PostgreSQL's client (postgresql-client).")
    where, env = _place(url) if url else ((), {})
    command = [found, *where, *options]
    done = subprocess.run(command, env={**os.environ, **env}, capture_output=True, check=False)  # noqa: S603 - no shell
    if done.returncode:
        raise CopyFailed(f"{program} failed ({done.returncode}): is it as new as the server, and is there room?")


def _place(url: URL) -> tuple[tuple[str, ...], dict[str, str]]:
    """Where a database is, as PostgreSQL's programs want to be told: arguments without a secret, and environment."""
    from psycopg.conninfo import make_conninfo  # eight megabytes, which a bot on SQLite need not have

    told = {**POSTGRESQL_TIMEOUTS, **url.get_dialect()().create_connect_args(url)[1]}
    password = told.pop("password", None)
    place = ("--no-password", f"--dbname={make_conninfo('', **told)}")
    return place, {"PGPASSWORD": str(password)} if password is not None else {}
