"""The centre of all talks. Whatever a talk is about, no name is sent, no text is missing, nothing goes wrong unseen."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.talk import Centre, opened
from tests.talks.watch import Watch, draw_everywhere, listen_for_missing, secrets


@pytest.fixture(scope="session")
def untranslated() -> set[tuple[str, str]]:
    """What was said in English for want of a translation: language and text."""
    return listen_for_missing()


@pytest.fixture(autouse=True)
def missing(untranslated: set[tuple[str, str]]) -> Iterator[None]:
    """In a talk, nothing is."""
    untranslated.clear()  # tests of other folders miss translations on purpose
    yield
    assert not untranslated, f"not translated: {sorted(untranslated)}"


@pytest.fixture
async def centre(sqlite_engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Centre]:
    """An open centre on SQLite."""
    async with watched(sqlite_engine, tmp_path, caplog) as centre:
        yield centre


@pytest.fixture
async def any_centre(engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Centre]:
    """An open centre on each kind of database in turn."""
    async with watched(engine, tmp_path, caplog) as centre:
        yield centre


@asynccontextmanager
async def watched(engine: Engine, folder: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Centre]:
    """A centre whose every request, card and log line is looked at."""
    watch, wrong = Watch(), []
    caplog.set_level(logging.DEBUG, "ascolto")
    async with opened(engine, folder) as centre:
        centre.telegram.on_call.append(watch)
        centre.on_settled.append(lambda: wrong.extend(centre.does(draw_everywhere)))
        yield centre
    with Session(engine) as db:
        kept = secrets(db)
    watch.assert_kept(kept)
    assert not wrong, "\n".join(dict.fromkeys(wrong))
    _assert_quiet(caplog.records, kept)


def _assert_quiet(records: list[logging.LogRecord], kept: set[str]) -> None:
    """No mistake was logged, and no log line at any level holds a name."""
    failed = [record.getMessage() + str(vars(record)) for record in records if record.levelno >= logging.ERROR]
    told = [record.name for record in records if any(secret in str(vars(record)) for secret in kept)]

    assert not failed, "\n".join(failed)
    assert not told, f"names in the log of {told}"
