"""A browser in front of the real practice server, and a bot that a test plays by hand.

The browser is started once; everything lives in one event loop (`loop_scope="session"`), the tests too.
"""

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from telegram import Bot, Update

from practice.clock import PracticeClock
from practice.person import Person
from practice.run import practising
from practice.server import serve
from practice.supervisor import Supervisor
from practice.telegram import Telegram
from tests import practised as folders
from tests.browser.centre import Centre
from tests.browser.screen import LAPTOP, NOON, Size

KEEP = bool(os.environ.get("ASCOLTO_PICTURES"))
SHARPNESS = 1.5 if KEEP else 1.0
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
_QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")

Scheme = Literal["light", "dark"]
OpenPage = Callable[..., Awaitable[Page]]


@dataclass
class Practice:
    """A running practice server and the people who may pick up a phone."""

    base: str
    telegram: Telegram
    people: dict[str, Person] = field(default_factory=dict)


class HandBot:
    """A bot without a mind: the test reads each update and answers it."""

    def __init__(self, bot: Bot) -> None:
        self.api = bot
        self._next = 0

    async def hears(self) -> Update:
        """The next update, of whatever kind; the test fails when none comes in 20 s."""
        updates = await self.api.get_updates(offset=self._next, limit=1, timeout=20)
        assert updates, "nothing reached the bot"
        self._next = updates[0].update_id + 1
        return updates[0]


@pytest_asyncio.fixture(loop_scope="session")
async def practice() -> AsyncIterator[Practice]:
    """The server with Arta, Milica, Teuta, Chiara and a stranger; the bot's process does nothing."""
    telegram = Telegram(PracticeClock(NOON))
    supervisor = Supervisor((sys.executable, "-c", "import time; time.sleep(120)"), {})
    async with serve(telegram, supervisor) as base:
        people = Practice(base, telegram)
        for name, role, language in _TEAM:
            person = Person(telegram, name, role=role, language=language)
            people.people[person.key] = person
        await supervisor.start()
        yield people
        await supervisor.kill()


_TEAM = (
    ("Arta", "operator", "sq"),
    ("Milica", "operator", "sr_Cyrl"),
    ("Teuta", "coordinator", "sq"),
    ("Chiara", "monitor", "it"),
    ("Unknown", "stranger", None),
)


@pytest.fixture
def arta(practice: Practice) -> Person:
    """An operator whose phone is always on the table; she has begun to talk to the bot."""
    arta = practice.people["arta"]
    arta.chat.started = True
    return arta


@pytest_asyncio.fixture(loop_scope="session")
async def bot(practice: Practice) -> AsyncIterator[HandBot]:
    """The bot at the other end of the practice server."""
    api = Bot(practice.telegram.token, base_url=f"{practice.base}/bot", base_file_url=f"{practice.base}/file/bot")
    async with api:
        yield HandBot(api)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium without a profile."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(practice: Practice, browser: Browser) -> AsyncIterator[OpenPage]:
    """Opens the practice page at a size, in a colour scheme; no page may log an error while a test runs."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    async def open_it(
        size: Size = LAPTOP, scheme: Scheme = "light", locale: str = "en-GB", shown: str = "", base: str = practice.base
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": size.width, "height": size.height},
            color_scheme=scheme,
            locale=locale,
            device_scale_factor=SHARPNESS if size.width < LAPTOP.width else 1,
        )
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(f"{base}/{'#' + shown if shown else ''}")
        await page.wait_for_selector("body[data-ready]")
        return page

    yield open_it
    for context in contexts:
        await context.close()
    assert not complaints


@pytest_asyncio.fixture(loop_scope="session")
async def centre(practised: Path, tmp_path: Path, open_page: OpenPage) -> AsyncIterator[Centre]:
    """Practice as everybody meets it, with the real bot. ASCOLTO_PICTURES=1 keeps the pictures in docs/pictures."""
    telegram, folder = Telegram(), folders.copy(practised, tmp_path / "practice")
    pictures = PICTURES if KEEP else tmp_path
    async with practising(telegram, folder) as base:
        telegram.clock.move_to(folders.BEGIN)  # before the bot, which takes a while to start, asks for the time
        await telegram.settled(quiet=0.3, patience=60)
        yield Centre(base, telegram, folder, pictures, open_page)
