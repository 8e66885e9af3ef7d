"""The measuring measures what it says: its Bot API, its operators, its floors. Nothing here is timed."""

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import search, steps, sweep, town
from bench.figures import Figure, of_pairs, percentile, table
from bench.people import STEPS_OF_A_VISIT
from bot.spelling.names import NameIndex
from db.models import Contact, Draft

HOUSEHOLDS = 60


async def test_an_operator_of_the_bench_logs_whole_visits(tmp_path: Path) -> None:
    async with steps.ascolto(tmp_path / "ascolto", HOUSEHOLDS, drafts=20) as side:
        took = await side.street.walk(4 * STEPS_OF_A_VISIT, people=2)
        calls = side.bot.api.calls.copy()
        cpu, memory = side.bot.cpu(), side.bot.rss()

    engine = town.opened(tmp_path / "ascolto")
    with Session(engine) as db:
        saved = db.scalar(select(func.count()).select_from(Contact))
        parked = db.scalar(select(func.count()).where(Draft.status == "open"))
    engine.dispose()
    assert len(took) == 4 * STEPS_OF_A_VISIT
    assert (saved, parked) == (4, 20)
    assert calls["sendMessage"] >= 12
    assert cpu > 0
    assert memory > 10


async def test_the_floor_echoes() -> None:
    async with steps.echo() as side:
        took = await side.street.walk(6, people=3)
        calls = side.bot.api.calls

    assert len(took) == 6
    assert calls["sendMessage"] == 6


def test_the_bare_query_finds_what_is_due(tmp_path: Path) -> None:
    engine = town.opened(tmp_path, f"sqlite:///{tmp_path / 'sweep.db'}")
    town.settle(engine, sweep.OWNERS, HOUSEHOLDS)
    town.plan(engine, 500, HOUSEHOLDS, sweep.OWNERS, later=sweep.DAY.replace(month=4))
    with engine.connect() as db:
        before = sweep.due_rows(db)

    town.fall_due(engine, 30, sweep.DAY)
    with engine.connect() as db:
        after = sweep.due_rows(db)
    engine.dispose()

    assert (before, after) == (0, 30)
    assert sweep.sweep(engine) > 0


def test_everybody_is_found_among_a_few() -> None:
    asked = search.pairs()[::20]

    assert search.recall(NameIndex(enumerate(search.people(210))), asked) == 1.0


def test_a_figure_says_whether_it_is_good() -> None:
    fast = Figure("a step", "1 ms", "4 ms", 0.25, 0.5, 0.35)
    many = Figure("steps", "90", "10", 9.0, 10, 20, at_least=True)

    assert (fast.met, many.met) == ("stretch", "no")
    assert "| a step | 1 ms | 4 ms | 0.25 × | ≤ 0.5 × (≤ 0.35 ×) | stretch |" in table([fast])
    assert percentile([3, 1, 2], 0.99) == 3
    assert of_pairs([1, 2, 30], [2, 4, 10]) == 0.5
