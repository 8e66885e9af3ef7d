"""What a contact does to its household's follow-ups: resolves, moves, plans; and all of it taken back or corrected.

An anonymous visitor has no household: what was set for one is resolved by what names it, and becomes a household's
when the session that set it is linked to one.

Correcting a record changes what its answers change and nothing else: what happened meanwhile to a follow-up (handed
over, moved by hand, resolved by a later contact) stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from bot.audit.auditing import Deed
from bot.conversations.form import NO_DAY
from bot.followups import followups
from bot.followups.followups import VISIT
from bot.people import told
from bot.work import Work
from db.models import Account, Audit, Contact, FollowUp, Household, Move


@dataclass
class Wish:
    """What the answers of a contact ask for: how each follow-up is resolved, where it is moved, what is planned."""

    resolved: dict[int, str] = field(default_factory=dict)
    moved: dict[int, date] = field(default_factory=dict)
    planned: date | None = None
    purpose: str = VISIT
    line: str = ""


def settle(work: Work, account: Account, contact: Contact, answers: Mapping[str, Any]) -> None:
    """Let a contact's answers take effect, for the first time or after they were corrected."""
    _settle_later(work, contact, _settle(work, account, contact, answers) | {contact.household_id})


def take_back(work: Work, contact: Contact) -> None:
    """Make it as if the contact had not been: what it set goes, what it resolved or moved is as before."""
    touched, own = _touched(work, contact), _own(work, contact)
    households = _concerned(work, touched, own)
    for follow_up in touched:
        if follow_up.resolved_by == contact.id:
            _reopen(follow_up)
        _unmove(work, follow_up, contact)
    if own is not None:
        work.db.delete(own)
    work.db.flush()
    _settle_later(work, contact, households)


def _settle_later(work: Work, contact: Contact, households: set[int | None]) -> None:
    """What was saved after it takes effect again: a later visit resolves what this one leaves open."""
    query = select(Contact).where(Contact.household_id.in_(households - {None}), Contact.void_at.is_(None))
    query = query.where(Contact.saved_at >= contact.saved_at, Contact.id != contact.id)
    for later in work.db.scalars(query.order_by(Contact.saved_at, Contact.id)).all():
        if "next" in later.answers:  # those taken over from a list have set, moved and resolved nothing
            _settle(work, work.db.get_one(Account, later.author_id), later, later.answers)
    _rest(work, work.db.get_one(Account, contact.author_id), households)


def _rest(work: Work, account: Account, households: set[int | None]) -> None:
    """Whatever is undone or corrected after a file was closed, nothing waits that comes from before."""
    closed = select(Household).where(Household.id.in_(households - {None}), Household.status == "closed")
    for household in work.db.scalars(closed).all():
        those = (Audit.action == Deed.CLOSED.value, Audit.kind == "household", Audit.object_id == household.id)
        closed_at = select(func.max(Audit.at)).where(*those).scalar_subquery()
        earlier = select(Contact.id).where(Contact.saved_at < closed_at)
        waiting = select(FollowUp).where(FollowUp.household_id == household.id, FollowUp.resolved_on.is_(None))
        for follow_up in work.db.scalars(waiting.where(FollowUp.set_by.in_(earlier))).all():
            followups.resolve(work, account, follow_up, "not_needed")


def _settle(work: Work, account: Account, contact: Contact, answers: Mapping[str, Any]) -> set[int | None]:
    """One contact alone; returns the households whose follow-ups it had to do with."""
    touched, own = _touched(work, contact), _own(work, contact)
    standing = _standing(work, contact, touched, answers.get("others", {}))
    households = _concerned(work, touched, own)
    wish = _wish(contact, answers, standing, touched)
    for follow_up in touched:
        if follow_up.resolved_by == contact.id and follow_up.id not in wish.resolved:
            _reopen(follow_up)
        if follow_up.id not in wish.moved:
            _unmove(work, follow_up, contact)
    for follow_up in standing:
        if follow_up.id in wish.resolved:
            _resolve(work, account, follow_up, wish.resolved[follow_up.id], contact)
        elif follow_up.id in wish.moved:
            _move(work, account, follow_up, wish.moved[follow_up.id], contact)
    _plan(work, contact, own, wish)
    work.db.flush()
    return households


