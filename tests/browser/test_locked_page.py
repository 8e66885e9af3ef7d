"""A household's file in a browser without a network: locked until the right words are typed, and then all there."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.documents import lockedpage
from bot.documents.householdfile import Attached, Part
from bot.words import raw

WORDS = "river stone window apple bread seven letter"
PARTS = [
    Part(raw("F-0012 · Tavnik"), [raw("Nurije Pelikan <b>bold</b>")]),
    Part(
        raw("V-2026-00001"), [raw("Soba puši.\nГлас.")], [Attached("photo", b"\xff\xd8jpeg"), Attached("voice", None)]
    ),
]


async def opens(browser: Browser, path: Path) -> Page:
    page = await browser.new_page()
    await page.context.set_offline(True)
    await page.goto(path.as_uri())
    return page


async def types(page: Page, words: str) -> None:
    await page.get_by_role("textbox").fill(words)
    await page.get_by_role("button").click()


@pytest.mark.chromium
@pytest.mark.asyncio(loop_scope="session")
async def test_the_right_words_open_it_and_wrong_ones_say_so(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "file.html"
    path.write_text(lockedpage.lock(PARTS, WORDS, "it"), "utf-8")
    page = await opens(browser, path)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    await types(page, WORDS.replace("seven", "eight"))
    await expect(page.get_by_text("Queste parole non lo aprono.")).to_be_visible(timeout=30_000)
    await types(page, f"  {WORDS.replace(' ', '   ')} ")

    await expect(page.get_by_role("heading", name="F-0012 · Tavnik")).to_be_visible(timeout=30_000)
    await expect(page.get_by_text("Nurije Pelikan <b>bold</b>")).to_be_visible()
    await expect(page.get_by_text("Soba puši.")).to_be_visible()
    assert await page.locator("img").get_attribute("src") == "data:image/jpeg;base64,/9hqcGVn"
    assert await page.get_by_text("Un messaggio vocale che non si conserva più.").count() == 1
    assert faults == []
    await page.close()


def test_the_page_itself_tells_nothing() -> None:
    page = lockedpage.lock(PARTS, WORDS, "sq")

    assert [said for said in ("Pelikan", "F-0012", "Tavnik", "V-2026", "river", "jpeg") if said in page] == []
    assert page != lockedpage.lock(PARTS, WORDS, "sq")
