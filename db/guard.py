"""Only one process may run the bot on one database: the guard that `run` holds."""

import fcntl
import os
import threading
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from db.engine import POSTGRESQL_TIMEOUTS, is_passing
from db.refusal import Refusal

LOCK = 0x4173636F6C746F02
"""PostgreSQL's advisory lock of the running bot: "Ascolto" and 2."""
_POLL_S = 2.0


class AlreadyRunning(Refusal):
    """Another process runs the bot on this data."""


class Guard(Protocol):
    """What `hold` returns. Each method may wait for the database: call it from a thread."""

    def try_acquire(self) -> bool:
        """Take the guard if it is free. Raises AlreadyRunning where waiting makes no sense."""

    def acquire(self, stopped: threading.Event) -> bool:
        """Stand by until the guard is ours (True) or `stopped` is set (False)."""

    def held(self) -> bool:
        """Whether the guard is still ours: False when the connection that held it is lost."""

    def release(self) -> None:
        """Let it go; also fine when it is not held."""


def hold(engine: Engine, data: Path) -> Guard:
    """Return the guard of a database: a locked file under `data` for SQLite, an advisory lock on PostgreSQL."""
    return FileGuard(data / "lock") if engine.dialect.name == "sqlite" else AdvisoryGuard(engine)


class FileGuard:
    """A locked file: the kernel lets go of it whenever and however the process ends."""

    def __init__(self, path: Path) -> None:
        """Take the path; its folder is there, the file is made when needed and stays."""
        self._path = path
        self._descriptor: int | None = None

    def try_acquire(self) -> bool:
        """Take the lock, or raise AlreadyRunning: on a file nobody stands by."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise AlreadyRunning(f"Ascolto runs already on {self._path.parent}: stop that one first.") from None
        self._descriptor = descriptor
        return True

    def acquire(self, stopped: threading.Event) -> bool:
        """As `try_acquire`."""
        del stopped
        return self.try_acquire()

    def held(self) -> bool:
        """Whether the lock was taken."""
        return self._descriptor is not None

    def release(self) -> None:
        """Let it go."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class AdvisoryGuard:
    """An advisory lock on a connection of its own: the server lets go of it when that connection ends."""

    def __init__(self, engine: Engine) -> None:
        """Take the database's engine, of which only the address is used."""
        self._engine = create_engine(
            engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=POSTGRESQL_TIMEOUTS
        )
        self._connection: Connection | None = None

    def try_acquire(self) -> bool:
        """Take the lock if no other process has it."""
        connection = self._engine.connect()
        if connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
            self._connection = connection
            return True
        connection.close()
        return False

    def acquire(self, stopped: threading.Event) -> bool:
        """Ask again and again, also while the database is away, until we have it or are told to stop."""
        while not stopped.is_set():
            try:
                if self.try_acquire():
                    return True
            except DBAPIError as error:
                if not is_passing(error):
                    raise
            stopped.wait(_POLL_S)
        return False

    def held(self) -> bool:
        """Ask the server whether this very connection still has the lock."""
        if self._connection is None:
            return False
        try:
            return bool(self._connection.scalar(_HELD, {"high": LOCK >> 32, "low": LOCK & 0xFFFFFFFF}))
        except SQLAlchemyError:
            self.release()
            return False

    def release(self) -> None:
        """Let it go by ending the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


_HELD = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()"
    " AND classid = :high AND objid = :low"
)
