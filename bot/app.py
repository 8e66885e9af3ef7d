"""The only wiring: settings, database, desk, bot, poller, sender, scheduler, clock."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from telegram.error import Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.backups.nightly import Nightly
from bot.clock import Clock
from bot.desk import Desk
from bot.handlers.dispatch import Effect
from bot.handlers.fetcher import Fetcher
from bot.handlers.importer import Importer
from bot.handlers.poller import Poller
from bot.handlers.sender import Sender
from bot.handlers.strangers import say_neutral, say_privacy
from bot.handlers.transport import CALLS, AiohttpRequest, RawBot
from bot.handlers.waiting import Patience, as_told
from bot.i18n import preload
from bot.keeping import erasing, retention
from bot.registry import add_first_neighbourhoods
from bot.reminding import reminders
from bot.scheduler import EVERY, ticking
from bot.settings import Settings
from bot.work import Work
from db.engine import is_passing
from db.models import Fact

if TYPE_CHECKING:
    from bot.health import Health

log = logging.getLogger("ascolto")
AT_FIRST = 5.0  # s to show what is owed since the last stop, before anybody is listened to


class WrongToken(Exception):
    """Telegram does not know the token."""


class App:
    """The bot in one process. `start` brings it up, `stop` lets it finish what it is doing."""

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        clock: Clock,
        *,
        every: float = EVERY,
        transport: Callable[[int], BaseRequest] = AiohttpRequest,
        nightly: bool = False,
    ) -> None:
        """`every`: seconds between two ticks. `transport` is given how many calls may be under way at once.

        `nightly`: whether a backup is made every night.
        """
        self._keeping = retention.Keeping(settings.data, settings.keep_years, settings.keep_audio_days)
        self._redrawn: str | None = None
        self.desk = Desk(engine, clock, settings.timezone)
        base = settings.api_url.rstrip("/")
        self.bot = RawBot(
            settings.required_token(),
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=transport(CALLS),
            get_updates_request=transport(2),
        )
        self.sender = Sender(self.bot, self.desk)
        self.fetcher = Fetcher(self.bot, self.desk)
        self.importer = Importer(self.bot, self.desk)
        self.poller = Poller(self.bot, self.desk, self._perform)
        self.desk.screens = self.sender
        self.nightly = Nightly(settings, self.desk) if nightly else None
        self._ticking = ticking(self.tick, every)
        self.health = _health(settings, clock, self.poller, self.sender)
        self._polls_told = 0
        self.polling: asyncio.Task[None]

    async def start(self) -> None:
        """Reach Telegram, however long that takes, and go on where the last stop was. Raises WrongToken."""
        preload()
        if self.health:
            await self.health.open()
        await self._reach_telegram()
        self.poller.answered_at = time.monotonic()  # the first poll may take half a minute
        await self.desk.do(self._first)
        await self.tick()
        await self.sender.shown(AT_FIRST)  # so that nobody's answer to a card comes before we know that it is there
        self.importer.wake()
        self._ticking.start()
        self.polling = asyncio.create_task(self._poll())

    async def stop(self) -> None:
        """Finish the transaction under way; what is owed is drawn at the next start."""
        if self._ticking.running:
            self._ticking.shutdown(wait=False)
            self.polling.cancel()
            await asyncio.gather(self.polling, return_exceptions=True)
        if self.health:
            await self.health.close()
        await self.fetcher.close()
        await self.importer.close()
        await self.sender.close()
        if self.nightly:
            await self.nightly.close()
        await self.desk.close()
        with contextlib.suppress(TelegramError):
            await self.bot.shutdown()

    async def _poll(self) -> None:
        try:
            await self.poller.run()
        except InvalidToken:
            raise WrongToken from None

    async def tick(self) -> None:
        """What the time alone brings about; a database that is away now is asked at the next tick."""
        try:
            await self.desk.do(self._tick)
        except Exception as error:
            if not is_passing(error):
                raise
            log.warning("no tick: database away", extra={"why": type(error).__name__})
        else:
            if self.health:
                self.health.ticked()
        self.fetcher.wake()
        if self.nightly:
            self.nightly.wake()

    def _tick(self, work: Work) -> None:
        told = reminders.tick(work)
        if told:
            if self.nightly:
                self.nightly.look(work)
            retention.sweep(work, self._keeping)
            self._draw_what_was_changed_beside(work)
        if self.poller.polls != self._polls_told and (told or not self._polls_told):
            self._polls_told = self.poller.polls
            reminders.remember(work, "last poll", work.now.isoformat())

    def _draw_what_was_changed_beside(self, work: Work) -> None:
        """The command line has changed cards, and cannot say so to this process but through the database."""
        fact = work.db.get(Fact, erasing.REDRAWN)
        if fact is not None and fact.value != self._redrawn:
            self._redrawn = fact.value
            reminders.all_owed(work)

    def _first(self, work: Work) -> None:
        add_first_neighbourhoods(work)
        reminders.remember(work, "bot", self.bot.username)
        reminders.remember(work, "last poll", work.now.isoformat())  # that is how it knows its name
        reminders.all_owed(work)

    async def _reach_telegram(self) -> None:
        patience = Patience()
        while True:
            try:
                await self.bot.initialize()
            except (InvalidToken, Forbidden):
                raise WrongToken from None
            except RetryAfter as wait:
                await as_told(wait)
            except TelegramError as error:
                if patience.tries == 0:
                    log.warning("Telegram is out of reach, waiting for it", extra={"why": type(error).__name__})
                await patience.wait()
            else:
                log.info("connected", extra={"bot": self.bot.username})
                return

    async def _perform(self, effect: Effect) -> None:
        """What is left of an update besides cards: best effort, nobody waits for it."""
        if effect.errand:
            self.importer.wake()
        try:
            if effect.answer:
                await self.bot.call("answerCallbackQuery", callback_query_id=effect.answer)
            if effect.leave:
                await self.bot.leave_chat(effect.leave)
            if effect.greet and effect.privacy:
                await say_privacy(self.bot, effect.greet[0], effect.privacy)
            elif effect.greet:
                await say_neutral(self.bot, *effect.greet)
        except TelegramError as error:
            log.info("not done", extra={"why": type(error).__name__})


def _health(settings: Settings, clock: Clock, poller: Poller, sender: Sender) -> "Health | None":
    """What answers how the bot is, where a port is set for it; otherwise nothing of it is even loaded."""
    if settings.health_port is None:
        return None
    from bot.health import Health

    return Health(settings, settings.health_port, clock, poller, sender)


@contextlib.asynccontextmanager
async def running(
    settings: Settings,
    engine: Engine,
    clock: Clock,
    *,
    every: float = EVERY,
    transport: Callable[[int], BaseRequest] = AiohttpRequest,
    nightly: bool = False,
) -> AsyncIterator[App]:
    """The bot at work inside a `with` block: what the tests use, and `ascolto run` does too."""
    app = App(settings, engine, clock, every=every, transport=transport, nightly=nightly)
    try:
        await app.start()
        yield app
    finally:
        await app.stop()
