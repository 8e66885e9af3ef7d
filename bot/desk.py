"""The desk where everything is written: one thread, one transaction at a time, the time taken once for each.

What was shown to people meanwhile is written along with the next transaction, or when the desk has been idle.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import Engine, Executable, TableClause, event
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.chat import cards, forgetting, seen
from bot.clock import Clock
from bot.logs import where
from bot.spelling.namecache import NameCache
from bot.work import Work
from db.models import Card, Message, Update

log = logging.getLogger("ascolto.desk")

T = TypeVar("T")
IDLE = 0.1  # s
AT_ONCE = 3  # people whose cards are drawn along with what they follow from; of more, each in a transaction of its own


def _once(table: TableClause) -> Mapping[str, Executable]:
    """The statement that adds a row unless it is there, by dialect."""
    return {
        "sqlite": insert_on_sqlite(table).on_conflict_do_nothing(),
        "postgresql": insert_on_postgresql(table).on_conflict_do_nothing(),
    }


_KEEP, _SEE = _once(cast(TableClause, Message.__table__)), _once(cast(TableClause, Update.__table__))


@dataclass(frozen=True)
class Shown:
    """A card that Telegram has shown: at which revision, in which message, whether it was newly sent.

    Not `whole`: the message is there, but an edit is to follow that brings the rest. `asked` is what it asks (see
    `bot.chat.seen`); `asked_at` since when, by Telegram's clock.
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


class Screens(Protocol):
    """Who shows what is owed."""

    def busy(self) -> Collection[int]:
        """The accounts to which something is being shown. Asked from the desk's thread."""

    def draw(self, work: Work, account_id: int) -> list[Any]:
        """The cards that are owed to an account, ready to be shown."""

    def owed(self, accounts: Collection[int], drawn: Mapping[int, list[Any]]) -> None:
        """After a commit: something is owed to these accounts, and of some it is drawn already."""


class _Session(Session):
    """Keeps what it has read until its end, so that nothing is read twice."""


@event.listens_for(_Session, "loaded_as_persistent")
def _keep(session: Session, loaded: object) -> None:
    session.info.setdefault("read", []).append(loaded)


class Desk:
    """Runs use cases. `screens` is told, after each commit, which accounts have something to be drawn."""

    def __init__(self, engine: Engine, clock: Clock, zone: tzinfo) -> None:
        self.engine = engine
        self.clock = clock
        self.zone = zone
        self.screens: Screens | None = None
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
        result, owed, drawn = await asyncio.shield(running)
        if owed and self.screens is not None:
            self.screens.owed(owed, drawn)
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

    def _transact(self, act: Callable[[Work], T]) -> tuple[T, set[int], dict[int, list[Any]]]:
        now = self.clock.now()
        busy = self.screens.busy() if self.screens else ()  # before `pending`, which so holds all that is not busy
        pending = list(self._shown)
        try:
            with _Session(self.engine, expire_on_commit=False) as db, db.begin():
                work = Work(db, now, self.zone, self._names)
                for shown in pending:
                    _write_shown(work, shown)
                result = act(work)
                drawn = self._drawn(work, busy)
        except BaseException:
            self._names.forget()
            raise
        del self._shown[: len(pending)]
        return result, work.owed, drawn

    def _drawn(self, work: Work, busy: Collection[int]) -> dict[int, list[Any]]:
        """The cards that follow from what was done, where nothing is being shown to that person: one transaction
        instead of two. What cannot be drawn by a mistake of ours must not undo what was done."""
        drawn: dict[int, list[Any]] = {}
        if self.screens is None or len(work.owed) > AT_ONCE:
            return drawn
        for account in work.owed - set(busy):
            try:
                drawn[account] = self.screens.draw(work, account)
            except DBAPIError:  # the transaction is broken
                raise
            except Exception as error:
                log.error("not drawn", extra={"account": account, "why": type(error).__name__, "where": where(error)})
        return drawn


def _write_shown(work: Work, shown: Shown) -> None:
    card = work.db.get(Card, shown.card_id)
    if card is not None:
        cards.shown(work, card, shown.rev, shown.message_id, stripped=shown.stripped, whole=shown.whole)
        if shown.asked:
            seen.remember(card, shown.asked, shown.asked_at, shown.message_id if shown.sent_at else None)
    if shown.sent_at is None or shown.message_id is None or (card is not None and card.place in cards.KEEPSAKES):
        return
    if card is not None and card.message_id == shown.message_id:
        card.sent_at = shown.sent_at
        keep_message(work, shown.account_id, shown.message_id, "out", shown.sent_at, shown.draft_id)
    else:  # a newer one has taken its place meanwhile
        keep_message(work, shown.account_id, shown.message_id, "out", shown.sent_at, shown.draft_id, due_at=work.now)


def keep_message(
    work: Work,
    account_id: int,
    message_id: int,
    direction: str,
    sent_at: datetime,
    draft_id: int | None = None,
    *,
    due_at: datetime | None = None,
) -> None:
    """Remember a chat message and by when it is to be deleted. Twice is once."""
    latest = sent_at + forgetting.KEPT
    row = {"account_id": account_id, "message_id": message_id, "direction": direction, "sent_at": sent_at}
    row |= {"draft_id": draft_id, "due_at": min(due_at or latest, latest)}
    work.db.execute(_KEEP[work.db.get_bind().dialect.name], row)
    if due_at is not None and due_at <= work.now:
        work.owed.add(account_id)


def first_time(work: Work, update_id: int) -> bool:
    """Remember an update as seen; False: it was already."""
    row = {"update_id": update_id, "seen_at": work.now}
    counted = {"preserve_rowcount": True}
    done = work.db.connection().execute(_SEE[work.db.get_bind().dialect.name], row, execution_options=counted)
    return done.rowcount == 1
