"""Backups taken while everybody works, and killed at named points: each one there is comes back whole, damaged ones are
refused, and what is killed while it is brought back is simply done again."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot import exports
from bot.backups import container, folders, make, restore
from bot.backups.container import BadBackup
from bot.settings import Settings
from db.crypto import Keyring
from db.engine import make_engine, make_reader
from db.keyfile import create_key_file
from db.models import Account, Person
from tests import report
from tests.backups.family import CANARY, NOW, fill, settings_for
from tests.fire import harness
from tests.fire.campaign import NAMES, joins
from tests.fire.exported import Records, logged, torn
from tests.fire.harness import Nursery
from tests.fire.place import Place, until
from tests.fire.points import BACKING_UP, BRINGING_BACK
from tests.postgres import Cluster
from tests.report import Record

BACKUPS = report.size("FIRE_BACKUPS", 60)
PG_SHARE = 4  # there one takes as much longer
KILLED = 0.6  # of all
READS = 60  # of the encryption of a small database

pytestmark = pytest.mark.timeout(7200)


@pytest.fixture
async def nursery() -> AsyncIterator[Nursery]:
    """Starts one command after the other."""
    async with harness.nursery() as nursery:
        yield nursery


@dataclass
class Elsewhere:
    """Machines on which there is nothing: each has a folder, and a database that is not there yet or empty."""

    folder: Path
    url: Callable[[int], str]
    made: int = 0

    def machine(self) -> Settings:
        """The next one."""
        self.made += 1
        folder = self.folder / f"elsewhere-{self.made}"
        folder.mkdir()
        return settings_for(folder, self.url(self.made))


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[Elsewhere]:
    """Machines with the same kind of database as the test's."""
    if database_url.startswith("sqlite"):
        yield Elsewhere(tmp_path, lambda number: f"sqlite:///{tmp_path}/elsewhere-{number}/data/ascolto.db")
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with ExitStack() as databases:
        yield Elsewhere(tmp_path, lambda number: databases.enter_context(cluster.database(f"elsewhere_{number}")))


async def runs(nursery: Nursery, place: Place, url: str, command: str, point: str = "", **more: str) -> int:
    """How a command ended that may kill itself."""
    env = {**place.environment(url, point), "FIRE_COMMAND": command, **more}
    return await (await nursery.start(env)).ended()


# --- taken under load -----------------------------------------------------------------------------------------------


async def test_every_backup_taken_under_load_comes_back_whole_and_a_damaged_one_is_refused(
    place: Place,
    engine: Engine,
    database_url: str,
    elsewhere: Elsewhere,
    nursery: Nursery,
    keyring: Keyring,
    record_property: Record,
) -> None:
    seed = report.seed()
    luck, size = random.Random(seed), BACKUPS if engine.dialect.name == "sqlite" else BACKUPS // PG_SHARE
    operators = [joins(engine, place.telegram, name, random.Random(luck.random())) for name in NAMES]
    bot = await place.starts("bot", database_url)
    shelf = place.folder / "records" / "backups"
    await until(lambda: bool(folders.backups(shelf)))  # the one that the bot makes at once
    working = [asyncio.create_task(operator.works()) for operator in operators]
    seen: set[Path] = set()
    counts, killed, refused = [], 0, 0

    for _ in range(size):
        ended = await runs(nursery, place, database_url, "backup", a_point(luck))
        assert ended in (0, -9), place.log("log")[-500:]
        killed += ended == -9
        for path in [path for path in folders.backups(shelf)[::-1] if path not in seen]:
            seen.add(path)
            counts.append(await asyncio.to_thread(comes_back, path, elsewhere.machine(), keyring))
            refused += is_refused_when_damaged(path, keyring, luck)
        assert tells_no_name(place.folder / "records")
    for operator in operators:
        operator.finishing = True
    await asyncio.wait_for(asyncio.gather(*working), 90)
    last = await runs(nursery, place, database_url, "backup")
    (newest, *_) = folders.backups(shelf)

    saved = sum(len(operator.saved) for operator in operators)
    figures = f"seed {seed}: {size} taken, {killed} killed at named points, {len(counts)} files brought back whole"
    report.tell(record_property, f"backups under load, {engine.dialect.name}", f"{figures}, {refused} damaged refused")
    assert (last, await asyncio.to_thread(comes_back, newest, elsewhere.machine(), keyring)) == (0, saved)
    assert counts == sorted(counts)
    assert killed > 0
    assert refused == len(counts)
    assert left_behind(place.folder / "records") == []
    assert await harness.stop(bot) == 0
    assert "ERROR" not in place.log("bot")


def a_point(luck: random.Random) -> str:
    if luck.random() > KILLED:
        return ""
    point = luck.choice(BACKING_UP)
    return f"{point}:{luck.randint(1, READS) if point == 'in the encryption' else 1}"


def comes_back(path: Path, machine: Settings, keyring: Keyring) -> int:
    """Bring a backup back on another machine; returns how many visits and sessions there are, none of them torn."""
    create_key_file(machine.key_file, keyring)
    restore(machine, path, lambda engine: None)
    reader = make_reader(machine.database_url, keyring)
    records: Records = {}
    for kind, record in exports.records(reader, NOW.date()):
        records.setdefault(kind.name, []).append(record)
    reader.dispose()
    assert torn(records) == []
    return len(logged(records))


def is_refused_when_damaged(path: Path, keyring: Keyring, luck: random.Random) -> bool:
    damaged, whole = path.with_name("damaged"), bytearray(path.read_bytes())
    whole[luck.randrange(len(whole))] ^= 1 << luck.randrange(8)
    damaged.write_bytes(whole if luck.random() < 0.5 else path.read_bytes()[: luck.randrange(len(whole))])
    try:
        container.check(damaged, keyring)
    except BadBackup:
        return True
    else:
        return False
    finally:
        damaged.unlink()


def tells_no_name(folder: Path) -> bool:
    """Neither the backups nor what a killed one has left behind."""
    files = [file for file in folder.rglob("*") if file.is_file() and "ascolto.db" not in file.name]
    return not any(f"Besnik {name}".encode() in file.read_bytes() for file in files for name in NAMES)


def left_behind(folder: Path) -> list[str]:
    """What no backup and no file of the bot is."""
    return [path.name for path in folder.rglob("*") if "backup.tmp" in path.parts or path.suffix == ".part"]


# --- brought back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", BRINGING_BACK)
async def test_what_is_killed_while_it_is_brought_back_is_simply_done_again(
    place: Place,
    engine: Engine,
    database_url: str,
    elsewhere: Elsewhere,
    nursery: Nursery,
    keyring: Keyring,
    point: str,
) -> None:
    fill(engine)
    path = make(settings_for(place.folder, database_url), engine, NOW, place.folder / "stick").path
    machine = elsewhere.machine()
    given = {"ASCOLTO_DATA": str(machine.data), "DATABASE_URL": machine.database_url}

    killed = await runs(nursery, place, machine.database_url, f"restore {path}", f"{point}:1", **given)
    again = await runs(nursery, place, machine.database_url, f"restore {path}", **given)

    other = make_engine(machine.database_url, keyring)
    with Session(other) as db:
        names = [*db.scalars(select(Person.name)), *db.scalars(select(Account.name))]
    other.dispose()
    done = killed == 0 or point == "after it takes its place"
    assert killed in (0, -9)
    assert (again, names) == (1 if done else 0, [CANARY, "Arta"])
    assert not list(machine.data.glob("*restored*"))
    assert left_behind(machine.data) == []
