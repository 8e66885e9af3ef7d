"""What a person is shown, before it is put into her language: texts, buttons, screens.

Plain values without any library: forms build them, handlers send them, `bot.i18n` says them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

BUTTON = "button"
"""The gettext context of labels: they must fit two columns of a phone."""


@dataclass(frozen=True)
class Day:
    """A date said as weekday and day: `Wed 25.3.`"""

    date: date


@dataclass(frozen=True)
class FullDay:
    """A date said as weekday, day and year: `Wed 25.3.2026`"""

    date: date


@dataclass(frozen=True)
class Month:
    """The month of a date, in short: `Mar 2026`"""

    date: date


@dataclass(frozen=True)
class Text:
    """A sentence of the catalogue and what stands in its placeholders.

    The English source is the key. `params` hold strings and numbers shown as they are, dates to be
    formatted, other texts to be translated.
    """

    msgid: str
    context: str | None = None
    plural: str | None = None
    n: int = 1
    params: Mapping[str, "Param"] = field(default_factory=dict)
    language: str = ""  # said in this language whatever the reader's is; "sr": in the reader's script
    inside: bool = False  # a label within a sentence: without its capital


Param = str | int | Day | FullDay | Month | Text


def text(msgid: str, **params: Param) -> Text:
    """A sentence or a word in running text."""
    return Text(msgid, params=params)


def button(msgid: str, **params: Param) -> Text:
    """A label: at most 24 characters in every language where it has no placeholder."""
    return Text(msgid, BUTTON, params=params)


def plural(one: str, many: str, n: int, **params: Param) -> Text:
    """A sentence that depends on a number, which stands in it as `{n}`."""
    return Text(one, plural=many, n=n, params={"n": n, **params})


def spoken(said: Text, language: str) -> Text:
    """A text to be read aloud to somebody in their language (`sq`, `sr`, `it`, `en`), not in the reader's."""
    return replace(said, language=language)


def inside(label: Text) -> Text:
    """A label as a word within a sentence: `Still there` → `still there`."""
    return replace(label, inside=True)


def raw(data: str) -> Text:
    """Data shown as they were typed: never translated."""
    return Text("{data}", context="raw", params={"data": data})


def place(sq: str, sr: str, it: str) -> Text:
    """A place as each reader names it; Serbian in Cyrillic, of which the Latin form is made."""
    return Text("{it}", context="place", params={"sq": sq, "sr_Cyrl": sr, "it": it})


@dataclass(frozen=True)
class Button:
    """Something to tap. `op` and `arg` travel in the callback: codes and ids, never a name.

    What it `copies` goes to the phone's clipboard, and nothing comes back.
    """

    label: Text
    op: str
    arg: str = ""
    copies: str = ""


@dataclass(frozen=True)
class Line:
    """A paragraph of a card. A private one tells who is helped: it is shown by an edit, never sent."""

    text: Text
    bold: bool = False
    private: bool = False


@dataclass(frozen=True)
class File:
    """A file to be sent and kept: without any name in it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Screen:
    """All that a card shows. Its buttons may belong to a draft (`subject`) and to one question of it (`rev`)."""

    lines: tuple[Line, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    keyboard: tuple[tuple[Text, ...], ...] = ()  # the persistent keyboard below the chat, in place of buttons
    subject: int = 0
    rev: int = 0
    voice: int = 0  # a stored voice message that the card plays; its lines are the caption
    file: File | None = None  # sent once; the lines are its caption
    gone: bool = False  # the message is to be taken away

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say: such a card is not sent."""
        return not (self.lines or self.rows or self.keyboard or self.gone)


NOTHING = Screen(())
"""What a card draws that has not been sent yet and is not true any more."""

GONE = Screen((), gone=True)
"""What a card draws whose message is to be taken away."""
