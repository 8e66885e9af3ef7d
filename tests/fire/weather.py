"""A database in bad weather, made with the database's own means: locked, full, read-only, its connections cut."""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.pool import NullPool

NO_LIMIT = 2**31 - 1
OURS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> :me"


def cut(engine: Engine) -> None:
    """The server ends all connections of the database (PostgreSQL)."""
    other = create_engine(engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        me = connection.scalar(text("SELECT pg_backend_pid()"))
        connection.execute(text(OURS), {"me": me})


class Weather:
    """What every connection of an engine is told when it is taken out of the pool."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._told = [self._say("PRAGMA busy_timeout = 50", "SET lock_timeout = 50")]  # ms, not 5 s
        event.listen(engine, "checkout", self._tell)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Another connection writes, and does not finish."""
        other = create_engine(self._engine.url, poolclass=NullPool)
        with other.connect() as connection:
            if self._sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.execute(text("LOCK TABLE updates, accounts, cards IN ACCESS EXCLUSIVE MODE"))
            yield
            connection.rollback()

    @contextlib.contextmanager
    def read_only(self) -> Iterator[None]:
        """Every statement that writes is refused."""
        self._told.append(self._say("PRAGMA query_only = ON", "SET default_transaction_read_only = on"))
        yield
        self._told[1:] = [self._say("PRAGMA query_only = OFF", "SET default_transaction_read_only = off")]

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """Not one more page fits into the file (SQLite)."""
        with self._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        self._told.append(f"PRAGMA max_page_count = {pages}")
        yield
        self._told[1:] = [f"PRAGMA max_page_count = {NO_LIMIT}"]

    def _say(self, sqlite: str, postgresql: str) -> str:
        return sqlite if self._sqlite else postgresql

    def _tell(self, connection: Any, *_: Any) -> None:
        for statement in self._told:
            connection.execute(statement)
        connection.commit()
