"""What a coordinator looks at on Monday: who was not seen, who is without consent, whether there is anything at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from bot.casework import meetings, proposals
from bot.followups import followups
from bot.work import Work
from db.models import Contact, Household

UNSEEN_AFTER = {"elderly_alone": timedelta(days=30)}
UNSEEN_USUALLY = timedelta(days=60)


@dataclass(frozen=True)
class Unseen:
    """A household nobody has seen face to face for too long; `last` is None where nobody ever did."""

    household: Household
    last: date | None


def is_waiting(work: Work) -> bool:
    """Whether one of the lists of her week has a line."""
    asked = proposals.waiting(work) or followups.of_concern(work) or meetings.waiting(work)
    return bool(asked or without_consent(work) or unseen(work))


def unseen(work: Work) -> Sequence[Unseen]:
    """Families not seen for 60 days, elderly people alone not for 30; the longest first. Telephone does not count."""
    last = (
        select(Contact.household_id, func.max(Contact.day).label("day"))
        .where(Contact.outcome == "done", Contact.void_at.is_(None), Contact.place.is_distinct_from("phone"))
        .group_by(Contact.household_id)
        .subquery()
    )
    query = (
        select(Household, last.c.day)
        .outerjoin(last, last.c.household_id == Household.id)
        .where(Household.void_at.is_(None), _is_open(work))
    )
    found = [Unseen(household, day) for household, day in work.db.execute(query) if _too_long(work, household, day)]
    return sorted(found, key=lambda one: (one.last or date.min, one.household.id))


def _too_long(work: Work, household: Household, last: date | None) -> bool:
    since = last or household.created_at.astimezone(work.zone).date()
    return work.today - since > UNSEEN_AFTER.get(household.kind, UNSEEN_USUALLY)


def without_consent(work: Work) -> Sequence[Household]:
    """Open files whose family has not given its consent, or was not asked yet."""
    query = select(Household).where(Household.void_at.is_(None), _is_open(work), Household.consent != "given")
    return list(work.db.scalars(query.order_by(Household.id)))


def _is_open(work: Work) -> ColumnElement[bool]:
    return or_(Household.status == "open", (Household.status == "paused") & (Household.paused_until <= work.today))
