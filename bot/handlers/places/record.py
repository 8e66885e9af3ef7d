"""A saved record: its answers, its history, and what can be done about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bot import registry
from bot.audit import auditing
from bot.casework import intake, movedalong, records, visits
from bot.casework.facts import DraftFacts
from bot.casework.movedalong import Moved
from bot.chat import cards
from bot.conversations.codelists import NEEDS, label
from bot.conversations.review import value_of
from bot.handlers.callback import Tapped
from bot.handlers.places import forms, saved
from bot.handlers.places.home import MENU, command
from bot.people.permissions import Action, NotOpen, insist, may
from bot.words import Button, FullDay, Line, Screen, Text, button, plural, raw, text
from bot.work import Work
from db.models import Account, Amendment, Card, Contact, Draft

PLACE = "record"


def open_(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Show a record."""
    show(work, account, meant(work, account, Action.READ, tapped.arg))


def show(
    work: Work, account: Account, contact: Contact, notice: Text | None = None, moved: Sequence[Moved] = ()
) -> None:
    """Bring the record's card, for ten minutes; after it was linked also what moved along."""
    auditing.opened(work, account, "contact", contact.id)
    cards.show(work, account, PLACE, {"contact": contact.id, **movedalong.kept(moved)}, notice=notice)


def meant(work: Work, account: Account, action: Action, arg: str) -> Contact:
    """A standing record, to which she may do this. Raises NotOpen."""
    contact = work.db.get(Contact, int(arg)) if arg.isdecimal() and len(arg) < 10 else None
    if contact is None or contact.void_at is not None or contact.forgotten_at is not None:
        raise NotOpen
    insist(account, action, own=is_hers(account, contact))
    return contact


def is_hers(account: Account, contact: Contact) -> bool:
    """Whether she wrote the record."""
    return contact.author_id == account.id


def draw(work: Work, account: Account, card: Card) -> Screen:
    """All answers but those kept apart, and what can be done."""
    contact = work.db.get_one(Contact, card.params["contact"])
    head = [Line(raw(contact.reference), bold=True), Line(saved.about(work, contact))]
    if contact.void_at is not None:
        return Screen((*head, Line(text("This was taken back."))), ((command("menu", MENU),),))
    by = work.db.get_one(Account, contact.author_id)
    head += [*movedalong.lines(work, card, contact.household_id), Line(text("By {name}", name=by.name), private=True)]
    if contact.decision:
        head.append(Line(text("Decided by the team: {decision}", decision=contact.decision), private=True))
    return Screen((*head, *intake.read_record(work, account, contact)), tuple(_rows(work, account, contact)))


def _rows(work: Work, account: Account, contact: Contact) -> list[tuple[Button, ...]]:
    id_ = str(contact.id)
    rows: list[tuple[Button, ...]] = [
        (Button(button("Correct"), "amend", id_), Button(button("History"), "history", id_))
    ]
    meeting = button("✓ For the meeting") if contact.for_meeting else button("For the meeting")
    rows.append((Button(meeting, "meeting", id_),))
    if may(account, Action.GUIDE, own=is_hers(account, contact)):
        rows.append((Button(button("Decision…"), "decision", id_), Button(button("Ask the author"), "question", id_)))
    if contact.household_id is None:
        rows.append((Button(button("Link to a household"), "link", id_),))
    if may_see_apart(account, contact) and records.confidential_of(work, contact):
        rows.append((Button(button("Confidential…"), "apart", id_),))
    return [*rows, (command("menu", MENU), Button(button("Delete…"), "delete", id_))]


