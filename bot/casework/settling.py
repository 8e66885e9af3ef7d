"""What the short forms write: a household on its own, a neighbourhood, a holiday."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from bot import registry
from bot.casework import households, meetings, proposals
from bot.conversations.form import NO_DAY
from bot.conversations.refused import Refused
from bot.followups import followups, handovers
from bot.people.permissions import Action, NotOpen, may
from bot.registry import Newcomer
from bot.words import text
from bot.work import Work
from db.models import Account, Contact, Draft, FollowUp, Holiday, Household, Neighbourhood, Person, Query

BY_HAND = "the coordinator"


def save_household(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> Household:
    """Register a household without a visit; one that turned out to be in the registry already stays as it is."""
    same = answers.get("same_as", "different")
    if same != "different":
        return work.db.get_one(Household, int(same))
    return registry.register(work, account, Newcomer.described(answers))


def save_person(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> None:
    """Write a member of a household."""
    household = _household(work, draft)
    id_ = draft.content["answers"].get("person")
    households.write_person(work, account, household, work.db.get(Person, int(id_)) if id_ else None, answers)


def save_closing(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> None:
    """Close the file, once the coordinator agrees."""
    proposals.propose(work, account, "close", answers, household=_household(work, draft))


def save_deletion(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> None:
    """Ask the coordinator to delete a record."""
    contact = work.db.get_one(Contact, int(draft.content["answers"]["contact"]))
    proposals.propose(work, account, "delete", {}, contact=contact, reason=answers["reason"])


def save_decision(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> None:
    """Write the team's decision back to the record."""
    contact = work.db.get_one(Contact, int(draft.content["answers"]["contact"]))
    meetings.decide(work, account, contact, answers["words"])


def save_question(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> None:
    """Send a question to a record's author."""
    contact = work.db.get_one(Contact, int(draft.content["answers"]["contact"]))
    meetings.ask(work, account, contact, answers["words"])


def save_reply(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> None:
    """Send the answer back."""
    query = work.db.get_one(Query, int(draft.content["answers"]["query"]))
    meetings.answer(work, account, query, answers["words"])


def save_handover(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> None:
    """Hand the chosen follow-ups to a colleague."""
    giver = work.db.get_one(Account, int(answers.get("whose") or account.id))
    taker = work.db.get_one(Account, int(answers["to"]))
    if not may(taker, Action.FOLLOW_UP):  # her role or account was taken away meanwhile
        raise NotOpen
    if taker.id == giver.id:
        raise Refused(text("Choose two different colleagues."))
    until = None if answers["until"] == NO_DAY else date.fromisoformat(answers["until"])
    chosen = [work.db.get_one(FollowUp, int(id_)) for id_ in answers["which"]]
    handovers.hand_over(work, account, giver, taker, chosen, until)


def save_pausing(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> None:
    """Let the file rest."""
    households.pause(work, account, _household(work, draft), date.fromisoformat(answers["until"]))


def _household(work: Work, draft: Draft) -> Household:
    return work.db.get_one(Household, int(draft.content["answers"]["household"]))


def save_move(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> None:
    """Put a follow-up to the chosen day. Raises Refused when it was settled meanwhile."""
    follow_up = work.db.get(FollowUp, int(draft.content["answers"]["follow_up"]))
    if follow_up is None or follow_up.resolved_on is not None:
        raise Refused(followups.SETTLED)
    followups.put_off(work, account, follow_up, date.fromisoformat(answers["date"]))


def save_neighbourhood(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> None:
    """Add a neighbourhood, or write the corrected names of one."""
    code = draft.content["answers"].get("neighbourhood")
    row = work.db.scalar(select(Neighbourhood).where(Neighbourhood.code == code)) if code else None
    if row is None:
        row = Neighbourhood(code=f"n{registry.count_up(work, 'neighbourhood')}")
        work.db.add(row)
    row.name_sq, row.name_sr, row.name_it = answers["name_sq"], answers["name_sr"], answers["name_it"]
    row.bank, row.confirmed = answers.get("bank") or None, answers["confirmed"] == "yes"


def save_holiday(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> None:
    """Add a holiday, or rename the one on that day."""
    day = date.fromisoformat(answers["date"])
    row = work.db.scalar(select(Holiday).where(Holiday.day == day))
    if row is None:
        row = Holiday(day=day)
        work.db.add(row)
    row.name, row.source = answers["name"], BY_HAND
