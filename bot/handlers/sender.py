"""What people see, brought to their phones: one sender per person draws her newest cards and skips those in between.

Nothing is queued. A card is owed while `shown_rev < rev`; it is drawn from the rows as they are now, in the language
she has now. A draw that fails is simply drawn again.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from functools import partial
from types import MappingProxyType

from telegram.error import Forbidden, NetworkError, RetryAfter

from bot.chat.forgetting import Forget
from bot.desk import Desk, Shown
from bot.handlers.deleting import Deleter
from bot.handlers.jobs import Job, owed
from bot.handlers.placing import Placed, Placer
from bot.handlers.transport import RawBot
from bot.handlers.waiting import Patience, as_told
from bot.logs import where
from bot.people import alerts
from bot.work import Work
from db.engine import is_passing
from db.models import Account

log = logging.getLogger("ascolto.sender")

AT_ONCE = 30
FINISH = 1.0  # s, for what is being shown when we are told to stop


class Sender:
    """Shows what is owed: the desk's `Screens`. `owed` may be called as often as one likes."""

    def __init__(self, bot: RawBot, desk: Desk) -> None:
        self._desk = desk
        self._again: set[int] = set()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._placer = Placer(bot, self._standing)
        self._deleter = Deleter(bot, desk)
        self.reminded: Callable[[bool], None] = lambda arrived: None  # told of each attempt to bring a reminder

    def busy(self) -> Collection[int]:
        """As of `bot.desk.Screens`."""
        return self._tasks.copy()  # at once, as another thread asks

    def draw(self, work: Work, account_id: int) -> list[Job | Forget]:
        """As of `bot.desk.Screens`."""
        return owed(work, account_id)

    def owed(self, accounts: Collection[int], drawn: Mapping[int, list[Job | Forget]] = MappingProxyType({})) -> None:
        """As of `bot.desk.Screens`. What was drawn for somebody who is busy meanwhile is drawn again then."""
        for account in accounts:
            jobs = drawn.get(account)
            if account in self._tasks:
                self._again.add(account)
            elif jobs is None or jobs:
                self._again.discard(account)
                task = asyncio.create_task(self._serve(account, jobs))
                self._tasks[account] = task
                task.add_done_callback(partial(self._done, account))

    @property
    def idle(self) -> bool:
        """Whether nothing is being shown, and nothing deleted."""
        return not self._tasks and self._deleter.idle

    async def shown(self, patience: float) -> None:
        """Wait until what is owed now has been shown, `patience` seconds at most."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=patience)

    async def close(self) -> None:
        """Stop showing, but let what is under way arrive; what is owed then is drawn at the next start."""
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=FINISH)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._deleter.close()

    def _done(self, account: int, task: asyncio.Task[None]) -> None:
        self._tasks.pop(account, None)
        if task.cancelled():
            return
        if error := task.exception():
            log.error("showing failed", extra={"account": account, "why": type(error).__name__, "where": where(error)})
        if account in self._again:
            self.owed({account})

    async def _serve(self, account: int, drawn: list[Job | Forget] | None) -> None:
        patience = Patience()
        jobs = drawn
        while True:
            try:
                if jobs is None:
                    jobs = await self._desk.do(lambda work: owed(work, account))
                for job in jobs:
                    await self._do(job)
                patience.reset()
            except Forbidden:
                await self._desk.do(lambda work: alerts.of_blocked(work, work.db.get_one(Account, account)))
            except RetryAfter as wait:
                await as_told(wait)
                self._again.add(account)
            except Exception as error:
                if not (isinstance(error, NetworkError) or is_passing(error)):
                    raise
                if patience.tries == 0:
                    log.warning("not shown yet, trying again", extra={"account": account, "why": type(error).__name__})
                await patience.wait()
                self._again.add(account)
            if account not in self._again:
                return
            self._again.discard(account)
            jobs = None

    async def _do(self, job: Job | Forget) -> None:
        if isinstance(job, Forget):
            self._deleter.take(job)
            return
        async with self._turns:
            await self._show(job)

    async def _show(self, job: Job) -> None:
        """What did arrive is remembered even if the rest fails: trying again must not send it twice."""
        done = await asyncio.gather(self._placer.strip(job), self._placer.place(job), return_exceptions=True)
        stripped, placed = done
        if job.waking and job.message_id is None:
            self.reminded(isinstance(placed, Placed) and placed.message_id is not None)
        if not isinstance(placed, BaseException):
            self._remember(job, placed, stripped=stripped is True)
        for failed in done:
            if isinstance(failed, BaseException):
                raise failed

    async def _standing(self, job: Job, placed: Placed) -> None:
        """Write down where a new message stands, so that it is deleted in time whatever happens."""
        self._remember(job, placed, whole=False)
        await self._desk.do(lambda work: None)

    def _remember(self, job: Job, placed: Placed, *, stripped: bool = False, whole: bool = True) -> None:
        shown = Shown(
            job.card_id,
            job.account_id,
            job.rev,
            placed.message_id,
            placed.at if placed.new else None,
            job.draft_id,
            stripped,
            whole,
            job.asked if placed.asked else "",
            placed.at,
        )
        self._desk.remember(shown)
