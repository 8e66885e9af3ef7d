"""The loop that fetches updates: each one committed before Telegram is told that it was received.

python-telegram-bot's own Updater confirms updates that wait in memory; a kill loses them. Here the next offset, which
is the confirmation, is only asked for when every update before it has its effects in the database.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.desk import Desk
from bot.handlers import dispatch, incoming
from bot.handlers.dispatch import Effect
from bot.handlers.gate import Strangers
from bot.handlers.incoming import Incoming
from bot.handlers.transport import RawBot
from bot.handlers.waiting import Patience, as_told, told
from bot.logs import where
from bot.people.permissions import NotOpen
from bot.work import Work
from db.engine import is_passing

log = logging.getLogger("ascolto.poller")

LONG_POLL = 25  # s
BREATH = 1.0  # s, when an answer came at once and brought nothing new
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member", "channel_post"]
Perform = Callable[[Effect], Coroutine[Any, Any, None]]


class Poller:
    """Fetches, commits, confirms. `perform` does on the network what is left after a commit; nobody waits for it."""

    def __init__(self, bot: RawBot, desk: Desk, perform: Perform) -> None:
        self._bot = bot
        self._desk = desk
        self._perform = perform
        self._strangers = Strangers()
        self._tasks: set[asyncio.Task[None]] = set()
        self.polls = 0  # how often getUpdates has answered
        self.answered_at: float | None = None  # when Telegram last answered, by the monotonic clock
        self.moved_at = time.monotonic()  # when the loop last went on, were it only to wait for the network
        self.stepped: Callable[[float], None] = lambda seconds: None  # told how long each update took to be kept

    async def run(self) -> None:
        """Poll until cancelled. What is being committed then is finished by the desk."""
        offset: int | None = None
        patience = Patience()
        while True:
            self.moved_at = asked = time.monotonic()
            before = offset
            try:
                batch = await self._fetch(offset)
            except InvalidToken:
                raise
            except RetryAfter as wait:
                self.moved_at += told(wait)
                await as_told(wait)
                continue
            except TelegramError as error:
                _say_why(error, patience)
                await patience.wait()
                continue
            patience.reset()
            self.polls += 1
            self.answered_at = time.monotonic()
            for raw in batch:
                self.moved_at = time.monotonic()
                offset = await self.take(raw, offset)
            if offset == before and time.monotonic() - asked < BREATH:
                await asyncio.sleep(BREATH)

    async def _fetch(self, offset: int | None) -> list[Any]:
        asked: dict[str, Any] = {"timeout": LONG_POLL, "allowed_updates": ALLOWED}
        if offset is not None:
            asked["offset"] = offset
        answer = await self._bot.raw_updates(asked, LONG_POLL + 10)
        return answer if isinstance(answer, list) else []

    async def take(self, raw: Any, offset: int | None) -> int | None:
        """Commit one update; returns the offset that confirms it. One that cannot be read is counted and passed."""
        id_ = _id_of(raw)
        try:
            read = self._read(raw, id_)
        except Exception as error:
            log.warning("update passed over", extra={"update": id_ or "?", "why": type(error).__name__})
            return offset if id_ is None else id_ + 1
        begun = time.perf_counter()
        effect = await self._commit(read)
        self.stepped(time.perf_counter() - begun)
        task = asyncio.create_task(self._perform(effect))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return read.update_id + 1

    def _read(self, raw: Any, id_: int | None) -> Incoming:
        if id_ is None:
            raise incoming.Malformed
        return incoming.read(raw)

    async def _commit(self, read: Incoming) -> Effect:
        """What is not open to somebody, and a mistake of ours, undo the whole update; then its person is told."""
        acts = [self._handle, dispatch.excuse, dispatch.forget]
        while acts:
            act, *acts = acts
            try:
                return await self._insist(act, read)
            except NotOpen:
                acts = [dispatch.refuse, dispatch.forget]
            except Exception as error:
                why = {"why": type(error).__name__, "where": where(error)}
                log.error("update failed", extra={"update": read.update_id, **why})
        return Effect()

    def _handle(self, work: Work, read: Incoming) -> Effect:
        return dispatch.handle(work, read, self._strangers)

    async def _insist(self, act: Callable[[Work, Incoming], Effect], read: Incoming) -> Effect:
        """Run `act` in a transaction, however long the database is away."""
        patience = Patience()
        while True:
            try:
                return await self._desk.do(lambda work: act(work, read))
            except Exception as error:
                if not is_passing(error):
                    raise
                self.moved_at = time.monotonic()
                if patience.tries == 0:
                    log.warning("database away, waiting", extra={"why": type(error).__name__})
                await patience.wait()


def _id_of(raw: Any) -> int | None:
    """The id under which an update can be confirmed; None: only a later one can take it along."""
    id_ = raw.get("update_id") if isinstance(raw, dict) else None
    return id_ if type(id_) is int and 0 < id_ < incoming.ID_LIMIT - 1 else None


def _say_why(error: TelegramError, patience: "Patience") -> None:
    if patience.tries == 0:
        why = "another process polls for the same bot" if isinstance(error, Conflict) else "Telegram is out of reach"
        log.warning(why + ", trying again", extra={"why": type(error).__name__})
