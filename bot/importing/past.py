"""What was seen before the import: the last visit, needs, notes."""

from collections import Counter as Count
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import update

from bot.casework.visits import TAKEN_OVER
from bot.conversations.codelists import NEEDS
from bot.conversations.form import MARKED
from bot.conversations.walk import Draft as Filled
from bot.importing.bulk import add, add_with_ids, count_to, counted
from bot.importing.rows import Arrival
from bot.work import Work
from db.models import Account, Confidential, Contact, ContactNeed, Draft, LooseNote, Note

CONFIDENTIAL = frozenset(need.code for need in NEEDS if need.confidential)
NOON = time(12)


def write_contacts(work: Work, account: Account, arrivals: Sequence[Arrival], ids: Sequence[int]) -> None:
    """The last visit, or an entry that only takes over the needs. Each has a form behind it, like any record."""
    seen = [(arrival, id_) for arrival, id_ in zip(arrivals, ids, strict=True) if arrival.last_visit or arrival.needs]
    drafts = add_with_ids(work, Draft, [_draft(work, account, arrival) for arrival, _ in seen])
    references = _references(work, [_day(work, arrival).year for arrival, _ in seen])
    rows = [
        _contact(work, account, arrival, id_, draft, reference)
        for (arrival, id_), draft, reference in zip(seen, drafts, references, strict=True)
    ]
    contacts = add_with_ids(work, Contact, rows)
    _link(work, drafts, contacts)
    _of_contacts(work, account, [arrival for arrival, _ in seen], drafts, contacts)


def _day(work: Work, arrival: Arrival) -> date:
    return arrival.last_visit or work.today


def _draft(work: Work, account: Account, arrival: Arrival) -> dict[str, Any]:
    return {
        "account_id": arrival.owner_or(account),
        "form": "visit",
        "version": 1,
        "status": "saved",
        "rev": 1,
        "content": Filled().to_json(),
        "created_at": work.now,
        "updated_at": work.now,
    }


def _references(work: Work, years: Sequence[int]) -> list[str]:
    """`V-2026-00042`, counted anew for the year of each visit."""
    last: dict[int, int] = {}
    for year, count in Count(years).items():
        last[year] = counted(work, f"V-{year}")
        count_to(work, f"V-{year}", last[year] + count)
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
        "author_id": arrival.owner_or(account),
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
        by = arrival.owner_or(account)
        if codes:
            content = {"codes": codes, "note": ""}
            hidden.append({"contact_id": contact, "author_id": by, "content": content, "created_at": work.now})
        if arrival.note:
            said = {"kind": "text", "words": arrival.note, "written_at": work.now}
            notes.append({"contact_id": contact, "author_id": by, "draft_id": draft, **said})
    add(work, ContactNeed, needs)
    add(work, Confidential, hidden)
    add(work, Note, notes)


def write_loose_notes(work: Work, account: Account, arrivals: Sequence[Arrival], ids: Sequence[int]) -> None:
    """A note without a visit is kept with the household."""
    rows = [
        {
            "account_id": arrival.owner_or(account),
            "household_id": id_,
            "kind": "text",
            "words": arrival.note,
            "written_at": work.now,
            "settled_at": work.now,
        }
        for arrival, id_ in zip(arrivals, ids, strict=True)
        if arrival.note and not (arrival.last_visit or arrival.needs)
    ]
    add(work, LooseNote, rows)
