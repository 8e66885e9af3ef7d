"""A tiny Telegram over real HTTP, two libraries that talk to it, and Arta with her phone."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import aiogram
import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import ClientSession
from telegram import Bot
from telegram.error import TelegramError

from practice.clock import PracticeClock
from practice.person import Person
from practice.server import serve
from practice.telegram import Telegram
from tests.practice.contract import Contract

Refused = Callable[[str], AbstractContextManager[pytest.ExceptionInfo[TelegramError]]]


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(PracticeClock(datetime(2026, 3, 11, 9, tzinfo=UTC)))


@pytest.fixture
def arta(telegram: Telegram) -> Person:
    """She has pressed Start already, and the bot has heard it."""
    arta = Person(telegram, "Arta", language_code="sq", language="sq", role="operator")
    arta.starts()
    telegram.updates.drop()
    return arta


@pytest.fixture
async def base(telegram: Telegram) -> AsyncIterator[str]:
    contract = Contract()
    telegram.on_call.append(contract)
    async with serve(telegram) as base:
        yield base
    contract.assert_kept()


@pytest.fixture
async def bot(telegram: Telegram, base: str) -> AsyncIterator[Bot]:
    """python-telegram-bot."""
    async with Bot(telegram.token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot") as bot:
        yield bot


@pytest.fixture
async def second(telegram: Telegram, base: str) -> AsyncIterator[aiogram.Bot]:
    """aiogram."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(base))
    async with aiogram.Bot(telegram.token, session=session) as bot:
        yield bot


@pytest.fixture
async def http(base: str) -> AsyncIterator[ClientSession]:
    """A browser or whoever else: addresses begin with a slash."""
    async with ClientSession(base) as session:
        yield session


@pytest.fixture
def refused() -> Refused:
    """Expects exactly this description of an error."""

    def expect(description: str) -> AbstractContextManager[pytest.ExceptionInfo[TelegramError]]:
        def is_it(error: TelegramError) -> bool:
            said = str(error.message)
            return said.lower() == description.removeprefix("Bad Request: ").lower()

        return pytest.raises(TelegramError, check=is_it)

    return expect
