"""The next contact: when somebody goes back, and what becomes of it.

A follow-up's state is never stored. It follows from its dates and from what resolved it, by one pure function that
lists, reminders, digests and exports all use.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select

from bot import registry
from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.people import permissions, told
from bot.people.permissions import Action, may
from bot.words import Text, text
from bot.work import Work
from db.models import Account, Contact, FollowUp, Household, Move

VISIT = "visit"
DROPPED_BY = frozenset({"replaced", "not_needed", "refused"})
PATIENCE = {False: timedelta(days=7), True: timedelta(days=1)}
"""How long a follow-up may be overdue before the coordinator hears of it, by urgency."""
MOVES_BEFORE_CONCERN = 3
SETTLED = text("This next contact is settled already.")


class State(StrEnum):
    """What a follow-up is today."""

    PLANNED = "planned"
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"
    DROPPED = "dropped"


def state(due: date, resolution: str | None, today: date) -> State:
    """The state on a day, from the day it is due (local) and what resolved it (a code; None: nothing yet)."""
    if resolution is not None:
        return State.DROPPED if resolution in DROPPED_BY else State.DONE
    if due > today:
        return State.PLANNED
    return State.DUE if due == today else State.OVERDUE


@dataclass(frozen=True)
class Item:
    """A follow-up with what a list says of it; without a household it is an anonymous visitor's."""

    follow_up: FollowUp
    household: Household | None
    state: State

    @property
    def is_open(self) -> bool:
        """Whether nothing has resolved it."""
        return self.state not in {State.DONE, State.DROPPED}

    @property
    def is_waiting(self) -> bool:
        """Whether somebody should go there today."""
        return self.state in {State.DUE, State.OVERDUE}


def _items(work: Work, rows: Sequence[tuple[FollowUp, Household | None]]) -> list[Item]:
    return [Item(f, h, state(f.due, f.resolution, work.today)) for f, h in rows]


def _open(work: Work, *which: ColumnElement[bool]) -> list[Item]:
    """Open follow-ups of whoever is accompanied now: urgent ones first, then the longest overdue."""
    query = (
        select(FollowUp, Household)
        .outerjoin(Household, Household.id == FollowUp.household_id)
        .where(FollowUp.resolved_on.is_(None), _not_resting(work), *which)
        .order_by(FollowUp.urgent.desc(), FollowUp.due, FollowUp.id)
    )
    return _items(work, [(f, h) for f, h in work.db.execute(query)])


def open_until(work: Work, last: date, owner: Account | None = None) -> list[Item]:
    """Follow-ups due up to a day, of one owner or of all: urgent ones first, then the longest overdue."""
    return _open(work, FollowUp.due <= last, *([FollowUp.owner_id == owner.id] if owner else []))


def urgent_now(work: Work, *which: ColumnElement[bool]) -> list[Item]:
    """The urgent ones that are due or overdue, of everybody."""
    return _open(work, FollowUp.due <= work.today, FollowUp.urgent.is_(True), *which)


def count_waiting(work: Work) -> int:
    """How many are due or overdue today, of everybody."""
    query = select(func.count()).select_from(FollowUp).outerjoin(Household, Household.id == FollowUp.household_id)
    waiting = (FollowUp.resolved_on.is_(None), FollowUp.due <= work.today, _not_resting(work))
    return work.db.scalar(query.where(*waiting)) or 0


def _not_resting(work: Work) -> ColumnElement[bool]:
    return or_(Household.status != "paused", Household.paused_until.is_(None), Household.paused_until <= work.today)


def of_household(work: Work, household_id: int, resolved_by: int | None = None) -> list[FollowUp]:
    """The open follow-ups of a household, the next one first; and those that one contact has resolved."""
    return _standing(work, FollowUp.household_id == household_id, resolved_by)


def named(work: Work, ids: Collection[str], resolved_by: int | None = None) -> list[FollowUp]:
    """The same out of some that answers name: an anonymous visitor's are found by nothing else."""
    return _standing(work, FollowUp.id.in_([int(id_) for id_ in ids]), resolved_by) if ids else []


def _standing(work: Work, which: ColumnElement[bool], resolved_by: int | None) -> list[FollowUp]:
    open_ = or_(FollowUp.resolved_on.is_(None), FollowUp.resolved_by == (resolved_by or 0))
    return list(work.db.scalars(select(FollowUp).where(which, open_).order_by(FollowUp.due, FollowUp.id)))


