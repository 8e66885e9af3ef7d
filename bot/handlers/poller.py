"""The loop that fetches updates: each one committed before Telegram is told that it was received.

python-telegram-bot's own Updater confirms updates that wait in memory; a kill loses them. Here the next offset, which
is the confirmation, is only asked for when every update before it has its effects in the database.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import telegram
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.desk import Desk
from bot.handlers import incoming
from bot.handlers.dispatch import Effect, handle
from bot.handlers.gate import Strangers
from bot.handlers.incoming import Incoming, Kind
from bot.handlers.transport import RawBot
from bot.handlers.waiting import Patience
from db.engine import is_passing

log = logging.getLogger("ascolto.poller")

LONG_POLL = 25  # s
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
        self.polls = 0  # how often getUpdates has answered: the sign of life

    async def run(self) -> None:
        """Poll until cancelled. What is being committed then is finished by the desk."""
        offset: int | None = None
        patience = Patience()
        while True:
            try:
                batch = await self._fetch(offset)
            except InvalidToken:
                raise
            except RetryAfter as wait:
                await asyncio.sleep(_seconds(wait))
                continue
            except (NetworkError, TelegramError) as error:
                _say_why(error, patience)
                await patience.wait()
                continue
            patience.reset()
            self.polls += 1
            for raw in batch:
                await self._take(raw)
                offset = _id_of(raw, offset) + 1

    async def _fetch(self, offset: int | None) -> list[Any]:
        asked: dict[str, Any] = {"timeout": LONG_POLL, "allowed_updates": ALLOWED}
        if offset is not None:
            asked["offset"] = offset
        answer = await self._bot.raw_updates(asked, LONG_POLL + 10)
        return answer if isinstance(answer, list) else []

    async def _take(self, raw: Any) -> None:
        """Commit one update, however long the database is away. One that cannot be read is counted and passed."""
        try:
            update = telegram.Update.de_json(raw, self._bot)
            read = incoming.read(update)
        except Exception as error:
            log.warning("update passed over", extra={"update": _id_of(raw, 0), "why": type(error).__name__})
            return
        effect = await self._commit(read)
        task = asyncio.create_task(self._perform(effect))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _commit(self, read: Incoming) -> Effect:
        patience = Patience()
        while True:
            try:
                return await self._desk.do(lambda work: handle(work, read, self._strangers))
            except Exception as error:
                if not is_passing(error):
                    return await self._give_up(read, error)
                log.warning("database away, waiting", extra={"why": type(error).__name__})
                await patience.wait()

    async def _give_up(self, read: Incoming, error: Exception) -> Effect:
        """A mistake of ours must not stop everybody: the update is remembered, its person gets her screen again."""
        log.error(
            "update failed", extra={"update": read.update_id, "why": type(error).__name__, "where": _where(error)}
        )
        passed = Incoming(read.update_id, Kind.NOTHING)
        await self._desk.do(lambda work: handle(work, passed, self._strangers))
        again = Incoming(read.update_id, read.kind, read.chat_id, read.user_id, query=read.query)
        return await self._desk.do(lambda work: handle(work, again, self._strangers))


def _id_of(raw: Any, otherwise: int | None) -> int:
    id_ = raw.get("update_id") if isinstance(raw, dict) else None
    return id_ if isinstance(id_, int) else (otherwise or 0)


def _seconds(wait: RetryAfter) -> float:
    after = wait.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()


def _where(error: BaseException) -> str:
    """File and line of a mistake: never its words, which may hold a name."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "unknown"


def _say_why(error: TelegramError, patience: "Patience") -> None:
    if patience.tries == 0:
        why = "another process polls for the same bot" if isinstance(error, Conflict) else "Telegram is out of reach"
        log.warning(why + ", trying again", extra={"why": type(error).__name__})
