"""What the machine's owner asks for on the command line: a time, a person, a household or a record."""

from datetime import datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot.audit import accesses
from bot.spelling.names import fold
from db.models import Account, Contact, Household
from db.refusal import Refusal


class NotFound(Refusal):
    """Something that is not there, or cannot be understood: one sentence."""


def instant(words: str, zone: tzinfo, *, end: bool = False) -> datetime:
    """`2026-11-26` or `2026-11-26T14:30`, local; a day alone is its beginning, or its `end`. Raises NotFound."""
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        raise NotFound(f"{words} is no time: write 2026-11-26 or 2026-11-26T14:30.") from None
    if len(words) == len("2026-11-26"):
        at = datetime.combine(at.date() + timedelta(days=1 if end else 0), time())
    return at if at.tzinfo else at.replace(tzinfo=zone)


def account(db: Session, name: str) -> Account:
    """The one account that is called so, in whichever spelling, or has that number. Raises NotFound."""
    if name.isdecimal() and len(name) < 10 and (numbered := db.get(Account, int(name))):
        return numbered
    wanted = set(fold(name))
    found = [each for each in db.scalars(select(Account).order_by(Account.id)) if wanted <= set(fold(each.name))]
    if len(found) > 1:
        found = [each for each in found if each.name == name] or found
    if len(found) != 1:
        how = "Nobody is" if not found else "Several people are"
        give = "give the name as colleagues see it, or the number from `ascolto people`"
        raise NotFound(f"{how} called {name} here: {give}.")
    return found[0]


def subject(db: Session, reference: str) -> ColumnElement[bool]:
    """The lines of the log about `F-0012`, `V-2026-00042` or `S-2026-00007`. Raises NotFound."""
    household = db.scalars(select(Household).where(Household.code == reference.upper())).first()
    if household is not None:
        return accesses.about_household(household.id)
    contact = db.scalars(select(Contact).where(Contact.reference == reference.upper())).first()
    if contact is not None:
        return accesses.about_contact(contact.id)
    raise NotFound(f"There is no household or record {reference}.")