def _concerned(work: Work, touched: list[FollowUp], own: FollowUp | None) -> set[int | None]:
    """The households of these follow-ups, which are drawn anew where they were told of."""
    concerned = [*touched, *([own] if own else [])]
    told.redraw(work, concerned)
    return {follow_up.household_id for follow_up in concerned}


# --- what is asked for ----------------------------------------------------------------------------------------------


def _wish(contact: Contact, answers: Mapping[str, Any], standing: list[FollowUp], touched: list[FollowUp]) -> Wish:
    chosen = answers.get("next", NO_DAY)
    due = None if chosen == NO_DAY else date.fromisoformat(chosen)
    wish = Wish(planned=due, purpose=answers.get("purpose") or VISIT, line=answers.get("reason") or "")
    if contact.outcome == "done":
        _made(wish, contact, answers.get("others", {}), standing)
    else:
        _tried(wish, contact, standing, touched)
    if wish.planned is not None and wish.purpose == VISIT:
        for older in _visits(standing):
            wish.resolved.setdefault(older.id, "replaced")
    return wish


def _visits(standing: list[FollowUp]) -> list[FollowUp]:
    return [follow_up for follow_up in standing if follow_up.purpose == VISIT]


def _made(wish: Wish, contact: Contact, others: Mapping[str, str], standing: list[FollowUp]) -> None:
    """A contact made resolves *visit again* where that was set by then, and whatever was said to be done."""
    for follow_up in standing:
        if follow_up.purpose == VISIT and follow_up.set_on <= contact.day:
            wish.resolved[follow_up.id] = "visit"
        elif others.get(str(follow_up.id)) == "done":
            wish.resolved[follow_up.id] = "review"


def _tried(wish: Wish, contact: Contact, standing: list[FollowUp], touched: list[FollowUp]) -> None:
    """An attempt moves *visit again*, where there is one, and keeps the day it was first due.

    One that it had moved to that day, and that was settled since, is neither moved back nor asked for a second time.
    """
    if wish.purpose != VISIT:
        return
    for follow_up in _visits(standing):
        if wish.planned is None:
            wish.resolved[follow_up.id] = "refused" if contact.outcome == "refused" else "not_needed"
        else:
            wish.moved[follow_up.id] = wish.planned
    for follow_up in _visits(touched):
        if wish.planned in _days_moved_to(follow_up, contact):
            wish.moved.setdefault(follow_up.id, wish.planned)
    if wish.moved:
        wish.planned = None


def _days_moved_to(follow_up: FollowUp, contact: Contact) -> set[date]:
    """Where that contact, of its household, has put it."""
    same = follow_up.household_id == contact.household_id
    return {move.due for move in follow_up.moves if same and move.contact_id == contact.id}


# --- what stood before ----------------------------------------------------------------------------------------------


def _own(work: Work, contact: Contact) -> FollowUp | None:
    """The follow-up it has set."""
    return work.db.scalars(select(FollowUp).where(FollowUp.set_by == contact.id)).first()


def _touched(work: Work, contact: Contact) -> list[FollowUp]:
    """Those it has resolved or moved, of whichever household."""
    moved = select(Move.follow_up_id).where(Move.contact_id == contact.id)
    query = select(FollowUp).where(or_(FollowUp.resolved_by == contact.id, FollowUp.id.in_(moved)))
    return list(work.db.scalars(query.order_by(FollowUp.id)))


def _standing(work: Work, contact: Contact, touched: list[FollowUp], named: Mapping[str, str]) -> list[FollowUp]:
    """The household's follow-ups and those named, as they stood when the contact was first saved: none set later."""
    still_open = [*followups.of_household(work, contact.household_id or 0), *followups.named(work, named)]
    mine = [
        f
        for f in {f.id: f for f in [*touched, *still_open]}.values()
        if (f.household_id == contact.household_id or str(f.id) in named) and not _came_later(work, f, contact)
    ]
    return [f for f in mine if f.resolved_on is None or f.resolved_by == contact.id]


