"""What the coordinator is told at once: references only, never a name."""

from sqlalchemy import select

from bot import cards, people, told
from bot.work import Work
from db.models import Account, Card, Contact, FollowUp

NOTICE = "alert"


def of_visit(work: Work, account: Account, contact: Contact) -> None:
    """An urgent visit and a refused one are told to the coordinators, once; the urgent one at any hour."""
    redraw(work, contact)
    reason = why(contact)
    for coordinator in people.coordinators(work) if reason else ():
        if coordinator.id != account.id:
            key = told.alert_key(reason, contact.id, coordinator.id)
            params = {"why": reason, "contact": contact.id}
            cards.push(work, coordinator, NOTICE, params, key=key, waking=reason != "urgent")


def why(contact: Contact) -> str:
    """What makes a contact worth telling at once; empty: nothing."""
    if contact.urgent:
        return "urgent"
    return "refused" if contact.outcome == "refused" else ""


def redraw(work: Work, contact: Contact) -> None:
    """Let what was told of a contact say how it is now: taken back, corrected, taken over."""
    keys = [told.alert_key(why, contact.id, c.id) for why in told.REASONS for c in people.coordinators(work)]
    for card in work.db.scalars(select(Card).where(Card.key.in_(keys))):
        cards.redraw(work, card)


def of_blocked(work: Work, account: Account) -> None:
    """Somebody has blocked the bot: her reminders do not reach her any more."""
    account.blocked_at = work.now
    for coordinator in people.coordinators(work) if account.status == "active" else ():
        if coordinator.id != account.id:
            key = f"blocked:{account.id}:{work.today}:{coordinator.id}"
            cards.push(work, coordinator, NOTICE, {"why": "blocked", "account": account.id}, key=key, waking=True)


def of_backups(work: Work, why: str) -> None:
    """Backups have been missing for too long: `backup` or `second backup`. Told once a day, by day."""
    for coordinator in people.coordinators(work):
        key = f"{why}:{work.today}:{coordinator.id}"
        cards.push(work, coordinator, NOTICE, {"why": why}, key=key, waking=True)


def of_undeleted(work: Work) -> None:
    """Messages are left in chats that can't be deleted any more: one card a day says how many."""
    for coordinator in people.coordinators(work):
        key = f"undeleted:{work.today}:{coordinator.id}"
        params = {"why": "undeleted", "day": work.today.isoformat()}
        if cards.push(work, coordinator, NOTICE, params, key=key, waking=True) is None:
            for card in work.db.scalars(select(Card).where(Card.key == key)):
                cards.redraw(work, card)


def of_hand_over(work: Work, account: Account, follow_up: FollowUp, before: int) -> None:
    """A next contact has another owner: she is told, and who had it `before`, unless they did it themselves."""
    for person_id, reason in ((follow_up.owner_id, "handed"), (before, "taken")):
        if person_id != account.id:
            person = work.db.get_one(Account, person_id)
            cards.push(work, person, NOTICE, {"why": reason, "follow_up": follow_up.id}, waking=True)
