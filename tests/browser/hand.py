"""A finger on a phone of the practice page, and the eye that reads what the real bot answers."""

import re
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from bot.i18n import say
from bot.words import button
from practice.telegram import Telegram
from tests.browser.screen import phone

QUIET = 0.25
"""Seconds without a request, after which the bot, a process of its own, has drawn all it had to draw."""
PATIENCE = 60  # s; after a cut network the bot tries again within half a minute
"""Seconds in which the bot answers."""


_PLAIN = ".log { background: #d9e4db !important; }"
"""Without its pattern the wall makes a picture half as large."""
_MISSING = """(first) => {
  const log = first.closest(".log");
  return log.scrollHeight - first.offsetTop + log.offsetTop + 3 - log.clientHeight;
}"""
"""Pixels by which a phone is too low to show everything from this message on."""
_BLANK = "\0"


class Hand:
    """Somebody at her phone. Labels are given in English and looked for in her language; names stay as they are."""

    def __init__(self, telegram: Telegram, page: Page, name: str, lang: str, pictures: Path) -> None:
        self.page = page
        self.phone = phone(page, name)
        self.lang = lang
        self._telegram = telegram
        self._pictures = pictures

    async def taps(self, *labels: str) -> None:
        """Tap inline buttons by their label or its beginning, each on the newest message that has it."""
        for label in labels:
            await self.button(label).click()
            await self.answered()

    async def presses(self, label: str) -> None:
        """Press a key of the keyboard below the chat."""
        await self.phone.get_by_test_id("reply-key").get_by_text(self.reads(label), exact=True).click()
        await self.answered()

    async def sends(self, words: str) -> None:
        """Type a message and send it."""
        await self.types(words)
        await self.answered()

    async def types(self, words: str) -> None:
        """Type a message and send it without waiting for an answer."""
        await self.phone.get_by_test_id("say").fill(words)
        await self.phone.get_by_test_id("say").press("Enter")

    async def attaches(self, kind: str) -> None:
        """Send the page's demo file of a kind: photo, voice or document."""
        await self.phone.get_by_test_id("attach").click()
        await self.phone.get_by_test_id(f"attach-{kind}").click()
        await self.answered()

    async def controls(self, *names: str) -> None:
        """Press buttons of the page's control bar, which a small page folds away."""
        more = self.page.get_by_test_id("controls-more")
        if folded := await more.is_visible():
            await more.click()
        for name in names:
            await self.page.get_by_test_id(name).click()
        if folded:
            await more.click()

    async def answered(self) -> None:
        """Wait until the bot has done everything."""
        await self._telegram.settled(quiet=QUIET, patience=PATIENCE)

    async def sees(self, words: str) -> None:
        """Wait until a message of the bot says this."""
        await expect(self.phone.locator(".theirs", has_text=words).last).to_be_visible(timeout=PATIENCE * 1000)
        await self.answered()

    async def sees_button(self, label: str) -> None:
        """Wait until there is a button of this label."""
        await expect(self.button(label)).to_be_visible(timeout=PATIENCE * 1000)
        await self.answered()

    def button(self, label: str) -> Locator:
        """The newest inline button of that label."""
        beginning = re.compile(f"^{re.escape(self.reads(label))}")
        return self.phone.locator("button.inline").filter(has_text=beginning).last

    def reads(self, label: str) -> str:
        """A label in her language, as far as the first placeholder."""
        blanks = dict.fromkeys(re.findall(r"\{(\w+)\}", label), _BLANK)
        return say(button(label, **blanks), self.lang).partition(_BLANK)[0]

    async def card(self) -> str:
        """The text of the newest message of the bot."""
        return await self.phone.locator(".theirs .text").last.inner_text()

    async def takes_picture(self, name: str, since: str = "") -> None:
        """Take a picture of the page, or of her phone alone and as tall as all that was said from `since` on."""
        await self.page.add_style_tag(content=_PLAIN)
        await self.page.evaluate("document.activeElement.blur()")
        if since:
            await self._stretch(since)
        await self.page.wait_for_timeout(200)  # until nothing moves any more
        shown = self.phone if since else self.page
        await shown.screenshot(path=self._pictures / f"{name}.png")

    async def _stretch(self, since: str) -> None:
        first = self.phone.locator(".theirs", has_text=since).last
        missing = await first.evaluate(_MISSING)
        window = self.page.viewport_size
        assert window
        await self.page.set_viewport_size({"width": window["width"], "height": window["height"] + int(missing)})
