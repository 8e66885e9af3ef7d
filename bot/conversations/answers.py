"""Typed text as an answer: kept as it was typed, or refused with a reason. Nothing is silently changed."""

from bot.conversations.refused import Refused
from bot.words import text

LONGEST = 4096
"""Telegram's own limit, in UTF-16 units."""


def read_words(typed: str, most: int = LONGEST) -> str:
    """The text without blanks around it. Raises Refused: empty, too long (UTF-16 units), or not storable."""
    words = typed.strip()
    if not words:
        raise Refused(text("This message is empty. Please type it again."))
    if "\0" in words or any("\ud800" <= sign <= "\udfff" for sign in words):
        raise Refused(text("This message has signs that cannot be kept. Please type it again."))
    if utf16_length(words) > most:
        raise Refused(text("This is too long: at most {most} characters. Please shorten it.", most=most))
    return words


def utf16_length(words: str) -> int:
    """The length as Telegram counts it."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2
