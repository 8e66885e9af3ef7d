"""What is forgotten next month: shown to the coordinators in the week before, who may keep it a year longer."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.chat import cards
from bot.followups.workdays import works_today
from bot.people import people, permissions
from bot.people.permissions import Action
from bot.work import Work
from db.models import Account, Card, Household

PLACE = "leaving"
LISTED = "leaving"
"""Of its card: the ids of the households that were shown, in their order."""
SHOWN_BEFORE = timedelta(days=7)
YEAR = 1


def announce(work: Work, years: int) -> None:
    """On a working day of the month's last week, let the coordinators see which files go from the next one on."""
    first = next_month(work.today)
    if first - work.today > SHOWN_BEFORE or not works_today(work):
        return
    leaving = _due_by(work, last_of(first), years)
    for household in leaving:
        household.forget_on = max(
            first, years_later(household.closed_on or first, years), household.kept_until or first
        )
    for coordinator in people.coordinators(work) if leaving else ():
        cards.push(work, coordinator, PLACE, params(leaving), key=f"{PLACE}:{first}:{coordinator.id}", waking=True)


def _due_by(work: Work, day: date, years: int) -> Sequence[Household]:
    """Closed for so many years on that day, not kept beyond it, and not shown yet."""
    kept = or_(Household.kept_until.is_(None), Household.kept_until <= day)
    query = select(Household).where(closed_by(years_later(day, -years)), kept, Household.forget_on.is_(None))
    return list(work.db.scalars(query.where(Household.void_at.is_(None)).order_by(Household.id)))


def closed_by(day: date) -> ColumnElement[bool]:
    """Closed on that day or earlier, and still something that tells is kept."""
    return (Household.status == "closed") & (Household.closed_on <= day) & Household.forgotten_at.is_(None)


def shown(work: Work, card: Card) -> list[Household]:
    """The households on a card that are still there, and still closed."""
    query = select(Household).where(Household.id.in_(card.params[LISTED]), Household.status == "closed")
    return list(work.db.scalars(query.where(Household.forgotten_at.is_(None)).order_by(Household.id)))


def waiting(work: Work) -> list[Household]:
    """Those that were shown and are still to go."""
    query = select(Household).where(Household.forget_on.is_not(None), Household.status == "closed")
    return list(work.db.scalars(query.where(Household.forgotten_at.is_(None)).order_by(Household.id)))


def params(households: Sequence[Household]) -> dict[str, Any]:
    """What the card of some that were shown keeps of them."""
    days = [household.forget_on for household in households if household.forget_on]
    return {"month": min(days, default=date.min).isoformat(), LISTED: [household.id for household in households]}


def keep_longer(work: Work, account: Account, household: Household) -> None:
    """Keep a closed file a year longer; before that is over it is shown again. Raises NotOpen."""
    permissions.insist(account, Action.FORGET)
    if household.forget_on is not None:
        household.kept_until, household.forget_on = years_later(household.forget_on, YEAR), None
        auditing.note(work, account, Deed.KEPT_LONGER, "household", household.id)


def let_go(work: Work, account: Account, household: Household) -> None:
    """It goes after all, as was shown. Raises NotOpen."""
    permissions.insist(account, Action.FORGET)
    if household.kept_until is not None:
        household.forget_on, household.kept_until = years_later(household.kept_until, -YEAR), None
        auditing.note(work, account, Deed.LET_GO, "household", household.id)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def last_of(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def years_later(day: date, years: int) -> date:
    """The same day so many years later; of 29 February the day before, where there is none."""
    year = day.year + years
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
