"""A follow-up's state: one pure function of its dates and of what resolved it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.codelists import DONE_OTHERWISE
from bot.followups.followups import State, state

DUE = date(2026, 3, 25)


@pytest.mark.parametrize(
    ("resolution", "today", "expected"),
    [
        (None, date(2026, 3, 24), State.PLANNED),
        (None, date(2026, 3, 25), State.DUE),
        (None, date(2026, 3, 26), State.OVERDUE),
        (None, date(2027, 3, 25), State.OVERDUE),
        ("visit", date(2026, 3, 24), State.DONE),
        ("visit", date(2026, 3, 26), State.DONE),
        ("review", date(2026, 3, 26), State.DONE),
        ("phone", date(2026, 3, 26), State.DONE),
        ("met", date(2026, 3, 26), State.DONE),
        ("colleague", date(2026, 3, 26), State.DONE),
        ("replaced", date(2026, 3, 24), State.DROPPED),
        ("not_needed", date(2026, 3, 26), State.DROPPED),
        ("refused", date(2026, 3, 26), State.DROPPED),
    ],
)
def test_a_state_follows_from_dates_and_resolution(resolution: str | None, today: date, expected: State) -> None:
    assert state(DUE, resolution, today) is expected


@pytest.mark.parametrize("way", DONE_OTHERWISE, ids=lambda way: way.code)
def test_every_way_of_ending_one_otherwise_ends_it(way: object) -> None:
    assert state(DUE, way.code, DUE) in {State.DONE, State.DROPPED}  # type: ignore[attr-defined]  # pytest's parameter


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(-900, 900))
def test_an_open_one_is_in_exactly_one_state_on_every_day(due: date, days: int) -> None:
    found = state(due, None, due + timedelta(days=days))

    assert found is (State.PLANNED if days < 0 else State.OVERDUE if days > 0 else State.DUE)
