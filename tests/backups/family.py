"""A centre with Arta and a household of one person, to be backed up."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.settings import Settings
from db.models import Account, Household, Media, Person
from tests.talk import BELGRADE

NOW = datetime(2026, 3, 11, 1, 30, tzinfo=UTC)  # half past two in the morning
CANARY = "Nurije Kanarina"


def settings_for(folder: Path, url: str) -> Settings:
    """Of a bot that keeps everything in `folder` but its database."""
    (folder / "data").mkdir(mode=0o700, exist_ok=True)
    return Settings(None, "https://api.telegram.org", folder / "data", url, folder / "key", BELGRADE)


def fill(engine: Engine) -> None:
    """Write them into an empty database."""
    family = Household(
        code="F-0001", kind="family", neighbourhood="tavnik", consent="given", created_at=NOW, created_by=1
    )
    with Session(engine) as db, db.begin():
        db.add(Account(name="Arta", roles="operator", status="active", created_at=NOW))
        db.flush()
        db.add(family)
        db.flush()
        db.add(Person(household_id=family.id, name=CANARY))
        db.add(Media(account_id=1, kind="photo", file_id="f", content=b"picture", created_at=NOW))
