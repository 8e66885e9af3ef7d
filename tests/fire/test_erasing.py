"""An erasure killed again and again: a household is there whole or gone whole, and once it was asked for it goes."""

import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot import registry
from bot.casework import intake
from bot.keeping import erasing
from bot.keeping.retention import Keeping, sweep
from bot.registry import Newcomer
from bot.work import Work
from db.models import Account, Contact, Household, Note, Person
from tests import report
from tests.fire.figures import Figures
from tests.fire.place import Place
from tests.report import Record
from tests.talk import BELGRADE

KILLS = report.size("FIRE_ERASURES", 20)
KILLS_PG = report.size("FIRE_ERASURES_PG", 4)
POINTS = (
    *(("before the list of the erased", 1), ("after the list of the erased", 1), ("before the commit", 2)),
    *(("around compacting", 1), ("around compacting", 2), ("before the commit", 1)),
    *(("while erasing", 0) for _ in range(6)),
)
"""Where it kills itself, and at which time it comes there (0: any)."""
STATEMENTS = 45  # of an erasure, about
NEIGHBOURS = 3

pytestmark = pytest.mark.timeout(7200)


@dataclass
class Erased(Figures):
    """By whom, in the end."""

    asked_again: int = 0
    by_itself: int = 0

    def counted(self) -> str:
        return f"{self.asked_again} erased by the same command again, {self.by_itself} by the bot on the next day"


class Erasures:
    """A registry of which one household after the other is erased, and the command is killed each time."""

    def __init__(self, place: Place, engine: Engine, kills: int) -> None:
        self._engine, self._url = engine, engine.url.render_as_string(hide_password=False)
        self._place, self._data = place, Path(place.environment(self._url)["ASCOLTO_DATA"])
        self._data.mkdir(0o700, exist_ok=True)
        self.figures = Erased(report.seed())
        self._luck = random.Random(self.figures.seed)
        self._now = datetime(2026, 3, 11, 9, tzinfo=UTC)
        self.codes = [self._registers(number) for number in range(kills + NEIGHBOURS)]

    def run(self) -> Erased:
        """Erase all but the neighbours."""
        for number, code in enumerate(self.codes[:-NEIGHBOURS]):
            point, count = POINTS[number % len(POINTS)]
            self._killed(code, f"{point}:{count or self._luck.randint(1, STATEMENTS)}")
            self._ends(code, by_itself=number % 3 == 0)
        self.figures.expect(
            [whole(self._engine, code) for code in self.codes[-NEIGHBOURS:]] == [True] * NEIGHBOURS, "others"
        )
        return self.figures

    def _registers(self, number: int) -> str:
        with Session(self._engine) as db, db.begin():
            work = self._work(db)
            arta = db.scalars(select(Account)).first() or Account(
                name="Arta", roles="operator", status="active", language="en", created_at=self._now
            )
            db.add(arta)
            db.flush()
            household = registry.register(work, arta, Newcomer("family", "tavnik", "given", "sq", f"Nurije {number}"))
            note = [{"kind": "text", "words": f"The stove {number} smokes.", "message": 0}]
            said: dict[str, Any] = {
                "household": str(household.id),
                "outcome": "done",
                "date": "2026-03-11",
                "note": note,
            }
            said |= {"needs": {"housing": "yes"}, "done": {"listening": "yes"}, "next_step_by": "centre"}
            intake.save(work, arta, intake.start(work, arta, "visit", said))
            intake.start(work, arta, "visit", {"household": str(household.id)})
            return household.code

    def _work(self, db: Session) -> Work:
        return Work(db, self._now, BELGRADE)

    def _erase(self, code: str, point: str = "") -> int:
        command = (sys.executable, "-m", "bot", "erase", code, "--yes")
        env = self._place.environment(self._url, point)
        return subprocess.run(command, env=env, capture_output=True, check=False).returncode

    def _killed(self, code: str, point: str) -> None:
        ended = self._erase(code, point)
        self.figures.kills += ended == -9
        self.figures.expect(ended in {-9, 0}, f"{point}: exit code {ended}")
        self.figures.expect(whole(self._engine, code) or gone(self._engine, code), f"{point}: {code} is half there")

    def _ends(self, code: str, *, by_itself: bool) -> None:
        """The command once more; or, where its wish was written down, whatever the bot does on the next day."""
        self._now += timedelta(days=1)
        if by_itself and code in listed(self._data):
            with Session(self._engine) as db, db.begin():
                sweep(self._work(db), Keeping(self._data))
            self.figures.by_itself += 1
        else:
            self.figures.expect(self._erase(code) == 0, f"{code}: the same command again was refused")
            self.figures.asked_again += 1
        self.figures.expect(gone(self._engine, code), f"{code} is still there")


def listed(data: Path) -> str:
    path = data / erasing.LEDGER
    return path.read_text() if path.exists() else ""


def whole(engine: Engine, code: str) -> bool:
    """Whether all of it is there."""
    with Session(engine) as db:
        id_ = db.scalar(select(Household.id).where(Household.code == code))
        return id_ is not None and _counted(db, id_) == [1, 1]


def gone(engine: Engine, code: str) -> bool:
    """Whether nothing of it is there; its number is that of its code here."""
    id_ = int(code[2:])
    with Session(engine) as db:
        return db.get_one(Household, id_).code == f"A-{id_}" and _counted(db, id_) == [0, 0]


def _counted(db: Session, household: int) -> Sequence[int]:
    notes = select(func.count()).select_from(Note).join(Contact).where(Contact.household_id == household)
    persons = select(func.count()).where(Person.household_id == household, Person.name.is_not(None))
    return [db.scalar(notes) or 0, db.scalar(persons) or 0]


def _judge(figures: Erased) -> None:
    assert not figures.findings, "\n".join(figures.findings)
    assert figures.kills > 0
    assert figures.asked_again > 0


async def test_an_erasure_that_is_killed_leaves_nothing_half(
    place: Place, sqlite_engine: Engine, record_property: Record
) -> None:
    place.keep_key()
    erasures = Erasures(place, sqlite_engine, KILLS)

    figures = erasures.run()

    report.tell(record_property, "kills while erasing, sqlite", figures)
    _judge(figures)


@pytest.mark.postgresql
async def test_nor_on_postgresql(place: Place, postgresql_engine: Engine, record_property: Record) -> None:
    place.keep_key()
    erasures = Erasures(place, postgresql_engine, KILLS_PG)

    figures = erasures.run()

    report.tell(record_property, "kills while erasing, postgresql", figures)
    _judge(figures)
