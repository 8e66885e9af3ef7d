"""The log as people read it: which lines concern a household, a record or somebody, and what each is about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from bot.auditing import LABELS, Deed, Kind
from bot.words import Text, raw
from db.models import Account, Audit, Contact, Draft, FollowUp, Household, LooseNote, Proposal, Query

Ids = Select[int]
Of = Callable[[Ids], Ids]


def _itself(ids: Ids) -> Ids:
    return ids


OF_CONTACTS: Mapping[Kind, Of] = {
    "contact": _itself,
    "confidential": _itself,
    "history": _itself,
    "draft": lambda ids: select(Draft.id).where(Draft.contact_id.in_(ids)),
    "proposal": lambda ids: select(Proposal.id).where(Proposal.contact_id.in_(ids)),
    "query": lambda ids: select(Query.id).where(Query.contact_id.in_(ids)),
}
"""The kinds of lines that are about a record, and the objects of some records."""

OF_HOUSEHOLDS: Mapping[Kind, Of] = {
    "household": _itself,
    "accesses": _itself,
    "follow_up": lambda ids: select(FollowUp.id).where(FollowUp.household_id.in_(ids)),
    "loose_note": lambda ids: select(LooseNote.id).where(LooseNote.household_id.in_(ids)),
    "proposal": lambda ids: select(Proposal.id).where(Proposal.household_id.in_(ids)),
}
"""The same of households, besides what is about their records."""

OF_NEITHER = frozenset(get_args(Kind)) - OF_CONTACTS.keys() - OF_HOUSEHOLDS.keys()


def about_contact(id_: int) -> ColumnElement[bool]:
    """The lines that are about one record."""
    return _about(OF_CONTACTS, select(Contact.id).where(Contact.id == id_))


def about_household(id_: int) -> ColumnElement[bool]:
    """The lines that are about one household: itself, its records, what comes next, its notes."""
    home = _about(OF_HOUSEHOLDS, select(Household.id).where(Household.id == id_))
    return or_(home, _about(OF_CONTACTS, select(Contact.id).where(Contact.household_id == id_)))


def _about(kinds: Mapping[Kind, Of], ids: Ids) -> ColumnElement[bool]:
    lines = (and_(Audit.kind == kind, Audit.object_id.in_(of(ids))) for kind, of in kinds.items())
    return or_(false(), *lines)


def lines(*which: ColumnElement[bool]) -> Select[Audit]:
    """The lines for which all of these hold, the oldest first."""
    return select(Audit).where(*which).order_by(Audit.at, Audit.id)


def count(db: Session, *which: ColumnElement[bool]) -> int:
    """How many there are."""
    return db.scalar(select(func.count()).select_from(Audit).where(*which)) or 0


def done(line: Audit) -> Text:
    """What was done, in words; an action of a newer Ascolto as it is stored."""
    try:
        return LABELS[Deed(line.action)]
    except ValueError:
        return raw(line.action)


# --- what a line is about -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Subject:
    """What a line is about, by reference, and the household behind it, where there is one."""

    reference: str
    household_id: int | None = None


def subject(db: Session, line: Audit) -> Subject:
    """What a line is about. What is not there any more keeps its kind and number."""
    find = _SUBJECTS.get(line.kind)
    found = find(db, line.object_id) if find is not None and line.object_id is not None else None
    return found or Subject(" ".join(filter(None, (line.kind.replace("_", " "), str(line.object_id or "")))))


def _household(db: Session, id_: int | None, more: str = "") -> Subject | None:
    household = db.get(Household, id_) if id_ else None
    return Subject(f"{household.code}{more}", household.id) if household else None


def _contact(db: Session, id_: int | None, more: str = "") -> Subject | None:
    contact = db.get(Contact, id_) if id_ else None
    return Subject(f"{contact.reference}{more}", contact.household_id) if contact else None


def _belonging(model: Any, more: str) -> Callable[[Session, int], Subject | None]:
    """Of something that belongs to a record or to a household."""

    def find(db: Session, id_: int) -> Subject | None:
        row = db.get(model, id_)
        contact, household = getattr(row, "contact_id", None), getattr(row, "household_id", None)
        return _contact(db, contact, more) or _household(db, household, more)

    return find


def _follow_up(db: Session, id_: int) -> Subject | None:
    row = db.get(FollowUp, id_)
    more = ", next contact"
    return (_household(db, row.household_id, more) or _contact(db, row.set_by, more)) if row else None


def _account(db: Session, id_: int) -> Subject | None:
    account = db.get(Account, id_)
    return Subject(account.name) if account else None


_SUBJECTS: Mapping[str, Callable[[Session, int], Subject | None]] = {
    "household": _household,
    "accesses": lambda db, id_: _household(db, id_, ", this log"),
    "contact": _contact,
    "confidential": lambda db, id_: _contact(db, id_, ", confidential"),
    "history": lambda db, id_: _contact(db, id_, ", history"),
    "draft": _belonging(Draft, ", form"),
    "proposal": _belonging(Proposal, ", proposal"),
    "query": _belonging(Query, ", question"),
    "loose_note": _belonging(LooseNote, ", note"),
    "follow_up": _follow_up,
    "account": _account,
}


def who(db: Session, line: Audit) -> str:
    """Whose deed it was, by name; empty: the bot's own, or the machine's owner's."""
    account = db.get(Account, line.account_id) if line.account_id else None
    return account.name if account else ""
