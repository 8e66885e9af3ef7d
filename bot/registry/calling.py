"""What a household is called: by its name, by its code where no name may stand; and how it is called up."""

from bot.conversations.household import SAFE_TO_CALL
from bot.registry.neighbourhoods import neighbourhood_name
from bot.words import Text, text
from bot.work import Work
from db.models import Household, Person


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
