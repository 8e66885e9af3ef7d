"""What somebody is told at once: by reference, without any name."""

from datetime import date

from bot.casework import visits
from bot.chat import forgetting
from bot.followups import followups
from bot.handlers.places.colleagues import ONE, roles_of
from bot.handlers.places.followup import GONE, on_list_of
from bot.handlers.places.home import MENU, TODAY, command
from bot.people import alerts, standing
from bot.people.permissions import Action, may
from bot.words import NOTHING, Button, Day, Line, Screen, Text, button, plural, raw, text
from bot.work import Work
from db.models import Account, Card, Contact, FollowUp

SAID = {
    "urgent": text("Urgent"),
    "refused": text("A visit was refused"),
    "handed": text("A colleague hands you a next contact"),
    "taken": text("A colleague has taken over a next contact of yours"),
    "due": text("Urgent today"),
    "blocked": text("A colleague's phone does not get messages any more"),
    "locked": text("A phone was reported lost"),
    "backup": text("No backup was made for more than a day"),
    "second backup": text("The second backup is missing"),
    "undeleted": text("The chats could not be emptied in time"),
}
BACKUPS = {
    "backup": text(
        "The records are there, but they may be lost if the disk breaks. Please tell whoever looks after the computer."
    ),
    "second backup": text(
        "The memory stick or shared folder cannot be reached. Please tell whoever looks after the computer."
    ),
}


def draw(work: Work, account: Account, card: Card) -> Screen:
    """What happened, and the way to it."""
    head = Line(SAID[card.params["why"]], bold=True)
    if "contact" in card.params:
        return _of_contact(work, account, card, head)
    if "follow_up" in card.params:
        return _of_follow_up(work, account, card, head)
    if card.params["why"] in BACKUPS:
        return Screen((head, Line(BACKUPS[card.params["why"]])), ((command("today", TODAY),),))
    if card.params["why"] == "undeleted":
        return _of_undeleted(work, card, head)
    return OF_AN_ACCOUNT[card.params["why"]](work, account, card, head)


# --- an account -----------------------------------------------------------------------------------------------------


def draw_own(work: Work, account: Account, card: Card) -> Screen:
    """Something about her own account: her roles, or that it is open again, and who had locked it."""
    menu = ((command("menu", MENU),),)
    if card.params["why"] == "roles":
        return Screen((Line(text("Your roles have changed"), bold=True), Line(roles_of(account))), menu)
    return Screen((Line(text("You can use this bot again"), bold=True), *_reporter(work, card)), menu)


def _blocked(work: Work, account: Account, card: Card, head: Line) -> Screen:
    other = work.db.get_one(Account, card.params["account"])
    if other.blocked_at is None and card.message_id is None:
        return NOTHING
    return Screen((head, Line(raw(other.name), private=True)), ((command("today", TODAY),),))


def _reporter(work: Work, card: Card) -> list[Line]:
    by = work.db.get(Account, card.params["by"]) if card.params.get("by") else None
    return [Line(text("Reported as lost by {name}", name=by.name), private=True)] if by is not None else []


def _locked(work: Work, account: Account, card: Card, head: Line) -> Screen:
    """Whose phone, who says so, what is left to do."""
    other = work.db.get_one(Account, card.params["account"])
    lines = [head, Line(raw(other.name), private=True), *_reporter(work, card)]
    if other.status != "suspended":
        return Screen((*lines, Line(text("The account is open again."))), ((command("menu", MENU),),))
    if other.locked_until is not None:
        said = Line(text("Nobody else coordinates: the account opens again in an hour, unless you say the same."))
        return Screen((*lines, said), ((Button(button("It is lost"), "lock_too", str(other.id)),),))
    lines.append(Line(text("The account is locked.")))
    if not may(account, Action.PEOPLE):
        return Screen(tuple(lines), ((command("menu", MENU),),))
    if standing.open_follow_ups(work, other):
        lines.append(Line(text("Their next contacts are to be handed over.")))
    return Screen(tuple(lines), ((Button(button("Open"), ONE, str(other.id)),),))


OF_AN_ACCOUNT = {"blocked": _blocked, "locked": _locked}


# --- a next contact, a record ---------------------------------------------------------------------------------------


def _of_undeleted(work: Work, card: Card, head: Line) -> Screen:
    """How many messages are left; who has them can see to that."""
    n = forgetting.left_on(work, date.fromisoformat(card.params["day"]))
    said = plural("{n} message could not be deleted.", "{n} messages could not be deleted.", n)
    ask = text("Please ask everybody to clear the history of this chat on their phones, for both sides.")
    return Screen((head, Line(said), Line(ask)), ((command("menu", MENU),),))


def _of_follow_up(work: Work, account: Account, card: Card, head: Line) -> Screen:
    """A next contact that was handed over, taken, or is urgent today."""
    follow_up = work.db.get(FollowUp, card.params["follow_up"])
    if follow_up is None or not _holds(work, account, follow_up, card.params["why"]):
        return _past(card, head, _not_so(work, account, follow_up))
    about = Line(followups.whom(work, follow_up))
    return Screen((head, about), ((Button(button("Open"), "contact", str(follow_up.id)),),))


def _holds(work: Work, account: Account, follow_up: FollowUp, why: str) -> bool:
    """Whether what was to be said is still so."""
    if follow_up.resolved_on is not None:
        return False
    if why == "due" and not (follow_up.urgent and follow_up.due <= work.today):
        return False
    return (follow_up.owner_id == account.id) is (why != "taken")


def _not_so(work: Work, account: Account, follow_up: FollowUp | None) -> Text:
    """Why nothing is to be done about it any more."""
    if follow_up is None or follow_up.resolved_on is not None:
        return GONE
    if follow_up.owner_id != account.id:
        return text("Handed over.")
    return text("Moved to {day}.", day=Day(follow_up.due)) if follow_up.due > work.today else text("No longer urgent.")


def _past(card: Card, head: Line, said: Text) -> Screen:
    """What is not so any more: a message that is there says it, one that was never sent is not sent."""
    return NOTHING if card.message_id is None else Screen((head, Line(said)))


def _of_contact(work: Work, account: Account, card: Card, head: Line) -> Screen:
    contact = work.db.get_one(Contact, card.params["contact"])
    if contact.void_at is not None or card.params["why"] != alerts.why(contact):
        return _past(card, head, text("This was taken back."))
    about = text("{household} · {reference}", household=visits.whom(work, contact), reference=contact.reference)
    following = visits.set_by(work, contact)
    buttons = [Button(button("Open"), "record", str(contact.id))]
    if following is None:
        return Screen((head, Line(about)), (tuple(buttons),))
    if following.owner_id != account.id:
        buttons.append(Button(button("I take it"), "take", f"{following.id}.{following.owner_id}"))
    return Screen((head, Line(about), on_list_of(work, following)), (tuple(buttons),))
