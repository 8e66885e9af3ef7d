"""The desk where everything is written: one thread, one transaction at a time, the time taken once for each.

What was shown to people meanwhile is written along with the next transaction, or when the desk has been idle.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, TypeVar

from sqlalchemy import Engine, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session

from bot import cards, seen
from bot.clock import Clock
from bot.registry import NameCache
from bot.work import Work
from db.models import Card, Message

T = TypeVar("T")
IDLE = 0.3  # s


@dataclass(frozen=True)
class Shown:
    """A card that Telegram has shown: at which revision, in which message, whether it was newly sent.

    Not `whole`: the message is there, but an edit is to follow that brings the rest. `asked` is what it asks (see
    `bot.seen`); `asked_at` since when, by Telegram's clock. `gone`: the message was taken away.
    """

    card_id: int
    account_id: int
    rev: int
    message_id: int | None
    sent_at: datetime | None = None
    draft_id: int | None = None
    stripped: bool = False
    whole: bool = True
    asked: str = ""
    asked_at: datetime | None = None
    gone: bool = False


class Desk:
    """Runs use cases. `on_owed` is told, after each commit, which accounts have something to be drawn."""

    def __init__(self, engine: Engine, clock: Clock, zone: tzinfo) -> None:
        self.engine = engine
        self.clock = clock
        self.zone = zone
        self.on_owed: Callable[[set[int]], None] = lambda owed: None
        self._names = NameCache()
        self._shown: list[Shown] = []
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        self._idle: asyncio.TimerHandle | None = None
        self._running: set[asyncio.Future[Any]] = set()

    async def do(self, act: Callable[[Work], T]) -> T:
        """Run `act` in a transaction of its own and return what it returns, after the commit.

        A cancelled caller does not cancel the commit. Raises what `act` raises, then nothing is written.
        """
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._thread, self._transact, act)
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        result, owed = await asyncio.shield(running)
        if owed:
            self.on_owed(owed)
        return result

    def remember(self, shown: Shown) -> None:
        """Keep what was shown for the next transaction."""
        self._shown.append(shown)
        if self._idle is None:
            self._idle = asyncio.get_running_loop().call_later(IDLE, self._when_idle)

    async def close(self) -> None:
        """Finish what is being written, write what was shown, and let the thread go."""
        if self._idle is not None:
            self._idle.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._shown:
            await asyncio.gather(self.do(lambda work: None), return_exceptions=True)
        self._thread.shutdown(wait=True)

    def _when_idle(self) -> None:
        self._idle = None
        if self._shown:
            writing = asyncio.ensure_future(self.do(lambda work: None))
            writing.add_done_callback(self._after_idle)

    def _after_idle(self, written: "asyncio.Future[None]") -> None:
        """A database that is away now: what was shown stays in memory and is tried again."""
        if not written.cancelled() and written.exception() is not None and self._idle is None:
            self._idle = asyncio.get_running_loop().call_later(IDLE * 10, self._when_idle)

    def _transact(self, act: Callable[[Work], T]) -> tuple[T, set[int]]:
        now = self.clock.now()
        pending = list(self._shown)
        try:
            with Session(self.engine, expire_on_commit=False) as db, db.begin():
                work = Work(db, now, self.zone, self._names)
                for shown in pending:
                    _write_shown(work, shown)
                result = act(work)
        except BaseException:
            self._names.forget()
            raise
        del self._shown[: len(pending)]
        return result, work.owed


def _write_shown(work: Work, shown: Shown) -> None:
    card = work.db.get(Card, shown.card_id)
    if card is not None:
        cards.shown(work, card, shown.rev, shown.message_id, stripped=shown.stripped, whole=shown.whole)
        if shown.asked:
            seen.remember(card, shown.asked, shown.asked_at, shown.message_id if shown.sent_at else None)
    if shown.gone:
        _forget_message(work, shown)
    if shown.sent_at is not None and shown.message_id is not None:
        keep_message(work, shown.account_id, shown.message_id, "out", shown.sent_at, shown.draft_id)


def _forget_message(work: Work, shown: Shown) -> None:
    those = (Message.account_id == shown.account_id, Message.message_id == shown.message_id)
    work.db.execute(update(Message).where(*those).values(deleted_at=work.now))


def keep_message(
    work: Work, account_id: int, message_id: int, direction: str, sent_at: datetime, draft_id: int | None = None
) -> None:
    """Remember a chat message, so that it can be deleted later. Twice is once."""
    insert = insert_on_sqlite if work.db.get_bind().dialect.name == "sqlite" else insert_on_postgresql
    row = {"account_id": account_id, "message_id": message_id, "direction": direction, "sent_at": sent_at}
    work.db.execute(insert(Message).values(**row, draft_id=draft_id).on_conflict_do_nothing())
