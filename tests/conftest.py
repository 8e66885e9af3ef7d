"""Databases for all tests, and the count of those that could not run here."""

import re
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import hypothesis
import pytest
import pytest_asyncio
from sqlalchemy import Engine

from db.crypto import KEY_BYTES, Keyring
from db.engine import make_engine, make_reader
from db.migrate import upgrade
from tests import postgres, report
from tests.practised import prepare

hypothesis.settings.register_profile("unhurried", deadline=None)  # a busy machine is no finding
hypothesis.settings.load_profile("unhurried")

_NOT_RUN = re.compile(r"not run: Debian package (\S+) is missing")
_numbers = count(1)


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    """A key that is nobody's."""
    return Keyring({7: bytes(range(KEY_BYTES))})


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def practised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a practice that was started once, to be copied."""
    folder = tmp_path_factory.mktemp("practised") / "practice"
    await prepare(folder)
    return folder


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """One PostgreSQL server for the whole run."""
    folder = postgres.programs()
    if folder is None:
        pytest.skip(_reason("postgresql"))
    with postgres.running(folder) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def postgresql_template(cluster: postgres.Cluster, keyring: Keyring) -> str:
    """The name of a database with the newest schema, to be copied."""
    cluster.create("template_ascolto")
    _migrate(cluster.url("template_ascolto"), keyring)
    return "template_ascolto"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, keyring: Keyring) -> Path:
    """A file with the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "ascolto.db"
    _migrate(f"sqlite:///{path}", keyring)
    return path


@pytest.fixture
def postgresql_url(cluster: postgres.Cluster, postgresql_template: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with the newest schema."""
    with cluster.database(f"test_{next(_numbers)}", postgresql_template) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The address of a fresh SQLite database with the newest schema."""
    path = tmp_path / "data" / "ascolto.db"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with the newest schema; a test that asks for it runs on both kinds."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def server(request: pytest.FixtureRequest, database_url: str) -> postgres.Cluster | None:
    """The server of that database, where there is one."""
    if database_url.startswith("sqlite"):
        return None
    cluster: postgres.Cluster = request.getfixturevalue("cluster")
    return cluster


@pytest.fixture
def engine(database_url: str, keyring: Keyring) -> Iterator[Engine]:
    """The engine that writes to the test's database."""
    yield from _disposed(make_engine(database_url, keyring))


@pytest.fixture
def sqlite_engine(sqlite_url: str, keyring: Keyring) -> Iterator[Engine]:
    """The same where SQLite is enough."""
    yield from _disposed(make_engine(sqlite_url, keyring))


@pytest.fixture
def postgresql_engine(postgresql_url: str, keyring: Keyring) -> Iterator[Engine]:
    """The same where PostgreSQL is meant."""
    yield from _disposed(make_engine(postgresql_url, keyring))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    cluster: postgres.Cluster = request.getfixturevalue("cluster")
    with cluster.database("empty") as url:
        yield url


@pytest.fixture
def empty(empty_url: str, keyring: Keyring) -> Iterator[Engine]:
    """The engine of a database without any table."""
    yield from _disposed(make_engine(empty_url, keyring))


@pytest.fixture
def reader(database_url: str, keyring: Keyring) -> Iterator[Engine]:
    """The engine that only reads the test's database."""
    yield from _disposed(make_reader(database_url, keyring))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, by name, what needs a Debian package that is not here."""
    here = {
        "postgresql": postgres.programs() is not None,
        "chromium": shutil.which("chromium") is not None,
        "hunspell": shutil.which("hunspell") is not None,
    }
    for package in (package for package, found in here.items() if not found):
        for item in items:
            if item.get_closest_marker(package):
                item.add_marker(pytest.mark.skip(reason=_reason(package)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was counted; how many tests were not run and what to install: a skipped test has not passed."""
    told = report.figures(one for reports in terminalreporter.stats.values() for one in reports)
    report.keep(told)
    for what, came in told:
        terminalreporter.write_line(f"{what}: {came}")
    skipped = terminalreporter.stats.get("skipped", [])
    packages = [found[1] for report in skipped if (found := _NOT_RUN.search(str(report.longrepr)))]
    if packages:
        names = " ".join(sorted(set(packages)))
        terminalreporter.write_line(
            f"{len(packages)} tests were NOT RUN: they need Debian packages (apt-get install {names})", yellow=True
        )


def _disposed(engine: Engine) -> Iterator[Engine]:
    yield engine
    engine.dispose()


def _reason(package: str) -> str:
    return f"not run: Debian package {package} is missing"


def _migrate(url: str, keyring: Keyring) -> None:
    engine = make_engine(url, keyring)
    upgrade(engine)
    engine.dispose()
