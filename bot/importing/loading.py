"""Writing what was checked: everything in one transaction, in a few statements for thousands of rows."""

from collections import Counter as Count
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import insert, select, update

from bot import registry
from bot.conversations import engine
from bot.conversations.codelists import NEEDS
from bot.conversations.form import MARKED
from bot.importing import known as registry_now
from bot.importing.checking import Arrival, Checked
from bot.importing.report import NEW, Outcome
from bot.work import Work
from db.models import (
    Account,
    Audit,
    Base,
    Confidential,
    Contact,
    ContactNeed,
    Counter,
    Draft,
    FollowUp,
    Household,
    LooseNote,
    Note,
    Person,
)

CONFIDENTIAL = frozenset(need.code for need in NEEDS if need.confidential)
TAKEN_OVER = "taken_over"
"""The outcome of an entry that is no visit: needs that an older registry knew of."""
NOON = time(12)
WHOLE = {"render_nulls": True}
"""Rows of one shape: with those that are empty left out, thousands of rows would be thousands of statements."""


class Changed(Exception):
    """The registry is not any more as it was when the rows were checked: check them again."""


def load(work: Work, account: Account, checked: Checked) -> list[Outcome]:
    """Register all that was found good. Returns what became of each row, with its code. Raises Changed."""
    if registry_now.version(work) != checked.version:
        raise Changed
    arrivals = _with_codes(work, checked.arrivals)
    ids = _households(work, account, arrivals)
    _heads(work, arrivals, ids)
    _contacts(work, account, arrivals, ids)
    _loose_notes(work, account, arrivals, ids)
    _follow_ups(work, account, arrivals, ids)
    registry.count_up(work, registry.NAMES)
    audited = [_audit(work, account, "household", id_) for id_ in ids]
    _add(work, Audit, [_audit(work, account, "registry", None), *audited])
    codes = {arrival.row: arrival.code for arrival in arrivals}
    return [replace(one, code=codes[one.row]) if one.reason == NEW else one for one in checked.outcomes]


def _audit(work: Work, account: Account, kind: str, id_: int | None) -> dict[str, Any]:
    return {"at": work.now, "account_id": account.id, "action": "imported", "kind": kind, "object_id": id_}


