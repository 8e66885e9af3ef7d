"""A change of the key killed again and again: every record reads the same at any moment, and in the end nothing is
under the old key, in no file of the database."""

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from db.engine import make_engine
from db.keyfile import read_keyring
from tests import everyrow, report
from tests.fire.figures import Figures
from tests.fire.place import Place
from tests.postgres import Cluster
from tests.report import Record

KILLS = report.size("FIRE_ROTATIONS", 24)
KILLS_PG = report.size("FIRE_ROTATIONS_PG", 8)
ROWS = 5  # in each table
STATEMENTS = 150  # of a change of the key on so many rows, about
ALL = (
    *(("while writing the key", step) for step in range(1, 13)),
    *(("while compacting", step) for step in range(1, 5)),
    *(("while rotating", 0) for _ in range(5)),
    *(("", 0) for _ in range(3)),
)
"""Where it kills itself and after how many steps (0: any number), or is killed from outside. All come, in any order."""
LONGEST = 4.0  # s until such a kill
APART = ("facts", "audit", "alembic_version")
"""What a change of the key writes into itself."""
HEAD = 13  # bytes of a stored field: the key's id and the nonce, which no other field has

pytestmark = pytest.mark.timeout(7200)


@dataclass
class Rotated(Figures):
    """How often to the end."""

    ended: int = 0
    fields: int = 0

    def counted(self) -> str:
        return f"{self.ended} changes of the key ended, {self.fields} fields looked up"


class Rotations:
    """Changes of the key on a filled database, each killed some times until it ends."""

    def __init__(self, place: Place, engine: Engine, files: Callable[[], Iterator[Path]]) -> None:
        self._url = engine.url.render_as_string(hide_password=False)
        self._env = place.environment(self._url)
        Path(self._env["ASCOLTO_DATA"]).mkdir(0o700)
        self._environment = place.environment
        self._files = files
        self._key_file = Path(self._env["ASCOLTO_KEY_FILE"])
        self._said = place.folder / "said"
        everyrow.fill(engine, ROWS)
        self._before = everyrow.read(engine, *APART)
        self._heads = {value[:HEAD] for value in everyrow.stored(engine)}
        engine.dispose()  # a process that reads a file of SQLite's beside a connection of its own gives up its locks
        self.figures = Rotated(report.seed())
        self._deck: list[tuple[str, int]] = []
        self._luck = random.Random(self.figures.seed)

    def run(self, kills: int) -> Rotated:
        """Until it was killed `kills` times; then a last one that nobody kills."""
        while self.figures.kills < kills and not self.figures.findings:
            self._once(self._killed)
        self._once(lambda: self._rotate().wait())
        return self.figures

    def _once(self, rotates: Callable[[], int]) -> None:
        code = rotates()
        self._look()
        if code == 0:
            self.figures.ended += 1
            self._look_under()
        elif code == -9:
            self.figures.kills += 1
        else:
            self.figures.findings.append(f"it ended with {code}: {self._said.read_text('utf-8')[-300:]}")

    def _killed(self) -> int:
        """By itself after some steps, or from outside; it may have ended before."""
        self._deck = self._deck or self._luck.sample(ALL, len(ALL))
        point, step = self._deck.pop()
        if point:
            return self._rotate(f"{point}:{step or self._luck.randint(1, STATEMENTS)}").wait()
        process = self._rotate()
        try:
            return process.wait(self._luck.uniform(0.3, LONGEST))
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def _rotate(self, point: str = "") -> "subprocess.Popen[bytes]":
        env = self._environment(self._url, point)
        del env["ASCOLTO_CLOCK"]  # this process would have to answer
        command = [sys.executable, "-m", "bot", "keys", "rotate"]
        with self._said.open("wb") as said:
            return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=said)

    def _look(self) -> None:
        """Whatever happened: the key file as it is opens everything as it was."""
        engine = make_engine(self._url, read_keyring(self._key_file))
        now = everyrow.read(engine, *APART)
        engine.dispose()
        self.figures.fields += sum(len(row) for rows in now.values() for row in rows)
        self.figures.findings += [f"{name} reads otherwise" for name, rows in self._before.items() if now[name] != rows]

    def _look_under(self) -> None:
        """Nothing is left under the old key: in no row, no file, and not beside the key file."""
        keyring = read_keyring(self._key_file)
        engine = make_engine(self._url, keyring)
        stored = everyrow.stored(engine)
        engine.dispose()
        left = {value[0] for value in stored} - {keyring.active}
        beside = [path.name for path in self._key_file.parent.glob(f"{self._key_file.name}.*")]
        found = [path.name for path in self._files() if self._heads & _heads_in(path, self._heads)]
        if left or beside or found or len(keyring.keys) > 1:
            self.figures.findings.append(f"left under the old key: ids {left}, beside it {beside}, in {found}")
        self._heads = {value[:HEAD] for value in stored}


def _heads_in(path: Path, heads: set[bytes]) -> set[bytes]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:  # PostgreSQL makes its caches anew
        return set()
    return {head for head in heads if head in content}


def _judge(figures: Rotated, record_property: Record, name: str) -> None:
    report.tell(record_property, f"kills of a change of the key, {name}", figures)
    assert not figures.findings, "\n".join(figures.findings)
    assert figures.ended > 0


def test_a_killed_change_of_the_key_goes_on_on_sqlite(
    place: Place, sqlite_engine: Engine, record_property: Record
) -> None:
    folder = Path(str(sqlite_engine.url.database)).parent

    figures = Rotations(place, sqlite_engine, lambda: folder.glob("ascolto.db*")).run(KILLS)

    _judge(figures, record_property, "sqlite")


@pytest.mark.postgresql
def test_a_killed_change_of_the_key_goes_on_on_postgresql(
    place: Place, postgresql_engine: Engine, cluster: Cluster, record_property: Record
) -> None:
    def files() -> Iterator[Path]:
        with postgresql_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))  # files that are not used any more go then
            oid = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        return (cluster.home / "data" / "base" / str(oid)).glob("*")

    figures = Rotations(place, postgresql_engine, files).run(KILLS_PG)

    _judge(figures, record_property, "postgresql")
