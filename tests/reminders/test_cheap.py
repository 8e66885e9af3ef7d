"""A tick comes every two seconds: it looks things up by index, and writes only when there is something to write."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, literal, select, text
from sqlalchemy.orm import Session

from bot.followups import followups
from bot.reminding import reminders
from bot.work import Work
from db.models import FollowUp
from tests.reminders.morning import TODAY, at
from tests.reminders.team import Team
from tests.talk import BELGRADE

SETTLED = 100_000


@contextmanager
def _statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the database meanwhile."""
    seen: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def _tick(team: Team) -> set[int]:
    def tick(work: Work) -> set[int]:
        reminders.tick(work)
        return work.owed

    return team.does(tick)


@pytest.fixture
def full(team: Team) -> Team:
    """A hundred thousand follow-ups that are settled, and three that are open."""
    family = team.household()
    day = literal(date(2020, 1, 1))
    number = select(literal(1).label("n")).cte("number", recursive=True)
    number = number.union_all(select(number.c.n + 1).where(number.c.n < SETTLED))
    row: dict[str, Any] = {
        "household_id": literal(family),
        "owner_id": literal(team.arta),
        "purpose": literal("visit"),
        "urgent": number.c.n % 9 == 0,
        "set_on": day,
        "first_due": day,
        "due": day,
        "resolved_on": day,
        "resolution": literal("visit"),
    }
    with team.engine.begin() as connection:
        connection.execute(insert(FollowUp).from_select(list(row), select(*row.values())))
    with team.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    for purpose in ("papers", "health", "step"):
        team.plans(team.arta, family, TODAY + timedelta(days=30), purpose)
    return team


@pytest.mark.parametrize("hour", [3, 10])
def test_a_tick_on_which_nothing_is_to_be_done_writes_nothing(team: Team, hour: int) -> None:
    team.plans(team.arta, team.household(), TODAY, urgent=True)
    team.now = at(hour).astimezone(UTC)
    _tick(team)
    team.now += timedelta(seconds=2)

    with _statements(team.engine) as seen:
        _tick(team)

    said = [statement.split(maxsplit=1)[0] for statement, _ in seen if not statement.startswith(("BEGIN", "COMMIT"))]
    assert set(said) <= {"SELECT"}
    assert len(said) <= 7


def test_that_it_is_alive_is_written_once_a_minute(team: Team) -> None:
    written = []
    for _ in range(90):
        with _statements(team.engine) as seen:
            _tick(team)
        written.append(any(statement.startswith(("INSERT", "UPDATE", "DELETE")) for statement, _ in seen))
        team.now += timedelta(seconds=2)

    assert [number for number, wrote in enumerate(written) if wrote] == [0, 30, 60]


def test_open_follow_ups_are_found_by_the_index_of_open_ones(full: Team) -> None:
    with _statements(full.engine) as seen:
        full.does(lambda work: followups.urgent_now(work))
        full.does(lambda work: followups.open_until(work, work.today))
    queries = [(statement, parameters) for statement, parameters in seen if "FROM follow_ups" in statement]

    explain = "EXPLAIN QUERY PLAN " if full.engine.dialect.name == "sqlite" else "EXPLAIN "
    with full.engine.connect() as connection:
        plans = [
            "\n".join(str(row) for row in connection.exec_driver_sql(explain + statement, parameters))
            for statement, parameters in queries
        ]

    assert len(plans) == 2
    assert all("ix_follow_ups_open" in plan for plan in plans)


def test_an_empty_sweep_over_many_settled_ones_costs_no_more_than_a_few_bare_queries(full: Team) -> None:
    def sweep() -> None:
        with Session(full.engine) as db, db.begin():
            reminders.tick(Work(db, full.now, BELGRADE))

    def bare() -> None:
        with Session(full.engine) as db, db.begin():
            db.execute(select(FollowUp.id).where(FollowUp.id == 1)).all()

    for warm in (sweep, bare):
        warm()
    ratio = min(_seconds(sweep) for _ in range(15)) / min(_seconds(bare) for _ in range(15))

    assert ratio < 25


def _seconds(act: Any) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
