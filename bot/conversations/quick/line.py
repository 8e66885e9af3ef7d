"""What a quick line says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Plus:
    """`+2w`: so many days, weeks or months from the day of writing."""

    count: int
    unit: str


@dataclass(frozen=True)
class Quick:
    """What a line says. Codes stand under their question's name; `unread` and `note` are as typed."""

    form: str
    code: str = ""  # the household by number
    who: str = ""  # or by name
    anonymous: bool = False
    answers: Mapping[str, Any] = field(default_factory=dict)
    day: date | None = None
    next: Plus | date | str | None = None  # a string: NO_DAY
    time: str = ""
    urgent: bool = False
    note: str = ""
    unread: tuple[str, ...] = ()
    read_from: tuple[tuple[str, str], ...] = ()  # (question, words as typed) for each answer

    @property
    def says_something(self) -> bool:
        """Whether there is more in it than a form and a household."""
        return bool(self.answers or self.day or self.next or self.urgent or self.note)
