"""What the bot's buttons look like on the smallest phone."""

from pathlib import Path
from typing import Any

import polib
import pytest
from playwright.async_api import expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.conversations.buttons import pairs
from bot.handlers.drawn import markup
from bot.i18n import LANGUAGES
from bot.words import Button, Screen, raw
from practice.person import Person
from tests.browser.conftest import HandBot, OpenPage
from tests.browser.screen import PHONE, phone

LOCALES = Path(__file__).parents[2] / "locales"
CUT = """buttons => buttons.filter(({ firstElementChild: label }) => label.scrollWidth > label.clientWidth)
  .map(button => button.textContent)"""


def labels(language: str) -> list[str]:
    """All of the catalogue's buttons that say the same wherever they stand."""
    translated = "sq" if language == "en" else language
    entries = polib.pofile(str(LOCALES / translated / "LC_MESSAGES" / "ascolto.po"))
    buttons = [entry for entry in entries if entry.msgctxt == "button" and "{" not in entry.msgid]
    return [entry.msgid if language == "en" else entry.msgstr for entry in buttons]


def rows(language: str, op: str, mark: str = "") -> list[list[Any]]:
    """All labels, two in a row where that can be."""
    keyboard = pairs([Button(raw(mark + label), op, "0.x") for label in labels(language)])
    drawn = markup(Screen((), tuple(keyboard)), language, 1, 1)
    assert drawn
    return list(drawn["inline_keyboard"])


@pytest.mark.chromium
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mark", ["", "✓ "])
async def test_no_button_is_cut_short(
    open_page: OpenPage, arta: Person, bot: HandBot, language: str, mark: str
) -> None:
    everything = rows(language, "pick", mark)
    for first in range(0, len(everything), 40):
        keyboard = [[InlineKeyboardButton(**button) for button in row] for row in everything[first : first + 40]]
        await bot.api.send_message(arta.id, "Which?", reply_markup=InlineKeyboardMarkup(keyboard))
    page = await open_page(PHONE)

    buttons = phone(page, "arta").locator("button.inline")

    await expect(buttons).to_have_count(len(labels(language)))
    assert await buttons.evaluate_all(CUT) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_button_moves_when_it_is_marked(language: str) -> None:
    before, after = rows(language, "set"), rows(language, "clear", "✓ ")

    assert [len(row) for row in before] == [len(row) for row in after]
