"""Invariant 1 while it happens: at the moment Telegram is told that it was received, an update is in the database."""

import time

from sqlalchemy import Engine, bindparam, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from practice.telegram import Telegram

PATIENCE = 300  # times 0.1 s
_KEPT = text("SELECT update_id FROM updates WHERE update_id IN :ids").bindparams(bindparam("ids", expanding=True))


class Honesty:
    """Looks, over a connection of its own, at every update the bot confirms."""

    def __init__(self, telegram: Telegram, engine: Engine) -> None:
        self._database = create_engine(engine.url, poolclass=NullPool)
        self.confirmed: list[int] = []
        self.untrue: list[int] = []
        self.unreadable: set[int] = set()
        """Updates that nobody can read: they are confirmed without a trace."""
        telegram.updates.on_confirmed.append(self._look)

    def assert_kept(self) -> None:
        """Fail if anything was confirmed before its effects were committed."""
        assert not self.untrue, f"confirmed, but not in the database: {self.untrue}"

    def _look(self, ids: list[int]) -> None:
        seen = self._kept(ids)
        self.confirmed += ids
        self.untrue += [id_ for id_ in ids if id_ not in seen and id_ not in self.unreadable]

    def _kept(self, ids: list[int]) -> set[int]:
        """Those of the updates that are in the database; a server that was stopped is asked until it is back."""
        for _ in range(PATIENCE):
            try:
                with self._database.connect() as connection:
                    return set(connection.scalars(_KEPT, {"ids": ids}))
            except OperationalError:
                time.sleep(0.1)
        raise TimeoutError("the database did not come back")
