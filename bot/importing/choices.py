"""What a cell says, as a code: labels in any language and script, and the words that lists use instead."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from bot.conversations.codelists import CONSENTS, HOUSEHOLD_KINDS, NEEDS, SEXES, Code
from bot.conversations.dates import Direction, read_date
from bot.conversations.form import Choice
from bot.conversations.household import FAMILY_LANGUAGES, SAFE_TO_CALL
from bot.i18n import spellings
from bot.importing import spelt
from bot.importing.headings import key
from bot.spelling.names import fold

NEAR = 70  # of 100: less like is no suggestion
FIRST_YEAR = 1900
_ABOUT = re.compile(
    r"^(?:~|ca?\.?|circa|about|around|rreth|(?:p[ëe]r)?af[ëe]rsisht|oko|verso|intorno al?)\s*", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SERIAL = range(7_000, 80_000)  # days: from 1919 to 2119
_PARTS = re.compile(r"[,;/+\n|]")

Vocabulary = Mapping[str, str]
"""Spelling, as `key` writes it → code."""


def _vocabulary(codes: Iterable[Code | Choice], words: Mapping[str, str], *, parts: bool = False) -> Vocabulary:
    """Labels in all languages, the codes and more words; with `parts` also each side of `Poverty / money`."""
    known: dict[str, str] = {}
    for code in codes:
        for said in (*spellings(code.label).values(), code.code):
            known[key(said)] = code.code
            for part in _PARTS.split(said) if parts else ():
                known.setdefault(key(part), code.code)
    for name, listed in words.items():
        for word in listed.split(","):
            known.setdefault(key(word), name)
    return known


def vocabularies() -> dict[str, Vocabulary]:
    """What each coded field understands."""
    return {
        "kind": _vocabulary(HOUSEHOLD_KINDS, spelt.KINDS),
        "consent": _vocabulary(CONSENTS, spelt.CONSENTS),
        "sex": _vocabulary(SEXES, spelt.SEXES),
        "safe_to_call": _vocabulary(SAFE_TO_CALL, spelt.CALLS),
        "language": _vocabulary(FAMILY_LANGUAGES, spelt.LANGUAGES),
        "needs": _vocabulary(NEEDS, spelt.NEEDS, parts=True),
    }


def several(typed: str, known: Vocabulary) -> list[str]:
    """The codes of a list in one cell; labels may themselves hold a comma or a slash. Raises ValueError."""
    if not key(typed):
        return []
    parts = [key(part) for part in _PARTS.split(typed) if key(part)]
    codes: dict[str, None] = {}
    while parts:
        taken = next((n for n in range(len(parts), 0, -1) if " ".join(parts[:n]) in known), 0)
        if not taken:
            raise ValueError(parts[0])
        codes[known[" ".join(parts[:taken])]] = None
        parts = parts[taken:]
    return list(codes)


class Places:
    """The neighbourhoods by any of their names: `Žabare`, `zhabar`, `Жабаре`, `lagjja Zhabar`."""

    def __init__(self, named: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Take the names of each code."""
        self._codes: dict[str, str] = {}
        for code, names in named:
            sides = [side for name in names for side in name.split("/")]
            for called in (*names, *sides, code):
                self._codes.setdefault(_spelt(called), code)
        self._codes.pop("", None)

    def code(self, typed: str) -> str | None:
        """The code of a name; None where nobody calls one so."""
        spelt = _spelt(typed)
        bare = " ".join(word for word in spelt.split() if word not in _GENERIC)
        return self._codes.get(spelt) or self._codes.get(bare)

    def nearest(self, typed: str) -> str:
        """The code of the name most like it; empty where none is."""
        near = extractOne(_spelt(typed), self._codes.keys(), scorer=ratio, score_cutoff=NEAR)
        return self._codes[near[0]] if near else ""


def _spelt(name: str) -> str:
    return " ".join(fold(name))


_GENERIC = frozenset(map(_spelt, spelt.NEIGHBOURHOOD))


def read_day(typed: str, today: date, direction: Direction, *, since_1904: bool) -> date:
    """A day as a spreadsheet gives it (2026-03-11, 46092) or as somebody typed it. Raises ValueError."""
    if typed.isdecimal() and int(typed) in _SERIAL:
        return (date(1904, 1, 1) if since_1904 else date(1899, 12, 30)) + timedelta(days=int(typed))
    try:
        return datetime.fromisoformat(typed.removesuffix("Z")).date()
    except ValueError:
        return read_date(typed.rstrip("."), today, direction)


def read_year(typed: str, today: date) -> tuple[str, bool]:
    """The year of a year or a date of birth, and whether it is only about right. Raises ValueError."""
    about = bool(_ABOUT.match(typed)) or typed.endswith("?")
    years = _YEAR.findall(typed)
    if len(years) != 1 or not FIRST_YEAR <= int(years[0]) <= today.year:
        raise ValueError("no year")
    return years[0], about
