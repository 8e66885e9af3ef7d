"""How the bot is: `/healthz` and `/metrics` on a port of this machine, where ASCOLTO_HEALTH_PORT asks for them.

Nothing here can identify anybody: no metric has a label, but for the bounds of a histogram. What is counted in the
database is counted when somebody asks, by a reader of its own, so that no step waits for it.
"""

import asyncio
import math
import time
from collections.abc import Iterator
from datetime import datetime

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import and_, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.backups.making import LAST
from bot.chat import forgetting
from bot.clock import Clock
from bot.followups import followups
from bot.handlers.poller import Poller
from bot.handlers.sender import Sender
from bot.settings import Settings, SettingsError
from bot.work import Work
from db.crypto import KEY_BYTES, Keyring
from db.engine import make_reader
from db.models import Fact, Message

SILENCE = 120.0  # s that Telegram may not have answered; getUpdates takes 25
STANDSTILL = 60.0  # s that nothing may have been written; a tick comes every two
STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # s
_TEXT = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
_NO_KEY = Keyring({1: bytes(KEY_BYTES)})  # what is counted is plain


class Health:
    """Watches the bot's parts and answers on a loopback port from `open` to `close`."""

    def __init__(self, settings: Settings, port: int, clock: Clock, poller: Poller, sender: Sender) -> None:
        self._port = port
        self._poller = poller
        self.ticked_at: float | None = None
        registry = CollectorRegistry()
        self._steps = Histogram(
            "ascolto_step_seconds", "From an update's arrival to its commit.", buckets=STEPS, registry=registry
        )
        self._updates = Counter("ascolto_updates", "Updates from Telegram that were handled.", registry=registry)
        self._sent = Counter("ascolto_reminders_sent", "Messages sent that come by themselves.", registry=registry)
        self._failed = Counter("ascolto_reminders_failed", "Attempts to send one that failed.", registry=registry)
        self._counted = _Counted(settings, clock, poller)
        registry.register(self._counted)
        self._registry = registry
        self._runner = web.AppRunner(self._site(), access_log=None)
        poller.stepped, sender.reminded = self._stepped, self._reminded

    async def open(self) -> None:
        """Begin to answer. Raises SettingsError when the port is taken."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError:
            await self._runner.cleanup()
            taken = f"names a port that cannot be used ({self._port}): another program may have it, choose another one."
            raise SettingsError("ASCOLTO_HEALTH_PORT", taken) from None

    async def close(self) -> None:
        """Answer no more."""
        await self._runner.cleanup()
        self._counted.close()

    def ticked(self) -> None:
        """Something could be written just now."""
        self.ticked_at = time.monotonic()

    def ails(self) -> str | None:
        """What is wrong, in a sentence; None: nothing is."""
        if silent := _longer(self._poller.answered_at, SILENCE):
            return f"Telegram has not answered {silent}."
        if silent := _longer(self.ticked_at, STANDSTILL):
            return f"Nothing could be written {silent}."
        return None

    def _stepped(self, seconds: float) -> None:
        self._updates.inc()
        self._steps.observe(seconds)

    def _reminded(self, arrived: bool) -> None:
        (self._sent if arrived else self._failed).inc()

    def _site(self) -> web.Application:
        site = web.Application()
        site.add_routes([web.get("/healthz", self._healthz), web.get("/metrics", self._metrics)])
        return site

    async def _healthz(self, request: web.Request) -> web.Response:
        del request
        ails = self.ails()
        return web.Response(text=f"{ails or 'ok'}\n", status=503 if ails else 200)

    async def _metrics(self, request: web.Request) -> web.Response:
        del request
        return web.Response(body=await asyncio.to_thread(generate_latest, self._registry), headers=_TEXT)


def _longer(since: float | None, most: float) -> str | None:
    """How long something has not happened, where that is longer than `most` seconds."""
    if since is None:
        return "yet"
    passed = time.monotonic() - since
    return f"for {passed:.0f} seconds" if passed > most else None


class _Counted(Collector):
    """What is looked up when somebody asks. While the database is away only what is known without it is said."""

    def __init__(self, settings: Settings, clock: Clock, poller: Poller) -> None:
        self._reader = make_reader(settings.database_url, _NO_KEY)
        self._clock, self._zone = clock, settings.timezone
        self._poller = poller

    def close(self) -> None:
        self._reader.dispose()

    def describe(self) -> list[Metric]:
        """None of their names is anybody else's; asking the database for them would be too early."""
        return []

    def collect(self) -> Iterator[Metric]:
        at = self._poller.answered_at
        polled = 0.0 if at is None else time.time() - (time.monotonic() - at)
        yield _gauge("last_poll_timestamp_seconds", "When Telegram last answered a poll; 0: never.", polled)
        try:
            yield from self._looked_up()
        except SQLAlchemyError:
            return

    def _looked_up(self) -> list[Metric]:
        with Session(self._reader) as db, db.begin():
            work = Work(db, self._clock.now(), self._zone)
            return [
                _gauge("follow_ups_due", "Next contacts that are due or overdue today.", followups.count_waiting(work)),
                _gauge(
                    "undeleted_messages",
                    "Messages of the last weeks that stay: too old to be deleted.",
                    _undeleted(work),
                ),
                _gauge("backup_age_seconds", "Age of the newest good backup; +Inf: there is none.", _backup_age(work)),
            ]


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"ascolto_{name}", said, value)


def _undeleted(work: Work) -> int:
    too_old = and_(*forgetting.PENDING, Message.sent_at <= work.now - forgetting.DELETABLE)
    stays = or_(Message.left_at.is_not(None), too_old)
    return work.db.scalar(select(func.count()).select_from(Message).where(stays)) or 0


def _backup_age(work: Work) -> float:
    fact = work.db.get(Fact, LAST)
    return (work.now - datetime.fromisoformat(fact.value)).total_seconds() if fact else math.inf
