"""The town the figures are measured in: operators, households, parked drafts, follow-ups. All invented."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Engine, bindparam, insert, text
from sqlalchemy.orm import Session

from bot import registry
from bot.conversations.walk import Draft as Filled
from bot.followups.workdays import add_fixed_holidays
from bot.spelling.namecache import NAMES
from bot.work import Work
from db.engine import make_engine
from db.keyfile import open_keyring
from db.migrate import upgrade
from db.models import Account, Draft, Household, Person
from tests.people import some_names

ZONE = ZoneInfo("Europe/Belgrade")
FIRST_CHAT = 5_000_000
IN_ONE_GO = 1_000


def environment(folder: Path, base: str, token: str, database_url: str = "") -> dict[str, str]:
    """What a bot is told by its environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
    return {
        **kept,
        "TELEGRAM_BOT_TOKEN": token,
        "TELEGRAM_API_URL": base,
        "ASCOLTO_DATA": str(folder / "data"),
        "ASCOLTO_KEY_FILE": str(folder / "key"),
        **({"DATABASE_URL": database_url} if database_url else {}),
    }


def opened(folder: Path, database_url: str = "") -> Engine:
    """A database at the newest schema, where a bot with this folder looks for it."""
    url = database_url or f"sqlite:///{folder / 'data' / 'ascolto.db'}"
    engine = make_engine(url, open_keyring(folder / "key"))
    upgrade(engine)
    return engine


def work(db: Session, now: datetime | None = None) -> Work:
    """A unit of work in this session."""
    return Work(db, now or datetime.now(UTC), ZONE)


def settle(engine: Engine, operators: int, households: int) -> None:
    """Operators who have an account already, and households with a name each."""
    with Session(engine) as db, db.begin():
        at = work(db)
        add_fixed_holidays(at)
        registry.add_first_neighbourhoods(at)
        said = {"roles": "operator", "status": "active", "language": "en", "keyboard_language": "en"}
        db.add_all(
            Account(telegram_id=FIRST_CHAT + i, name=f"Arta {i}", created_at=at.now, **said) for i in range(operators)
        )
        db.flush()
        db.add_all(_family(i, 1 + i % operators, at.now) for i in range(1, households + 1))
        db.flush()
        names = some_names(households)
        db.add_all(Person(id=i, household_id=i, name=name) for i, name in enumerate(names, start=1))
        registry.count_up(at, NAMES)


def _family(number: int, owner: int, now: datetime) -> Household:
    """The one of that number, whose head is the person of that number."""
    said = {"kind": "family", "neighbourhood": "tavnik", "consent": "given", "consent_language": "sq"}
    return Household(id=number, code=code(number), head_id=number, owner_id=owner, created_at=now, created_by=1, **said)


def code(number: int) -> str:
    """The code of a household."""
    return f"F-{number:04d}"


def codes(households: int) -> Iterator[str]:
    """The households, one after the other: all operators share them, so that none is visited twice."""
    return (code(number) for number in range(1, households + 1))


def park(engine: Engine, drafts: int, operators: int) -> None:
    """Leave that many forms half filled in."""
    content = Filled(answers={"household": "1", "outcome": "done", "date": "2026-03-11"}).to_json()
    with engine.begin() as db:
        now = datetime.now(UTC)
        said = {"form": "visit", "version": 1, "status": "open", "rev": 4, "content": content}
        rows = [{**said, "account_id": 1 + i % operators, "created_at": now, "updated_at": now} for i in range(drafts)]
        for start in range(0, drafts, IN_ONE_GO):
            db.execute(insert(Draft), rows[start : start + IN_ONE_GO])


def plan(engine: Engine, follow_ups: int, households: int, owners: int, later: date) -> None:
    """That many follow-ups, half of them resolved, none due before `later`."""
    many = text(
        "INSERT INTO follow_ups (household_id, owner_id, purpose, urgent, set_on, first_due, due, resolved_on,"
        " resolution) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many)"
        " SELECT 1 + i % :households, 1 + i % :owners, 'visit', :no, :later, :later, :later,"
        " CASE WHEN i % 2 = 0 THEN :later END, CASE WHEN i % 2 = 0 THEN 'visit' END FROM n"
    ).bindparams(bindparam("later", type_=Date), no=False)
    with engine.begin() as db:
        db.execute(many, {"many": follow_ups, "households": households, "owners": owners, "later": later})
        db.execute(text("ANALYZE"))


def fall_due(engine: Engine, how_many: int, day: date) -> None:
    """Let some of the open ones be due on a day."""
    these = text("UPDATE follow_ups SET due = :day WHERE resolved_on IS NULL AND id <= :last")
    with engine.begin() as db:
        db.execute(these.bindparams(bindparam("day", type_=Date)), {"day": day, "last": how_many * 2})
