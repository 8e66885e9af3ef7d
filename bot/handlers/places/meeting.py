"""For the meeting: marking a record, the team's decision; and questions to a record's author."""

from bot.casework import meetings, visits
from bot.chat import cards
from bot.handlers.callback import Tapped
from bot.handlers.places import forms, record
from bot.people import permissions
from bot.people.permissions import Action, NotOpen
from bot.words import Button, Line, Screen, button, raw, text
from bot.work import Work
from db.models import Account, Card, Contact, Query


def mark(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*For the meeting*, or no longer. On a review the mark is an answer of the form; here it is the record's."""
    contact = record.meant(work, account, Action.READ, tapped.arg)
    meetings.mark(work, account, contact)
    record.show(work, account, contact)


def decide(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Ask for the decision, in a line."""
    _begin(work, account, tapped, "decision")


def ask(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Ask for the question, in a line."""
    _begin(work, account, tapped, "question")


def _begin(work: Work, account: Account, tapped: Tapped, form: str) -> None:
    contact = record.meant(work, account, Action.GUIDE, tapped.arg)
    forms.begin(work, account, form, {"contact": str(contact.id)})


def draw_query(work: Work, account: Account, card: Card) -> Screen:
    """A question on a record, or the answer that came back. The words themselves are never in a sent message."""
    query = work.db.get_one(Query, card.params["query"])
    contact = work.db.get_one(Contact, query.contact_id)
    about = Line(text("{reference} · {household}", reference=contact.reference, household=visits.whom(work, contact)))
    said = [Line(raw(query.question), private=True)]
    open_ = Button(button("Open"), "record", str(contact.id))
    if query.answer is not None:
        head = Line(text("An answer to a question"), bold=True)
        answer = Line(text("Answer: {answer}", answer=query.answer), private=True)
        return Screen((head, about, *said, answer), ((open_,),))
    head = Line(text("A question on a record of yours"), bold=True)
    if account.id == query.asked_by != contact.author_id:
        return Screen((head, about, *said), ((open_,),))
    return Screen((head, about, *said), ((Button(button("Answer"), "reply", str(query.id)),), (open_,)))


def reply(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Ask for the answer, in a line."""
    query = work.db.get(Query, int(tapped.arg)) if tapped.arg.isdecimal() and len(tapped.arg) < 10 else None
    contact = work.db.get(Contact, query.contact_id) if query else None
    if query is None or contact is None:
        raise NotOpen
    permissions.insist(account, Action.REPLY, own=contact.author_id == account.id)
    if query.answer is not None:
        cards.show(work, account, cards.HOME, notice=text("This is finished already."))
    else:
        forms.begin(work, account, "reply", {"query": str(query.id)})
