"""The days of a quick line: the next contact behind a plus; which of two a bare day may be, decides the reader."""

import re
from datetime import date

from bot.conversations.dates import Direction, read_date
from bot.conversations.quick.lexicon import UNITS, words
from bot.conversations.quick.line import Plus
from bot.conversations.quick.table import fold

MOST = {"day": 366, "week": 52, "month": 12}
PLUS = re.compile(r"\+(\d{1,3})([^\W\d_]*)\.?")


def plus(said: str) -> Plus | None:
    """`14`, `2w`, `3 weeks`: so much from today on; None: it says something else, or too much."""
    match = PLUS.fullmatch("+" + re.sub(r"\s+", "", said))
    if match is None:
        return None
    count, letters = int(match[1]), fold(match[2]) or "d"
    unit = next((unit for unit, spelt in UNITS.items() if letters in words(spelt)), None)
    return Plus(count, unit) if unit is not None and 0 < count <= MOST[unit] else None


def day(said: str, today: date, direction: Direction) -> date | None:
    """A day as people write it; None: it is no day."""
    try:
        return read_date(said, today, direction)
    except ValueError:
        return None
