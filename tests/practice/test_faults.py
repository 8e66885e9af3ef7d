"""What goes wrong on request, and what tests can see of the bot's requests."""

import asyncio
from typing import Any

import aiogram
import pytest
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter
from telegram import Bot
from telegram.error import NetworkError, RetryAfter

from practice.person import Person
from practice.telegram import Telegram


async def test_429_says_how_long_to_wait(bot: Bot, second: aiogram.Bot, telegram: Telegram, arta: Person) -> None:
    telegram.faults.slow_down("sendMessage", retry_after=7, times=2)

    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(arta.id, "one")
    with pytest.raises(TelegramRetryAfter) as other:
        await second.send_message(arta.id, "one")
    await bot.send_message(arta.id, "one")

    assert refusal.value._retry_after.total_seconds() == 7
    assert other.value.retry_after == 7
    assert len(arta.heard) == 1


async def test_a_server_error_comes_as_often_as_ordered(bot: Bot, telegram: Telegram, arta: Person) -> None:
    telegram.faults.refuse("sendMessage", 502, description="Bad Gateway")

    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(arta.id, "one")

    await bot.send_message(arta.id, "two")
    assert [message.text for message in arta.heard] == ["two"]


async def test_a_cut_network_ends_polls_and_calls_without_an_answer(
    bot: Bot, second: aiogram.Bot, telegram: Telegram, arta: Person
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await telegram.settled()

    telegram.faults.cut_network()

    with pytest.raises(NetworkError):
        await asyncio.wait_for(poll, 2)
    with pytest.raises(TelegramNetworkError):
        await second.send_message(arta.id, "lost")
    assert not arta.heard
    telegram.faults.cut_network(False)
    await second.send_message(arta.id, "back again")
    assert arta.last.text == "back again"


async def test_a_lost_answer_leaves_the_message_sent(bot: Bot, telegram: Telegram, arta: Person) -> None:
    telegram.faults.lose_answer("sendMessage")

    with pytest.raises(NetworkError):
        await bot.send_message(arta.id, "sent all the same")

    assert arta.last.text == "sent all the same"


async def test_a_delayed_call_counts_as_in_progress(bot: Bot, telegram: Telegram, arta: Person) -> None:
    telegram.faults.delay("sendMessage", 0.2)

    call = asyncio.create_task(bot.send_message(arta.id, "slow"))
    await asyncio.sleep(0.1)
    in_progress = telegram.in_progress
    await call

    assert (in_progress, telegram.in_progress) == (1, 0)


async def test_every_request_can_be_watched(bot: Bot, telegram: Telegram, arta: Person) -> None:
    calls: list[tuple[str, dict[str, Any]]] = []
    telegram.on_call.append(lambda method, params: calls.append((method, params)))

    await bot.send_message(arta.id, "hello", protect_content=True)

    (call,) = calls
    assert call == ("sendMessage", {"chat_id": str(arta.id), "text": "hello", "protect_content": "true"})
