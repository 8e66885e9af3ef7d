"""A town in which households are visited, to be counted."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from bot import registry
from bot.casework import intake
from bot.conversations.form import MARKED
from bot.figures.figures import Month, of_month
from bot.registry import Newcomer
from bot.work import Work
from db.models import Account, Neighbourhood

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
MARCH = Month.of(NOW.date())
CANARY = "Kanarina"
HIDDEN: dict[str, Any] = {"confidential": {"violence": MARKED}, "confidential_note": "canary-words"}


class Town:
    """Households that are visited."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with self.at_work() as work:
            registry.add_first_neighbourhoods(work)
            work.db.add(Account(name="Arta", roles="operator", status="active", created_at=NOW))
            work.db.execute(update(Neighbourhood).where(Neighbourhood.code == "tavnik").values(bank="north"))

    def at_work(self) -> "_AtWork":
        return _AtWork(self.engine)

    def visits(self, number: int, place: str, language: str = "sq", day: str = "2026-03-10", **more: Any) -> None:
        """So many households of a neighbourhood are met for the first time."""
        for _ in range(number):
            with self.at_work() as work:
                arta = work.db.get_one(Account, 1)
                home = registry.register(work, arta, Newcomer("family", place, "given", language, CANARY))
                said = {"needs": {"health": MARKED}, "done": {"listening": MARKED}, "next_step_by": "centre"}
                answers = {"household": str(home.id), "outcome": "done", "date": day, "note": [], **said, **more}
                intake.save(work, arta, intake.start(work, arta, "visit", answers))

    def figures(self, month: Month = MARCH) -> dict[tuple[str, str], int | None]:
        """By table and code."""
        with Session(self.engine) as db:
            return {(figure.table, figure.code): figure.number for figure in of_month(db, month)}


class _AtWork:
    def __init__(self, engine: Engine) -> None:
        self.db = Session(engine)

    def __enter__(self) -> Work:
        return Work(self.db, NOW, ZoneInfo("Europe/Belgrade"))

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            self.db.commit()
        self.db.close()
