"""A centre of which the machine's owner asks who did what."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot import registry
from bot.__main__ import main
from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.people import people
from bot.registry import Newcomer
from bot.settings import Settings
from bot.work import Work
from db.models import Account

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Belgrade")
CANARY = "Kanarina"


class Owner:
    """The machine's owner, who types commands."""

    def __init__(self, engine: Engine, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
        self.engine, self.settings, self._capsys = engine, settings, capsys

    def does(self, act: Callable[[Work], object], at: datetime = NOW) -> None:
        """Something happens in the centre."""
        with Session(self.engine) as db, db.begin():
            act(Work(db, at, ZONE))

    def types(self, *words: str) -> tuple[int, str, str]:
        """Exit code, output, errors."""
        self._capsys.readouterr()
        code = main(words)
        said = self._capsys.readouterr()
        return code, said.out, said.err


def begins(work: Work) -> None:
    """Arta and Milica, and two households."""
    for name in ("Arta", "Milica"):
        people.invite(work, name, "operator")
    arta = work.db.get_one(Account, 1)
    arta.status = "active"
    for name in ("Fatime", "Luan"):
        registry.register(work, arta, Newcomer("family", "tavnik", "given", "sq", f"{name} {CANARY}"))


def opens(work: Work, account: int, household: int) -> None:
    """Somebody opens a household: both by their numbers."""
    auditing.note(work, work.db.get_one(Account, account), Deed.OPENED, "household", household)
