"""What the coordinator is told at once: references only, never a name."""

from bot import cards, people
from bot.work import Work
from db.models import Account, Contact

NOTICE = "alert"


def of_visit(work: Work, account: Account, contact: Contact) -> None:
    """An urgent visit and a refused one are told to the coordinators, once; the urgent one at any hour."""
    if not (contact.urgent or contact.outcome == "refused"):
        return
    why = "urgent" if contact.urgent else "refused"
    for coordinator in people.coordinators(work):
        if coordinator.id != account.id:
            key = f"{why}:{contact.id}:{coordinator.id}"
            cards.push(work, coordinator, NOTICE, {"why": why, "contact": contact.id}, key=key, waking=why != "urgent")


def of_blocked(work: Work, account: Account) -> None:
    """Somebody has blocked the bot: her reminders do not reach her any more."""
    account.blocked_at = work.now
    for coordinator in people.coordinators(work):
        if coordinator.id != account.id:
            key = f"blocked:{account.id}:{work.today}:{coordinator.id}"
            cards.push(work, coordinator, NOTICE, {"why": "blocked", "account": account.id}, key=key, waking=True)
