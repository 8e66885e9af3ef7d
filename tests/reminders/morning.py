"""Helpers of talks about reminders: instants, follow-ups by phone, what a phone has got."""

import asyncio
import re
from datetime import date, datetime
from typing import Any

import pytest

from db.models import Household
from practice.chats import Message
from tests.reminders.team import put
from tests.talk import BELGRADE, Centre, Phone

TODAY = date(2026, 3, 11)
"""A Wednesday."""


def at(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    """An instant on the centre's clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BELGRADE)


def plans(centre: Centre, phone: Phone, household: Household, due: date = TODAY, **about: Any) -> int:
    """Let somebody have a follow-up."""
    owner = centre.account(phone).id
    return centre.does(lambda work: put(work, owner, household.id, due, **about))


def lists(phone: Phone) -> list[Message]:
    """The morning's lists that are in a chat: each goes after two days."""
    return [message for message in phone.person.heard if str(message.body.get("text", "")).startswith("Good morning")]


def digests(phone: Phone) -> list[str]:
    """What they say."""
    return [str(message.body["text"]) for message in lists(phone)]


def alerts(phone: Phone, head: str = "Urgent today") -> list[str]:
    """The single messages that begin so."""
    return [text for text in phone.all_texts if text.startswith(head)]


def lines(phone: Phone, head: str = "Good morning") -> list[str]:
    """The buttons of the newest message that begins so, without those that turn pages or show names."""
    message = next(m for m in reversed(phone.person.heard) if str(m.body.get("text", "")).startswith(head))
    return [button["text"] for button in message.buttons() if re.search(r"F-\d{4}", button["text"])]


async def ticks_in_vain(centre: Centre, instant: datetime, caplog: pytest.LogCaptureFixture) -> None:
    """Cut the network and let the clock tick: until the bot has tried to show something, and failed."""
    centre.telegram.faults.cut_network()
    centre.telegram.clock.move_to(instant)
    await centre.app.tick()
    async with asyncio.timeout(10):
        while "not shown yet" not in caplog.text:  # noqa: ASYNC110 - a log has no event to wait for
            await asyncio.sleep(0.01)
