"""What was deleted or written over is gone from the database's files, not only out of sight."""

import sqlite3
from collections.abc import Iterable

from sqlalchemy import Engine, Table
from sqlalchemy.engine.interfaces import DBAPICursor

from db.refusal import Refusal


class ScrubError(Refusal):
    """A database that could not be written anew: one sentence. Nothing was lost; it can be tried again."""


def scrub(engine: Engine, tables: Iterable[Table]) -> None:
    """Write the files of these tables anew, without what was there before. Nobody else may be at work; it needs as
    much room as they take. PostgreSQL's write-ahead log and its archives keep what they have until they are recycled.
    Raises ScrubError."""
    if engine.dialect.name == "sqlite":
        _scrub_file(engine)
    else:
        _scrub_tables(engine, tables)


def _scrub_file(engine: Engine) -> None:
    """Outside of any transaction, which is why SQLAlchemy's own connection does not serve."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        _empty_log(cursor)
        cursor.execute("VACUUM")
        _empty_log(cursor)
    except sqlite3.Error as error:
        why = f"({error}): make room on the disk, end what reads it, and run this again"
        raise ScrubError(f"The database could not be written anew {why}. Nothing was lost.") from None
    finally:
        connection.close()


def _empty_log(cursor: DBAPICursor) -> None:
    """Bring the write-ahead log into the database and cut it to nothing."""
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    done = cursor.fetchone()
    if done is None or done[0]:
        raise sqlite3.OperationalError("somebody reads it")


def _scrub_tables(engine: Engine, tables: Iterable[Table]) -> None:
    """The statistics are written anew as well: they hold samples of what was there."""
    quoted = engine.dialect.identifier_preparer.format_table
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in (*map(quoted, tables), "pg_catalog.pg_statistic"):
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {name}")
