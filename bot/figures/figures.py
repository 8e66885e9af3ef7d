"""A month in figures, for who must not know anybody: codes and counts, small ones held back.

Households met are counted once a month, in three tables that add up to the same: by bank and neighbourhood, and by the
language of their consent. Where somebody lives and what they speak would tell which community they are of.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations.codelists import NEEDS
from bot.figures.suppression import Shown, shown, table
from db.models import Confidential, Contact, ContactIntervention, ContactNeed, Household, Neighbourhood

CONFIDENTIAL = [need.code for need in NEEDS if need.confidential]
NOT_SAID = "not_said"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Month:
    """A calendar month; `last` is the day after it."""

    first: date
    last: date

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month of a day."""
        first = day.replace(day=1)
        return cls(first, (first + timedelta(days=31)).replace(day=1))

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month.of(date.fromordinal(self.first.toordinal() - 1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class Figure:
    """One number: in which table, of which code; None: fewer than five, or held back so that no other can be found."""

    table: str
    code: str
    number: int | None


def of_month(db: Session, month: Month) -> list[Figure]:
    """All figures of a month. A table that would tell too much is left out."""
    contacts = _contacts(month)
    homes = dict(_met(db, month))
    banks = {code: bank or UNKNOWN for code, bank in db.execute(select(Neighbourhood.code, Neighbourhood.bank))}
    by_bank = table(Counter(banks.get(place, UNKNOWN) for place in _places(homes)))
    return [
        *_alone("contacts", db.execute(select(Contact.type, func.count()).where(*contacts).group_by(Contact.type))),
        Figure("households", "met", shown(len(homes))),
        *_figures("bank", by_bank),
        *_by_place(homes, banks, by_bank or {}),
        *_figures("consent_language", table(Counter(language or NOT_SAID for language, _ in homes.values()))),
        *_alone("need", _coded(db, ContactNeed, contacts)),
        *_confidential(db, contacts),
        *_alone("intervention", _coded(db, ContactIntervention, contacts)),
    ]


def _contacts(month: Month) -> tuple[Any, ...]:
    """Visits that were made and sessions that were held."""
    return (Contact.day >= month.first, Contact.day < month.last, Contact.outcome == "done", Contact.void_at.is_(None))


def _met(db: Session, month: Month) -> Iterator[tuple[int, tuple[str | None, str]]]:
    asked = select(Household.id, Household.consent_language, Household.neighbourhood).join(
        Contact, Contact.household_id == Household.id
    )
    for id_, language, place in db.execute(asked.where(*_contacts(month)).distinct()):
        yield id_, (language, place)


def _places(homes: dict[int, tuple[str | None, str]]) -> list[str]:
    return [place for _, place in homes.values()]


def _by_place(homes: dict[int, tuple[str | None, str]], banks: dict[str, str], by_bank: Shown) -> Iterator[Figure]:
    """The neighbourhoods of each bank whose number is shown: it is their total. Of the others none is named."""
    for bank in (bank for bank, number in by_bank.items() if number is not None):
        there = Counter(place for place in _places(homes) if banks.get(place, UNKNOWN) == bank)
        yield from _figures("neighbourhood", table(there))


def _coded(db: Session, model: Any, contacts: tuple[Any, ...]) -> Iterable[Any]:
    """How many households, or else sessions with somebody unknown, a code was written down for."""
    whose = func.coalesce(Contact.household_id, -Contact.id)
    asked = select(model.code, func.count(whose.distinct())).join(Contact, Contact.id == model.contact_id)
    open_ = model.code.not_in(CONFIDENTIAL)
    return db.execute(asked.where(*contacts, open_).group_by(model.code).order_by(model.code))


def _confidential(db: Session, contacts: tuple[Any, ...]) -> list[Figure]:
    """A count from five on, of all such needs together; below it not even that there are any."""
    asked = select(func.count(func.coalesce(Contact.household_id, -Contact.id).distinct()))
    number = db.scalar(asked.select_from(Confidential).join(Contact).where(*contacts)) or 0
    return [Figure("need", "confidential", number)] if shown(number) else []


def _alone(name: str, rows: Iterable[Any]) -> Iterator[Figure]:
    """Numbers that add up to nothing that is shown."""
    for code, number in rows:
        yield Figure(name, code, shown(number))


def _figures(name: str, cells: Shown | None) -> Iterator[Figure]:
    for code, number in sorted((cells or {}).items()):
        yield Figure(name, code, number)
