"""Which column is what: headings in all languages and both scripts, as they stand above lists kept by hand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from bot.i18n import spellings
from bot.importing.spelt import HEADINGS
from bot.importing.table import Table
from bot.spelling.latin import latin
from bot.words import Text, button

FIELDS: Mapping[str, Text] = {
    "name": button("Name"),
    "surname": button("Surname"),
    "kind": button("Kind of household"),
    "neighbourhood": button("Neighbourhood"),
    "phone": button("Phone number"),
    "safe_to_call": button("Safe to call"),
    "consent": button("Consent"),
    "language": button("Language"),
    "year": button("Year of birth"),
    "sex": button("Sex"),
    "code": button("Code"),
    "owner": button("Operator"),
    "last_visit": button("Last visit"),
    "next_contact": button("Next contact"),
    "needs": button("Needs"),
    "note": button("Note"),
}
"""What a column can be."""

LEFT_OUT = ""
SEVERAL = ("needs", "note")
"""Fields that a list may well have in several columns."""
LOOKED_AT = 20  # rows: above the headings there may be a title
NEAR, SHORTEST = 88, 5  # how like (0 to 100) a heading must be to one that is known, and from how many letters on


def key(typed: str) -> str:
    """A heading or a label as small Latin letters and digits: `Нр. Телефона` → `nr telefona`."""
    return " ".join(re.findall(r"[a-z0-9]+", latin(typed).replace("đ", "dj")))


def _known() -> dict[str, str]:
    """Every spelling that is understood; what the program itself says comes first."""
    known = {key(said): field for field, label in FIELDS.items() for said in spellings(label).values()}
    for field, words in HEADINGS.items():
        for word in words.split(","):
            known.setdefault(key(word), field)
    return known | {field.replace("_", " "): field for field in FIELDS}


def recognise(heading: str, known: Mapping[str, str]) -> str:
    """The field of a heading; empty where it is none for certain."""
    for part in (heading, re.sub(r"[(\[].*", "", heading)):
        if key(part) in known:
            return known[key(part)]
    short = key(heading)
    near = extractOne(short, known.keys(), scorer=ratio, score_cutoff=NEAR) if len(short) >= SHORTEST else None
    return known[near[0]] if near else LEFT_OUT


@dataclass(frozen=True)
class Headings:
    """The headings of a table: where they stand, how they read and which field each column is (empty: left out)."""

    at: int  # index into the table's rows
    texts: tuple[str, ...]
    fields: tuple[str, ...]

    def corrected(self, chosen: Mapping[int, str]) -> "Headings":
        """With other fields for some columns, by index."""
        fields = tuple(chosen.get(column, field) for column, field in enumerate(self.fields))
        return Headings(self.at, self.texts, fields)

    def columns(self, field: str) -> tuple[int, ...]:
        """The columns of a field; a list may hold it in several."""
        return tuple(column for column, found in enumerate(self.fields) if found == field)


def find(table: Table) -> Headings:
    """The row that reads most like headings; the first one where none does."""
    known = _known()
    width = max(len(cells) for _, cells in table.rows)
    best = Headings(0, *_padded(table.rows[0][1], known, width))
    for at, (_, cells) in enumerate(table.rows[1:LOOKED_AT], 1):
        texts, fields = _padded(cells, known, width)
        if len(set(fields) - {LEFT_OUT}) > len(set(best.fields) - {LEFT_OUT}):
            best = Headings(at, texts, fields)
    return best


def _padded(cells: Sequence[str], known: Mapping[str, str], width: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    texts = (*cells, *[""] * (width - len(cells)))
    return texts, tuple(recognise(cell, known) if cell else LEFT_OUT for cell in texts)


def chosen(headings: Headings, wishes: Mapping[str, str]) -> dict[int, str]:
    """Fields by column, from fields by heading as it stands in the file. Raises KeyError with what is not there."""
    by_text = {key(text): column for column, text in enumerate(headings.texts) if text}
    for field in wishes.values():
        if field and field not in FIELDS:
            raise KeyError(field)
    missing = next((wish for wish in wishes if key(wish) not in by_text), None)
    if missing is not None:
        raise KeyError(missing)
    return {by_text[key(wish)]: field for wish, field in wishes.items()}
