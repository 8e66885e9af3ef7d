"""What the ticking costs on a million follow-ups, beside the bare query for what is due, per database."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from bench import town
from bench.figures import Figure
from bot.reminding import reminders
from tests import postgres

T = TypeVar("T")
HOUSEHOLDS, OWNERS = 2_000, 10
MORNING = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)  # a Wednesday, 9:00 in Mitrovica: digests and urgent ones go out
DAY = MORNING.date()
DUE = 1_000
FOLLOW_UPS = {True: 100_000, False: 1_000_000}
TIMES = 15
_BARE = text(
    "SELECT id, household_id, owner_id, urgent, due FROM follow_ups WHERE resolved_on IS NULL AND due <= :day"
    " ORDER BY urgent DESC, due, id"
)


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """Both databases; PostgreSQL only where its programs are installed."""
    figures = []
    for name, url in _databases(folder):
        with _town(folder, url, FOLLOW_UPS[quick]) as engine:
            figures.append(_figure(f"empty sweep of {FOLLOW_UPS[quick]:,}, {name}", engine))
            town.fall_due(engine, DUE, DAY)
            figures.append(_figure(f"sweep with {DUE:,} due of {FOLLOW_UPS[quick]:,}, {name}", engine))
    return figures


def _databases(folder: Path) -> Iterator[tuple[str, str]]:
    yield "SQLite", f"sqlite:///{folder / 'sweep.db'}"
    programs = postgres.programs()
    if programs is not None:
        with postgres.running(programs) as cluster:
            cluster.create("bench")
            yield "PostgreSQL", cluster.url("bench")


@contextmanager
def _town(folder: Path, url: str, follow_ups: int) -> Iterator[Engine]:
    engine = town.opened(folder, url)
    town.settle(engine, OWNERS, HOUSEHOLDS)
    town.plan(engine, follow_ups, HOUSEHOLDS, OWNERS, later=DAY + timedelta(days=14))
    with Session(engine) as db, db.begin():
        reminders.tick(town.work(db, MORNING))  # the day's first, which does more
    yield engine
    engine.dispose()


def _figure(name: str, engine: Engine) -> Figure:
    ours, floor = _in_turns(lambda: sweep(engine), lambda: bare(engine))
    return Figure(name, f"{ours * 1000:.2f} ms", f"{floor * 1000:.2f} ms", ours / floor, 3)


def sweep(engine: Engine) -> float:
    """Seconds of one tick in the morning; what it writes is taken back, so that the next one does the same."""
    with Session(engine, expire_on_commit=False) as db:
        begun = time.perf_counter()
        reminders.tick(town.work(db, MORNING + timedelta(seconds=2)))
        took = time.perf_counter() - begun
        db.rollback()
    return took


def bare(engine: Engine) -> float:
    """Seconds of the query alone, in the same kind of transaction, every row fetched."""
    with engine.connect() as db:
        begun = time.perf_counter()
        due_rows(db)
        took = time.perf_counter() - begun
        db.rollback()
    return took


def due_rows(db: Connection) -> int:
    """How many are due."""
    return len(db.execute(_BARE, {"day": DAY.isoformat() if db.dialect.name == "sqlite" else DAY}).fetchall())


def _in_turns(*ways: Callable[[], float]) -> list[float]:
    """The best time of each: what is slower was disturbed."""
    taken = [[way() for way in ways] for _ in range(TIMES)]
    return [min(each) for each in zip(*taken, strict=True)]
