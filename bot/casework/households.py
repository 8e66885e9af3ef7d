"""A household's file: its members, and how it ends, rests or opens again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot import registry
from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.casework.facts import months_later
from bot.followups import followups
from bot.followups.workdays import holidays, working_day
from bot.people import permissions, told
from bot.people.permissions import Action
from bot.spelling.namecache import NAMES
from bot.work import Work
from db.models import Account, FollowUp, Household, Person

GOALS_REACHED = "goals_met"
ELDERLY_FROM = 65  # years
ASK_AGAIN_AFTER = 3  # months


def write_person(
    work: Work, account: Account, household: Household, person: Person | None, said: Mapping[str, Any]
) -> None:
    """Add a member, or write what is known better now. Without consent no name, relation or year is kept.

    Raises NotOpen.
    """
    _insist(account, household)
    if person is None:
        person = Person(household_id=household.id)
        work.db.add(person)
    may_know = household.consent != "refused"
    person.name = (said.get("name") or None) if may_know else None
    person.relation = (said.get("relation") or None) if may_know else None
    person.year_of_birth = (said.get("year") or None) if may_know else None
    person.about = said.get("about") == "about"
    person.sex = said.get("sex") or None
    person.elderly = {"yes": True, "no": False}.get(said.get("elderly", ""))
    work.db.flush()
    if person.relation == "head":
        household.head_id = person.id
    registry.count_up(work, NAMES)
    _audit(work, account, Deed.MEMBER, household)


def is_elderly(person: Person, today: date) -> bool:
    """By the year of birth where it is known, else as it was marked by hand."""
    if person.year_of_birth:
        return today.year - int(person.year_of_birth) >= ELDERLY_FROM
    return bool(person.elderly)


# --- how a file ends, rests, opens again ----------------------------------------------------------------------------


def close(work: Work, account: Account, household: Household, reason: str, *, agreed: bool) -> None:
    """Close the file: nothing is waiting any more, but for one question after three months where goals were reached."""
    for follow_up in followups.of_household(work, household.id):
        followups.resolve(work, account, follow_up, "not_needed")
    household.status, household.closure_reason, household.closure_agreed = "closed", reason, agreed
    household.closed_on, household.paused_until = work.today, None
    if reason == GOALS_REACHED:
        _ask_again(work, household, account)
    _audit(work, account, Deed.CLOSED, household)


def _ask_again(work: Work, household: Household, account: Account) -> None:
    due = working_day(months_later(work.today, ASK_AGAIN_AFTER), holidays(work))
    owner = household.owner_id or account.id
    work.db.add(
        FollowUp(household_id=household.id, owner_id=owner, purpose="step", set_on=work.today, first_due=due, due=due)
    )


def pause(work: Work, account: Account, household: Household, until: date) -> None:
    """Let the file rest: it stands in no list before that day. Raises NotOpen."""
    _insist(account, household)
    household.status, household.paused_until = "paused", until
    _audit(work, account, Deed.PAUSED, household)
    told.redraw(work, followups.of_household(work, household.id))


def reopen(work: Work, account: Account, household: Household) -> None:
    """Open a closed or resting file again; what happened before stays in it. Raises NotOpen."""
    _insist(account, household)
    household.status, household.paused_until = "open", None
    household.closure_reason = household.closed_on = household.closure_agreed = None
    household.forget_on = household.kept_until = None
    _audit(work, account, Deed.REOPENED, household)
    told.redraw(work, followups.of_household(work, household.id))


def _insist(account: Account, household: Household) -> None:
    permissions.insist(account, Action.HOUSEHOLD, own=household.owner_id == account.id)


def is_resting(household: Household, today: date) -> bool:
    """Whether the file rests on that day."""
    return household.status == "paused" and household.paused_until is not None and household.paused_until > today


def _audit(work: Work, account: Account, deed: Deed, household: Household) -> None:
    auditing.note(work, account, deed, "household", household.id)
