"""What the coordinator is told at once: references only, never a name."""

from sqlalchemy import select

from bot.chat import cards
from bot.people import people, told
from bot.work import Work
from db.models import Account, Card, Contact, FollowUp

NOTICE = "alert"
PROTECT = "protect"
OWN = "account"


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
    coordinators = people.coordinators(work)
    keys = [told.alert_key(why, contact.id, each.id) for why in told.REASONS for each in coordinators]
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


# --- the accounts of colleagues -------------------------------------------------------------------------------------


def to_protect(work: Work, account: Account) -> None:
    """Once, at first contact: Telegram's own locks are to be switched on, unless she has said that they are."""
    if account.passcode_at is not None and account.two_step_at is not None:
        return
    cards.push(work, account, PROTECT, {}, key=f"{PROTECT}:{account.id}")


def of_joining(work: Work, account: Account) -> None:
    """Somebody followed an invite: whoever coordinates says whether it is her."""
    for coordinator in people.coordinators(work):
        params = {"account": account.id}
        cards.push(work, coordinator, "joining", params, key=f"{_joining(account)}{coordinator.id}", waking=True)


def redraw_joining(work: Work, account: Account) -> None:
    """Let all who were asked see that it is decided."""
    _redraw(work, _joining(account))


def _joining(account: Account) -> str:
    return f"joining:{account.id}:"


def of_roles(work: Work, account: Account) -> None:
    """She has other roles now; told once a day, and kept true."""
    key = f"roles:{account.id}:{work.today}"
    if cards.push(work, account, OWN, {"why": "roles", "account": account.id}, key=key, waking=True) is None:
        _redraw(work, key)


def of_restored(work: Work, account: Account, locked_by: int | None) -> None:
    """She can use the bot again, and learns who had locked her account as one of a lost phone."""
    cards.push(work, account, OWN, {"why": "restored", "account": account.id, "by": locked_by}, waking=True)


def of_lock(work: Work, by: Account | None, account: Account) -> None:
    """A lost phone is told at once, at any hour: to who coordinates; where nobody does any more, to all."""
    key, by_id = _locked(account), by.id if by else None
    for reader in people.coordinators(work) or people.colleagues(work, account):
        if reader.id != by_id:
            params = {"why": "locked", "account": account.id, "by": by_id}
            cards.push(work, reader, NOTICE, params, key=f"{key}{reader.id}", waking=by is None)


def redraw_lock(work: Work, account: Account) -> None:
    """Let what was told of the present lock say how it is now."""
    _redraw(work, _locked(account))


def _locked(account: Account) -> str:
    since = int(account.suspended_at.timestamp()) if account.suspended_at else 0
    return f"locked:{account.id}:{since}:"


def _redraw(work: Work, key: str) -> None:
    for card in work.db.scalars(select(Card).where(Card.key.startswith(key))):
        cards.redraw(work, card)
