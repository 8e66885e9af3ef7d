"""A session whose rows stay in memory from one transaction to the next, for as long as they are true.

They are true until somebody writes. Other connections that write are noticed on SQLite by `PRAGMA data_version`, asked
once this transaction holds the write lock; PostgreSQL has no such sign, so nothing stays there. Of what this session
writes itself, rows of *lasting* classes stay: no other row is derived from them. Once it writes any other row, all rows
of other classes go, and with them what was worked out of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

MOST_ROWS = 20_000
_SEEN = "data_version"


class Memory:
    """The session of one thread. `facts` is for what was worked out of rows: it goes when they go."""

    def __init__(self, engine: Engine, lasting: frozenset[type[Any]]) -> None:
        """`lasting`: the mapped classes whose rows outlast a change of others."""
        self.facts: dict[Any, Any] = {}
        self._lasting = lasting
        self._lasting_tables = frozenset(each.__tablename__ for each in lasting)
        self._rows: dict[int, object] = {}  # by identity: the session alone would let go of what nobody holds
        self._changed = False
        self._db = Session(engine, expire_on_commit=False)
        for moment in ("loaded_as_persistent", "pending_to_persistent"):
            event.listen(self._db, moment, self._keep)
        event.listen(self._db, "after_flush", self._flushed)
        event.listen(self._db, "do_orm_execute", self._executed)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction, committed at its end. After an exception it is rolled back and everything is forgotten."""
        try:
            with self._db.begin():
                if len(self._rows) > MOST_ROWS or not self._still_true():
                    self._forget()
                yield self._db
        except BaseException:
            self._forget()
            raise
        if self._changed:
            self._drop_records()

    def close(self) -> None:
        """Give the connection back and let go of everything."""
        self._db.close()
        self._forget()

    def _still_true(self) -> bool:
        connection = self._db.connection()
        if connection.dialect.name != "sqlite":
            return False
        raw = connection.connection.dbapi_connection
        version = raw.execute("PRAGMA data_version").fetchone()[0] if raw else None
        before, connection.info[_SEEN] = connection.info.get(_SEEN), version
        return before is not None and before == version

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