def link(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """An anonymous session is somebody's after all: which household is it?"""
    contact = meant(work, account, Action.LINK, tapped.arg)
    if contact.household_id is not None:
        raise NotOpen
    cards.show(work, account, "find", {"link": contact.id})


def link_to(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """That household."""
    first, _, second = tapped.arg.partition(".")
    contact = meant(work, account, Action.LINK, first)
    household = registry.there(work, second)
    if contact.household_id is not None or household is None:
        raise NotOpen
    before = movedalong.before(work, contact, {"household": household.id})
    visits.link(work, account, contact, household)
    show(work, account, contact, text("Linked."), movedalong.since(work, contact, before))


# --- what is kept apart ---------------------------------------------------------------------------------------------


def may_see_apart(account: Account, contact: Contact) -> bool:
    """Confidential entries: their author and the coordinator alone."""
    return may(account, Action.APART, own=is_hers(account, contact))


def apart(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Show what is kept apart, for ten minutes."""
    contact = meant(work, account, Action.APART, tapped.arg)
    auditing.opened(work, account, "confidential", contact.id)
    cards.show(work, account, "apart", {"contact": contact.id})


def draw_apart(work: Work, account: Account, card: Card) -> Screen:
    """The entry, asked anew each time who may see it."""
    contact = work.db.get_one(Contact, card.params["contact"])
    rows = ((Button(button("◂ Back"), "record", str(contact.id)),),)
    entry = records.confidential_of(work, contact)
    if entry is None or not may_see_apart(account, contact):
        return Screen((Line(text("This is not open to you.")),), rows)
    lines = [Line(label(NEEDS, code), private=True) for code in entry.content["codes"]]
    note = [Line(raw(entry.content["note"]), private=True)] if entry.content["note"] else []
    return Screen((Line(raw(contact.reference), bold=True), *lines, *note), rows)


# --- second thoughts ------------------------------------------------------------------------------------------------


def amend(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Open the review of the record: hers at once, a colleague's for the coordinator's tap."""
    contact = meant(work, account, Action.PROPOSE, tapped.arg)
    auditing.opened(work, account, "contact", contact.id)
    forms.park(work, account)
    draft = intake.amend(work, account, contact)
    cards.show(work, account, forms.PLACE, {"draft": draft.id})


def delete(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Ask for the reason; the coordinator's tap deletes it."""
    contact = meant(work, account, Action.PROPOSE, tapped.arg)
    forms.begin(work, account, "deletion", {"contact": str(contact.id)})


def history(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Who changed what, when, from what to what."""
    contact = meant(work, account, Action.READ, tapped.arg)
    auditing.opened(work, account, "history", contact.id)
    cards.show(work, account, "history", {"contact": contact.id})


def draw_history(work: Work, account: Account, card: Card) -> Screen:
    """The corrections of a record, the newest last."""
    contact = work.db.get_one(Contact, card.params["contact"])
    rows = ((Button(button("◂ Back"), "record", str(contact.id)),),)
    query = select(Amendment).where(Amendment.contact_id == contact.id).order_by(Amendment.id)
    each = [_amendment(work, account, contact, amendment) for amendment in work.db.scalars(query)]
    found = [lines for lines in each if lines]
    head = plural("{n} correction", "{n} corrections", len(found)) if found else text("Nothing was changed.")
    lines = [line for lines in found for line in lines]
    return Screen((Line(raw(contact.reference), bold=True), Line(head), *lines), rows)


def _amendment(work: Work, account: Account, contact: Contact, amendment: Amendment) -> list[Line]:
    """A correction; nothing where all that was changed is kept apart from the reader."""
    if intake.APART.issuperset(amendment.change) and not may_see_apart(account, contact):
        return []
    by = work.db.get_one(Account, amendment.account_id)
    day = FullDay(amendment.at.astimezone(work.zone).date())
    lines = [Line(text("{day} · {name}", day=day, name=by.name), private=True)]
    if amendment.reason:
        lines.append(Line(text("Reason: {reason}", reason=amendment.reason), private=True))
    return [*lines, *changes(work, account, contact, amendment.change)]


def changes(work: Work, account: Account, contact: Contact, change: Mapping[str, Sequence[Any]]) -> list[Line]:
    """What answers were and what they become, without what is kept apart from the reader."""
    form = intake.FORMS[work.db.get_one(Draft, contact.draft_id).form]
    known = DraftFacts(work, account, contact.answers, contact.id)
    lines = []
    for name, (before, after) in change.items():
        if name in intake.APART and not may_see_apart(account, contact):
            continue
        question = next((each for each in form.questions if each.name == name), None)
        if question is None:
            continue
        was, now = value_of(question, before, known), value_of(question, after, known)
        nothing = text("nothing")
        changed = text(
            "{heading}: {before} → {after}", heading=question.heading, before=was or nothing, after=now or nothing
        )
        lines.append(Line(changed, private=True))
    return lines
