"""Engines: one that writes and one that only reads, on SQLite or PostgreSQL, and which of their errors pass by."""

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from db.crypto import Keyring, bind_keyring

_SQLITE = (
    "PRAGMA busy_timeout = 5000",  # ms; first, so that the next ones wait too
    "PRAGMA journal_mode = WAL",  # readers and the writer do not wait for each other
    "PRAGMA synchronous = FULL",  # WAL's default may lose the last commits when the power goes
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten
)
POSTGRESQL_TIMEOUTS = {"connect_timeout": 5, "keepalives_idle": 30, "tcp_user_timeout": 30_000}  # s, s, ms
_PASSING_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
_PASSING_SQLSTATES = ("08", "25006", "40", "53", "55P03", "57P", "58")
"""Connection, read-only server, conflict, resources, lock not available, shutdown, system error."""


def make_engine(url: str | URL, keyring: Keyring) -> Engine:
    """Return the engine that writes. On SQLite each transaction takes the write lock when it begins, so that two
    writers wait for each other (5 s) where a plain BEGIN would fail at the first change."""
    url = make_url(url)
    if _is_sqlite(url):
        return _sqlite(url, keyring, "BEGIN IMMEDIATE", "PRAGMA foreign_keys = ON")
    return _postgresql(url, keyring)


def make_reader(url: str | URL, keyring: Keyring) -> Engine:
    """Return an engine that cannot write and sees one state per transaction: for lists, reports, exports, backups."""
    url = make_url(url)
    if _is_sqlite(url):
        return _sqlite(url, keyring, "BEGIN", "PRAGMA query_only = ON")
    return _postgresql(url, keyring, isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True})


def make_migrator(url: str | URL, keyring: Keyring) -> Engine:
    """Return the engine for migrations: as the writer, but on SQLite foreign keys are off, because a table is
    changed there by dropping it, which would delete the rows that refer to it."""
    url = make_url(url)
    if _is_sqlite(url):
        return _sqlite(url, keyring, "BEGIN IMMEDIATE", "PRAGMA foreign_keys = OFF")
    return _postgresql(url, keyring)


def make_looker(file: Path, keyring: Keyring) -> Engine:
    """Return an engine that looks into an SQLite file that nobody else uses, and leaves it as it is."""
    engine = create_engine(f"sqlite:///file:{quote(str(file))}?mode=ro&immutable=1&uri=true", hide_parameters=True)
    bind_keyring(engine, keyring)
    return engine


def is_passing(error: BaseException) -> bool:
    """Whether trying again later makes sense: locked, full, out of reach, restarted, a lost connection."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", 0)
        return code & 0xFF in _PASSING_SQLITE  # the low byte is the kind, the rest the detail
    if isinstance(error, InterfaceError):
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return error.connection_invalidated or isinstance(error, OperationalError)
    return str(state).startswith(_PASSING_SQLSTATES)


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _sqlite(url: URL, keyring: Keyring, begin: str, *pragmas: str) -> Engine:
    engine = create_engine(url, hide_parameters=True)
    bind_keyring(engine, keyring)

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, record: Any) -> None:
        del record
        connection.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in (*_SQLITE, *pragmas):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: URL, keyring: Keyring, **options: Any) -> Engine:
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=POSTGRESQL_TIMEOUTS, **options)
    bind_keyring(engine, keyring)
    return engine
