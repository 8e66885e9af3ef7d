"""Writing what was checked: everything in one transaction, in a few statements for thousands of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import update

from bot import registry
from bot.audit.auditing import Deed
from bot.importing import known as registry_now
from bot.importing.bulk import add, add_with_ids, count_to, counted
from bot.importing.checking import Checked
from bot.importing.past import write_contacts, write_loose_notes
from bot.importing.report import NEW, Outcome
from bot.importing.rows import Arrival
from bot.spelling.namecache import NAMES
from bot.work import Work
from db.models import (
    Account,
    Audit,
    FollowUp,
    Household,
    Person,
)


class Changed(Exception):
    """The registry is not any more as it was when the rows were checked: check them again."""


def load(work: Work, account: Account, checked: Checked) -> list[Outcome]:
    """Register all that was found good. Returns what became of each row, with its code. Raises Changed."""
    if registry_now.version(work) != checked.version:
        raise Changed
    arrivals = _with_codes(work, checked.arrivals)
    ids = _households(work, account, arrivals)
    _heads(work, arrivals, ids)
    write_contacts(work, account, arrivals, ids)
    write_loose_notes(work, account, arrivals, ids)
    _follow_ups(work, account, arrivals, ids)
    registry.count_up(work, NAMES)
    audited = [_audit(work, account, "household", id_) for id_ in ids]
    add(work, Audit, [_audit(work, account, "registry", None), *audited])
    codes = {arrival.row: arrival.code for arrival in arrivals}
    return [replace(one, code=codes[one.row]) if one.reason == NEW else one for one in checked.outcomes]


def _audit(work: Work, account: Account, kind: str, id_: int | None) -> dict[str, Any]:
    return {"at": work.now, "account_id": account.id, "action": Deed.IMPORTED.value, "kind": kind, "object_id": id_}


def _with_codes(work: Work, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """References that are kept first; the others go on after the highest of all."""
    kept = [int(arrival.code[2:]) for arrival in arrivals if arrival.code]
    highest = max([*kept, counted(work, "F")])
    new = sum(not arrival.code for arrival in arrivals)
    count_to(work, "F", highest + new)
    codes = iter(range(highest + 1, highest + new + 1))
    return [arrival if arrival.code else replace(arrival, code=f"F-{next(codes):04d}") for arrival in arrivals]


# --- who ------------------------------------------------------------------------------------------------------------


def _households(work: Work, account: Account, arrivals: Sequence[Arrival]) -> list[int]:
    rows = [
        {
            "code": arrival.code,
            "kind": arrival.newcomer.kind,
            "neighbourhood": arrival.newcomer.neighbourhood,
            "consent": arrival.newcomer.consent,
            "consent_language": arrival.newcomer.consent_language,
            "consent_at": work.now if arrival.newcomer.consent != "later" else None,
            "consent_by": account.id if arrival.newcomer.consent != "later" else None,
            "phone": arrival.newcomer.phone or None,
            "safe_to_call": arrival.newcomer.safe_to_call or None,
            "status": "open",
            "owner_id": arrival.owner_or(account),
            "created_at": work.now,
            "created_by": account.id,
        }
        for arrival in arrivals
    ]
    return add_with_ids(work, Household, rows)


def _heads(work: Work, arrivals: Sequence[Arrival], ids: Sequence[int]) -> None:
    """The one who is named; of a family that said no only the sex, which nobody can be told by."""
    rows = [
        {
            "household_id": id_,
            "name": arrival.newcomer.name or None,
            "year_of_birth": arrival.year or None,
            "about": arrival.about,
            "sex": arrival.sex or None,
        }
        for arrival, id_ in zip(arrivals, ids, strict=True)
        if arrival.newcomer.name or arrival.sex
    ]
    heads = add_with_ids(work, Person, rows)
    if heads:
        found = [
            {"id": row["household_id"], "head_id": head} for row, head in zip(rows, heads, strict=True) if row["name"]
        ]
        if found:
            work.db.execute(update(Household), found)


# --- what comes next ------------------------------------------------------------------------------------------------


def _follow_ups(work: Work, account: Account, arrivals: Iterable[Arrival], ids: Iterable[int]) -> None:
    rows = [
        {
            "household_id": id_,
            "owner_id": arrival.owner_or(account),
            "purpose": "visit",
            "urgent": False,
            "set_on": work.today,
            "first_due": arrival.next_contact,
            "due": arrival.next_contact,
        }
        for arrival, id_ in zip(arrivals, ids, strict=True)
        if arrival.next_contact
    ]
    add(work, FollowUp, rows)
