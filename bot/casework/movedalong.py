"""What moves along when a record is corrected: the needs and next contacts of its household that follow from it.

Nothing is marked while a correction is made: what stood before is compared with what stands after. Kept are codes and
days, said anew whenever they are shown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from bot import registry
from bot.conversations.codelists import FOLLOW_UP_PURPOSES, NEED_STATUS, NEEDS, label
from bot.followups import followups
from bot.followups.followups import State
from bot.registry import Need
from bot.words import Day, Line, Text, inside, text
from bot.work import Work
from db.models import Card, Contact, FollowUp, Household

Moved = Mapping[str, Any]
"""One need or next contact: `household`, `need` or `contact`, and what it is `now`, or the day it moved `to`."""

NEED_NOW = {
    "open": text("open"),
    "again": text("open again"),
    "closed": text("no longer open"),
    "seen": text("seen"),
    **{code.code: inside(code.label) for code in NEED_STATUS},
}
CONTACT_NOW = {
    "planned": text("planned"),
    "again": text("planned again"),
    "done": text("settled"),
    "dropped": text("no longer planned"),
    "urgent": text("urgent"),
    "calm": text("no longer urgent"),
}


@dataclass(frozen=True)
class Planned:
    """A next contact as it stands: its day, its state (`open`, `done`, `dropped`), whether it is urgent."""

    day: date
    state: str
    urgent: bool


@dataclass(frozen=True)
class Standing:
    """Needs by household and code; next contacts by household, id and purpose: of another purpose it is another one."""

    needs: Mapping[tuple[int, str], Need]
    contacts: Mapping[tuple[int, int, str], Planned]


def before(work: Work, contact: Contact | None, answers: Mapping[str, Any]) -> Standing | None:
    """What stands before a record gets these answers: in its household and in the one it is to belong to.

    None: there is no record that stands, so that nothing is corrected.
    """
    if contact is None or contact.void_at is not None:
        return None
    answered = str(answers.get("household", ""))
    return _standing(work, {contact.household_id, int(answered) if answered.isdecimal() else None})


def since(work: Work, contact: Contact | None, was: Standing | None) -> list[Moved]:
    """What stands otherwise than it did `before` the record was corrected; needs come first."""
    if contact is None or was is None:
        return []
    households = {key[0] for key in was.needs} | {key[0] for key in was.contacts}
    now = _standing(work, {*households, contact.household_id})
    return [*_needs(was, now), *_contacts(was, now)]


def _standing(work: Work, households: Iterable[int | None]) -> Standing:
    ids = sorted(id_ for id_ in households if id_ is not None)
    needs = {(id_, need.code): need for id_ in ids for need in registry.needs_ever(work, id_)}
    rows = work.db.scalars(select(FollowUp).where(FollowUp.household_id.in_(ids)).order_by(FollowUp.id))
    return Standing(needs, {(f.household_id, f.id, f.purpose): _planned(work, f) for f in rows if f.household_id})


def _planned(work: Work, follow_up: FollowUp) -> Planned:
    state = followups.state(follow_up.due, follow_up.resolution, work.today)
    return Planned(follow_up.due, state.value if state in {State.DONE, State.DROPPED} else "open", follow_up.urgent)


# --- what is otherwise ----------------------------------------------------------------------------------------------


def _needs(was: Standing, now: Standing) -> Iterator[Moved]:
    for household, code in dict.fromkeys((*was.needs, *now.needs)):
        change = _need(was.needs.get((household, code)), now.needs.get((household, code)))
        if change:
            yield {"household": household, "need": code, **change}


def _need(was: Need | None, now: Need | None) -> Moved:
    if now is None or not now.is_open:
        return {"now": "closed"} if was is not None and was.is_open else {}
    if was is None or not was.is_open:
        return {"now": "again" if was else "open"}
    if was.state != now.state:
        return {"now": now.state}
    return {"to": now.since.isoformat()} if was.since != now.since else {}


def _contacts(was: Standing, now: Standing) -> Iterator[Moved]:
    for key in dict.fromkeys((*was.contacts, *now.contacts)):
        household, id_, purpose = key
        for change in _contact(was.contacts.get(key), now.contacts.get(key)):
            yield {"household": household, "contact": id_, "purpose": purpose, **change}


def _contact(was: Planned | None, now: Planned | None) -> Iterator[Moved]:
    """What is settled or no longer planned is told by the day it was known for."""
    if was is None or now is None:
        if was and was.state == "open":
            yield _is(was, "dropped")
        if now and now.state == "open":
            yield _is(now, "planned")
    elif was.state != now.state:
        yield _is(now, "again") if now.state == "open" else _is(was, now.state)
    elif now.state == "open":
        if was.day != now.day:
            yield {"day": was.day.isoformat(), "to": now.day.isoformat()}
        if was.urgent != now.urgent:
            yield _is(now, "urgent" if now.urgent else "calm")


def _is(contact: Planned, now: str) -> Moved:
    return {"day": contact.day.isoformat(), "now": now}


# --- how it is said -------------------------------------------------------------------------------------------------


def kept(moved: Sequence[Moved]) -> dict[str, Any]:
    """What a card keeps of it among its params: nothing where nothing moved."""
    return {"moved": moved} if moved else {}


def contacts(card: Card) -> set[int]:
    """The next contacts of which a card says that they moved along."""
    return {each["contact"] for each in card.params.get("moved", ()) if "contact" in each}


def lines(work: Work, card: Card, home: int | None) -> list[Line]:
    """A heading and a line each; of another household than `home` with its reference. Nothing where nothing moved."""
    moved = card.params.get("moved")
    if not moved:
        return []
    said = [Line(_with_household(work, each, home), private="need" in each) for each in moved]
    return [Line(text("Changed along with it:"), private=all(line.private for line in said)), *said]


def _with_household(work: Work, moved: Moved, home: int | None) -> Text:
    said = _need_said(moved) if "need" in moved else _contact_said(moved)
    if moved["household"] == home:
        return said
    household = registry.reference(work, work.db.get_one(Household, moved["household"]))
    return text("{household} – {what}", household=household, what=said)


def _need_said(moved: Moved) -> Text:
    need = label(NEEDS, moved["need"])
    if "to" in moved:
        return text("{need}: open since {day}", need=need, day=Day(date.fromisoformat(moved["to"])))
    return text("{what}: {standing}", what=need, standing=NEED_NOW[moved["now"]])


def _contact_said(moved: Moved) -> Text:
    purpose, day = label(FOLLOW_UP_PURPOSES, moved["purpose"]), Day(date.fromisoformat(moved["day"]))
    if "to" in moved:
        after = Day(date.fromisoformat(moved["to"]))
        return text("{purpose}: {day} → {after}", purpose=purpose, day=day, after=after)
    what = text("{purpose}, {day}", purpose=purpose, day=day)
    return text("{what}: {standing}", what=what, standing=CONTACT_NOW[moved["now"]])
