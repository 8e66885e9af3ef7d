"""Delivery of updates: until confirmed, not for ever, to one poll only."""

import asyncio
import itertools
from datetime import timedelta

import aiogram
import pytest
from aiogram.exceptions import TelegramConflictError
from telegram import Bot
from telegram.error import Conflict

from practice.person import Person
from practice.telegram import Telegram


async def test_an_update_comes_again_until_an_offset_confirms_it(bot: Bot, arta: Person) -> None:
    arta.say("one")
    arta.say("two")

    first = await bot.get_updates()
    again = await bot.get_updates()
    rest = await bot.get_updates(offset=first[0].update_id + 1)

    assert [each.message and each.message.text for each in first] == ["one", "two"]
    assert again == first
    assert rest == first[1:]


async def test_a_negative_offset_keeps_only_the_latest(bot: Bot, arta: Person) -> None:
    for text in ("one", "two", "three"):
        arta.say(text)

    latest = await bot.get_updates(offset=-1)
    left = await bot.get_updates()

    assert [each.message and each.message.text for each in latest] == ["three"]
    assert left == latest


async def test_a_limit_is_kept_and_ids_follow_each_other(bot: Bot, arta: Person) -> None:
    for text in ("one", "two", "three"):
        arta.say(text)

    two = await bot.get_updates(limit=2)

    assert len(two) == 2
    assert two[1].update_id == two[0].update_id + 1


async def test_a_long_poll_answers_as_soon_as_somebody_writes(bot: Bot, arta: Person) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    assert not poll.done()

    arta.say("now")

    updates = await asyncio.wait_for(poll, 2)
    assert updates[0].message is not None
    assert updates[0].message.text == "now"


async def test_a_long_poll_ends_empty_when_nobody_writes(bot: Bot) -> None:
    assert await asyncio.wait_for(bot.get_updates(timeout=1), 3) == ()


async def test_of_two_polls_the_older_is_told_of_the_conflict(bot: Bot, second: aiogram.Bot, arta: Person) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    newer = asyncio.create_task(second.get_updates(timeout=20))

    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot instance"):
        await older
    arta.say("for the newer")

    assert [each.message and each.message.text for each in await newer] == ["for the newer"]


async def test_the_conflict_is_understood_by_the_second_library_too(bot: Bot, second: aiogram.Bot) -> None:
    older = asyncio.create_task(second.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    newer = asyncio.create_task(bot.get_updates(timeout=1))

    with pytest.raises(TelegramConflictError):
        await older
    await newer


async def test_taps_are_dropped_after_150_seconds_and_messages_after_a_day(
    bot: Bot, telegram: Telegram, arta: Person
) -> None:
    message = arta.say("kept for a day")
    arta.tap(message.message_id, "kept for 150 seconds")

    telegram.clock.forward(timedelta(seconds=149))
    both = await bot.get_updates()
    telegram.clock.forward(timedelta(seconds=2))
    one = await bot.get_updates()
    telegram.clock.forward(timedelta(hours=24))
    none = await bot.get_updates()

    assert [len(both), len(one), len(none)] == [2, 1, 0]


async def test_ids_start_again_at_random_after_a_quiet_week(bot: Bot, telegram: Telegram, arta: Person) -> None:
    ids = []
    for _ in range(4):
        telegram.clock.forward(timedelta(days=7, seconds=1))
        arta.say("hello")
        ids.append((await bot.get_updates())[0].update_id)
        telegram.updates.drop()

    assert sum(after == before + 1 for before, after in itertools.pairwise(ids)) == 0


async def test_an_offset_far_in_the_future_confirms_nothing(bot: Bot, arta: Person) -> None:
    arta.say("still here")
    known = await bot.get_updates()

    assert await bot.get_updates(offset=known[0].update_id + 1000) == known


async def test_only_the_kinds_that_were_asked_for_are_queued(bot: Bot, arta: Person) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    message = arta.say("not asked for")
    arta.tap(message.message_id, "asked for")

    updates = await bot.get_updates()

    assert [each.callback_query and each.callback_query.data for each in updates] == ["asked for"]


async def test_a_bot_that_is_gone_does_not_count_as_waiting(bot: Bot, telegram: Telegram) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await telegram.settled()

    poll.cancel()
    await asyncio.sleep(0.2)

    assert not telegram.is_settled


async def test_practice_is_settled_once_the_bot_has_answered_everything(
    bot: Bot, telegram: Telegram, arta: Person
) -> None:
    async def echo() -> None:
        offset = 0
        while True:
            for update in await bot.get_updates(offset=offset, timeout=20):
                offset = update.update_id + 1
                await asyncio.sleep(0.1)
                await bot.send_message(arta.id, "heard")

    running = asyncio.create_task(echo())
    arta.say("one")
    arta.say("two")
    await telegram.settled()

    assert [message.text for message in arta.heard] == ["heard", "heard"]
    running.cancel()
