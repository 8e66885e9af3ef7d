"""Updates handed to the poller without a network: read, committed and drawn as ever, and nothing is sent.

A campaign of a million would spend nine tenths of its hours on HTTP. Its first thousands come that way.
"""

import itertools
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.desk import Desk, Shown
from bot.handlers.dispatch import Effect
from bot.handlers.jobs import Job, owed
from bot.handlers.poller import Poller
from bot.work import Work
from practice.errors import Json
from tests.talk import Centre, Phone

DRAWN_EVERY = 10  # updates
EVERYBODY = frozenset(range(100))
_UPDATES, _MESSAGES = itertools.count(10**12), itertools.count(10**10)
"""Ids that Telegram in memory does not give out."""


class _Unseen:
    """Cards are drawn and count as shown: the desk's `Screens` without a phone. As where many things happen at once,
    what comes while a card is under way is drawn together with the next."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = itertools.count(1)

    def busy(self) -> Collection[int]:
        """As of `bot.desk.Screens`."""
        return () if next(self._turn) % DRAWN_EVERY == 0 else EVERYBODY

    def draw(self, work: Work, account_id: int) -> list[Job]:
        """As of `bot.desk.Screens`."""
        return [job for job in owed(work, account_id) if isinstance(job, Job)]

    def owed(self, accounts: Collection[int], drawn: Mapping[int, list[Job]]) -> None:
        """As of `bot.desk.Screens`."""
        for jobs in drawn.values():
            for job in jobs:
                self._show(job)

    def _show(self, job: Job) -> None:
        new = job.message_id is None
        at = datetime.now(UTC) if new else None
        message = next(_MESSAGES) if new else job.message_id
        shown = Shown(job.card_id, job.account_id, job.rev, message, at, stripped=True, asked=job.asked, asked_at=at)
        self._desk.remember(shown)


class Straight:
    """Takes updates one by one, as if getUpdates had brought them."""

    def __init__(self, centre: Centre) -> None:
        self._poller = Poller(centre.app.bot, centre.app.desk, _nothing)
        self._clock = centre.telegram.clock

    async def take(self, raw: Json) -> None:
        """Let the bot take an update, under an id of its own."""
        await self._poller.take({**raw, "update_id": next(_UPDATES)}, None)

    async def hears(self, phone: Phone, text: str) -> None:
        """A text that somebody sends."""
        chat, user = {"id": phone.person.id, "type": "private"}, phone.person.user.to_api()
        about = {"message_id": next(_MESSAGES), "date": int(self._clock.now().timestamp())}
        await self.take({"message": {**about, "chat": chat, "from": user, "text": text}})

    async def feels(self, phone: Phone, message_id: int, data: str) -> None:
        """A tap on one of her messages."""
        message = {"message_id": message_id, "chat": {"id": phone.person.id, "type": "private"}, "date": 1}
        tap = {"id": str(message_id), "from": phone.person.user.to_api(), "message": message, "data": data}
        await self.take({"callback_query": tap})


async def _nothing(effect: Effect) -> None:
    """What would be left to do on the network."""


@asynccontextmanager
async def straight(centre: Centre) -> AsyncIterator[Straight]:
    """While this lasts, nothing goes over the network."""
    desk, sender = centre.app.desk, centre.app.desk.screens
    desk.screens = _Unseen(desk)
    try:
        yield Straight(centre)
    finally:
        desk.screens = sender


def split(count: int, wired: int) -> tuple[int, int]:
    """How many updates of a campaign come over HTTP, `wired` at most, and how many straight."""
    return min(count, wired), max(count - wired, 0)


def told(count: int, wired: int) -> str:
    """How a campaign's figure says it."""
    return f"{count} sent" if count <= wired else f"{count} sent, {wired} of them over HTTP"
