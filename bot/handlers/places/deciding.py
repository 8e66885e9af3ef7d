"""What waits for the coordinator's tap, and what became of it."""

from bot import registry
from bot.audit import auditing
from bot.casework import movedalong, proposals, visits
from bot.chat import cards
from bot.conversations.codelists import CLOSURE_REASONS, label
from bot.handlers.callback import Tapped
from bot.handlers.places import record
from bot.handlers.places.home import MENU, WEEK, command
from bot.people.permissions import NotOpen
from bot.words import Button, Line, Screen, Text, button, raw, text
from bot.work import Work
from db.models import Account, Card, Contact, Household, Proposal

ASKED = {
    "close": text("Close the file?"),
    "amend": text("Correct a record?"),
    "delete": text("Delete a record?"),
}
AGREED = {"yes": text("Agreed with the family"), "no": text("Not agreed with the family")}
DECIDED = {"accepted": text("Accepted"), "refused": text("Not accepted")}


def about(work: Work, proposal: Proposal) -> Text:
    """What it concerns, by reference."""
    if proposal.contact_id:
        contact = work.db.get_one(Contact, proposal.contact_id)
        return text("{reference} · {household}", reference=contact.reference, household=visits.whom(work, contact))
    return registry.reference(work, work.db.get_one(Household, proposal.household_id))


def draw(work: Work, account: Account, card: Card) -> Screen:
    """The proposal as the coordinator sees it."""
    proposal = work.db.get_one(Proposal, card.params["proposal"])
    lines = [Line(ASKED[proposal.kind], bold=True), Line(about(work, proposal)), *_details(work, account, proposal)]
    opened = [(Button(button("Open"), "record", str(proposal.contact_id)),)] if proposal.contact_id else []
    if proposal.decision is not None:
        decided = (*lines, Line(DECIDED[proposal.decision]), *_moved(work, proposal, card))
        return Screen(decided, (*opened, (command("monday", WEEK),)))
    arg = str(proposal.id)
    yes, no = Button(button("Accept"), "decide", f"{arg}.yes"), Button(button("Do not accept"), "decide", f"{arg}.no")
    return Screen(tuple(lines), ((yes,), *opened, (no,)))


def _details(work: Work, account: Account, proposal: Proposal) -> list[Line]:
    by = work.db.get_one(Account, proposal.account_id)
    lines = [Line(text("Asked by {name}", name=by.name), private=True)]
    if proposal.kind == "close":
        why = label(CLOSURE_REASONS, proposal.content["reason"])
        lines.append(Line(text("Reason: {reason}", reason=why)))
        lines.append(Line(AGREED[proposal.content["agreed"]]))
    if proposal.reason:
        lines.append(Line(raw(proposal.reason), private=True))
    return [*lines, *changes(work, account, by, proposal)]


def changes(work: Work, account: Account, by: Account, proposal: Proposal) -> list[Line]:
    """From what to what a record is to be corrected as `by` asked, while that is open; for whom reads it."""
    contact = work.db.get_one(Contact, proposal.contact_id) if proposal.kind == "amend" else None
    if contact is None or contact.void_at is not None or proposal.decision is not None:
        return []
    answers = visits.correction(work, by, contact, proposal.content["answers"])
    return record.changes(work, account, contact, visits.change_to(work, contact, answers))


def draw_decided(work: Work, account: Account, card: Card) -> Screen:
    """What whoever asked is told."""
    proposal = work.db.get_one(Proposal, card.params["proposal"])
    decided = DECIDED[proposal.decision or proposals.REFUSED]
    lines = (Line(ASKED[proposal.kind], bold=True), Line(about(work, proposal)), Line(decided))
    return Screen((*lines, *_moved(work, proposal, card)), ((command("menu", MENU),),))


def _moved(work: Work, proposal: Proposal, card: Card) -> list[Line]:
    """What moved along when it was accepted."""
    contact = work.db.get(Contact, proposal.contact_id) if proposal.contact_id else None
    return movedalong.lines(work, card, contact.household_id) if contact else []


def open_(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """A line of the coordinator's list."""
    proposal = work.db.get(Proposal, int(tapped.arg)) if tapped.arg.isdecimal() and len(tapped.arg) < 10 else None
    if proposal is None:
        raise NotOpen
    auditing.opened(work, account, "proposal", proposal.id)
    cards.show(work, account, "proposal", {"proposal": proposal.id})


def decide(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*Accept* or *Do not accept*."""
    id_, _, answer = tapped.arg.partition(".")
    proposal = work.db.get(Proposal, int(id_)) if id_.isdecimal() and len(id_) < 10 else None
    if proposal is None or answer not in {"yes", "no"}:
        raise NotOpen
    moved = proposals.decide(work, account, proposal, accepted=answer == "yes")
    card.params = {**card.params, **movedalong.kept(moved)}
    cards.redraw(work, card)
