"""A listening centre for tests: the real bot, the real Bot API over loopback HTTP, and people with phones.

A test reads as a talk: `await arta.sends("/visit")`, `await arta.taps("Visit made today")`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot import registry
from bot.app import App, running
from bot.chat import forgetting
from bot.followups.workdays import add_fixed_holidays
from bot.people import people
from bot.registry import Newcomer
from bot.reminding import reminders
from bot.settings import Settings
from bot.spelling.namecache import NameCache
from bot.work import Work
from db.models import Account, Household, Message
from practice.chats import Message as Shown
from practice.clock import PracticeClock
from practice.person import Person
from practice.server import serve
from practice.telegram import Telegram
from tests.overheard import Overheard
from tests.practice.contract import Contract

T = TypeVar("T")
PATIENCE = 60.0  # s; machines may be slow
BELGRADE = ZoneInfo("Europe/Belgrade")
WEDNESDAY = datetime(2026, 3, 11, 10, 0, tzinfo=BELGRADE)


class Phone:
    """Somebody with her phone; what she does returns when the bot has answered."""

    def __init__(self, centre: "Centre", person: Person) -> None:
        self.centre = centre
        self.person = person
        self.done = 0  # updates she has caused: taps and messages

    async def sends(self, *texts: str) -> None:
        """Send one message after the other."""
        for text in texts:
            self.person.say(text)
            await self._answered()

    async def taps(self, *labels: str) -> None:
        """Tap buttons by their label, or its beginning, on the newest message that has it; unfold what is folded."""
        for label in labels:
            await self._unfolds(label)
            message, text = self._button(label)
            self.person.tap(message.message_id, text)
            await self._answered()

    async def speaks(self) -> None:
        """Send a voice message."""
        self.person.send_voice()
        await self._answered()

    async def does(self, act: Callable[[Person], object]) -> None:
        """Anything else her phone can do."""
        act(self.person)
        await self._answered()

    async def _answered(self) -> None:
        self.done += 1
        await self.centre.settled()

    async def _unfolds(self, label: str) -> None:
        """Open the folders of a review until the label shows."""
        for folder in ("✎ Change…", "◂ Fewer", "More…", "◂ Fewer"):
            if label != folder and folder in self.buttons and not self._shows(label):
                await self.taps(folder)

    def _shows(self, label: str) -> bool:
        return any(button["text"].startswith(label) for message in self.person.heard for button in message.buttons())

    def _button(self, label: str) -> tuple[Shown, str]:
        for message in reversed(self.person.heard):
            texts = [button["text"] for button in message.buttons()]
            for text in (*(t for t in texts if t == label), *(t for t in texts if t.startswith(label))):
                return message, text
        raise LookupError(f"no button {label!r}; there are {self.buttons}")

    @property
    def card(self) -> str:
        """The text of the newest message of the bot."""
        return str(self.person.last.body.get("text", ""))

    @property
    def buttons(self) -> list[str]:
        """The labels on the newest message of the bot."""
        return [button["text"] for button in self.person.last.buttons()]

    @property
    def all_texts(self) -> list[str]:
        """Everything the bot's messages say now."""
        return [str(message.body.get("text", "")) for message in self.person.heard]


class Centre:
    """The bot at work, its people and its registry."""

    def __init__(self, telegram: Telegram, settings: Settings, engine: Engine) -> None:
        self.telegram = telegram
        self.settings = settings
        self.engine = engine
        self.app: App
        self.on_settled: list[Callable[[], None]] = []
        """Called each time the bot has shown everything."""
        self._names = NameCache()

    def does(self, act: Callable[[Work], T]) -> T:
        """Let a use case run in a transaction of its own, beside the bot."""
        with Session(self.engine, expire_on_commit=False) as db, db.begin():
            return act(Work(db, self.telegram.clock.now(), self.settings.timezone, self._names))

    async def joins(self, name: str, language: str = "en", role: str = "operator", *, protected: bool = True) -> Phone:
        """Invite somebody and let her follow the link. `protected`: she has said that Telegram's locks are on."""
        code = self.does(lambda work: people.invite(work, name, role, language))
        if protected:
            self.does(say_protected)
        phone = Phone(self, Person(self.telegram, name, language_code=language[:2], language=language, role=role))
        phone.person.starts(code)
        await self.settled()
        return phone

    def account(self, phone: Phone) -> Account:
        """The account behind a phone."""
        return self.does(lambda work: people.by_telegram(work, phone.person.id)) or Account()

    def household(self, phone: Phone, name: str, neighbourhood: str = "tavnik", kind: str = "family") -> Household:
        """Register a household that consented."""
        newcomer = Newcomer(kind, neighbourhood, "given", "sq", name)

        def register(work: Work) -> Household:
            account = people.by_telegram(work, phone.person.id)
            assert account is not None
            return registry.register(work, account, newcomer)

        return self.does(register)

    async def moves_to(self, instant: datetime) -> None:
        """Move the clock and let it tick."""
        await self._sweeps_until(instant)
        self.telegram.clock.move_to(instant)
        await self.app.tick()
        await self.settled()

    async def waits(self, by: timedelta) -> None:
        """Let time pass and the clock tick."""
        await self.moves_to(self.telegram.clock.now() + by)

    async def _sweeps_until(self, instant: datetime) -> None:
        """The bot ticks every two seconds: messages that are to go meanwhile go when they are due."""
        for due in self.does(_due_moments):
            if self.telegram.clock.now() < due < instant and not self.telegram.faults.is_cut:
                self.telegram.clock.move_to(due)
                await self.app.desk.do(reminders.clear_chats)
                await self.settled()

    async def settled(self) -> None:
        """Until the bot has heard everything and shown everything."""
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.telegram.settled(quiet=0.01, patience=PATIENCE)
                if self.app.sender.idle and self.app.importer.idle and self.telegram.is_settled:
                    break
                await asyncio.sleep(0.005)
        for look in self.on_settled:
            look()


def _due_moments(work: Work) -> list[datetime]:
    return sorted(set(work.db.scalars(select(Message.due_at).where(*forgetting.PENDING))))


def say_protected(work: Work) -> None:
    """The newest account has said that Telegram's own locks are on: no card asks for them."""
    account = work.db.scalars(select(Account).order_by(Account.id.desc()).limit(1)).one()
    account.passcode_at = account.two_step_at = work.now


def settings_for(telegram: Telegram, base: str, folder: Path, database_url: str) -> Settings:
    """The settings of a bot that talks to this Telegram."""
    return Settings(
        token=telegram.token,
        api_url=base,
        data=folder,
        database_url=database_url,
        key_file=folder / "key",
        timezone=BELGRADE,
    )


@asynccontextmanager
async def opened(
    engine: Engine,
    folder: Path,
    start: datetime = WEDNESDAY,
    health_port: int | None = None,
    *,
    nightly: bool = False,
) -> AsyncIterator[Centre]:
    """A centre that is open, on an empty database at the newest schema; `nightly`: with a backup every night."""
    telegram = Telegram(PracticeClock(start.astimezone(UTC)))
    contract, overheard = Contract(), Overheard()
    telegram.on_call += [contract, overheard]
    async with serve(telegram) as base:
        settings = settings_for(telegram, base, folder, engine.url.render_as_string(hide_password=False))
        settings = replace(settings, health_port=health_port)
        centre = Centre(telegram, settings, engine)
        centre.does(add_fixed_holidays)
        async with running(settings, engine, telegram.clock, every=3600, nightly=nightly) as app:
            centre.app = app
            await centre.settled()
            yield centre
    contract.assert_kept()
    overheard.assert_nobody_is_named(engine)
