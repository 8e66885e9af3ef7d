"""Cases: households for whoever may know no name. A case tells what was needed and done, never with whom.

Its number, `C-7QK2M4RT`, is forty bits of HMAC-SHA256 over the household's id, with a key that follows from the active
one of the key file. The household's own code cannot stand for it, because that is on the team's cards and papers; the
id rises along with the code. So the number tells neither whose it is nor who came first, and nobody without the key
finds it from a code. It is kept nowhere: a new key gives all cases other numbers, and what somebody outside has
written down of the old ones leads nowhere then. Cases are listed in the order of their numbers and picked from there.

Listed is who gave consent. The kind of a household is said where enough others are of it, the neighbourhood where
enough of that kind who are accompanied live there (`bot.figures.suppression`); of a closed file it is never said.
"""

import base64
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from bot import registry
from bot.figures.figures import CONFIDENTIAL
from bot.figures.suppression import table
from bot.registry import THERE, Need
from bot.work import Work
from db.crypto import keyring_of
from db.models import Contact, ContactIntervention, Household

_BYTES = 5
"""Of a number: two of 5,000 households have the same one in one centre out of ninety thousand."""


@dataclass(frozen=True)
class Case:
    """A household as far as it may be told; a kind or neighbourhood that is None would tell too much."""

    number: str
    household_id: int  # shown nowhere, and on no button
    kind: str | None
    neighbourhood: str | None


def listed(work: Work) -> list[Case]:
    """All cases, by their numbers."""
    columns = (Household.id, Household.kind, Household.neighbourhood, Household.status != "closed")
    homes = work.db.execute(select(*columns).where(*THERE, Household.consent == "given")).all()
    kinds = _told(kind for _, kind, _, _ in homes)
    places = {kind: _told(place for _, of, place, is_open in homes if is_open and of == kind) for kind in kinds}
    key = _key(work)
    found = (
        Case(
            _number(key, id_),
            id_,
            kind if kind in kinds else None,
            place if is_open and place in places.get(kind, ()) else None,
        )
        for id_, kind, place, is_open in homes
    )
    return sorted(found, key=lambda case: case.number)


def called(work: Work, number: str) -> Case | None:
    """The case with a number, while it is listed."""
    return next((case for case in listed(work) if case.number == number), None)


def of_household(work: Work, household_id: int) -> Case | None:
    """The case of a household, while it is listed."""
    return next((case for case in listed(work) if case.household_id == household_id), None)


def _told(values: Iterable[str]) -> set[str]:
    """Of what each household has one of: those that enough others share."""
    return {value for value, number in (table(Counter(values)) or {}).items() if number is not None}


def _key(work: Work) -> bytes:
    keyring = keyring_of(work.db.get_bind().engine)
    return keyring.derive(keyring.active, "cases")


def _number(key: bytes, household_id: int) -> str:
    said = hmac.digest(key, str(household_id).encode(), "sha256")
    return f"C-{base64.b32encode(said[:_BYTES]).decode()}"


# --- what a case tells ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Met:
    """How often they were met in a month."""

    month: date  # its first day
    visits: int
    sessions: int


def needs(work: Work, case: Case) -> list[Need]:
    """What they needed, open or solved; nothing confidential."""
    return [need for need in registry.needs_ever(work, case.household_id) if need.code not in CONFIDENTIAL]


def met(work: Work, case: Case) -> list[Met]:
    """Visits that were made and sessions that were held, the newest month first."""
    asked = select(Contact.day, Contact.type).where(*_with(case))
    counted = Counter((day.replace(day=1), type_) for day, type_ in work.db.execute(asked))
    months = sorted({month for month, _ in counted}, reverse=True)
    return [Met(month, counted[month, "home_visit"], counted[month, "listening"]) for month in months]


def plans(work: Work, case: Case) -> int:
    """How many sessions ended with a goal and a next step of their own."""
    asked = select(func.count()).select_from(Contact).where(*_with(case), Contact.session_kind == "plan")
    return work.db.scalar(asked) or 0


def done(work: Work, case: Case) -> Mapping[str, int]:
    """How often each intervention was written down, by its code; the most frequent first."""
    asked = select(ContactIntervention.code).join(Contact).where(*_with(case))
    return dict(Counter(work.db.scalars(asked.order_by(ContactIntervention.code))).most_common())


def closing(work: Work, case: Case) -> tuple[date, str] | None:
    """When the file was closed, and the code of the reason; None: it is open, or nobody has said why it is not."""
    home = work.db.get_one(Household, case.household_id)
    if home.status != "closed" or home.closed_on is None or home.closure_reason is None:
        return None
    return home.closed_on, home.closure_reason


def _with(case: Case) -> tuple[ColumnElement[bool], ...]:
    return (Contact.household_id == case.household_id, Contact.outcome == "done", Contact.void_at.is_(None))
