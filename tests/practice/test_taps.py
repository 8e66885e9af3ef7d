"""Buttons: what a tap tells the bot, and how long it may answer."""

from datetime import timedelta

import aiogram
import pytest
from telegram import Bot, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from practice.errors import Json
from practice.person import Person
from practice.telegram import Telegram
from tests.practice.conftest import Refused

CARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Visit made today", callback_data="v1|1|1|outcome|0")],
        [InlineKeyboardButton("Nobody home", callback_data="v1|1|1|outcome|3")],
    ]
)


async def query(bot: Bot) -> CallbackQuery:
    """The newest tap."""
    (update,) = await bot.get_updates(offset=-1)
    assert update.callback_query is not None
    return update.callback_query


async def test_a_tap_by_label_carries_the_button_s_data(bot: Bot, arta: Person) -> None:
    sent = await bot.send_message(arta.id, "F-0012", reply_markup=CARD)

    arta.tap(sent.message_id, "Nobody home")

    tapped = await query(bot)
    assert tapped.data == "v1|1|1|outcome|3"
    assert tapped.from_user.id == arta.id
    assert tapped.from_user.language_code == "sq"
    assert tapped.message is not None
    assert tapped.message.message_id == sent.message_id


async def test_pressing_finds_the_newest_button_with_the_label(bot: Bot, arta: Person) -> None:
    await bot.send_message(arta.id, "old", reply_markup=CARD)
    new = await bot.send_message(arta.id, "new", reply_markup=CARD)

    arta.press("Nobody home")

    tapped = await query(bot)
    assert tapped.message is not None
    assert tapped.message.message_id == new.message_id


async def test_pressing_the_keyboard_below_says_its_label(bot: Bot, arta: Person) -> None:
    await bot.send_message(arta.id, "menu", reply_markup=ReplyKeyboardMarkup([["Visit", "Session"]]))

    arta.press("Session")

    assert arta.messages[-1].text == "Session"
    with pytest.raises(LookupError):
        arta.press("Nothing like that")


async def test_a_modified_client_can_send_any_data(bot: Bot, arta: Person) -> None:
    sent = await bot.send_message(arta.id, "F-0012", reply_markup=CARD)

    arta.tap(sent.message_id, "v1|99|1|outcome|0")

    assert (await query(bot)).data == "v1|99|1|outcome|0"


async def test_the_answer_is_shown_to_whoever_tapped(bot: Bot, telegram: Telegram, arta: Person) -> None:
    events: list[Json] = []
    telegram.on_event.append(events.append)
    sent = await bot.send_message(arta.id, "F-0012", reply_markup=CARD)
    arta.tap(sent.message_id, "Nobody home")

    await (await query(bot)).answer("Saved", show_alert=True)

    assert events[-1] == {"type": "answer", "person": arta.id, "text": "Saved", "alert": True}


async def test_an_old_tap_cannot_be_answered(bot: Bot, telegram: Telegram, arta: Person, refused: Refused) -> None:
    sent = await bot.send_message(arta.id, "F-0012", reply_markup=CARD)
    arta.tap(sent.message_id, "Nobody home")
    tapped = await query(bot)
    telegram.clock.forward(timedelta(seconds=151))

    with refused("Query is too old and response timeout expired or query id is invalid"):
        await tapped.answer()


async def test_a_tap_nobody_made_cannot_be_answered(second: aiogram.Bot) -> None:
    with pytest.raises(aiogram.exceptions.TelegramBadRequest, match="query ID is invalid"):
        await second.answer_callback_query("77")
