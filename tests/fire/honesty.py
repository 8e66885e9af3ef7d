"""Invariant 1 while it happens: at the moment Telegram is told that it was received, an update is in the database."""

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from practice.telegram import Telegram


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
        with self._database.connect() as connection:
            seen = set(connection.scalars(text("SELECT update_id FROM updates")))
        self.confirmed += ids
        self.untrue += [id_ for id_ in ids if id_ not in seen and id_ not in self.unreadable]
