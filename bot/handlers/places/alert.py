"""What somebody is told at once: by reference, without any name."""

from bot import registry, visits
from bot.handlers.places.home import TODAY, command
from bot.words import Button, Line, Screen, Text, button, raw, text
from bot.work import Work
from db.models import Account, Card, Contact, FollowUp, Household

SAID = {
    "urgent": text("Urgent"),
    "refused": text("A visit was refused"),
    "handed": text("A colleague hands you a next contact"),
    "due": text("Urgent today"),
    "blocked": text("A colleague's phone does not get messages any more"),
}


def draw(work: Work, account: Account, card: Card) -> Screen:
    """What happened, and the way to it."""
    head = Line(SAID[card.params["why"]], bold=True)
    if "contact" in card.params:
        return _of_contact(work, card, head)
    if "follow_up" in card.params:
        follow_up = work.db.get_one(FollowUp, card.params["follow_up"])
        return Screen((head, Line(_household(work, follow_up.household_id))), (_open(follow_up),))
    blocked = work.db.get_one(Account, card.params["account"])
    return Screen((head, Line(raw(blocked.name), private=True)), ((command("today", TODAY),),))


def _of_contact(work: Work, card: Card, head: Line) -> Screen:
    contact = work.db.get_one(Contact, card.params["contact"])
    if contact.void_at is not None:
        return Screen((head, Line(text("This was taken back."))))
    about = text("{household} · {reference}", household=visits.whom(work, contact), reference=contact.reference)
    following = visits.set_by(work, contact)
    rows: list[tuple[Button, ...]] = [(Button(button("Open"), "record", str(contact.id)),)]
    if following is not None:
        rows = [(*rows[0], Button(button("I take it"), "take", str(following.id)))]
    return Screen((head, Line(about)), tuple(rows))


def _household(work: Work, household_id: int | None) -> Text:
    household = work.db.get(Household, household_id) if household_id else None
    return registry.reference(work, household) if household else raw("")


def _open(follow_up: FollowUp) -> tuple[Button, ...]:
    return (Button(button("Open"), "contact", str(follow_up.id)),)
