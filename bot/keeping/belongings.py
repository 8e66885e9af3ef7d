"""What belongs to a household, or to an anonymous visitor's session: found by walking the keys of all tables.

No table is named here. A row belongs to whatever it refers to; the drafts and files that only it uses belong to it.
A table that is added later is walked by its own keys; `tests/talks/test_erasing.py` fails for one that is not reached.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, or_, select
from sqlalchemy.sql.elements import ColumnElement

from bot.keeping import leaving
from bot.people import told
from bot.work import Work
from db.columns import REFERS
from db.models import Account, Base, Contact, Household

Taken = dict[str, set[int]]
"""The ids of the rows that belong, by table."""

SHARED = frozenset({Account.__tablename__})
"""Who wrote something is nobody's belonging."""
WHOSE = "household_id"


@dataclass(frozen=True)
class Link:
    """A column that holds the id of a row of another table."""

    column: Column[Any]
    parent: str

    @property
    def child(self) -> str:
        """The table the column is of."""
        return str(self.column.table.name)


def links() -> Iterator[Link]:
    """All of them, but to those who work here."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            parents = {str(key.column.table.name) for key in column.foreign_keys}
            if REFERS in column.info:
                parents.add(column.info[REFERS])
            yield from (Link(column, parent) for parent in parents - SHARED)


LINKS = tuple(links())
_REFERRING = {link.child for link in LINKS if link.column.foreign_keys}
OWNED = frozenset(link.parent for link in LINKS) - _REFERRING - {Household.__tablename__}
"""Drafts and files: they refer to nothing themselves, and belong to the only record that refers to them."""


def of_household(work: Work, household: Household) -> Taken:
    """All rows that belong to a household, itself included."""
    return _walk(work, {Household.__tablename__: {household.id}}, household.id)


def of_session(work: Work, contact: Contact) -> Taken:
    """All rows that belong to a session with an anonymous visitor."""
    return _walk(work, {Contact.__tablename__: {contact.id}}, None)


def _walk(work: Work, taken: Taken, household: int | None) -> Taken:
    before = -1
    while before != (before := sum(map(len, taken.values()))):
        for table in Base.metadata.sorted_tables:
            found = _children(work, table, taken, household)
            if found:
                taken.setdefault(table.name, set()).update(found)
        for link in LINKS:
            if link.parent in OWNED and taken.get(link.child):
                taken.setdefault(link.parent, set()).update(_owned(work, link, taken[link.child]))
    return taken


def _children(work: Work, table: Table, taken: Taken, household: int | None) -> set[int]:
    """The rows that refer to what is taken. One that says itself whose it is belongs to that household alone."""
    mine = [link for link in LINKS if link.child == table.name]
    strong = [link for link in mine if link.parent not in OWNED] or mine
    refers = [link.column.in_(taken[link.parent]) for link in strong if taken.get(link.parent)]
    if not refers or table.name == Household.__tablename__:
        return set()
    query = select(table.c.id).where(or_(*refers), _not_anothers(table, household))
    return set(work.db.scalars(query))


def _not_anothers(table: Table, household: int | None) -> ColumnElement[bool]:
    if WHOSE not in table.c:
        return table.c.id.is_not(None)
    return or_(table.c[WHOSE].is_(None), table.c[WHOSE] == household)


def _owned(work: Work, link: Link, children: set[int]) -> set[int]:
    query = select(link.column).where(link.column.table.c.id.in_(children), link.column.is_not(None))
    return set(work.db.scalars(query))


# --- references in what is not columns ------------------------------------------------------------------------------

NAMED: Mapping[str, str] = {
    "household": "households",
    "same_as": "households",
    "contact": "contacts",
    "link": "contacts",
    "follow_up": "follow_ups",
    "which": "follow_ups",
    "proposal": "proposals",
    "query": "queries",
    "person": "persons",
    "draft": "drafts",
    "media": "media",
    "notes": "loose_notes",
    "rest": "loose_notes",
}
"""How cards and drafts call what they refer to."""
LISTS: Mapping[str, str] = {told.LISTED: "follow_ups", leaving.LISTED: "households"}
"""How cards call what they only list, along with others."""
VOICES = {"n": "notes", "l": "loose_notes"}
"""The letter of a voice message's key: see `bot.casework.writeups`."""


def mentions(value: Any, taken: Taken) -> bool:
    """Whether a card's parameters or a draft's answers refer to something that is taken; listing it is no reference."""
    if isinstance(value, Mapping):
        return any(_refers(name, part, taken) or mentions(part, taken) for name, part in value.items())
    return isinstance(value, list) and any(mentions(part, taken) for part in value)


def _refers(name: str, value: Any, taken: Taken) -> bool:
    if name == "voice" and isinstance(value, str):
        return value[1:].isdecimal() and int(value[1:]) in taken.get(VOICES.get(value[:1], ""), ())
    ids = taken.get(NAMED.get(name, ""), set())
    parts = value if isinstance(value, list | Mapping) else [value]
    return any(str(part).isdecimal() and int(part) in ids for part in parts if isinstance(part, int | str))
