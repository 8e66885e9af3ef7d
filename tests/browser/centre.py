"""A listening centre behind the practice page: the real bot in a process of its own, people, records, pictures."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from db.engine import make_reader
from db.keyfile import open_keyring
from db.models import Contact, Draft
from practice.demo import HOUSEHOLDS
from practice.telegram import Telegram
from tests.browser.hand import Hand
from tests.browser.screen import Size

USUAL = Size(390, 844)
"""A phone of today."""
EARLIER = sum(household.last_visit_days_ago is not None for household in HOUSEHOLDS)
"""Visits that practice began with."""


@dataclass
class Centre:
    """The morning of Wed 25.3.2026, twenty minutes before the digest."""

    base: str
    telegram: Telegram
    folder: Path
    pictures: Path
    opens: Callable[..., Awaitable[Page]]

    async def phone(self, name: str, lang: str, size: Size = USUAL, beside: tuple[str, ...] = ()) -> Hand:
        """Somebody's phone, with others beside it where there is room."""
        page = await self.opens(size, shown=",".join((name, *beside)), base=self.base)
        return Hand(self.telegram, page, name, lang, self.pictures)

    def visits(self) -> list[Contact]:
        """What was saved since the morning, oldest first."""
        loaded = (selectinload(Contact.notes), selectinload(Contact.needs))
        with self._session() as db:
            return list(db.scalars(select(Contact).order_by(Contact.id).offset(EARLIER).options(*loaded)))

    def drafts(self) -> list[str]:
        """How the forms stand that were begun since the morning."""
        with self._session() as db:
            return list(db.scalars(select(Draft.status).order_by(Draft.id).offset(EARLIER)))

    async def has_saved(self, count: int, patience: float = 10) -> None:
        """Wait until so many visits were saved."""
        async with asyncio.timeout(patience):
            while len(self.visits()) < count:  # noqa: ASYNC110 - another process writes them
                await asyncio.sleep(0.02)

    def _session(self) -> Session:
        keyring = open_keyring(self.folder / "key")
        return Session(make_reader(f"sqlite:///{self.folder}/records/ascolto.db", keyring))
