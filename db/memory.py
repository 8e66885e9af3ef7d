"""A session whose rows stay in memory from one transaction to the next, for as long as they are true.

They are true until somebody writes. On SQLite that is noticed once this transaction holds the write lock: other
connections that wrote have changed `PRAGMA data_version`, and others who wrote through the same connection its count of
changes. PostgreSQL has no such signs, so nothing stays there. Of what this session writes itself, rows of *lasting*
classes stay: no other row is derived from them. Once it writes any other row, all rows of other classes go, and with
them what was worked out of them.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

MOST_ROWS = 5_000
_STATE = "ascolto_state"


class Memory:
    """The session of one thread. `facts` is for what was worked out of rows: it goes when they go."""

    def __init__(self, engine: Engine, lasting: frozenset[type[Any]]) -> None:
        """`lasting`: the mapped classes whose rows outlast a change of others."""
        self.facts: dict[Any, Any] = {}
        self._lasting = lasting
        self._lasting_tables = frozenset(each.__tablename__ for each in lasting)
        self._rows: dict[int, object] = {}  # by identity: the session alone would let go of what nobody holds
        self._changed = False
        self._engine = engine
        self._db = self._begun()

    def _begun(self) -> Session:
        db = Session(self._engine, expire_on_commit=False)
        for moment in ("loaded_as_persistent", "pending_to_persistent"):
            event.listen(db, moment, self._keep)
        event.listen(db, "after_flush", self._flushed)
        event.listen(db, "do_orm_execute", self._executed)
        return db

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction, committed at its end. After an exception it is rolled back and everything is forgotten."""
        try:
            with self._db.begin():
                connection = self._db.connection()
                if len(self._rows) > MOST_ROWS or _state(connection) != connection.info.pop(_STATE, None):
                    self._forget()
                yield self._db
                self._db.flush()
                connection.info[_STATE] = _state(connection)
        except BaseException:
            self.close()
            self._db = self._begun()  # a connection that was cut may have left the old one in any state
            raise
        if self._changed:
            self._drop_records()

    def close(self) -> None:
        """Give the connection back and let go of everything."""
        self._forget()
        with suppress(DBAPIError):
            self._db.close()

    def _forget(self) -> None:
        self._db.expunge_all()
        self._rows.clear()
        self.facts.clear()
        self._changed = False

    def _drop_records(self) -> None:
        for row in [row for row in self._rows.values() if type(row) not in self._lasting]:
            del self._rows[id(row)]
            if row in self._db:
                self._db.expunge(row)
        self.facts.clear()
        self._changed = False

    def _keep(self, session: Session, row: object) -> None:
        self._rows[id(row)] = row

    def _flushed(self, session: Session, flushing: UOWTransaction) -> None:
        for written in (session.new, session.dirty, session.deleted):
            self._changed = self._changed or any(type(row) not in self._lasting for row in written)

    def _executed(self, asked: ORMExecuteState) -> None:
        if not asked.is_select:
            table = getattr(asked.statement, "table", None)
            self._changed = self._changed or table is None or table.name not in self._lasting_tables


def _state(connection: Connection) -> object:
    """What differs once somebody else has written; on PostgreSQL it always does."""
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        return object()
    return raw.execute("PRAGMA data_version").fetchone()[0], raw.total_changes
