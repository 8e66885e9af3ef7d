"""What an export may show: no confidential entry, nowhere, not even the trace that there was one."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.intake import APART
from bot.conversations.codelists import NEEDS
from bot.exports.shape import Known
from db.models import Amendment, Contact, Household

CONFIDENTIAL_NEEDS = frozenset(need.code for need in NEEDS if need.confidential)
BATCH = 500


def visible(answers: Any) -> Any:
    """Answers, or changes of answers, by question: without the confidential ones, however deep they stand."""
    if isinstance(answers, Mapping):
        return {name: visible(value) for name, value in answers.items() if name not in APART}
    return [visible(part) for part in answers] if isinstance(answers, list) else answers


def load_known(db: Session, today: date) -> Known:
    """Read what records refer to. A few bytes a record, so this may stay in memory."""
    return Known(
        today,
        dict(db.execute(select(Household.id, Household.code)).all()),
        dict(db.execute(select(Contact.id, Contact.reference)).all()),
        _amended(db),
    )


def _amended(db: Session) -> dict[int, datetime]:
    """The time of the last visible change of each contact: the stored one may be that of a confidential answer."""
    columns = select(Amendment.contact_id, Amendment.at, Amendment.change).order_by(Amendment.id)
    rows = db.execute(columns.execution_options(yield_per=BATCH))
    return {contact: at for contact, at, change in rows if visible(change)}
