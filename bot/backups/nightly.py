"""The backup of every night: made beside the desk, at half past two or at the first chance after it.

The database says when the last good one was made, so that a restart makes none twice and forgets none. A database
with people in it that has none yet gets one at once.
"""

import asyncio
import logging
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, select

from bot.backups import making
from bot.backups.folders import LATE
from bot.backups.making import LAST, SECOND
from bot.desk import Desk
from bot.logs import where
from bot.people import alerts
from bot.reminding.quiet import is_quiet
from bot.settings import Settings
from bot.work import Work
from db.engine import is_passing
from db.models import Account, Fact
from db.refusal import Refusal

log = logging.getLogger("ascolto.backups")

NIGHT = time(2, 30)
RETRY = timedelta(minutes=15)
ASTRAY = timedelta(days=1)
"""What is said to lie so far ahead was said by a clock that was wrong."""


class Nightly:
    """One backup a night. `look` belongs to the tick and says whether one is due; `wake` then has it made."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self._settings = settings
        self._desk = desk
        self._due = False
        self._not_before = datetime.min.replace(tzinfo=UTC)
        self._task: asyncio.Task[None] | None = None

    def look(self, work: Work) -> None:
        """Whether a backup is due, and whether the coordinators are to be told that none came."""
        self._due = is_due(work)
        if not is_quiet(work.local):
            for why in late(work, self._settings):
                alerts.of_backups(work, why)

    def wake(self) -> None:
        """Make one if it is due and none is under way; after a failure not again at once."""
        if self._due and self.idle and self._desk.clock.now() >= self._not_before:
            self._due = False
            self._task = asyncio.create_task(self._make())

    @property
    def idle(self) -> bool:
        """Whether none is being made."""
        return self._task is None or self._task.done()

    async def close(self) -> None:
        """Let the one under way come to its end."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _make(self) -> None:
        now = self._desk.clock.now()
        self._not_before = now + RETRY
        try:
            made = await asyncio.to_thread(making.make, self._settings, self._desk.engine, now)
        except Refusal as refusal:
            log.error("no backup was made", extra={"why": refusal})
        except Exception as error:
            level = logging.WARNING if is_passing(error) else logging.ERROR
            log.log(level, "no backup was made", extra={"why": type(error).__name__, "where": where(error)})
        else:
            log.info("backup made")
            if made.trouble:
                log.error("no second backup", extra={"why": made.trouble})


def is_due(work: Work) -> bool:
    """Whether the newest half past two that has come has no backup yet. A database without people needs none."""
    last = _when(work, LAST)
    if last is not None and last < work.now + ASTRAY:
        return last < _last_night(work)
    return work.db.scalar(select(Account.id).limit(1)) is not None


def late(work: Work, settings: Settings) -> list[str]:
    """Which backups have been missing for too long: `backup`, `second backup`."""
    wanted = {"backup": _when(work, LAST) or _beginning(work)}
    if settings.backup_folder:
        wanted["second backup"] = _when(work, SECOND)
    return [why for why, last in wanted.items() if last is not None and abs(work.now - last) > LATE]


def _last_night(work: Work) -> datetime:
    nights = (datetime.combine(work.today - timedelta(days=ago), NIGHT, work.zone).astimezone(UTC) for ago in (0, 1, 2))
    return next(night for night in nights if night <= work.now)


def _when(work: Work, name: str) -> datetime | None:
    fact = work.db.get(Fact, name)
    return datetime.fromisoformat(fact.value) if fact else None


def _beginning(work: Work) -> datetime | None:
    return work.db.scalar(select(func.min(Account.created_at)))
