"""`python -m practice.loading`: write the demo households through the bot's own use cases, before its first start."""

import os
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot import registry
from bot.casework import visits
from bot.conversations.form import MARKED, NO_DAY
from bot.logs import set_up
from bot.opening import clock_of, open_database
from bot.registry import Newcomer
from bot.settings import read
from bot.spelling.namecache import NameCache
from bot.work import Work
from db.models import Account, Draft, Household
from practice.demo import HOUSEHOLDS, DemoHousehold

REGISTERED_BEFORE = 120  # days


def main() -> None:
    """Write all demo households, unless there are households already; settings as the bot's."""
    set_up()
    settings = read(os.environ)
    engine = open_database(settings)
    try:
        if not _any(engine):
            _load(engine, clock_of(settings).now(), settings.timezone)
    finally:
        engine.dispose()


def _any(engine: Engine) -> bool:
    with Session(engine) as db:
        return db.scalar(select(Household.id).limit(1)) is not None


def _load(engine: Engine, now: datetime, zone: tzinfo) -> None:
    with Session(engine) as db, db.begin():
        owners = {account.name: account for account in db.scalars(select(Account))}
        names = NameCache()
        registry.add_first_neighbourhoods(Work(db, now, zone, names))
        for household in HOUSEHOLDS:
            owner = owners[household.owner]
            earlier = Work(db, now - timedelta(days=REGISTERED_BEFORE), zone, names)
            registered = registry.register(earlier, owner, _newcomer(household))
            if household.last_visit_days_ago is not None:
                seen = now - timedelta(days=household.last_visit_days_ago)
                _visit(Work(db, seen, zone, names), owner, registered, household, now.astimezone(zone))


def _newcomer(household: DemoHousehold) -> Newcomer:
    spoken = household.language.split("_")[0]
    return Newcomer(household.kind, household.neighbourhood, "given", spoken, household.name, household.phone or "")


def _visit(work: Work, owner: Account, registered: Household, household: DemoHousehold, local: datetime) -> None:
    """The last visit, as it was saved on that day."""
    draft = Draft(
        account_id=owner.id, form="visit", version=1, status="saved", created_at=work.now, updated_at=work.now
    )
    work.db.add(draft)
    work.db.flush()
    draft.contact_id = visits.save(work, owner, draft, _answers(work, registered, household, local)).id


def _answers(work: Work, registered: Household, household: DemoHousehold, local: datetime) -> dict[str, Any]:
    days = household.next_contact_in_days
    following = NO_DAY if days is None else (local.date() + timedelta(days=days)).isoformat()
    return {
        "household": str(registered.id),
        "outcome": "done",
        "date": work.today.isoformat(),
        "needs": {"health" if "elderly" in household.kind else "poverty": MARKED},
        "done": {"listening": MARKED},
        "next_step_by": "together",
        "next": following,
        "urgent": {"urgent": MARKED} if household.urgent else {},
    }


if __name__ == "__main__":
    main()
