"""A centre to import into: on the command line as on the machine of whoever installed it, and in the chat."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.__main__ import main
from tests.machine import install
from tests.talk import Centre
from tests.talks.conftest import watched

Ascolto = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ascolto(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Ascolto:
    """The command, with a coordinator and an operator in the database: exit code, standard output and error."""
    install(tmp_path, database_url, monkeypatch)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    run("invite", "--role", "coordinator", "--name", "Besa")
    run("invite", "--role", "operator", "--name", "Arta Gashi")
    return run


@pytest.fixture
def stored(ascolto: Ascolto, engine: Engine) -> Engine:
    """The database the command writes to."""
    return engine


@pytest.fixture
async def centre(sqlite_engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Centre]:
    """An open centre whose every request is looked at."""
    async with watched(sqlite_engine, tmp_path, caplog) as centre:
        yield centre
