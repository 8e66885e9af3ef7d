"""Sending as Telegram does it: what is refused, cleaned, trimmed and kept."""

import aiogram
import pytest
from aiohttp import ClientSession
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, EndPointNotFound, Forbidden, InvalidToken

from practice.person import Person
from practice.telegram import Telegram
from tests.practice.conftest import Refused


async def test_a_message_arrives_with_its_buttons_and_protected(bot: Bot, arta: Person) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Ruaj", callback_data="v1|1|1|save|")]])

    sent = await bot.send_message(arta.id, "Vizita u ruajt", reply_markup=markup, protect_content=True)

    assert arta.last.text == "Vizita u ruajt"
    assert arta.last.protected
    assert arta.last.buttons() == [{"text": "Ruaj", "callback_data": "v1|1|1|save|"}]
    assert sent.message_id == arta.last.message_id
    assert sent.has_protected_content


async def test_aiogram_sends_the_same_way(second: aiogram.Bot, arta: Person) -> None:
    sent = await second.send_message(arta.id, "Dobar dan", protect_content=True)

    assert sent.text == arta.last.text == "Dobar dan"
    assert sent.has_protected_content


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("", "Message text is empty"),
        (" \n ", "Text must be non-empty"),
        ("a" * 4097, "Message is too long"),
        ("😀" * 2049, "Message is too long"),
    ],
)
async def test_an_impossible_text_is_refused(
    bot: Bot, arta: Person, refused: Refused, text: str, description: str
) -> None:
    with refused(description):
        await bot.send_message(arta.id, text)


async def test_a_text_of_exactly_4096_units_fits(bot: Bot, arta: Person) -> None:
    await bot.send_message(arta.id, "😀" * 2048)

    assert arta.last.text == "😀" * 2048


async def test_white_space_at_the_ends_and_control_characters_go(bot: Bot, arta: Person) -> None:
    bold = MessageEntity("bold", 3, 4)

    sent = await bot.send_message(arta.id, "\n  bold\x00and\r more\u202e \n", entities=[bold])

    assert sent.text == "bold and more"
    assert sent.parse_entities() == {sent.entities[0]: "bold"}


@pytest.mark.parametrize(
    ("offset", "length", "reason"),
    [
        (1, 2, "begins in a middle of a utf-16 symbol at byte offset 4"),
        (0, 1, "ends in a middle of a utf-16 symbol at byte offset 4"),
        (0, 9, "ends after the end of the text"),
        (9, 1, "begins after the end of the text"),
        (-1, 1, "incorrect offset -1"),
    ],
)
async def test_entities_are_checked_in_utf16_units(
    bot: Bot, arta: Person, offset: int, length: int, reason: str
) -> None:
    with pytest.raises(BadRequest, match=reason):
        await bot.send_message(arta.id, "👋 hi", entities=[MessageEntity("bold", offset, length)])


async def test_callback_data_has_64_bytes_at_most(bot: Bot, arta: Person, refused: Refused) -> None:
    def markup(data: str) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton("Ruaj", callback_data=data)]])

    await bot.send_message(arta.id, "fits", reply_markup=markup("ё" * 32))

    with refused("Button_data_invalid"):
        await bot.send_message(arta.id, "too long", reply_markup=markup("ё" * 32 + "a"))


async def test_a_reply_keyboard_stays_until_it_is_removed(bot: Bot, arta: Person) -> None:
    await bot.send_message(arta.id, "menu", reply_markup=ReplyKeyboardMarkup([["Visit", "Session"], ["Today"]]))
    await bot.send_message(arta.id, "no keyboard of its own")
    shown = arta.chat.reply_keyboard
    await bot.send_message(arta.id, "bye", reply_markup=ReplyKeyboardRemove())

    assert shown == [["Visit", "Session"], ["Today"]]
    assert arta.chat.reply_keyboard is None


async def test_nobody_is_written_to_who_did_not_write_first(bot: Bot, telegram: Telegram, refused: Refused) -> None:
    milica = Person(telegram, "Milica")

    with refused("Chat not found"):
        await bot.send_message(milica.id, "hello")


async def test_whoever_blocked_the_bot_is_left_in_peace(bot: Bot, arta: Person) -> None:
    arta.block()

    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(arta.id, "hello")
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"

    arta.say("sorry")
    await bot.send_message(arta.id, "welcome back")
    assert arta.last.text == "welcome back"


async def test_an_answer_needs_the_message_it_answers(bot: Bot, arta: Person, refused: Refused) -> None:
    question = arta.say("when?")

    answer = await bot.send_message(arta.id, "today", reply_parameters=ReplyParameters(question.message_id))

    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "when?"
    with refused("Message to be replied not found"):
        await bot.send_message(arta.id, "today", reply_parameters=ReplyParameters(1))


async def test_a_wrong_token_is_unauthorized(base: str) -> None:
    with pytest.raises(InvalidToken):
        await Bot("1:wrong", base_url=f"{base}/bot").initialize()


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendMesage")


async def test_lone_surrogates_are_refused_in_words(http: ClientSession, telegram: Telegram, arta: Person) -> None:
    asked = {"chat_id": arta.id, "text": "half an emoji: \ud83d"}

    async with http.post(f"/bot{telegram.token}/sendMessage", json=asked) as response:
        answer = await response.json()

    assert answer == {"ok": False, "error_code": 400, "description": "Bad Request: strings must be encoded in UTF-8"}


async def test_html_becomes_entities(bot: Bot, arta: Person) -> None:
    sent = await bot.send_message(arta.id, "<b>Arta &amp; <i>Milica</i></b> 👋 <code>x</code>", parse_mode="HTML")

    found = {(entity.type, text) for entity, text in sent.parse_entities().items()}
    assert found == {("bold", "Arta & Milica"), ("italic", "Milica"), ("code", "x")}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 < 2 and <b>3", "unsupported start tag"),
        ("<b>ë</i>", 'unmatched end tag at byte offset 5, expected "</b>", found "</i>"'),
        ("x</b>", "unexpected end tag at byte offset 1"),
        ("<b>x", "can't find end tag corresponding to start tag"),
        ("x <b", "unclosed start tag at byte offset 2"),
    ],
)
async def test_what_is_no_html_is_refused(bot: Bot, arta: Person, text: str, reason: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i)can't parse entities: {reason}"):
        await bot.send_message(arta.id, text, parse_mode="HTML")
