"""What an account could read and did read between two times, on one page for whoever answers for data protection.

It names families, because it is for telling them: the page is locked as a household's file is (see
`bot.documents.lockedpage`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape
from importlib.resources import files
from string import Template

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from bot import registry
from bot.audit import accesses
from bot.audit.auditing import Deed
from bot.audit.verifying import verify
from bot.i18n import SOURCE, say
from bot.people.permissions import Action, by_role
from db.models import Account, Audit, Confidential, Contact, Household

WITHOUT_NAME = "no name is kept"
COORDINATOR_TOO = frozenset({Deed.MADE_COORDINATOR, Deed.ENDED_COORDINATOR})
OPERATOR_TOO = frozenset({Deed.MADE_OPERATOR, Deed.ENDED_OPERATOR})


@dataclass(frozen=True)
class Span:
    """From an instant (inclusive) to another (exclusive), shown on the centre's clock."""

    since: datetime
    until: datetime
    zone: tzinfo

    def shown(self, at: datetime) -> str:
        """An instant as it is read there."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"


def page(db: Session, account: Account, span: Span) -> str:
    """What stands on the page, as HTML; nothing in it comes from a network."""
    template = Template(files("bot.documents").joinpath("breach.html").read_text("utf-8"))
    chain = verify(db)
    whole = f"The log it is drawn from is whole: {chain.sealed} lines are sealed, {chain.waiting} wait for it."
    said = template.substitute(
        account=_account(db, account, span),
        whole=escape(whole if chain.broken is None else f"The log it is drawn from is not whole. {chain.broken}"),
        read=_read(db, account, span),
        could=_could(db, account, span),
    )
    return said.replace("\n", " ")  # the page shows line ends as they are


def _account(db: Session, account: Account, span: Span) -> str:
    """Who it is, what it may do, and what was changed in that."""
    suspended = f", since {span.shown(account.suspended_at)}" if account.suspended_at else ""
    facts = (
        ("Name", account.name),
        ("Number", str(account.id)),
        ("From, to", f"{span.shown(span.since)} – {span.shown(span.until)} ({span.zone})"),
        ("Roles now", account.roles.replace(",", ", ")),
        ("State now", account.status + suspended),
        ("Here since", span.shown(account.created_at)),
    )
    of_it = (Audit.kind == "account", Audit.object_id == account.id, Audit.action != Deed.BREACH.value)
    changes = accesses.lines(*of_it, Audit.at < span.until)
    rows = [_row(db, line, span, accesses.who(db, line) or "the machine's owner") for line in db.scalars(changes)]
    return _table((), facts) + "<h3>Changes of its roles and state</h3>" + _table(("When", "What", "By"), rows)


def _row(db: Session, line: Audit, span: Span, more: str) -> tuple[str, str, str]:
    return span.shown(line.at), say(accesses.done(line), SOURCE), more


# --- what it read ---------------------------------------------------------------------------------------------------


def _read(db: Session, account: Account, span: Span) -> str:
    """Each household with all that was opened or changed of it; then what concerns none."""
    which = (Audit.account_id == account.id, Audit.at >= span.since, Audit.at < span.until)
    by_household: dict[int | None, list[tuple[str, str, str]]] = {}
    for line in db.scalars(accesses.lines(*which)):
        subject = accesses.subject(db, line)
        rows = by_household.setdefault(subject.household_id if subject else None, [])
        rows.append(_row(db, line, span, say(accesses.about(db, line), SOURCE)))
    others = by_household.pop(None, [])
    heads = ("When", "What", "Of")
    said = [f"<p>{len(by_household)} households.</p>"]
    for id_, rows in by_household.items():
        said.append(_whom(db.get_one(Household, id_)) + _table(heads, rows))
    if others:
        said.append(
            "<h3>Of no household: searches, anonymous visitors, what is gone since</h3>" + _table(heads, others)
        )
    return "\n".join(said)


def _whom(household: Household) -> str:
    """Who is to be told, and how: all names, the telephone, when it is safe to call."""
    names = ", ".join(person.name for person in household.persons if person.name) or WITHOUT_NAME
    phone = registry.phone(household)
    reached = escape(say(phone, SOURCE)) if phone else "no telephone is kept: to be visited"
    return f"<h3>{household.code} · {escape(names)}</h3><p>{reached}</p>"


# --- what it could have read ----------------------------------------------------------------------------------------


def _could(db: Session, account: Account, span: Span) -> str:
    """Counts, and all households that were there."""
    if not (by_role(account, Action.HOUSEHOLD) or _was(db, account, span, OPERATOR_TOO | COORDINATOR_TOO)):
        return "<p>No household: its roles see figures without names.</p>"
    there = (Household.created_at < span.until, Household.void_at.is_(None))
    households = db.scalars(select(Household).where(*there).order_by(Household.id)).all()
    records = (Contact.saved_at < span.until, Contact.void_at.is_(None))
    counts = (
        ("Households", str(len(households))),
        ("People of theirs who are named", str(sum(bool(p.name) for h in households for p in h.persons))),
        ("Visits and sessions", str(_count(db, select(func.count()).select_from(Contact).where(*records)))),
        ("Confidential entries", str(_confidential(db, account, span))),
    )
    rows = [(h.code, ", ".join(p.name for p in h.persons if p.name) or WITHOUT_NAME, h.status) for h in households]
    return _table((), counts) + "<h3>All households</h3>" + _table(("Household", "Who", "File"), rows)


def _confidential(db: Session, account: Account, span: Span) -> int:
    """All for whoever was a coordinator by then, else her own."""
    asked = select(func.count()).select_from(Confidential).where(Confidential.created_at < span.until)
    everything = by_role(account, Action.APART, own=False) or _was(db, account, span, COORDINATOR_TOO)
    return _count(db, asked if everything else asked.where(Confidential.author_id == account.id))


def _was(db: Session, account: Account, span: Span, deeds: Collection[Deed]) -> bool:
    """Whether she had a role that she may not have now: it was given by then, or taken at any time."""
    about = (Audit.kind == "account", Audit.object_id == account.id, Audit.action.in_(deeds))
    by_then = or_(Audit.at < span.until, Audit.action.startswith("ended"))
    return accesses.count(db, *about, by_then) > 0


def _count(db: Session, asked: Select[int]) -> int:
    return db.scalar(asked) or 0


# --- HTML -----------------------------------------------------------------------------------------------------------


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = f"<tr>{''.join(f'<th>{escape(each)}</th>' for each in heads)}</tr>" if heads else ""
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{head}{body}</table>"
