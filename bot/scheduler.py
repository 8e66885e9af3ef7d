"""The ticking: APScheduler asks by interval, the tables answer. A tick that is missed is simply the next one."""

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

EVERY = 2.0  # s


def ticking(tick: Callable[[], Awaitable[None]], every: float = EVERY) -> AsyncIOScheduler:
    """A scheduler that calls `tick` by interval (s), never twice at once; the caller starts it and shuts it down.

    Cron times are not used: they fire twice or not at all when the clocks change.
    """
    scheduler = AsyncIOScheduler()
    scheduler.add_job(
        tick, "interval", seconds=every, max_instances=1, coalesce=True, misfire_grace_time=None, id="tick"
    )
    return scheduler
