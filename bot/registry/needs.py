"""How a household stands: its needs, computed from its contacts, and the day somebody last saw it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select, tuple_
from sqlalchemy.orm import selectinload

from bot.work import Work
from db.models import Contact


def last_seen(work: Work, household_id: int) -> date | None:
    """The day somebody last saw them: at a visit that was made, or at a session that was not by phone."""
    return work.db.scalar(_LAST_SEEN, {"household": household_id})


_LAST_SEEN = select(func.max(Contact.day)).where(
    Contact.household_id == bindparam("household"),
    Contact.outcome == "done",
    Contact.void_at.is_(None),
    Contact.place.is_distinct_from("phone"),
)


@dataclass(frozen=True)
class Need:
    """A need: since which day, and how it stood when it was last spoken of (`seen`, `still`, `better`, `solved`)."""

    code: str
    since: date
    state: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has said that it is solved."""
        return self.state != "solved"


def needs_of(work: Work, household_id: int, before: Contact | None = None) -> list[Need]:
    """The open needs of a household, in the order they were first seen.

    `before`: as they stood when that contact, whose answers are being read or corrected, was made.
    """
    return [need for need in needs_ever(work, household_id, before) if need.is_open]


def needs_ever(work: Work, household_id: int, before: Contact | None = None) -> list[Need]:
    """All needs of a household, open or solved, computed from its contacts; otherwise as `needs_of`."""
    query = select(Contact).where(Contact.household_id == household_id, Contact.void_at.is_(None))
    if before is not None:
        query = query.where(tuple_(Contact.day, Contact.id) < tuple_(before.day, before.id))
    standing: dict[str, Need] = {}
    for contact in work.db.scalars(query.options(selectinload(Contact.needs)).order_by(Contact.day, Contact.id)):
        for seen in contact.needs:
            earlier = standing.pop(seen.code, None)
            since = earlier.since if earlier and earlier.is_open else contact.day
            standing[seen.code] = Need(seen.code, since, seen.state)
    return sorted(standing.values(), key=lambda need: need.since)


def open_needs(work: Work, household_id: int, before: Contact | None = None) -> list[str]:
    """The codes of the open needs."""
    return [need.code for need in needs_of(work, household_id, before)]
