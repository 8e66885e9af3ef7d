"""What was saved: its reference, the next contact, *Undo* for ten minutes; and correcting it on the same day."""

from bot.casework import intake, movedalong, visits
from bot.chat import cards
from bot.conversations.codelists import VISIT_OUTCOMES, label
from bot.followups import followups
from bot.handlers.callback import Tapped
from bot.handlers.places import forms
from bot.handlers.places.home import MENU, command
from bot.words import Button, Day, FullDay, Line, Screen, Text, button, text
from bot.work import Work
from db.models import Account, Card, Contact, Draft


def draw(work: Work, account: Account, card: Card) -> Screen:
    """`Saved: V-2026-00042`; while it can be taken back also whose it is, and when somebody goes there again."""
    contact = work.db.get_one(Contact, card.params["contact"])
    head = Line(text("Saved: {reference}", reference=contact.reference), bold=True)
    if not _undoable(work, account, contact, card):
        return Screen((head,))
    lines = [head, Line(about(work, contact)), *_following(work, account, contact, card)]
    lines += movedalong.lines(work, card, contact.household_id)
    return Screen((*lines, Line(text("Undo works for ten minutes."))), ((Button(button("Undo"), "undo", _key(card)),),))


def _following(work: Work, account: Account, contact: Contact, card: Card) -> list[Line]:
    """The next contact, where the card does not say that it moved along; to the author, that there is none."""
    following, moved = visits.set_by(work, contact), movedalong.contacts(card)
    if following is not None:
        return [] if following.id in moved else [Line(text("Next contact: {day}", day=Day(following.due)))]
    planned = moved or followups.of_household(work, contact.household_id or 0)
    return [Line(text("No next contact."))] if contact.author_id == account.id and not planned else []


def about(work: Work, contact: Contact) -> Text:
    """What a record is: the kind of contact or its outcome, the day, with whom."""
    held = contact.type == "listening"
    what = text("Listening session") if held else label(VISIT_OUTCOMES, contact.outcome)
    return text(
        "{household} – {outcome}, {day}", outcome=what, day=FullDay(contact.day), household=visits.whom(work, contact)
    )


def _key(card: Card) -> str:
    return f"{card.params['contact']}.{card.params['draft']}"


def _undoable(work: Work, account: Account, contact: Contact, card: Card) -> bool:
    draft = work.db.get(Draft, card.params["draft"])
    if draft is None or draft.status != "saved" or draft.account_id != account.id or contact.void_at is not None:
        return False
    return work.now < draft.updated_at + forms.UNDO_LASTS


def undo(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Take the record back; the review is open again with all answers."""
    saved = _tapped_record(work, account, tapped)
    if saved is None:
        cards.tell(work, account, forms.LATE)
        return
    contact, draft = saved
    if draft.status == "open":
        cards.show(work, account, forms.PLACE, {"draft": draft.id}, stay=True)
    elif contact.void_at is not None or work.now >= draft.updated_at + forms.UNDO_LASTS:
        late = text("Ten minutes are over. It can be corrected under Menu → Saved today.")
        cards.show(work, account, cards.HOME, notice=late)
    else:
        forms.park(work, account)
        reopened = (
            intake.undo(work, account, contact)
            if contact.draft_id == draft.id
            else intake.undo_note(work, account, draft)
        )
        cards.show(
            work,
            account,
            forms.PLACE,
            {"draft": reopened.id},
            notice=text("Taken back. Nothing is saved yet."),
            stay=True,
        )


def _tapped_record(work: Work, account: Account, tapped: Tapped) -> tuple[Contact, Draft] | None:
    first, _, second = tapped.arg.partition(".")
    if not (first.isdecimal() and second.isdecimal()):
        return None
    contact, draft = work.db.get(Contact, int(first)), forms.mine(work, account, int(second))
    if contact is None or draft is None or (contact.id != draft.contact_id and contact.draft_id != draft.id):
        return None
    return contact, draft


# --- the records of today -------------------------------------------------------------------------------------------


def of_today(work: Work, account: Account) -> None:
    """*Saved today* of the menu."""
    cards.show(work, account, "saved_today")


def draw_today(work: Work, account: Account, card: Card) -> Screen:
    """What she saved today; a tap opens it."""
    mine = visits.of_today(work, account)
    rows = tuple((Button(_line(work, contact), "record", str(contact.id)),) for contact in mine)
    said = text("Tap one to see or correct it.") if mine else text("Nothing was saved today.")
    return Screen((Line(text("Saved today"), bold=True), Line(said)), (*rows, (command("menu", MENU),)))


def _line(work: Work, contact: Contact) -> Text:
    return text("{reference} · {household}", reference=contact.reference, household=visits.whom(work, contact))
