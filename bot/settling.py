"""What the short forms write: a household on its own, a neighbourhood, a holiday."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from bot import followups, registry
from bot.work import Work
from db.models import Account, Contact, Draft, FollowUp, Holiday, Neighbourhood

BY_HAND = "the coordinator"


def newcomer(answers: Mapping[str, Any]) -> registry.Newcomer:
    """The household the answers describe."""
    return registry.Newcomer(
        kind=answers["kind"],
        neighbourhood=answers["neighbourhood"],
        consent=answers["consent"],
        consent_language=answers.get("consent_language"),
        name=answers.get("name", ""),
        phone=answers.get("phone", ""),
        safe_to_call=answers.get("safe_to_call", ""),
    )


def save_household(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> Contact | None:
    """Register a household without a visit; one that turned out to be in the registry already stays as it is."""
    if answers.get("same_as", "different") == "different":
        registry.register(work, account, newcomer(answers))
    return None


def save_move(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> Contact | None:
    """Put a follow-up to the chosen day."""
    follow_up = work.db.get_one(FollowUp, int(draft.content["answers"]["follow_up"]))
    if follow_up.resolved_on is None:
        followups.move(work, account, follow_up, date.fromisoformat(answers["date"]))
    return None


def save_neighbourhood(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> Contact | None:
    """Add a neighbourhood, or write the corrected names of one."""
    code = draft.content["answers"].get("neighbourhood")
    row = work.db.scalar(select(Neighbourhood).where(Neighbourhood.code == code)) if code else None
    if row is None:
        row = Neighbourhood(code=f"n{registry.count_up(work, 'neighbourhood')}")
        work.db.add(row)
    row.name_sq, row.name_sr, row.name_it = answers["name_sq"], answers["name_sr"], answers["name_it"]
    row.bank, row.confirmed = answers.get("bank") or None, answers["confirmed"] == "yes"
    return None


def save_holiday(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> Contact | None:
    """Add a holiday, or rename the one on that day."""
    day = date.fromisoformat(answers["date"])
    row = work.db.scalar(select(Holiday).where(Holiday.day == day))
    if row is None:
        row = Holiday(day=day)
        work.db.add(row)
    row.name, row.source = answers["name"], BY_HAND
    return None
