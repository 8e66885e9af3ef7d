"""A folder of practice as it is after the first start: made once, copied by whoever needs one."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

from practice.clock import PracticeClock
from practice.person import Person
from practice.run import practising
from practice.telegram import Telegram

BEGIN = datetime(2026, 3, 25, 7, 10, tzinfo=UTC)
"""Wed 25.3.2026 08:10 in Mitrovica, before the morning's digest."""


async def prepare(folder: Path) -> None:
    """Start practice for the first time, let everybody be greeted, stop."""
    telegram = Telegram(PracticeClock(BEGIN))
    async with practising(telegram, folder):
        await until_greeted(telegram)


async def until_greeted(telegram: Telegram) -> None:
    """Wait until the bot has answered everybody who was invited."""
    async with asyncio.timeout(60):
        while not all(_is_greeted(each) for each in telegram.people.values()):  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.05)
        await telegram.settled(quiet=0.3)


def _is_greeted(person: Person) -> bool:
    return person.role == "stranger" or any(message.buttons() for message in person.heard)


def copy(practised: Path, folder: Path) -> Path:
    """The same folder again, for one test."""
    return Path(shutil.copytree(practised, folder))