def _came_later(work: Work, follow_up: FollowUp, contact: Contact) -> bool:
    """Whether it was set by a contact that was saved after this one: undone and saved again counts as saved then."""
    setter = work.db.get_one(Contact, follow_up.set_by) if follow_up.set_by else None
    return setter is not None and (setter.saved_at, setter.id) >= (contact.saved_at, contact.id)


# --- how it is done -------------------------------------------------------------------------------------------------


def _resolve(work: Work, account: Account, follow_up: FollowUp, how: str, contact: Contact) -> None:
    if follow_up.resolution == how:
        follow_up.resolved_on = contact.day
    else:
        followups.resolve(work, account, follow_up, how, contact)


def _reopen(follow_up: FollowUp) -> None:
    follow_up.resolved_on = follow_up.resolved_by = follow_up.resolution = None


def _move(work: Work, account: Account, follow_up: FollowUp, due: date, contact: Contact) -> None:
    """Move it for this contact; once moved, only another day moves it again, and then by hand moved days are over."""
    base = _base(follow_up)
    mine = [move for move in follow_up.moves if move.contact_id == contact.id]
    if not mine:
        followups.move(work, account, follow_up, due, contact)
    elif mine[-1].due != due:
        mine[-1].due = due
        later = follow_up.moves[follow_up.moves.index(mine[-1]) + 1 :]
        _drop(follow_up, [move for move in later if move.contact_id is None])
    _refresh(work, follow_up, urgent=base)


def _unmove(work: Work, follow_up: FollowUp, contact: Contact) -> None:
    base = _base(follow_up)
    mine = [move for move in follow_up.moves if move.contact_id == contact.id]
    if mine:
        _drop(follow_up, mine)
        _refresh(work, follow_up, urgent=base)


def _drop(follow_up: FollowUp, moves: list[Move]) -> None:
    for move in moves:
        follow_up.moves.remove(move)


def _base(follow_up: FollowUp) -> bool:
    """Whether it was urgent before anybody moved it."""
    return follow_up.moves[0].was_urgent if follow_up.moves else follow_up.urgent


def _refresh(work: Work, follow_up: FollowUp, *, urgent: bool) -> None:
    """Follow its moves from the start: the last one says the day, an urgent attempt makes it urgent."""
    follow_up.urgent, follow_up.due = urgent, follow_up.first_due
    for move in follow_up.moves:
        move.was_urgent, follow_up.due = follow_up.urgent, move.due
        by = work.db.get(Contact, move.contact_id) if move.contact_id else None
        follow_up.urgent = follow_up.urgent or (by is not None and by.urgent)


def _plan(work: Work, contact: Contact, own: FollowUp | None, wish: Wish) -> None:
    """Set the next contact, correct the one that was set, or take it away."""
    if own is not None and (wish.planned is None or own.household_id not in {None, contact.household_id}):
        work.db.delete(own)
        work.db.flush()
        own = None
    if wish.planned is None:
        return
    if own is not None:
        _replan(work, own, contact, wish, wish.planned)
    else:
        followups.plan(work, contact, wish.planned, wish.purpose, wish.line, urgent=contact.urgent)


def _replan(work: Work, own: FollowUp, contact: Contact, wish: Wish, planned: date) -> None:
    """Correct a follow-up that is there: it keeps its owner and what a later contact did to it."""
    own.household_id = contact.household_id
    own.purpose, own.line = wish.purpose, wish.line or None
    if own.first_due != planned:
        own.first_due = planned
        _drop(own, [move for move in own.moves if move.contact_id is None])
        if own.resolved_on is not None and own.resolved_by is None:
            _reopen(own)
    _refresh(work, own, urgent=contact.urgent)
