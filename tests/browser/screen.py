"""What browser tests look at: sizes, phones, measures of the page."""

from datetime import UTC, datetime
from typing import NamedTuple

from playwright.async_api import Locator, Page

NOON = datetime(2026, 3, 25, 13, 5, tzinfo=UTC)
"""Wed 25.3.2026 14:05 in Mitrovica."""


class Size(NamedTuple):
    """A window in CSS pixels."""

    width: int
    height: int


LAPTOP = Size(1366, 768)
PHONE = Size(360, 740)


def phone(page: Page, name: str) -> Locator:
    """The phone of a person by her key."""
    return page.get_by_test_id(f"phone-{name}")


async def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


async def focused(page: Page) -> str:
    """What has the keyboard: its test id, else its label."""
    return str(await page.evaluate("document.activeElement.dataset.testid ?? document.activeElement.textContent"))


_CONTRAST = """([front, back]) => {
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const style = getComputedStyle(document.documentElement);
  const light = (name) => {
    pen.fillStyle = style.getPropertyValue(name).trim();
    pen.fillRect(0, 0, 1, 1);
    const linear = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const [dim, bright] = [light(back), light(front)].sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}"""


async def contrast(page: Page, front: str, back: str) -> float:
    """The WCAG contrast of two of the page's colours (custom properties), 1 to 21."""
    return float(await page.evaluate(_CONTRAST, [front, back]))
