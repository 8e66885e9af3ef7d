"""Households written into the registry, and what a family's answer to consent allows to be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.registry.counting import count_up
from bot.spelling.namecache import NAMES
from bot.work import Work
from db.models import Account, Household, Person


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

    @classmethod
    def described(cls, answers: Mapping[str, Any]) -> "Newcomer":
        """The household that a form's answers describe."""
        return cls(
            kind=answers["kind"],
            neighbourhood=answers["neighbourhood"],
            consent=answers["consent"],
            consent_language=answers.get("consent_language"),
            name=answers.get("name", ""),
            phone=answers.get("phone", ""),
            safe_to_call=answers.get("safe_to_call", ""),
        )


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
