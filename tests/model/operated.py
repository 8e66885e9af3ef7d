"""Two operators and a coordinator at work for the test against the model: each answers what her newest card asks."""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from bot import registry
from bot.work import Work
from db.models import Account, Contact, FollowUp, Household
from tests.model import plain
from tests.model.plain import Event
from tests.reminders.morning import lines
from tests.talk import Phone
from tests.talks.ways import reaches

HOUSEHOLDS = {"F-0001": "Fatime Berisha", "F-0002": "Milan Jović"}
OUTCOMES = {
    "Visit made today": "done",
    "Made yesterday": "done",
    "Nobody at home": "nobody_home",
    "Postponed": "postponed",
}
INTERVALS = {"In 1 week": 7, "In 2 weeks": 14, "No further contact": None}
MOST_CARDS = 12


# --- what she taps --------------------------------------------------------------------------------------------------


async def opens(phone: Phone, household: str, outcome: str) -> None:
    """A visit to that household, up to what happened."""
    await phone.sends("/visit", household)
    await phone.taps(HOUSEHOLDS[household], outcome)


async def goes_on(phone: Phone) -> None:
    """Come back to the only form that is unfinished."""
    await phone.sends("/drafts")
    await phone.taps("Home visit · ")


async def answers(phone: Phone, outcome: str, needs: Mapping[str, str]) -> None:
    """Whatever is asked, up to the review."""
    for _ in range(MOST_CARDS):
        if any(label.startswith("Save · ") for label in phone.buttons):
            return
        await _answers_one(phone, outcome, needs)
    raise AssertionError(f"no review: {phone.card}")


async def _answers_one(phone: Phone, outcome: str, needs: Mapping[str, str]) -> None:
    if "Needs seen" in phone.card:
        await says_needs(phone, needs)
    elif "Why is it corrected?" in phone.card:
        await phone.sends("A slip")
    else:
        known = (outcome, "Another visit", "Listening only ▸", "The family", "Skip ▸")
        await phone.taps(_first(phone, known))


async def says_needs(phone: Phone, needs: Mapping[str, str]) -> None:
    """How each need is (`seen`, `still` …); an empty word takes away what was said."""
    for code, wanted in needs.items():
        need = code.capitalize()
        while (label := _label(phone, need)) and _stands(label) != wanted:
            await phone.taps(label)
    await phone.taps(_first(phone, ("Continue ▸", "No needs seen", "Not spoken of")))


def _first(phone: Phone, labels: Sequence[str]) -> str:
    found = [label for label in labels if label in phone.buttons]
    assert found, f"none of {labels} on: {phone.card} {phone.buttons}"
    return found[0]


def _label(phone: Phone, need: str) -> str:
    return next(label for label in phone.buttons if label.removeprefix("✓ ").split(":")[0] == need)


def _stands(label: str) -> str:
    if not label.startswith("✓"):
        return ""
    return label.split(": ")[1].split()[0] if ":" in label else "seen"


async def saves(phone: Phone, interval: str | None) -> None:
    """When somebody goes back, and *Save*."""
    if interval:
        await phone.taps(next(label for label in phone.buttons if label.removeprefix("✓ ") == interval))
    await phone.taps("Save · ")
    assert phone.card.startswith("Saved: V-")


async def corrects(phone: Phone, reference: str) -> None:
    """Open the review of a record of today."""
    await phone.sends("/menu")
    await phone.taps("Saved today", reference, "Correct")
    if "Another visit" in phone.buttons:  # a record before it was corrected to the same day meanwhile
        await phone.taps("Another visit")


async def changes(phone: Phone, outcome: str | None, needs: Mapping[str, str]) -> None:
    """Give other answers in the review of a record."""
    if outcome:
        await reaches(phone, "✎ What happened", outcome)
        await answers(phone, outcome, needs)
    elif needs:
        await reaches(phone, "✎ Needs")
        await says_needs(phone, needs)


async def opens_file(phone: Phone, household: str) -> None:
    """The card of a household."""
    await phone.sends(f"/family {household}")


# --- what comes of it, in the tables and in the model ---------------------------------------------------------------

Picture = dict[str, object]
"""What there is to know of a household, to be compared."""


def digest(phone: Phone) -> list[tuple[str, str]]:
    """The lines of the newest list of a morning: household and purpose."""
    found = [re.search(r"(F-\d{4}) \w+ – (.+)", label) for label in lines(phone)]
    return [(each[1], each[2]) for each in found if each]


def in_tables(work: Work, code: str) -> Picture:
    """A household as the tables have it."""
    household = work.db.scalars(select(Household).where(Household.code == code)).one()
    people = {account.id: account.name for account in work.db.scalars(select(Account))}
    standing = select(FollowUp).where(FollowUp.household_id == household.id, FollowUp.resolved_on.is_(None))
    records = select(Contact).where(Contact.household_id == household.id, Contact.void_at.is_(None))
    return {
        "next": sorted(
            (each.purpose, people[each.owner_id], each.first_due, each.due, len(each.moves))
            for each in work.db.scalars(standing)
        ),
        "needs": {need.code: (need.since, need.state) for need in registry.needs_of(work, household.id)},
        "records": [
            (each.reference[-5:], people[each.author_id], each.day, each.outcome, {n.code: n.state for n in each.needs})
            for each in work.db.scalars(records.order_by(Contact.id))
        ],
        "open": household.status != "closed",
    }


def in_model(events: Sequence[Event], code: str) -> Picture:
    """A household as the model has it."""
    file = plain.fold(events, code)
    return {
        "next": sorted((what, e.owner, e.first_due, e.due, e.attempts) for what, e in file.waiting),
        "needs": plain.needs(events, code),
        "records": [
            (f"{each.number:05}", each.who, each.day, each.outcome, each.needs)
            for each in sorted(plain.visits(events, code), key=lambda each: each.number)
        ],
        "open": file.open,
    }
