"""Typed text as an answer: kept as it was typed, or refused with a reason. Nothing is silently changed."""

import unicodedata

from bot.conversations.refused import Refused
from bot.words import text

LONGEST = 4096
"""Telegram's own limit, in UTF-16 units."""
UNSTORABLE = text("This message has signs that cannot be kept. Please type it again.")
BLANKS = ("Cc", "Cf", "Zs", "Zl", "Zp")
"""The classes of signs that cannot be seen: controls, signs of width zero, spaces."""
FILLERS = "\N{BRAILLE PATTERN BLANK}\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}"
"""Signs of other classes that cannot be seen either."""


def read_words(typed: str, most: int = LONGEST) -> str:
    """The text without blanks around it. Raises Refused: empty, too long (UTF-16 units), or not storable."""
    words = typed.strip()
    if not storable(words):
        raise Refused(UNSTORABLE)
    if not any(_shows(sign) for sign in words):
        raise Refused(text("This message is empty. Please type it again."))
    if utf16_length(words) > most:
        raise Refused(text("This is too long: at most {most} characters. Please shorten it.", most=most))
    return words


def storable(words: str) -> bool:
    """Whether every database can keep them: neither NUL nor half a character."""
    return "\0" not in words and not any("\ud800" <= sign <= "\udfff" for sign in words)


def _shows(sign: str) -> bool:
    return unicodedata.category(sign) not in BLANKS and sign not in FILLERS


def utf16_length(words: str) -> int:
    """The length as Telegram counts it."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2
