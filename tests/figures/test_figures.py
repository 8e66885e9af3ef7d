"""A month in figures: what is counted, what is held back, and nothing else."""

from datetime import date

import pytest
from sqlalchemy import Engine

from bot.figures.figures import Month
from tests.figures.town import HIDDEN, MARCH, Town


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
