"""What the team looks at together: records marked for the meeting, decisions, questions to an author."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.chat import cards
from bot.conversations.form import MARKED
from bot.people import permissions
from bot.people.permissions import Action
from bot.work import Work
from db.models import Account, Contact, Query


def mark(work: Work, account: Account, contact: Contact) -> None:
    """Put a record on the meeting's list, or take it off. Raises NotOpen."""
    _insist(account, Action.READ, contact)
    _put(contact, listed=not contact.for_meeting)
    _audit(work, account, Deed.FOR_MEETING if contact.for_meeting else Deed.NOT_FOR_MEETING, contact)


def waiting(work: Work) -> Sequence[Contact]:
    """The records that are for the meeting, the oldest first."""
    query = select(Contact).where(Contact.for_meeting, Contact.void_at.is_(None)).order_by(Contact.id)
    return list(work.db.scalars(query))


def decide(work: Work, account: Account, contact: Contact, words: str) -> None:
    """Write the team's decision back to the record; it leaves the list. Raises NotOpen."""
    _insist(account, Action.GUIDE, contact)
    contact.decision = words
    _put(contact, listed=False)
    _audit(work, account, Deed.DECIDED, contact)


def _put(contact: Contact, *, listed: bool) -> None:
    """On the list or off it; the answer says the same, or the next correction would bring back what was decided."""
    contact.for_meeting = listed
    contact.answers = {**contact.answers, "meeting": {"meeting": MARKED} if listed else {}}


def ask(work: Work, account: Account, contact: Contact, words: str) -> None:
    """Ask a record's author; it reaches her as a message. Raises NotOpen."""
    _insist(account, Action.GUIDE, contact)
    query = Query(contact_id=contact.id, asked_by=account.id, asked_at=work.now, question=words)
    work.db.add(query)
    work.db.flush()
    cards.push(work, work.db.get_one(Account, contact.author_id), "query", {"query": query.id}, waking=True)
    _audit(work, account, Deed.ASKED, contact)


def answer(work: Work, account: Account, query: Query, words: str) -> None:
    """Answer; it comes back to whoever asked. Raises NotOpen."""
    _insist(account, Action.REPLY, work.db.get_one(Contact, query.contact_id))
    query.answer, query.answered_at = words, work.now
    cards.push(work, work.db.get_one(Account, query.asked_by), "query", {"query": query.id}, waking=True)
    _audit(work, account, Deed.ANSWERED, work.db.get_one(Contact, query.contact_id))


def _insist(account: Account, action: Action, contact: Contact) -> None:
    permissions.insist(account, action, own=contact.author_id == account.id)


def _audit(work: Work, account: Account, deed: Deed, contact: Contact) -> None:
    auditing.note(work, account, deed, "contact", contact.id)