def _add(work: Work, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        work.db.execute(insert(model), rows, execution_options=WHOLE)


def _add_with_ids(work: Work, model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    """The ids of the new rows, in their order."""
    if not rows:
        return []
    asked = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(work.db.scalars(asked, rows, execution_options=WHOLE))


def _with_codes(work: Work, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """References that are kept first; the others go on after the highest of all."""
    kept = [int(arrival.code[2:]) for arrival in arrivals if arrival.code]
    highest = max([*kept, _counted(work, "F")])
    new = sum(not arrival.code for arrival in arrivals)
    _count_to(work, "F", highest + new)
    codes = iter(range(highest + 1, highest + new + 1))
    return [arrival if arrival.code else replace(arrival, code=f"F-{next(codes):04d}") for arrival in arrivals]


def _counted(work: Work, name: str) -> int:
    return work.db.scalar(select(Counter.value).where(Counter.name == name)) or 0


def _count_to(work: Work, name: str, value: int) -> None:
    work.db.merge(Counter(name=name, value=value))
    work.db.flush()


def _owner(account: Account, arrival: Arrival) -> int:
    return arrival.owner or account.id


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
            "owner_id": _owner(account, arrival),
            "created_at": work.now,
            "created_by": account.id,
        }
        for arrival in arrivals
    ]
    return _add_with_ids(work, Household, rows)


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
    heads = _add_with_ids(work, Person, rows)
    if heads:
        found = [
            {"id": row["household_id"], "head_id": head} for row, head in zip(rows, heads, strict=True) if row["name"]
        ]
        if found:
            work.db.execute(update(Household), found)


# --- what was seen --------------------------------------------------------------------------------------------------


def _contacts(work: Work, account: Account, arrivals: Sequence[Arrival], ids: Sequence[int]) -> None:
    """The last visit, or an entry that only takes over the needs. Each has a form behind it, like any record."""
    seen = [(arrival, id_) for arrival, id_ in zip(arrivals, ids, strict=True) if arrival.last_visit or arrival.needs]
    drafts = _add_with_ids(work, Draft, [_draft(work, account, arrival) for arrival, _ in seen])
    references = _references(work, [_day(work, arrival).year for arrival, _ in seen])
    rows = [
        _contact(work, account, arrival, id_, draft, reference)
        for (arrival, id_), draft, reference in zip(seen, drafts, references, strict=True)
    ]
    contacts = _add_with_ids(work, Contact, rows)
    _link(work, drafts, contacts)
    _of_contacts(work, account, [arrival for arrival, _ in seen], drafts, contacts)


def _day(work: Work, arrival: Arrival) -> date:
    return arrival.last_visit or work.today


def _draft(work: Work, account: Account, arrival: Arrival) -> dict[str, Any]:
    return {
        "account_id": _owner(account, arrival),
        "form": "visit",
        "version": 1,
        "status": "saved",
        "rev": 1,
        "content": engine.Draft().to_json(),
        "created_at": work.now,
        "updated_at": work.now,
    }


def _references(work: Work, years: Sequence[int]) -> list[str]:
    """`V-2026-00042`, counted anew for the year of each visit."""
    last: dict[int, int] = {}
    for year, count in Count(years).items():
        last[year] = _counted(work, f"V-{year}")
        _count_to(work, f"V-{year}", last[year] + count)
    references = []
    for year in years:
        last[year] += 1
        references.append(f"V-{year}-{last[year]:05d}")
    return references


def _contact(
    work: Work, account: Account, arrival: Arrival, household: int, draft: int, reference: str
) -> dict[str, Any]:
    day = _day(work, arrival)
    needs = {code: MARKED for code in arrival.needs if code not in CONFIDENTIAL}
    outcome = "done" if arrival.last_visit else TAKEN_OVER
    answers = {"household": str(household), "outcome": outcome, "date": day.isoformat(), "needs": needs}
    written = datetime.combine(day, NOON, work.zone) if arrival.last_visit else work.now
    return {
        "reference": reference,
        "type": "home_visit",
        "draft_id": draft,
        "household_id": household,
        "author_id": _owner(account, arrival),
        "day": day,
        "outcome": outcome,
        "answers": answers,
        "saved_at": written,  # it was written down then, on paper: it is none of today's records
    }


def _link(work: Work, drafts: Sequence[int], contacts: Sequence[int]) -> None:
    pairs = [{"id": draft, "contact_id": contact} for draft, contact in zip(drafts, contacts, strict=True)]
    if pairs:
        work.db.execute(update(Draft), pairs)


def _of_contacts(
    work: Work, account: Account, arrivals: Sequence[Arrival], drafts: Sequence[int], contacts: Sequence[int]
) -> None:
    needs, hidden, notes = [], [], []
    for arrival, draft, contact in zip(arrivals, drafts, contacts, strict=True):
        needs += [{"contact_id": contact, "code": c, "state": "seen"} for c in arrival.needs if c not in CONFIDENTIAL]
        codes = [code for code in arrival.needs if code in CONFIDENTIAL]
        by = _owner(account, arrival)
        if codes:
            content = {"codes": codes, "note": ""}
            hidden.append({"contact_id": contact, "author_id": by, "content": content, "created_at": work.now})
        if arrival.note:
            said = {"kind": "text", "words": arrival.note, "written_at": work.now}
            notes.append({"contact_id": contact, "author_id": by, "draft_id": draft, **said})
    _add(work, ContactNeed, needs)
    _add(work, Confidential, hidden)
    _add(work, Note, notes)


def _loose_notes(work: Work, account: Account, arrivals: Sequence[Arrival], ids: Sequence[int]) -> None:
    """A note without a visit is kept with the household."""
    rows = [
        {
            "account_id": _owner(account, arrival),
            "household_id": id_,
            "kind": "text",
            "words": arrival.note,
            "written_at": work.now,
            "settled_at": work.now,
        }
        for arrival, id_ in zip(arrivals, ids, strict=True)
        if arrival.note and not (arrival.last_visit or arrival.needs)
    ]
    _add(work, LooseNote, rows)


# --- what comes next ------------------------------------------------------------------------------------------------


def _follow_ups(work: Work, account: Account, arrivals: Iterable[Arrival], ids: Iterable[int]) -> None:
    rows = [
        {
            "household_id": id_,
            "owner_id": _owner(account, arrival),
            "purpose": "visit",
            "urgent": False,
            "set_on": work.today,
            "first_due": arrival.next_contact,
            "due": arrival.next_contact,
        }
        for arrival, id_ in zip(arrivals, ids, strict=True)
        if arrival.next_contact
    ]
    _add(work, FollowUp, rows)
