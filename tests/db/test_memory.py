"""What stays in memory between transactions, and what makes it go."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event, update

from db.crypto import Keyring
from db.engine import make_engine
from db.memory import Memory
from tests.db.rows import Family, Visit, write

LASTING = frozenset({Visit})


@pytest.fixture
def engine(database_url: str, keyring: Keyring) -> Iterator[Engine]:
    engine = make_engine(database_url, keyring)
    write(engine, Family(id=1, facts=1), Visit(id=1, family_id=1))
    yield engine
    engine.dispose()


@pytest.fixture
def asked(engine: Engine) -> list[str]:
    """The tables that were read, in order."""
    tables: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        tables.extend(re.findall(r"FROM (test_\w+)", statement))

    return tables


def read(memory: Memory) -> tuple[object, int]:
    """What the two rows say."""
    with memory.transaction() as db:
        return db.get_one(Family, 1).facts, db.get_one(Visit, 1).family_id


def test_a_row_is_read_once_on_sqlite_and_anew_on_postgresql(engine: Engine, asked: list[str]) -> None:
    memory = Memory(engine, LASTING)

    said = [read(memory) for _ in range(3)]

    assert said == [(1, 1)] * 3
    times = 1 if engine.dialect.name == "sqlite" else 3
    assert asked == ["test_families", "test_visits"] * times
    memory.close()


@pytest.mark.parametrize("through", ["the same connection", "another connection", "another process"])
def test_what_others_write_is_seen(engine: Engine, keyring: Keyring, through: str) -> None:
    memory = Memory(engine, LASTING)
    memory.facts["worked out"] = read(memory)
    elsewhere = make_engine(engine.url, keyring) if through == "another process" else engine

    held = engine.connect() if through == "another connection" else None
    with elsewhere.begin() as other:
        other.execute(update(Family).values(facts=2))
    if held is not None:
        held.close()

    assert read(memory) == (2, 1)
    assert not memory.facts
    memory.close()


def test_a_change_of_a_lasting_row_keeps_the_others(engine: Engine, asked: list[str]) -> None:
    memory = Memory(engine, LASTING)
    read(memory)
    memory.facts["worked out"] = 1
    with memory.transaction() as db:
        db.add(Visit(id=2, family_id=1))
        db.get_one(Visit, 1)

    kept = dict(memory.facts)
    asked.clear()
    read(memory)

    if engine.dialect.name == "sqlite":
        assert kept
        assert asked == []
    memory.close()


@pytest.mark.parametrize("in_bulk", [False, True])
def test_a_change_of_any_other_row_drops_those(engine: Engine, asked: list[str], in_bulk: bool) -> None:
    memory = Memory(engine, LASTING)
    read(memory)
    memory.facts["worked out"] = 1
    with memory.transaction() as db:
        if in_bulk:
            db.execute(update(Family).where(Family.id == 99).values(seen=None))
        else:
            db.add(Family(id=2))

    kept = dict(memory.facts)
    asked.clear()
    said = read(memory)

    assert not kept
    assert said == (1, 1)
    assert asked[0] == "test_families"
    memory.close()


def test_a_transaction_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    memory = Memory(engine, LASTING)
    read(memory)

    def fail() -> None:
        with memory.transaction() as db:
            db.get_one(Family, 1).facts = 2
            db.flush()
            memory.facts["worked out"] = 2
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert read(memory) == (1, 1)
    assert not memory.facts
    memory.close()
