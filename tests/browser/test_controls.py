"""The page around the phones: clock, network, the bot's process, languages, keyboard, widths, colours."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.i18n import LANGUAGES
from practice.person import Person
from practice.server import serve
from tests.browser.conftest import HandBot, OpenPage, Practice, Scheme
from tests.browser.screen import LAPTOP, PHONE, contrast, focused, overflow, phone

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="session")]


async def test_a_banner_says_that_nothing_is_real(open_page: OpenPage) -> None:
    page = await open_page(PHONE)

    await expect(page.get_by_test_id("banner")).to_contain_text("nothing here is real")
    await expect(page.get_by_test_id("banner")).to_be_in_viewport()


async def test_the_clock_is_moved_forward_to_a_date_and_back(open_page: OpenPage, practice: Practice) -> None:
    page = await open_page()
    clock = page.get_by_test_id("clock-now")
    await expect(clock).to_have_text("Wed 25.3.2026 14:05")

    await page.get_by_test_id("clock-hour").click()
    await expect(clock).to_have_text("Wed 25.3.2026 15:05")
    await page.get_by_test_id("clock-day").click()
    await expect(clock).to_have_text("Thu 26.3.2026 15:05")
    await page.get_by_test_id("clock-week").click()
    await expect(clock).to_have_text("Thu 2.4.2026 16:05")  # summer time has begun
    await page.get_by_test_id("clock-to").fill("2026-12-07T08:30")
    await page.get_by_test_id("clock-to").press("Enter")
    await expect(clock).to_have_text("Mon 7.12.2026 08:30")
    await page.get_by_test_id("clock-real").click()
    await expect(clock).not_to_contain_text("7.12.2026")

    assert abs(practice.telegram.clock.now() - datetime.now(UTC)) < timedelta(seconds=10)


async def test_the_network_is_cut_and_restored(open_page: OpenPage, practice: Practice) -> None:
    page = await open_page()
    await expect(page.get_by_test_id("network-state")).to_have_text("Network works")

    await page.get_by_test_id("network-cut").click()
    await expect(page.get_by_test_id("network-state")).to_have_text("Network is cut")
    assert practice.telegram.faults.is_cut
    await page.get_by_test_id("network-cut").click()

    await expect(page.get_by_test_id("network-state")).to_have_text("Network works")
    assert not practice.telegram.faults.is_cut


async def test_the_bot_is_killed_and_started_again(open_page: OpenPage) -> None:
    page = await open_page()
    state = page.get_by_test_id("bot-state")
    await expect(state).to_have_text("Bot is running")

    await page.get_by_test_id("bot-kill").click()
    await expect(state).to_have_text("Bot is stopped")
    await expect(page.get_by_test_id("bot-kill")).to_be_disabled()
    await page.get_by_test_id("bot-restart").click()

    await expect(state).to_have_text("Bot is running")


async def test_the_page_catches_up_after_losing_the_server(
    open_page: OpenPage, practice: Practice, arta: Person
) -> None:
    async with serve(practice.telegram) as base:
        page = await open_page(base=base)
    await expect(page.get_by_test_id("connection")).to_be_visible()

    arta.say("Said meanwhile")
    async with serve(practice.telegram, port=int(base.rpartition(":")[2])):
        await expect(phone(page, "arta").locator(".mine")).to_contain_text(["Said meanwhile"])
        await expect(page.get_by_test_id("connection")).to_be_hidden()
        arta.say("Said afterwards")
        await expect(phone(page, "arta").locator(".mine")).to_contain_text(["Said meanwhile", "Said afterwards"])


async def test_everything_can_be_done_with_the_keyboard(open_page: OpenPage, arta: Person, bot: HandBot) -> None:
    rows = [["Save", "✎ Note"], ["Cancel"]]
    markup = InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label) for label in row] for row in rows])
    await bot.api.send_message(arta.id, "Review", reply_markup=markup)
    await bot.api.set_my_commands([("visit", "Log a home visit"), ("today", "Whom to see today")])
    page = await open_page(shown="arta")
    hers = phone(page, "arta")

    await hers.get_by_test_id("say").focus()
    await page.keyboard.type("First line")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("second line")
    await page.keyboard.press("Enter")
    said = (await bot.hears()).message
    assert said
    assert said.text == "First line\nsecond line"
    await expect(hers.locator(".mine:not(.pending)")).to_have_count(1)

    await page.keyboard.press("ArrowUp")
    await expect(hers.get_by_test_id("say")).to_have_value("First line\nsecond line")
    await page.keyboard.press("Escape")
    await expect(hers.get_by_test_id("say")).to_have_value("")

    await hers.get_by_test_id("menu").press("Enter")
    await page.keyboard.press("ArrowDown")
    assert await focused(page) == "command-today"
    await page.keyboard.press("Escape")
    assert await focused(page) == "menu"

    await hers.get_by_role("log").focus()
    await page.keyboard.press("Tab")
    assert await focused(page) == "Save"
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    await page.keyboard.press("Enter")
    tap = (await bot.hears()).callback_query
    assert tap
    await tap.edit_message_text("Saved as V-2026-00042")
    await expect(hers.locator(".theirs")).to_contain_text(["Saved as V-2026-00042"])
    assert await page.evaluate("document.activeElement.textContent.includes('V-2026-00042')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "sq-XK", "sr-Latn-RS", "it-IT"])
async def test_nothing_is_wider_than_a_small_phone(
    open_page: OpenPage, arta: Person, bot: HandBot, scheme: Scheme, locale: str
) -> None:
    long = "x" * 300
    rows = ReplyKeyboardMarkup([[long, long]], resize_keyboard=True)
    await bot.api.send_message(arta.id, long, reply_markup=rows)
    await bot.api.send_message(
        arta.id,
        f"https://example.org/{long}",
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(long, callback_data="1")] * 2]),
    )
    arta.say(long)
    arta.send_document(b"1", f"{long}.txt")

    page = await open_page(PHONE, scheme, locale)
    folded = await overflow(page)
    await page.get_by_test_id("controls-more").click()
    unfolded = await overflow(page)
    wide_rows = await page.evaluate(
        "[...document.querySelectorAll('.log')].some((log) => log.scrollWidth > log.clientWidth)"
    )

    assert (folded, unfolded, wide_rows) == (0, 0, False)


async def test_a_laptop_shows_three_phones_and_a_phone_one(open_page: OpenPage) -> None:
    laptop = await open_page(LAPTOP)
    small = await open_page(PHONE)

    await expect(laptop.locator(".phone:visible")).to_have_count(3)
    await expect(small.locator(".phone:visible")).to_have_count(1)
    await small.get_by_test_id("person-chiara").click()
    await expect(small.locator(".phone:visible")).to_have_attribute("data-testid", "phone-chiara")
    assert await overflow(laptop) == 0


async def test_a_message_on_a_hidden_phone_is_counted(open_page: OpenPage, practice: Practice, bot: HandBot) -> None:
    practice.people["chiara"].chat.started = True
    page = await open_page(PHONE)

    await bot.api.send_message(practice.people["chiara"].id, "Rapporto")

    tab = page.get_by_test_id("person-chiara")
    await expect(tab.locator(".badge")).to_have_text("1")
    await tab.click()
    await expect(tab.locator(".badge")).to_have_count(0)


async def test_the_pages_own_words_are_complete_in_every_language(open_page: OpenPage) -> None:
    page = await open_page()
    load = "import('/static/words.js').then(({LANGUAGES}) => LANGUAGES)"

    words: dict[str, dict[str, str]] = await page.evaluate(load)

    assert set(words) == set(LANGUAGES)
    for language, said in words.items():
        assert list(said) == list(words["en"]), language
        assert all(text.strip() == text and text for text in said.values()), language


@pytest.mark.parametrize(
    ("locale", "tag", "cut"),
    [
        ("sr-Cyrl-RS", "sr-Cyrl", "Прекини мрежу"),
        ("sr-Latn-RS", "sr-Latn", "Prekini mrežu"),
        ("bs-BA", "sr-Latn", "Prekini mrežu"),
    ],
)
async def test_the_page_speaks_serbian_in_the_script_of_the_browser(
    open_page: OpenPage, locale: str, tag: str, cut: str
) -> None:
    page = await open_page(locale=locale)

    await expect(page.locator("html")).to_have_attribute("lang", tag)
    await expect(page.get_by_test_id("network-cut")).to_have_text(cut)


async def test_the_language_is_switched_and_what_was_typed_stays(open_page: OpenPage, arta: Person) -> None:
    page = await open_page()
    await phone(page, "arta").get_by_test_id("say").fill("half a sentence")

    await page.get_by_test_id("language").select_option("sq")

    await expect(page.locator("html")).to_have_attribute("lang", "sq")
    await expect(page.get_by_test_id("network-cut")).to_have_text("Ndërprit rrjetin")
    await expect(page.get_by_test_id("clock-now")).to_have_text("mër 25.3.2026 14:05")
    await expect(phone(page, "arta").get_by_test_id("say")).to_have_value("half a sentence")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_colours_are_readable(open_page: OpenPage, scheme: Scheme) -> None:
    page = await open_page(scheme=scheme)
    pairs = [
        *((front, "--card") for front in ("--ink", "--muted", "--accent", "--good", "--bad")),
        *((front, "--page") for front in ("--ink", "--muted")),
        *((front, "--theirs") for front in ("--ink", "--muted", "--accent")),
        *((front, "--mine") for front in ("--ink", "--mine-meta")),
        ("--muted", "--hover"),
        ("--on-accent", "--accent"),
        ("--bad", "--bad-wash"),
        ("--on-toast", "--toast"),
        ("--key-ink", "--key-hover"),
    ]

    too_faint = {pair: seen for pair in pairs if (seen := await contrast(page, *pair)) < 4.5}

    assert not too_faint
