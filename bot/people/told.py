"""What people were told of a follow-up and have in their chats: it is drawn anew when that changes, by an edit."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from sqlalchemy import select

from bot.chat import cards
from bot.people import people
from bot.work import Work
from db.models import Card, FollowUp, Handover

REASONS = ("urgent", "refused")
"""Why a coordinator is told of a contact at once."""
LISTED = "listed"
"""Of a digest: the ids of the follow-ups that stand in it, in their order."""
KEPT_TRUE = 7
"""For how many days a digest is drawn anew. An older one is far up in the chat, and none of its buttons does harm."""


def digest_key(day: date, account_id: int) -> str:
    """The key of somebody's digest of a day: there is one."""
    return f"digest:{day}:{account_id}"


def monday_key(day: date, account_id: int) -> str:
    """The key of a coordinator's week at its beginning."""
    return f"monday:{day}:{account_id}"


def urgent_key(follow_up_id: int, due: date) -> str:
    """The key of an urgent reminder: one for each day it is due."""
    return f"due:{follow_up_id}:{due}"


def handover_key(handover_id: int, account_id: int) -> str:
    """The key of what somebody is told of a handover."""
    return f"handover:{handover_id}:{account_id}"


def redraw_handover(work: Work, handover: Handover) -> None:
    """Let everybody who was told of it see that all came back."""
    readers = (handover.by_id, handover.from_id, handover.to_id)
    keys = {handover_key(handover.id, reader) for reader in readers if reader}
    for card in work.db.scalars(select(Card).where(Card.key.in_(keys))):
        cards.redraw(work, card)


def alert_key(reason: str, contact_id: int | None, coordinator_id: int) -> str:
    """The key of what a coordinator is told of a contact, for one of REASONS."""
    return f"{reason}:{contact_id}:{coordinator_id}"


def redraw(work: Work, follow_ups: Collection[FollowUp], *, before: int | None = None) -> None:
    """Let the digests where they stand and what was said of each one alone tell how they are now.

    `before`: the account that owned them until now.
    """
    if not follow_ups:
        return
    changed = {follow_up.id for follow_up in follow_ups}
    coordinators = {account.id for account in people.coordinators(work)}
    readers = {follow_up.owner_id for follow_up in follow_ups} | coordinators | ({before} if before else set())
    days = [work.today - timedelta(days=ago) for ago in range(KEPT_TRUE)]
    digests = {digest_key(day, reader) for day in days for reader in readers}
    alone = {key for follow_up in follow_ups for key in _alone(follow_up, coordinators)}
    for card in work.db.scalars(select(Card).where(Card.key.in_(digests | alone))):
        if card.key in alone or not changed.isdisjoint(card.params.get(LISTED, ())):
            cards.redraw(work, card)


def _alone(follow_up: FollowUp, coordinators: Iterable[int]) -> set[str]:
    """The keys of what was said of it alone: to its owner when it was due, to the coordinators when it was set."""
    days = {follow_up.due, follow_up.first_due, *(move.due for move in follow_up.moves)}
    contacts = {follow_up.set_by, *(move.contact_id for move in follow_up.moves)} - {None}
    told = {alert_key(why, contact, who) for why in REASONS for contact in contacts for who in coordinators}
    return told | {urgent_key(follow_up.id, day) for day in days}
