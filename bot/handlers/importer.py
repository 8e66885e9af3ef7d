"""What reads, checks and writes the lists that coordinators send, beside the desk: everybody else goes on meanwhile.

Where an import stands is written on its card. A stop in the middle loses nothing: the next start takes it up again.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

import telegram
from sqlalchemy import select
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.clock import today
from bot.desk import Desk
from bot.handlers.places import importing
from bot.handlers.places.importing import PLACE, READING, WRITING
from bot.handlers.waiting import Patience
from bot.importing import headings, known, reading
from bot.importing.checking import Checked, check
from bot.importing.headings import Headings
from bot.importing.loading import Changed, load
from bot.importing.table import Table, Unreadable
from bot.logs import where
from bot.people.permissions import Action, may
from bot.work import Work
from db.engine import is_passing
from db.models import Account, Card

log = logging.getLogger("ascolto.importer")

EVERY = 2.0  # s between two words on how far it is


@dataclass(frozen=True)
class Job:
    """An import that waits for us; `turn` rises with each tap that wants something else."""

    card: int
    turn: int
    step: str
    file: str
    similar: bool
    chosen: dict[int, str]


class Importer:
    """One list after the other. `wake` may be called as often as one likes."""

    def __init__(self, bot: telegram.Bot, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk
        self._task: asyncio.Task[None] | None = None
        self._again = False

    def wake(self) -> None:
        """There may be something to do."""
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    @property
    def idle(self) -> bool:
        """Whether nothing is being imported."""
        return self._task is None or self._task.done()

    async def close(self) -> None:
        """Stop; what is not written yet is begun anew after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        patience = Patience()
        while self._again:
            self._again = False
            try:
                while (job := await self._desk.do(_next)) is not None:
                    await self._take(job)
                    patience.reset()
            except Exception as error:
                if not (isinstance(error, NetworkError | RetryAfter) or is_passing(error)):
                    raise
                self._again = True
                await patience.wait()

    async def _take(self, job: Job) -> None:
        """Do what a card waits for. A mistake of ours ends that import, not the importer."""
        try:
            await self._do(job)
        except (Unreadable, BadRequest) as refused:
            await self._end(job, refused.code if isinstance(refused, Unreadable) else "gone")
        except Changed:
            log.info("registry changed meanwhile, checking again", extra={"card": job.card})
        except Exception as error:
            if isinstance(error, NetworkError | RetryAfter) or is_passing(error):
                raise
            log.error("import failed", extra={"card": job.card, "why": type(error).__name__, "where": where(error)})
            await self._end(job, "failed")

    async def _end(self, job: Job, why: str) -> None:
        await self._desk.do(lambda work: _with_card(work, job, lambda card: importing.failed(work, card, why)))

    async def _do(self, job: Job) -> None:
        table = await self._read(job.file)
        headed = headings.find(table).corrected(job.chosen)
        checked = await self._check(job, table, headed)
        if job.step == WRITING:
            await self._desk.do(lambda work: _write(work, job, checked))
        else:
            await self._desk.do(
                lambda work: _with_card(work, job, lambda card: importing.found(work, card, headed, checked))
            )

    async def _read(self, file_id: str) -> Table:
        """The list, fetched anew each time: it stays neither in the database nor in memory."""
        file = await self._bot.get_file(file_id)
        content = bytes(await file.download_as_bytearray())
        return await asyncio.to_thread(reading.read, content)

    async def _check(self, job: Job, table: Table, headed: Headings) -> Checked:
        """In a thread of its own, with a word every two seconds on how far it is."""
        now = await self._desk.do(known.look)
        far = (0, 0)

        def progress(done: int, total: int) -> None:
            nonlocal far
            far = done, total

        day = today(self._desk.clock, self._desk.zone)
        checking = asyncio.ensure_future(
            asyncio.to_thread(check, table, headed, now, day, similar=job.similar, progress=progress)
        )
        while not (await asyncio.wait({checking}, timeout=EVERY))[0]:
            await self._tell(job, *far)
        return checking.result()

    async def _tell(self, job: Job, done: int, total: int) -> None:
        await self._desk.do(lambda work: _with_card(work, job, lambda card: importing.tell(work, card, done, total)))


def _next(work: Work) -> Job | None:
    """The newest import that waits for us."""
    query = select(Card).where(Card.place == PLACE).order_by(Card.id.desc())
    waiting = (card for card in work.db.scalars(query) if card.params["step"] in (READING, WRITING))
    card = next(waiting, None)
    if card is None:
        return None
    said = card.params
    chosen = {int(column): field for column, field in said["chosen"].items()}
    return Job(card.id, said["turn"], said["step"], said["file"], said["similar"], chosen)


def _with_card(work: Work, job: Job, act: Callable[[Card], None]) -> None:
    """Write on the card, unless something else was asked for meanwhile."""
    card = work.db.get(Card, job.card)
    if card is not None and card.place == PLACE and card.params["turn"] == job.turn:
        act(card)


def _write(work: Work, job: Job, checked: Checked) -> None:
    """The whole list, and what the card says of it, in this one transaction."""
    card = work.db.get_one(Card, job.card)
    account = work.db.get_one(Account, card.account_id)
    if card.params["turn"] != job.turn:
        return
    if not may(account, Action.IMPORT):
        importing.failed(work, card, "failed")
        return
    importing.written(work, card, load(work, account, checked))
