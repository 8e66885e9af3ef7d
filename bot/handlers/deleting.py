"""Messages are deleted beside the cards, so that no card waits for it: a hundred with one call, in each chat by itself.

What Telegram refuses keeps none of the others. What a stop keeps from being written down is deleted once more later.
"""

import asyncio
import logging
from functools import partial

from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.chat import forgetting
from bot.chat.forgetting import Forget
from bot.desk import Desk
from bot.handlers.transport import RawBot
from bot.handlers.waiting import Patience, as_told
from bot.logs import where
from bot.people import alerts
from bot.work import Work
from db.engine import is_passing
from db.models import Account

log = logging.getLogger("ascolto.deleting")


class Deleter:
    """Deletes what is due. `take` may be called as often as one likes: what is under way in a chat is not begun twice,
    and what came due meanwhile is owed again afterwards."""

    def __init__(self, bot: RawBot, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk
        self._tasks: dict[int, asyncio.Task[None]] = {}

    @property
    def idle(self) -> bool:
        """Whether nothing is being deleted."""
        return not self._tasks

    def take(self, job: Forget) -> None:
        """Delete these messages."""
        under_way = self._tasks.get(job.account_id)
        if under_way is None or under_way.done():
            task = asyncio.create_task(self._insist(job))
            self._tasks[job.account_id] = task
            task.add_done_callback(partial(self._done, job.account_id))

    async def close(self) -> None:
        """Stop; what is left is deleted after the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, account: int, task: asyncio.Task[None]) -> None:
        if self._tasks.get(account) is task:
            del self._tasks[account]
        if not task.cancelled() and (error := task.exception()):
            why = {"why": type(error).__name__, "where": where(error)}
            log.error("deleting failed", extra={"account": account, **why})

    async def _insist(self, job: Forget) -> None:
        """However long Telegram or the database is away."""
        patience = Patience()
        while True:
            try:
                return await self._finish(job)
            except RetryAfter as wait:
                await as_told(wait)
            except Exception as error:
                if not (isinstance(error, NetworkError) or is_passing(error)):
                    raise
                await patience.wait()

    async def _finish(self, job: Forget) -> None:
        try:
            gone, left = await self._delete(job)
        except Forbidden:
            await self._desk.do(lambda work: alerts.of_blocked(work, work.db.get_one(Account, job.account_id)))
        else:
            await self._desk.do(partial(_write, job=job, gone=gone, left=left))

    async def _delete(self, job: Forget) -> tuple[list[int], list[int]]:
        """The ids that are gone, and those that stay. Raises what is to be tried again."""
        gone: list[int] = []
        left: list[int] = []
        waiting = [list(job.ids)]
        while waiting:
            ids = waiting.pop()
            try:
                await self._bot.call("deleteMessages", chat_id=job.chat_id, message_ids=ids)
            except BadRequest:
                if job.old or len(ids) == 1:
                    left += ids
                else:
                    half = len(ids) // 2
                    waiting += [ids[half:], ids[:half]]
            else:
                gone += ids
        return gone, left


def _write(work: Work, job: Forget, gone: list[int], left: list[int]) -> None:
    forgetting.done(work, job.account_id, gone, left)
    if left:
        alerts.of_undeleted(work)
