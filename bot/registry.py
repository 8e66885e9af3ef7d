"""The registry: households, their persons, the neighbourhoods, and finding all of them again."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from sqlalchemy import bindparam, func, select, tuple_, update
from sqlalchemy.orm import selectinload

from bot import auditing
from bot.auditing import Deed
from bot.conversations.household import SAFE_TO_CALL
from bot.latin import latin
from bot.names import SAME, Found, NameIndex
from bot.words import Text, button, place, raw, text
from bot.work import Work
from db.models import Account, Contact, Counter, FollowUp, Household, Neighbourhood, Person

NEW = "new"
MOST_SHOWN = 5
NAMES = "names"
"""The counter that rises whenever a name is written, so that every process knows when its index is old."""
_CODE = re.compile(r"f?\W*0*([0-9]{1,6})")
"""A household's code as people type it, in Latin letters: `f-0012`, `f 12`, `12`."""

THERE = (Household.void_at.is_(None), Household.forgotten_at.is_(None))
"""Of a household that somebody may open: neither taken back nor forgotten."""


class NameCache:
    """The index of decrypted names in memory, rebuilt when another transaction has changed a name."""

    def __init__(self) -> None:
        self._index = NameIndex()
        self._version = -1

    def search(self, work: Work, typed: str, limit: int = MOST_SHOWN) -> list[Found]:
        """Households by a typed name or part of one; best first."""
        version = work.db.scalar(select(Counter.value).where(Counter.name == NAMES)) or 0
        if version != self._version:
            rows = work.db.execute(select(Person.household_id, Person.name).where(Person.name.is_not(None)))
            self._index = NameIndex((household, name) for household, name in rows if name)
            self._version = version
        return self._index.search(typed, limit)

    def forget(self) -> None:
        """Drop what was read in a transaction that was rolled back."""
        self._version = -1


def count_up(work: Work, name: str) -> int:
    """The next number under a name; two transactions never get the same one."""
    bumped = work.db.execute(update(Counter).where(Counter.name == name).values(value=Counter.value + 1))
    if not bumped.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it, the stubs say Result
        work.db.add(Counter(name=name, value=1))
        work.db.flush()
    return work.db.scalars(select(Counter.value).where(Counter.name == name)).one()


# --- writing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Newcomer:
    """What is known of a household that is being registered."""

    kind: str
    neighbourhood: str
    consent: str
    consent_language: str | None = None
    name: str = ""
    phone: str = ""
    safe_to_call: str = ""


def register(work: Work, account: Account, newcomer: Newcomer) -> Household:
    """Add a household. Without consent neither a name nor a telephone number is kept."""
    household = Household(
        code=f"F-{count_up(work, 'F'):04d}",
        kind=newcomer.kind,
        neighbourhood=newcomer.neighbourhood,
        consent=newcomer.consent,
        created_at=work.now,
        created_by=account.id,
        owner_id=account.id,
    )
    work.db.add(household)
    work.db.flush()
    describe(work, account, household, newcomer)
    auditing.note(work, account, Deed.REGISTERED, "household", household.id)
    return household


def describe(work: Work, account: Account, household: Household, newcomer: Newcomer) -> None:
    """Write what was said about a household: when it is registered, and again when that answer is corrected."""
    household.kind, household.neighbourhood = newcomer.kind, newcomer.neighbourhood
    household.phone = newcomer.phone or None
    household.safe_to_call = newcomer.safe_to_call or None
    head = work.db.get(Person, household.head_id) if household.head_id else None
    if head is None and newcomer.name:
        head = Person(household_id=household.id)
        work.db.add(head)
    if head is not None:
        head.name = newcomer.name or None
        work.db.flush()
        household.head_id = head.id
    consented(work, account, household, newcomer.consent, newcomer.consent_language)
    count_up(work, NAMES)


def consented(work: Work, account: Account, household: Household, answer: str, language: str | None) -> None:
    """Write down a family's answer. A refusal removes what may not be kept without consent."""
    household.consent, household.consent_language = answer, language
    household.consent_at, household.consent_by = work.now, account.id
    if answer == "refused":
        _forget_names(work, household)
    work.db.flush()


def forget_void(work: Work, household: Household) -> None:
    """Keep no name of a household whose registration was taken back for good."""
    if household.void_at is not None:
        _forget_names(work, household)


def _forget_names(work: Work, household: Household) -> None:
    """Remove what may be kept with a family's consent only."""
    household.phone = household.safe_to_call = None
    for person in household.persons:
        person.name = person.relation = person.year_of_birth = None
    count_up(work, NAMES)


def ask_again(household: Household) -> None:
    """The answer was taken back with the visit that brought it. Names that a refusal removed do not come back."""
    household.consent, household.consent_language = "later", None
    household.consent_at = household.consent_by = None


# --- finding --------------------------------------------------------------------------------------------------------


