"""The practice page's talks: what one person does on her phone and sees on it."""

import asyncio

import pytest
from playwright.async_api import FilePayload, expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, ReplyKeyboardMarkup, ReplyKeyboardRemove

from practice.person import Person
from tests.browser.conftest import HandBot, OpenPage, Practice
from tests.browser.screen import PHONE, phone

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="session")]


def keyboard(*rows: tuple[str, ...]) -> InlineKeyboardMarkup:
    """Inline buttons whose data is their label."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label) for label in row] for row in rows])


async def test_what_arta_types_reaches_the_bot_and_its_answer_reaches_her(
    open_page: OpenPage, arta: Person, bot: HandBot
) -> None:
    page = await open_page()
    hers = phone(page, "arta")

    await hers.get_by_test_id("say").fill("Lagjja e Boshnjakëve")
    await hers.get_by_test_id("send").click()
    update = await bot.hears()
    answer = await bot.api.send_message(arta.id, "U gjet.")

    assert update.message
    assert update.message.text == "Lagjja e Boshnjakëve"
    await expect(hers.get_by_test_id(f"message-{update.message.message_id}")).to_contain_text("Lagjja e Boshnjakëve")
    await expect(hers.get_by_test_id(f"message-{answer.message_id}")).to_contain_text("U gjet.")
    await expect(hers.locator(".pending")).to_have_count(0)
    await expect(hers.get_by_test_id("say")).to_have_value("")


async def test_a_tapped_button_waits_and_the_card_changes_in_place(
    open_page: OpenPage, arta: Person, bot: HandBot
) -> None:
    card = await bot.api.send_message(arta.id, "Needs seen", reply_markup=keyboard(("☐ Food", "☐ Heating"), ("Next",)))
    page = await open_page()
    shown = phone(page, "arta").get_by_test_id(f"message-{card.message_id}")
    food = shown.get_by_role("button", name="☐ Food")

    await food.click()
    await expect(food).to_have_attribute("aria-busy", "true")
    tap = (await bot.hears()).callback_query
    assert tap
    await tap.answer("Noted")
    await bot.api.edit_message_text(
        "Needs seen: 1", arta.id, card.message_id, reply_markup=keyboard(("☑ Food", "☐ Heating"), ("Next",))
    )

    assert tap.data == "☐ Food"
    await expect(phone(page, "arta").get_by_test_id("toast")).to_have_text("Noted")
    await expect(shown.locator("button.inline")).to_have_text(["☑ Food", "☐ Heating", "Next"])
    await expect(shown.locator(".edited")).to_be_visible()
    await expect(shown.locator("[aria-busy]")).to_have_count(0)


async def test_an_unanswered_tap_stops_waiting_by_itself(open_page: OpenPage, arta: Person, bot: HandBot) -> None:
    card = await bot.api.send_message(arta.id, "Needs seen", reply_markup=keyboard(("Next",)))
    page = await open_page()
    button = phone(page, "arta").get_by_test_id(f"message-{card.message_id}").locator("button.inline")

    await button.click()

    await expect(button).to_have_attribute("aria-busy", "true")
    await expect(button).not_to_have_attribute("aria-busy", "true", timeout=4000)


async def test_an_alert_stays_until_it_is_closed(open_page: OpenPage, arta: Person, bot: HandBot) -> None:
    await bot.api.send_message(arta.id, "Save?", reply_markup=keyboard(("Save",)))
    page = await open_page()

    await phone(page, "arta").get_by_role("button", name="Save").click()
    tap = (await bot.hears()).callback_query
    assert tap
    await tap.answer("Only the author may do that.", show_alert=True)

    await expect(page.get_by_test_id("alert")).to_contain_text("Only the author may do that.")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("alert")).to_have_count(0)


async def test_a_deleted_message_vanishes(open_page: OpenPage, arta: Person, bot: HandBot) -> None:
    first = await bot.api.send_message(arta.id, "To be deleted")
    await bot.api.send_message(arta.id, "To stay")
    page = await open_page()
    await expect(phone(page, "arta").locator(".message")).to_have_count(2)

    await bot.api.delete_message(arta.id, first.message_id)

    await expect(phone(page, "arta").locator(".message")).to_have_count(1)
    await expect(phone(page, "arta").locator(".message")).to_contain_text("To stay")


async def test_entities_are_counted_in_utf_16_units(open_page: OpenPage, arta: Person, bot: HandBot) -> None:
    text = "👨‍👩‍👧 Tavnik today, F-0012"
    bold = MessageEntity(MessageEntity.BOLD, text.encode("utf-16-le").index("Tavnik".encode("utf-16-le")) // 2, 6)
    code = MessageEntity(MessageEntity.CODE, text.encode("utf-16-le").index("F-0012".encode("utf-16-le")) // 2, 6)
    card = await bot.api.send_message(arta.id, text, entities=[bold, code])
    page = await open_page()

    shown = phone(page, "arta").get_by_test_id(f"message-{card.message_id}").locator(".text")

    await expect(shown.locator("strong")).to_have_text("Tavnik")
    await expect(shown.locator("code")).to_have_text("F-0012")
    await expect(shown).to_have_text(text)


async def test_text_that_looks_like_html_stays_text(open_page: OpenPage, arta: Person, bot: HandBot) -> None:
    nasty = "<img src=x onerror=\"document.title='broken'\"> &amp; <b>bold</b> عربي"
    await bot.api.send_message(arta.id, nasty, reply_markup=keyboard(("<i>Save</i>",)))
    page = await open_page()

    arta.say(nasty)

    await expect(phone(page, "arta").locator(".text")).to_have_text([nasty, nasty])
    await expect(phone(page, "arta").locator(".log :is(img, b, i)")).to_have_count(0)
    await expect(phone(page, "arta").locator("button.inline")).to_have_text("<i>Save</i>")


async def test_the_buttons_of_a_row_are_equally_wide_and_cut_long_labels(
    open_page: OpenPage, arta: Person, bot: HandBot
) -> None:
    long = "Bosnjačka Mahala / Lagjja e Boshnjakëve, last seen 12.2."
    await bot.api.send_message(arta.id, "Which household?", reply_markup=keyboard((long, "No"), (long,)))
    page = await open_page(PHONE)

    boxes = [await each.bounding_box() for each in await phone(page, "arta").locator("button.inline").all()]

    widths = [box["width"] for box in boxes if box]
    assert widths[0] == pytest.approx(widths[1], abs=1)
    assert widths[2] == pytest.approx(widths[0] * 2, abs=6)
    assert len({box["height"] for box in boxes if box}) == 1


async def test_the_reply_keyboard_is_pressed_folded_and_taken_away(
    open_page: OpenPage, arta: Person, bot: HandBot
) -> None:
    rows = [["Visit", "Session"], ["Today", "Menu"]]
    await bot.api.send_message(arta.id, "Welcome", reply_markup=ReplyKeyboardMarkup(rows, resize_keyboard=True))
    page = await open_page()
    keys = phone(page, "arta").get_by_test_id("reply-key")

    await expect(keys).to_have_text(["Visit", "Session", "Today", "Menu"])
    await keys.filter(has_text="Today").click()
    update = await bot.hears()
    assert update.message
    assert update.message.text == "Today"
    await phone(page, "arta").get_by_test_id("keyboard-toggle").click()
    await expect(keys.first).to_be_hidden()
    await phone(page, "arta").get_by_test_id("keyboard-toggle").click()
    await expect(keys.first).to_be_visible()
    await bot.api.send_message(arta.id, "Gone", reply_markup=ReplyKeyboardRemove())
    await expect(keys).to_have_count(0)


async def test_the_command_menu_sends_the_chosen_command(open_page: OpenPage, arta: Person, bot: HandBot) -> None:
    page = await open_page()
    await bot.api.set_my_commands([("visit", "Log a home visit"), ("today", "Whom to see today")])

    await phone(page, "arta").get_by_test_id("menu").click()
    await expect(page.get_by_role("menuitem")).to_have_text(["/visitLog a home visit", "/todayWhom to see today"])
    await page.get_by_test_id("command-today").click()
    update = await bot.hears()

    assert update.message
    assert update.message.text == "/today"
    assert update.message.entities[0].type == "bot_command"


@pytest.mark.parametrize("kind", ["photo", "voice", "document"])
async def test_demo_files_arrive_whole(open_page: OpenPage, arta: Person, bot: HandBot, kind: str) -> None:
    page = await open_page()

    await phone(page, "arta").get_by_test_id("attach").click()
    await page.get_by_test_id(f"attach-{kind}").click()
    message = (await bot.hears()).message

    assert message
    sent = message.photo[-1] if kind == "photo" else getattr(message, kind)
    data = bytes(await (await sent.get_file()).download_as_bytearray())
    assert data.startswith({"photo": b"\xff\xd8\xff", "voice": b"RIFF", "document": b"Ascolto"}[kind])
    await expect(phone(page, "arta").locator(f".kind-{kind}")).to_be_visible()


@pytest.mark.parametrize("kind", ["voice", "location"])
async def test_what_is_sent_is_seen_wherever_one_has_scrolled(
    open_page: OpenPage, arta: Person, bot: HandBot, kind: str
) -> None:
    for number in range(40):
        await bot.api.send_message(arta.id, f"Card {number}")
    page = await open_page(PHONE)
    log = phone(page, "arta").locator(".log")
    await log.evaluate("log => log.scrollTo(0, 0)")
    await expect(phone(page, "arta").locator(".down")).to_be_visible()

    await phone(page, "arta").get_by_test_id("attach").click()
    await page.get_by_test_id(f"attach-{kind}").click()

    await expect(log.locator(f".kind-{kind}")).to_be_in_viewport()


async def test_a_real_file_can_be_chosen(open_page: OpenPage, arta: Person, bot: HandBot) -> None:
    page = await open_page()
    note = FilePayload(name="shënim.ogg", mimeType="audio/ogg", buffer=b"OggS and the rest")

    await phone(page, "arta").get_by_test_id("file-voice").set_input_files([note])
    message = (await bot.hears()).message

    assert message
    assert message.voice
    assert bytes(await (await message.voice.get_file()).download_as_bytearray()) == b"OggS and the rest"


@pytest.mark.parametrize("kind", ["location", "sticker", "poll", "dice", "forward"])
async def test_other_things_are_sent_and_shown(open_page: OpenPage, arta: Person, bot: HandBot, kind: str) -> None:
    page = await open_page()

    await phone(page, "arta").get_by_test_id("attach").click()
    await page.get_by_test_id(f"attach-{kind}").click()
    message = (await bot.hears()).message

    assert message
    assert message.forward_origin if kind == "forward" else getattr(message, kind)
    await expect(phone(page, "arta").locator(f".kind-{kind} .bubble")).to_be_visible()


async def test_the_last_own_message_is_edited(open_page: OpenPage, arta: Person, bot: HandBot) -> None:
    arta.say("two weaks")
    await bot.hears()
    page = await open_page()
    hers = phone(page, "arta")

    await hers.get_by_test_id("edit-last").click()
    await expect(hers.get_by_test_id("say")).to_have_value("two weaks")
    await hers.get_by_test_id("say").fill("two weeks")
    await hers.get_by_test_id("say").press("Enter")
    update = await bot.hears()

    assert update.edited_message
    assert update.edited_message.text == "two weeks"
    await expect(hers.locator(".mine")).to_contain_text(["two weeks"])
    await expect(hers.locator(".mine .edited")).to_be_visible()


async def test_a_stranger_presses_start_and_a_deep_link_carries_its_code(
    open_page: OpenPage, practice: Practice, bot: HandBot
) -> None:
    page = await open_page(shown="unknown")
    stranger = phone(page, "unknown")

    await stranger.get_by_test_id("start").click()
    first = (await bot.hears()).message
    await expect(stranger.get_by_test_id("start")).to_be_hidden()
    await bot.api.send_message(practice.people["unknown"].id, f"Begin: {practice.telegram.link('Abc_1-2')}")
    await stranger.get_by_role("link").click()
    second = (await bot.hears()).message

    assert first
    assert second
    assert (first.text, second.text) == ("/start", "/start Abc_1-2")


async def test_phones_side_by_side_do_not_mix(open_page: OpenPage, practice: Practice, bot: HandBot) -> None:
    for name in ("arta", "milica"):
        practice.people[name].chat.started = True
    page = await open_page(shown="arta,milica")

    await asyncio.gather(
        *(bot.api.send_message(practice.people[name].id, f"For {name}") for name in ("arta", "milica"))
    )

    await expect(phone(page, "arta").locator(".theirs")).to_contain_text(["For arta"])
    await expect(phone(page, "milica").locator(".theirs")).to_contain_text(["For milica"])
    await expect(phone(page, "teuta")).to_be_hidden()
