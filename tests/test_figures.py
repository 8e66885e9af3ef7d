"""A month in figures: what is counted, what is held back, and nothing else."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
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


@pytest.fixture
def town(engine: Engine) -> Town:
    return Town(engine)


def places(figures: dict[tuple[str, str], int | None]) -> dict[str, int | None]:
    return {code: number for (name, code), number in figures.items() if name == "neighbourhood"}


def test_households_needs_and_what_was_done_are_counted(town: Town) -> None:
    town.visits(6, "tavnik")

    figures = town.figures()

    assert figures["contacts", "home_visit"] == 6
    assert figures["households", "met"] == 6
    assert figures["need", "health"] == 6
    assert figures["intervention", "listening"] == 6
    assert figures["consent_language", "sq"] == 6
    assert figures["bank", "north"] == 6
    assert places(figures) == {"tavnik": 6}


def test_few_are_not_counted_anywhere(town: Town) -> None:
    town.visits(4, "tavnik")

    figures = town.figures()

    assert [number for number in figures.values() if number is not None] == []
    assert places(figures) == {}


def test_a_small_neighbourhood_cannot_be_worked_out_from_its_bank(town: Town) -> None:
    town.visits(9, "tavnik")
    town.visits(2, "other")
    town.visits(6, "other", language="sr")

    with_two = town.figures()

    assert with_two["households", "met"] == 17
    assert with_two["consent_language", "sq"] == 11
    assert with_two["consent_language", "sr"] == 6


def test_a_language_few_gave_their_consent_in_takes_another_with_it(town: Town) -> None:
    town.visits(7, "tavnik", language="sq")
    town.visits(2, "tavnik", language="sr")

    figures = town.figures()

    assert figures["households", "met"] == 9
    assert {code: n for (name, code), n in figures.items() if name == "consent_language"} == {"sq": None, "sr": None}


@pytest.mark.parametrize(("number", "told"), [(4, None), (5, 5)])
def test_confidential_needs_are_one_count_from_five_on(town: Town, number: int, told: int | None) -> None:
    town.visits(number, "tavnik", **HIDDEN)
    town.visits(6, "tavnik")

    figures = town.figures()

    assert figures.get(("need", "confidential")) == told
    assert not [code for name, code in figures if code in ("violence", "addiction")]


def test_another_month_is_another_month(town: Town) -> None:
    town.visits(6, "tavnik", day="2026-02-28")

    assert town.figures()["households", "met"] == 0
    assert town.figures(MARCH.before)["households", "met"] == 6


def test_months_end_where_the_next_begins() -> None:
    assert [str(Month.of(date(2026, 12, 31))), str(Month.of(date(2026, 1, 1)).before)] == ["2026-12", "2025-12"]
    assert Month.of(date(2026, 12, 31)).last == date(2027, 1, 1)
