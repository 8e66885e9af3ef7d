"""Typed words as taps: text survives a dead network, taps don't. Every button can be typed."""

from collections.abc import Iterable
from functools import cache

from bot.handlers.places.home import LISTENING, MENU, TODAY, VISIT
from bot.i18n import labels, say, spellings
from bot.words import Button, Screen, Text

SHORTEST = 2


def command(words: str) -> tuple[str, str] | None:
    """The command a message stands for, and what follows it: `/visit`, or a word of the keyboard in any language."""
    if words.startswith("/"):
        first, more = (*words[1:].split(maxsplit=1), "", "")[:2]
        name = first.split("@")[0].lower()
        return ("quick" if name == "help" and more else name, more) if name else None
    for label, name in KEYBOARD:
        if _plain(words) in {_plain(said) for said in spellings(label).values()}:
            return name, ""
    return None


KEYBOARD: tuple[tuple[Text, str], ...] = ((VISIT, "visit"), (LISTENING, "session"), (TODAY, "today"), (MENU, "menu"))


def button(screen: Screen, words: str, lang: str, *, free: bool) -> Button | None:
    """The button whose label was typed: in one's own language, exactly in another, or a unique beginning in one's own.

    Where the card takes free text (`free`) only one's own whole label counts: anything else is meant as text.
    """
    buttons = [button for row in screen.rows for button in row if not button.copies]
    typed = _plain(words)
    own = {id(b): _plain(say(b.label, lang)) for b in buttons}
    exact = [b for b in buttons if own[id(b)] == typed]
    if exact or free:
        return exact[0] if exact else None
    other = [b for b in buttons if typed in {_plain(said) for said in spellings(b.label).values()}]
    if other:
        return other[0]
    begun = [b for b in buttons if len(typed) >= SHORTEST and own[id(b)].startswith(typed)]
    return begun[0] if len(begun) == 1 else None


def is_label(words: str) -> bool:
    """Whether these are the words of some button, in any language: never meant as a note."""
    return _plain(words) in _labels()


@cache
def _labels() -> frozenset[str]:
    return frozenset(_plain(label) for label in labels())


def _plain(words: str) -> str:
    """Without the signs that only decorate a label, and without regard to capitals."""
    return " ".join("".join(_letters(words)).split()).casefold()


def _letters(words: str) -> Iterable[str]:
    for sign in words:
        if sign.isalnum() or sign in " .:/":
            yield sign
        elif sign in "·-–,":
            yield " "
