"""No label of the bot is cut short on a small phone, in any language, as the page shows it."""

from pathlib import Path

import polib
import pytest
from playwright.async_api import Page

from bot.handlers.drawn import markup
from bot.i18n import LANGUAGES
from bot.words import BUTTON, Button, Screen, button
from practice.person import Person
from tests.browser.conftest import HandBot, OpenPage
from tests.browser.screen import PHONE, phone

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="session")]

TEMPLATE = Path(__file__).parents[2] / "locales" / "ascolto.pot"
PAIRS = 50
"""In one message."""
_CUT = """[...document.querySelectorAll(".phone:not([hidden]) .inline > span")]
  .filter((label) => label.scrollWidth > label.clientWidth).map((label) => label.textContent)"""
_ALL = "count => document.querySelectorAll('.phone:not([hidden]) .inline').length === count"


def labels() -> list[str]:
    """All labels without a placeholder, in English."""
    known = [entry.msgid for entry in polib.pofile(str(TEMPLATE)) if entry.msgctxt == BUTTON]
    return [label for label in known if "{" not in label]


async def cut_short(page: Page, arta: Person, bot: HandBot, buttons: list[Button], lang: str) -> list[str]:
    """Which of the buttons, two and two as the bot lays them out, are cut on a phone."""
    pairs = [tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2)]
    for first in range(0, len(pairs), PAIRS):
        drawn = markup(Screen((), tuple(pairs[first : first + PAIRS])), lang, 0, 0)
        await bot.api.do_api_request("sendMessage", {"chat_id": arta.id, "text": "·", "reply_markup": drawn})
    await page.wait_for_function(_ALL, arg=len(buttons))
    return list(await page.evaluate(_CUT))


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_no_label_is_cut_short_on_a_small_phone(
    open_page: OpenPage, arta: Person, bot: HandBot, lang: str
) -> None:
    page = await open_page(PHONE, shown="arta")
    plain = [Button(button(label), "view") for label in labels()]
    ticked = [Button(button("✓ {label}", label=button(label)), "clear") for label in labels()]

    cut = await cut_short(page, arta, bot, plain + ticked, lang)

    assert cut == []
    assert await phone(page, "arta").locator(".row:has(button + button)").count() > len(labels()) / 4
