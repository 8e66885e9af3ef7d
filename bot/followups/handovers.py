"""Next contacts handed to a colleague: for good, or for a holiday with a day of return. All of it can be undone."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.chat import cards
from bot.people import people, permissions, told
from bot.people.permissions import Action
from bot.work import Work
from db.models import Account, FollowUp, Handover


def mine(work: Work, account: Account) -> Sequence[FollowUp]:
    """What somebody could hand over: her open follow-ups, the next one first."""
    query = select(FollowUp).where(FollowUp.owner_id == account.id, FollowUp.resolved_on.is_(None))
    return list(work.db.scalars(query.order_by(FollowUp.due, FollowUp.id)))


def givers(work: Work) -> Sequence[Account]:
    """Whose follow-ups can be handed over: who works with families, and who can't use the bot but has open ones."""
    owners = select(FollowUp.owner_id).where(FollowUp.resolved_on.is_(None))
    left = select(Account).where(Account.status != "active", Account.id.in_(owners))
    return [*people.team(work), *work.db.scalars(left.order_by(Account.id))]


def hand_over(
    work: Work, by: Account, giver: Account, taker: Account, chosen: Sequence[FollowUp], until: date | None
) -> Handover:
    """Make `taker` the owner of the chosen follow-ups of `giver`; all three are told, with their number only.

    Raises NotOpen.
    """
    permissions.insist(by, Action.HAND_OVER, own=by.id == giver.id)
    handed = [follow_up for follow_up in chosen if follow_up.owner_id == giver.id and follow_up.resolved_on is None]
    for follow_up in handed:
        follow_up.owner_id = taker.id
    told.redraw(work, handed, before=giver.id)
    handover = Handover(
        from_id=giver.id,
        to_id=taker.id,
        by_id=by.id,
        until=until,
        follow_ups=[follow_up.id for follow_up in handed],
        at=work.now,
    )
    work.db.add(handover)
    work.db.flush()
    for reader in {account.id: account for account in (by, giver, taker)}.values():
        key = told.handover_key(handover.id, reader.id)
        cards.push(work, reader, "handover", {"handover": handover.id}, key=key, waking=reader.id != by.id)
    _audit(work, by, Deed.HANDED_OVER, handover)
    return handover


def give_back(work: Work, handover: Handover, by: Account | None = None) -> None:
    """Give everything back that is still open and still with whoever took it, and what was planned there meanwhile.

    `by`: who wants it; without her its day has come. Raises NotOpen.
    """
    if by is not None:
        permissions.insist(by, Action.GIVE_BACK, own=is_of(handover, by))
    if handover.ended_at is not None:
        return
    handover.ended_at = work.now
    given = list(work.db.scalars(select(FollowUp).where(FollowUp.id.in_(handover.follow_ups))))
    households = {follow_up.household_id for follow_up in given}
    since = handover.at.astimezone(work.zone).date()
    back = []
    theirs = or_(FollowUp.household_id.in_(households), FollowUp.id.in_(handover.follow_ups))
    for follow_up in work.db.scalars(select(FollowUp).where(theirs)):
        planned_meanwhile = follow_up.set_on >= since
        if follow_up.owner_id == handover.to_id and (follow_up.id in handover.follow_ups or planned_meanwhile):
            follow_up.owner_id = handover.from_id
            back.append(follow_up)
    told.redraw(work, back, before=handover.to_id)
    told.redraw_handover(work, handover)
    _audit(work, by, Deed.GAVE_BACK, handover)


def is_of(handover: Handover, account: Account) -> bool:
    """Whether it is hers to undo: she has done it, or what was handed over was hers."""
    return account.id in {handover.by_id, handover.from_id}


def return_what_is_due(work: Work) -> None:
    """On the day of return everything goes back by itself."""
    ended = select(Handover).where(Handover.until <= work.today, Handover.ended_at.is_(None))
    for handover in work.db.scalars(ended):
        give_back(work, handover)


def _audit(work: Work, by: Account | None, deed: Deed, handover: Handover) -> None:
    auditing.note(work, by, deed, "handover", handover.id)
