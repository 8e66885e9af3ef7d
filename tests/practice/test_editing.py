"""Editing: the bot's own messages only, with something that is different."""

import aiogram
import pytest
from aiogram.exceptions import TelegramBadRequest
from aiohttp import ClientSession
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageEntity, ReplyKeyboardMarkup
from telegram.error import BadRequest

from practice.person import Person
from practice.telegram import Telegram
from tests.practice.conftest import Refused

SAVE = InlineKeyboardMarkup([[InlineKeyboardButton("Ruaj", callback_data="save")]])
PHOTO = b"\xff\xd8\xff a house"


async def test_an_edit_changes_text_and_buttons_in_place(bot: Bot, arta: Person) -> None:
    sent = await bot.send_message(arta.id, "one", reply_markup=SAVE)

    edited = await sent.edit_text("two")

    assert isinstance(edited, Message)
    assert edited.edit_date is not None
    assert [message.text for message in arta.heard] == ["two"]
    assert arta.last.buttons() == []


@pytest.mark.parametrize("text", ["one", "  one\n"])
async def test_the_same_again_is_refused(bot: Bot, arta: Person, text: str) -> None:
    sent = await bot.send_message(arta.id, "one", reply_markup=SAVE)

    with pytest.raises(BadRequest, match="Message is not modified: specified new message content and reply markup"):
        await sent.edit_text(text, reply_markup=SAVE)


async def test_aiogram_is_told_the_same(second: aiogram.Bot, arta: Person) -> None:
    sent = await second.send_message(arta.id, "one")

    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_text("one")


async def test_other_entities_are_a_change(bot: Bot, arta: Person) -> None:
    sent = await bot.send_message(arta.id, "one")

    await sent.edit_text("one", entities=[MessageEntity("bold", 0, 3)])

    assert arta.last.body["entities"] == [{"type": "bold", "offset": 0, "length": 3}]


async def test_buttons_alone_can_be_changed_and_removed(bot: Bot, arta: Person, refused: Refused) -> None:
    sent = await bot.send_message(arta.id, "one")

    await sent.edit_reply_markup(SAVE)
    assert arta.last.buttons() == [{"text": "Ruaj", "callback_data": "save"}]
    await sent.edit_reply_markup(None)
    assert arta.last.buttons() == []

    with pytest.raises(BadRequest, match="not modified"):
        await sent.edit_reply_markup(None)


async def test_a_reply_keyboard_cannot_come_with_an_edit(
    http: ClientSession, bot: Bot, telegram: Telegram, arta: Person
) -> None:
    sent = await bot.send_message(arta.id, "one")
    telegram.on_call.clear()  # both libraries refuse to send this, and so would the contract
    markup = {"remove_keyboard": True}
    edit = {"chat_id": arta.id, "message_id": sent.message_id, "text": "two", "reply_markup": markup}

    async with http.post(f"/bot{telegram.token}/editMessageText", json=edit) as response:
        answer = await response.json()

    assert answer == {"ok": False, "error_code": 400, "description": "Bad Request: inline keyboard expected"}


async def test_what_was_sent_with_a_reply_keyboard_cannot_be_edited(bot: Bot, arta: Person, refused: Refused) -> None:
    sent = await bot.send_message(arta.id, "menu", reply_markup=ReplyKeyboardMarkup([["Visit"]]))

    with refused("Message can't be edited"):
        await sent.edit_text("another menu")


async def test_a_person_s_message_cannot_be_edited(bot: Bot, arta: Person, refused: Refused) -> None:
    said = arta.say("mine")

    with refused("Message can't be edited"):
        await bot.edit_message_text("yours", arta.id, said.message_id)


async def test_a_message_that_is_gone_cannot_be_edited(bot: Bot, arta: Person, refused: Refused) -> None:
    sent = await bot.send_message(arta.id, "one")
    await sent.delete()

    with refused("Message to edit not found"):
        await sent.edit_text("two")


async def test_too_long_an_edit_is_refused_in_other_words_than_a_message(
    bot: Bot, arta: Person, refused: Refused
) -> None:
    sent = await bot.send_message(arta.id, "one")

    with refused("Message_too_long"):
        await sent.edit_text("a" * 4097)


async def test_captions_belong_to_files_and_texts_to_texts(bot: Bot, arta: Person, refused: Refused) -> None:
    photo = await bot.send_photo(arta.id, PHOTO, caption="before")
    text = await bot.send_message(arta.id, "one")

    await photo.edit_caption("after")

    assert arta.heard[0].text == "after"
    with refused("There is no text in the message to edit"):
        await bot.edit_message_text("x", arta.id, photo.message_id)
    with refused("There is no caption in the message to edit"):
        await bot.edit_message_caption(arta.id, text.message_id, caption="x")


async def test_a_person_s_edit_reaches_the_bot(bot: Bot, arta: Person) -> None:
    said = arta.say("twelve")

    arta.edit(said.message_id, "thirteen")

    _, edit = await bot.get_updates()
    assert edit.edited_message is not None
    assert edit.edited_message.text == "thirteen"
    assert edit.edited_message.edit_date is not None
