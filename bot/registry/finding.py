"""Finding households: by code, by name, by what is due, by who saw them last."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.spelling.latin import latin
from bot.spelling.names import SAME
from bot.work import Work
from db.models import Account, Contact, FollowUp, Household, Person

NEW = "new"
MOST_SHOWN = 5
_CODE = re.compile(r"f?\W*0*([0-9]{1,6})")
"""A household's code as people type it, in Latin letters: `f-0012`, `f 12`, `12`."""

THERE = (Household.void_at.is_(None), Household.forgotten_at.is_(None))
"""Of a household that somebody may open: neither taken back nor forgotten."""


def find(work: Work, typed: str) -> list[Household]:
    """Households by code (`F-0012`, `ф 12`, `12`) or by part of a name, at most five, best first."""
    if _CODE.fullmatch(latin(typed.strip())):
        household = by_code(work, typed)
        return [household] if household else []
    found = work.memo.get(("found", typed))
    if found is None:
        found = _first_of(work, [found.id for found in work.names.search(work.db, typed, MOST_SHOWN * 2)])
        work.memo["found", typed] = found
    return list(found)


def look_for(work: Work, account: Account, typed: str) -> None:
    """Write down that somebody looked for a household, and whose names she is shown; not what she typed."""
    auditing.note(work, account, Deed.SEARCHED, "registry", None)
    for household in find(work, typed):
        auditing.note(work, account, Deed.FOUND, "household", household.id)


def by_code(work: Work, typed: str) -> Household | None:
    """The household whose code this is, as people type it; None: it is no code, or nobody's."""
    match = _CODE.fullmatch(latin(typed.strip()))
    if match is None:
        return None
    code = f"F-{int(match[1]):04d}"
    return work.db.scalars(select(Household).where(Household.code == code, *THERE)).first()


def there(work: Work, id_: str) -> Household | None:
    """The household a button names, if somebody may open it."""
    household = work.db.get(Household, int(id_)) if id_.isdecimal() and len(id_) < 10 else None
    is_there = household is not None and household.void_at is None and household.forgotten_at is None
    return household if is_there else None


def same_names(work: Work, name: str) -> list[Household]:
    """Households whose name is so close that they may be the same."""
    ids = [found.id for found in work.names.search(work.db, name, MOST_SHOWN) if found.score >= SAME]
    return list(work.db.scalars(select(Household).where(Household.id.in_(ids), *THERE)))


def suggested(work: Work, account: Account) -> list[Household]:
    """Those one is likely to visit now: due today or overdue, then the ones one saw last."""
    due = (
        select(FollowUp.household_id)
        .where(FollowUp.owner_id == account.id, FollowUp.resolved_on.is_(None), FollowUp.due <= work.today)
        .where(FollowUp.household_id.is_not(None))
        .order_by(FollowUp.urgent.desc(), FollowUp.due)
    )
    seen = (
        select(Contact.household_id)
        .where(Contact.author_id == account.id, Contact.void_at.is_(None))
        .order_by(Contact.id.desc())
        .limit(MOST_SHOWN * 4)
    )
    return _first_of(work, list(dict.fromkeys([*work.db.scalars(due.limit(MOST_SHOWN)), *work.db.scalars(seen)])))


def _first_of(work: Work, ids: Sequence[int]) -> list[Household]:
    """The first five of these households that are still there."""
    query = select(Household).where(Household.id.in_(ids), *THERE)
    rows = {household.id: household for household in work.db.scalars(query)}
    shown = [rows[id_] for id_ in ids if id_ in rows][:MOST_SHOWN]
    heads = [household.head_id for household in shown if household.head_id]
    work.db.scalars(select(Person).where(Person.id.in_(heads))).all()  # their names are asked for next, one by one
    return shown