def of_concern(work: Work) -> list[Item]:
    """What the coordinator should see: overdue beyond patience, put off again and again, or nobody's who could go."""
    moves = select(func.count()).where(Move.follow_up_id == FollowUp.id).scalar_subquery()
    late = [and_(FollowUp.urgent.is_(urgent), FollowUp.due <= work.today - by) for urgent, by in PATIENCE.items()]
    away = FollowUp.owner_id.in_(select(Account.id).where(Account.status != "active"))
    return _open(work, or_(*late, moves >= MOVES_BEFORE_CONCERN, and_(away, FollowUp.due <= work.today)))


def concerning(work: Work, account: Account) -> list[Item]:
    """What a coordinator's digest adds to her own list; empty for everybody else."""
    if not may(account, Action.WEEK, own=False):
        return []
    return [item for item in of_concern(work) if item.follow_up.owner_id != account.id]


def for_morning(work: Work, account: Account) -> list[Item]:
    """What a digest lists: her own that are waiting, then what a coordinator should see besides."""
    return [*open_until(work, work.today, account), *concerning(work, account)]


def listed(work: Work, ids: Sequence[int]) -> list[Item]:
    """Follow-ups that a digest has listed, as they are now, settled or not; without those that are there no more."""
    query = select(FollowUp, Household).outerjoin(Household, Household.id == FollowUp.household_id)
    rows = work.db.execute(query.where(FollowUp.id.in_(ids), _not_resting(work)))
    items = {item.follow_up.id: item for item in _items(work, [(f, h) for f, h in rows])}
    return [items[id_] for id_ in ids if id_ in items]


def whom(work: Work, follow_up: FollowUp) -> Text:
    """Whom it is for, by reference: `F-0012 · Tavnik`; of an anonymous visitor the session's, never the code word."""
    if follow_up.household_id is not None:
        return registry.reference(work, work.db.get_one(Household, follow_up.household_id))
    session = work.db.get_one(Contact, follow_up.set_by)
    return text("{reference} · anonymous visitor", reference=session.reference)


# --- what people do with one ----------------------------------------------------------------------------------------


def move(work: Work, account: Account, follow_up: FollowUp, due: date, contact: Contact | None = None) -> None:
    """Put it to another day; the first day it was due stays known."""
    by = contact.id if contact else None
    was = follow_up.urgent
    follow_up.moves.append(Move(due=due, account_id=account.id, contact_id=by, was_urgent=was, at=work.now))
    follow_up.due = due
    audit(work, account, Deed.MOVED, follow_up)
    told.redraw(work, [follow_up])


def resolve(work: Work, account: Account, follow_up: FollowUp, how: str, contact: Contact | None = None) -> None:
    """End it: `how` is `visit`, `review`, `replaced` or a code of DONE_OTHERWISE."""
    follow_up.resolved_on = contact.day if contact else work.today
    follow_up.resolved_by = contact.id if contact else None
    follow_up.resolution = how
    audit(work, account, Deed.RESOLVED, follow_up)
    told.redraw(work, [follow_up])


def put_off(work: Work, account: Account, follow_up: FollowUp, due: date) -> None:
    """Put it to another day by hand. Raises NotOpen."""
    _insist(account, follow_up)
    move(work, account, follow_up, due)


def settle(work: Work, account: Account, follow_up: FollowUp, how: str) -> None:
    """End it by hand, for a reason out of DONE_OTHERWISE. Raises NotOpen."""
    _insist(account, follow_up)
    resolve(work, account, follow_up, how)


def _insist(account: Account, follow_up: FollowUp) -> None:
    permissions.insist(account, Action.FOLLOW_UP, own=follow_up.owner_id == account.id)


def hand_to(work: Work, account: Account, follow_up: FollowUp, colleague: Account) -> None:
    """Make a colleague its owner; she is reminded from now on. Raises NotOpen."""
    _insist(account, follow_up)
    before, follow_up.owner_id = follow_up.owner_id, colleague.id
    audit(work, account, Deed.HANDED_OVER, follow_up)
    told.redraw(work, [follow_up], before=before)


def plan(work: Work, contact: Contact, due: date, purpose: str, line: str, *, urgent: bool) -> FollowUp:
    """Set a follow-up from a contact."""
    owner = work.db.get_one(Account, contact.author_id)
    follow_up = FollowUp(
        household_id=contact.household_id,
        owner_id=owner.id,
        purpose=purpose,
        line=line or None,
        urgent=urgent,
        set_on=work.today,
        set_by=contact.id,
        first_due=due,
        due=due,
    )
    work.db.add(follow_up)
    work.db.flush()
    return follow_up


def audit(work: Work, account: Account, deed: Deed, follow_up: FollowUp) -> None:
    """Write down who did it."""
    auditing.note(work, account, deed, "follow_up", follow_up.id)
