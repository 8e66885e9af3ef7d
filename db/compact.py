"""Rewriting a database's files, so that nothing of what was deleted or written over is left in them.

PostgreSQL's write-ahead log and its archives keep what they have until they are used again or removed.
"""

import sqlite3
import time
from collections.abc import Iterable

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from db.engine import is_passing
from db.models import Base
from db.refusal import Refusal

PATIENCE = 60.0  # s for a bot that is running to let us in
_PAUSE = 0.2  # s
_WHY = (
    "The database could not be written anew, because somebody uses it or the disk is full: nothing was lost, try again."
)
_SAMPLES = "pg_catalog.pg_statistic"
"""Where PostgreSQL keeps samples of what it has seen in a column."""
_MAY_CHECKPOINT = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")


class NotCompacted(Refusal):
    """Somebody used the database all the time, or there is no room."""


def compact(engine: Engine, patience: float = PATIENCE) -> None:
    """Rewrite the whole database. The bot may be running: it waits meanwhile. Raises NotCompacted.

    On SQLite the file is written anew and the write-ahead log emptied; on PostgreSQL each table gets a new file.
    """
    end = time.monotonic() + patience
    while True:
        try:
            return _sqlite(engine) if engine.dialect.name == "sqlite" else _postgresql(engine, _tables())
        except (DBAPIError, sqlite3.OperationalError, _Busy) as error:
            if (isinstance(error, DBAPIError) and not is_passing(error)) or time.monotonic() > end:
                raise NotCompacted(_WHY) from None
        time.sleep(_PAUSE)


class _Busy(Exception):
    """A reader holds on to the log."""


def _sqlite(engine: Engine) -> None:
    """Outside any transaction: SQLite refuses it inside one."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    if busy:
        raise _Busy


def _postgresql(engine: Engine, tables: Iterable[str]) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET lock_timeout = '5s'"))
        for table in (*tables, _SAMPLES):
            connection.execute(text(f"VACUUM (FULL, ANALYZE) {table}"))
        connection.execute(text("RESET lock_timeout"))
        _checkpoint(connection)


def _checkpoint(connection: Connection) -> None:
    """Let the old files go at once where we may; else the server does it within minutes."""
    if connection.scalar(_MAY_CHECKPOINT):
        connection.execute(text("CHECKPOINT"))


def _tables() -> list[str]:
    return [table.name for table in Base.metadata.sorted_tables]
