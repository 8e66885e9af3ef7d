"""A screen put into a reader's language and Telegram's form. Plain text and entities: nothing typed is ever parsed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.conversations.answers import LONGEST, utf16_length
from bot.handlers import callback
from bot.handlers.callback import Tapped
from bot.i18n import say
from bot.words import Button, Line, Screen, Text, text

MOST_OF_A_LABEL = 64
COLUMNS = 2
HALF = 14.5
"""Letters of usual width that half the width of a small phone shows (360 px)."""
NARROW = frozenset("ijltfrIJЈј .,:;/·'’()")
WIDE = frozenset("mwMWжшщфюљњЖШЩЮЉЊ✓✎…+")
MARK = "✓ "


Json = dict[str, Any]


@dataclass(frozen=True)
class Words:
    """The text of a message and where it is bold: Telegram's entities, which count in UTF-16 units."""

    text: str
    entities: tuple[Json, ...]


def words(lines: tuple[Line, ...], lang: str) -> Words:
    """Paragraphs one below the other; what would be too long for a message ends in `…`."""
    text, bold = "", []
    for line in lines:
        said = say(line.text, lang)
        if line.bold and said:
            bold.append((utf16_length(text), utf16_length(said)))
        text += said + "\n"
    text = _shortened(text.strip("\n"))
    end = utf16_length(text)
    fitting = [(offset, length) for offset, length in bold if offset + length <= end]
    return Words(text, tuple({"type": "bold", "offset": offset, "length": length} for offset, length in fitting))


def _shortened(text: str) -> str:
    units = text.encode("utf-16-le", "replace")
    if len(units) <= LONGEST * 2:
        return text
    return units[: (LONGEST - 1) * 2].decode("utf-16-le", "ignore") + "…"


def with_notice(screen: Screen, notice: Text) -> Screen:
    """The screen with one explaining line on top."""
    return replace(screen, lines=(Line(text("💬 {notice}", notice=notice)), *screen.lines))


def public(screen: Screen) -> tuple[Line, ...]:
    """The lines that may be sent: a sent message shows on a locked phone."""
    return tuple(line for line in screen.lines if not line.private)


def markup(screen: Screen, lang: str, subject: int, rev: int) -> Json | None:
    """The buttons of a screen, or the persistent keyboard below the chat."""
    if screen.keyboard:
        keyboard = [[{"text": say(label, lang)} for label in row] for row in screen.keyboard]
        return {"keyboard": keyboard, "resize_keyboard": True, "is_persistent": True}
    if not screen.rows:
        return None
    return {
        "inline_keyboard": [[_button(each, lang, subject, rev) for each in row] for row in _readable(screen.rows, lang)]
    }


def _button(shown: Button, lang: str, subject: int, rev: int) -> Json:
    label = say(shown.label, lang)[:MOST_OF_A_LABEL]
    if shown.copies:
        return {"text": label, "copy_text": {"text": shown.copies}}
    return {"text": label, "callback_data": callback.write(Tapped(shown.op, shown.arg, subject, rev))}


def _readable(rows: Iterable[tuple[Button, ...]], lang: str) -> Iterator[tuple[Button, ...]]:
    """Buttons side by side, or one below the other where a small phone would cut one of them short."""
    for row in rows:
        cut = len(row) == COLUMNS and any(_width(button, lang) > HALF for button in row)
        yield from ((b,) for b in row) if cut else (row,)


def _width(shown: Button, lang: str) -> float:
    """In letters; with the mark that a tap may bring, so that no button moves away under a finger."""
    label = say(shown.label, lang)
    return sum(map(_letter, MARK + label if shown.op == "set" else label))


def _letter(char: str) -> float:
    return 0.5 if char in NARROW else 1.5 if char in WIDE else 1
