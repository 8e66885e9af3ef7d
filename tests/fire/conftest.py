"""A centre in bad weather: what is confirmed is looked up in the database each time."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.handlers import waiting
from practice.server import serve
from practice.telegram import Telegram
from tests.fire.honesty import Honesty
from tests.fire.place import Place
from tests.talk import Centre, opened


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter pauses between tries, where many are waited for."""
    monkeypatch.setattr(waiting, "FIRST", 0.05)
    monkeypatch.setattr(waiting, "LONGEST", 0.5)


@pytest.fixture
async def centre(sqlite_engine: Engine, tmp_path: Path) -> AsyncIterator[Centre]:
    """An open centre on SQLite."""
    async with opened(sqlite_engine, tmp_path) as centre:
        yield centre


@pytest.fixture
async def any_centre(engine: Engine, tmp_path: Path) -> AsyncIterator[Centre]:
    """An open centre on each kind of database in turn."""
    async with opened(engine, tmp_path) as centre:
        yield centre


@pytest.fixture
def honesty(request: pytest.FixtureRequest) -> Iterator[Honesty]:
    """Every update that is confirmed was committed before."""
    name = "any_centre" if "any_centre" in request.fixturenames else "centre"
    centre: Centre = request.getfixturevalue(name)
    honesty = Honesty(centre.telegram, centre.engine)
    yield honesty
    honesty.assert_kept()


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """A folder, a Telegram, and no bot yet."""
    telegram = Telegram()
    async with serve(telegram) as base:
        place = Place(tmp_path, base, telegram)
        place.keep_key()
        yield place
        await place.clear()