def find(work: Work, typed: str) -> list[Household]:
    """Households by code (`F-0012`, `ф 12`, `12`) or by part of a name, at most five, best first."""
    if _CODE.fullmatch(latin(typed.strip())):
        household = by_code(work, typed)
        return [household] if household else []
    found = work.memo.get(("found", typed))
    if found is None:
        found = _first_of(work, [found.id for found in work.names.search(work, typed, limit=MOST_SHOWN * 2)])
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
    ids = [found.id for found in work.names.search(work, name) if found.score >= SAME]
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


def last_seen(work: Work, household_id: int) -> date | None:
    """The day somebody last saw them: at a visit that was made, or at a session that was not by phone."""
    return work.db.scalar(_LAST_SEEN, {"household": household_id})


_LAST_SEEN = select(func.max(Contact.day)).where(
    Contact.household_id == bindparam("household"),
    Contact.outcome == "done",
    Contact.void_at.is_(None),
    Contact.place.is_distinct_from("phone"),
)


@dataclass(frozen=True)
class Need:
    """A need: since which day, and how it stood when it was last spoken of (`seen`, `still`, `better`, `solved`)."""

    code: str
    since: date
    state: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has said that it is solved."""
        return self.state != "solved"


def needs_of(work: Work, household_id: int, before: Contact | None = None) -> list[Need]:
    """The open needs of a household, in the order they were first seen.

    `before`: as they stood when that contact, whose answers are being read or corrected, was made.
    """
    return [need for need in needs_ever(work, household_id, before) if need.is_open]


def needs_ever(work: Work, household_id: int, before: Contact | None = None) -> list[Need]:
    """All needs of a household, open or solved, computed from its contacts; otherwise as `needs_of`."""
    query = select(Contact).where(Contact.household_id == household_id, Contact.void_at.is_(None))
    if before is not None:
        query = query.where(tuple_(Contact.day, Contact.id) < tuple_(before.day, before.id))
    standing: dict[str, Need] = {}
    for contact in work.db.scalars(query.options(selectinload(Contact.needs)).order_by(Contact.day, Contact.id)):
        for seen in contact.needs:
            earlier = standing.pop(seen.code, None)
            since = earlier.since if earlier and earlier.is_open else contact.day
            standing[seen.code] = Need(seen.code, since, seen.state)
    return sorted(standing.values(), key=lambda need: need.since)


def open_needs(work: Work, household_id: int, before: Contact | None = None) -> list[str]:
    """The codes of the open needs."""
    return [need.code for need in needs_of(work, household_id, before)]


# --- words ----------------------------------------------------------------------------------------------------------


def neighbourhoods(work: Work) -> Sequence[Neighbourhood]:
    """Those that can be chosen, in the coordinator's order; *other* last."""
    query = select(Neighbourhood).where(Neighbourhood.retired.is_(False))
    return sorted(work.db.scalars(query), key=lambda n: (n.code == "other", n.id))


_NEIGHBOURHOOD = select(Neighbourhood).where(Neighbourhood.code == bindparam("code"))


def neighbourhood_name(work: Work, code: str) -> Text:
    """A neighbourhood as its readers name it."""
    if ("neighbourhood", code) not in work.memo:
        work.memo["neighbourhood", code] = work.db.scalar(_NEIGHBOURHOOD, {"code": code})
    row = work.memo["neighbourhood", code]
    return raw(code) if row is None else named(row)


def bank_of(work: Work, code: str) -> str:
    """On which bank a neighbourhood lies: `north`, `south`, empty where nobody has said."""
    return work.db.scalar(select(Neighbourhood.bank).where(Neighbourhood.code == code)) or ""


def named(row: Neighbourhood) -> Text:
    """The names of a neighbourhood as one text, each reader's form in her language."""
    if row.code == "other":
        return button("Other")
    return place(row.name_sq, row.name_sr, row.name_it)


def head_name(work: Work, household: Household) -> str:
    """The name of whom we visit; empty where there is no consent to keep one."""
    head = work.db.get(Person, household.head_id) if household.head_id else None
    return (head.name or "") if head else ""


def reference(work: Work, household: Household) -> Text:
    """How a household is called where no name may stand: `F-0012 · Tavnik`."""
    return text("{code} · {place}", code=household.code, place=neighbourhood_name(work, household.neighbourhood))


def phone(household: Household) -> Text | None:
    """How a household is called up, and when that is safe for them; None: no number is kept."""
    if not household.phone:
        return None
    when = next((choice.label for choice in SAFE_TO_CALL if choice.code == household.safe_to_call), None)
    if when is None:
        return text("Phone number: {phone}", phone=household.phone)
    return text("Phone number: {phone} · {when}", phone=household.phone, when=when)


def add_first_neighbourhoods(work: Work) -> None:
    """Write the list to start with, once: every entry waits for the coordinator's confirmation."""
    if work.db.scalar(select(Neighbourhood.id).limit(1)) is not None:
        return
    with (files("db") / "data" / "neighbourhoods.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            work.db.add(
                Neighbourhood(
                    code=row["code"],
                    name_sq=row["sq"],
                    name_sr=row["sr_Cyrl"],
                    name_it=row["it"],
                    bank=row["bank"] or None,
                    confirmed=row["confirmed"] == "yes",
                )
            )
    work.db.flush()
