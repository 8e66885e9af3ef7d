"""The log as people read it: which lines concern a household, a record or somebody, and what each is about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from bot.audit.auditing import LABELS, Deed, Kind
from bot.words import Text, raw, text
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
    "case": _itself,
    "follow_up": lambda ids: select(FollowUp.id).where(FollowUp.household_id.in_(ids)),
    "loose_note": lambda ids: select(LooseNote.id).where(LooseNote.household_id.in_(ids)),
    "proposal": lambda ids: select(Proposal.id).where(Proposal.household_id.in_(ids)),
}
"""The same of households, besides what is about their records."""


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

NAMES: Mapping[Kind, Text] = {
    "accesses": text("who read it"),
    "account": text("colleague"),
    "audit": text("this log"),
    "case": text("case without a name"),
    "confidential": text("confidential entry"),
    "contact": text("record"),
    "draft": text("form"),
    "follow_up": text("next contact"),
    "handover": text("handover"),
    "history": text("history"),
    "household": text("household"),
    "key": text("key"),
    "loose_note": text("note"),
    "proposal": text("proposal"),
    "query": text("question"),
    "registry": text("registry"),
}
"""What the kinds of lines are about."""


@dataclass(frozen=True)
class Subject:
    """What a line is about: a reference, and the household behind it, where there is one."""

    reference: str
    household_id: int | None = None


def about(db: Session, line: Audit) -> Text:
    """What a line is about, in words: `F-0012`, `V-2026-00042, history`; what is gone by its kind alone."""
    found, kind = subject(db, line), next((words for kind, words in NAMES.items() if kind == line.kind), raw(line.kind))
    if found is None:
        return kind
    if line.kind in ("household", "contact", "account"):
        return raw(found.reference)
    return text("{reference}, {what}", reference=found.reference, what=kind)


def subject(db: Session, line: Audit) -> Subject | None:
    """What a line is about, if it is a household, of one, or somebody; None: something else, or it is gone."""
    find = _SUBJECTS.get(line.kind)
    return find(db, line.object_id) if find is not None and line.object_id is not None else None


def _household(db: Session, id_: int | None) -> Subject | None:
    household = db.get(Household, id_) if id_ else None
    return Subject(household.code, household.id) if household else None


def _contact(db: Session, id_: int | None) -> Subject | None:
    contact = db.get(Contact, id_) if id_ else None
    return Subject(contact.reference, contact.household_id) if contact else None


def _account(db: Session, id_: int | None) -> Subject | None:
    account = db.get(Account, id_) if id_ else None
    return Subject(account.name) if account else None


def _of(model: Any, contact: str = "contact_id") -> Callable[[Session, int], Subject | None]:
    """Of something that belongs to a record or to a household."""

    def find(db: Session, id_: int) -> Subject | None:
        row = db.get(model, id_)
        return _contact(db, getattr(row, contact, None)) or _household(db, getattr(row, "household_id", None))

    return find


_SUBJECTS: Mapping[str, Callable[[Session, int], Subject | None]] = {
    "account": _account,
    "household": _household,
    "accesses": _household,
    "case": _household,
    "contact": _contact,
    "confidential": _contact,
    "history": _contact,
    "draft": _of(Draft),
    "proposal": _of(Proposal),
    "query": _of(Query),
    "loose_note": _of(LooseNote),
    "follow_up": _of(FollowUp, "set_by"),
}


def who(db: Session, line: Audit) -> str:
    """Whose deed it was, by name; empty: the bot's own, or the machine's owner's."""
    account = db.get(Account, line.account_id) if line.account_id else None
    return account.name if account else ""
