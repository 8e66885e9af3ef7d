"""Bringing a backup back: wholly, onto an empty place, by whoever has the key; anything else is refused in words."""

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, select, text
from sqlalchemy.orm import Session

from bot.__main__ import main
from bot.backups import RestoreRefused, container, folders, make, restore
from bot.opening import open_database
from bot.settings import Settings
from db.agekey import recipient
from db.copies import CopyFailed
from db.crypto import Keyring
from db.engine import make_engine
from db.guard import hold
from db.keyfile import create_key_file
from db.migrate import schema_state
from db.models import Account, Audit, Person
from tests import postgres
from tests.backups.family import CANARY, NOW, fill, settings_for
from tests.db.older import as_at_first


@dataclass
class Machine:
    """A machine for Ascolto: its settings, and `ascolto` typed on it."""

    settings: Settings
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def types(self, *words: str) -> tuple[int, str]:
        """The exit code of a command, and what it said."""
        given = {
            "DATABASE_URL": self.settings.database_url,
            "ASCOLTO_DATA": str(self.settings.data),
            "ASCOLTO_KEY_FILE": str(self.settings.key_file),
        }
        for name, value in given.items():
            self.monkeypatch.setenv(name, value)
        self.capsys.readouterr()
        code = main(words)
        said = self.capsys.readouterr()
        return code, said.out + said.err

    def names(self, keyring: Keyring) -> list[str | None]:
        """Whose names its database holds."""
        engine = make_engine(self.settings.database_url, keyring)
        with Session(engine) as db:
            found = [*db.scalars(select(Person.name)), *db.scalars(select(Account.name))]
        engine.dispose()
        return found

    @property
    def is_untouched(self) -> bool:
        """Whether there is nothing in its database."""
        engine = make_engine(self.settings.database_url, Keyring({1: bytes(32)}))
        try:
            return schema_state(engine)[0] is None
        finally:
            engine.dispose()


@pytest.fixture
def old_engine(engine: Engine) -> Engine:
    """The database of a machine that is lost, with a family in it."""
    fill(engine)
    return engine


@pytest.fixture
def backup(database_url: str, old_engine: Engine, tmp_path: Path) -> Path:
    """What is left of it."""
    path = make(settings_for(tmp_path, database_url), old_engine, NOW).path
    return Path(shutil.copy(path, tmp_path / "stick.age"))


@pytest.fixture
def empty_place(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the same kind that is not there yet, or empty."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/new/data/ascolto.db"
        return
    cluster: postgres.Cluster = request.getfixturevalue("cluster")
    with cluster.database("restored") as url:
        yield url


@pytest.fixture
def machine(
    empty_place: str,
    tmp_path: Path,
    keyring: Keyring,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Machine:
    """A new machine, on which the key was brought back."""
    (tmp_path / "new").mkdir(exist_ok=True)
    settings = replace(settings_for(tmp_path / "new", empty_place), key_file=tmp_path / "new" / "config" / "key")
    create_key_file(settings.key_file, keyring)
    return Machine(settings, monkeypatch, capsys)


# --- what comes back ------------------------------------------------------------------------------------------------


def test_everything_comes_back_onto_an_empty_machine(machine: Machine, backup: Path, keyring: Keyring) -> None:
    code, said = machine.types("restore", str(backup))

    assert (code, machine.names(keyring)) == (0, [CANARY, "Arta"])
    assert "1 households, 0 visits and sessions, 1 people" in said
    assert "as of 2026-03-11 02:30" in said
    assert not {CANARY, "Arta"} & set(said.split())


def test_nothing_is_left_beside_it_and_it_is_for_its_owner_alone(machine: Machine, backup: Path) -> None:
    machine.types("restore", str(backup))

    left = {path.name: path.stat().st_mode & 0o777 for path in machine.settings.data.iterdir()}
    assert left.pop("ascolto.db", 0o600) == 0o600
    assert set(left) <= {"backup.lock", "lock"}


def test_it_is_written_down(machine: Machine, backup: Path, keyring: Keyring) -> None:
    machine.types("restore", str(backup))

    engine = make_engine(machine.settings.database_url, keyring)
    with Session(engine) as db:
        assert [line.action for line in db.scalars(select(Audit))] == ["restored"]
    engine.dispose()


def test_a_place_that_a_first_start_has_made_ready_is_empty_too(
    machine: Machine, backup: Path, keyring: Keyring
) -> None:
    open_database(machine.settings).dispose()

    code, _ = machine.types("restore", str(backup))

    assert (code, machine.names(keyring)) == (0, [CANARY, "Arta"])


def test_what_came_back_can_be_worked_on_and_backed_up(machine: Machine, backup: Path, keyring: Keyring) -> None:
    machine.types("restore", str(backup))

    codes = [machine.types(*words)[0] for words in (("invite", "--role", "operator", "--name", "Milica"), ("backup",))]

    (again,) = folders.backups(machine.settings.backups)
    assert codes == [0, 0]
    assert container.check(again, keyring)[0].rows["accounts"] == 2


def test_a_backup_of_an_older_schema_is_migrated(machine: Machine, tmp_path: Path, keyring: Keyring) -> None:
    engine = make_engine(machine.settings.database_url, keyring)
    as_at_first(engine, keyring, "Arta", "Milica")
    path = make(machine.settings, engine, NOW, tmp_path / "stick").path
    is_of_first = schema_state(engine)[0] == "0001"
    with engine.begin() as connection:
        there = MetaData()
        there.reflect(connection)
        there.drop_all(connection)
    engine.dispose()

    code, _ = machine.types("restore", str(path))

    assert is_of_first
    assert (code, machine.names(keyring)) == (0, ["Arta", "Milica"])
    assert schema_state(engine)[0] == schema_state(engine)[1]
    engine.dispose()


# --- what is refused ------------------------------------------------------------------------------------------------


def test_a_place_with_records_is_left_as_it_is(machine: Machine, backup: Path, keyring: Keyring) -> None:
    machine.types("invite", "--role", "operator", "--name", "Milica")

    code, said = machine.types("restore", str(backup))

    assert (code, machine.names(keyring)) == (1, ["Milica"])
    assert "There are records in the database already" in said


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_damaged_database_is_left_as_it_is(machine: Machine, backup: Path) -> None:
    file = machine.settings.database_file
    assert file is not None
    file.write_bytes(b"what is left of a disk" * 100)

    code, said = machine.types("restore", str(backup))

    assert (code, file.read_bytes()) == (1, b"what is left of a disk" * 100)
    assert "left there" in said


def test_without_the_key_it_says_how_to_bring_it_back(machine: Machine, backup: Path) -> None:
    machine.settings.key_file.unlink()

    code, said = machine.types("restore", str(backup))

    assert (code, machine.is_untouched) == (1, True)
    assert "`ascolto keys restore`" in said


def test_another_key_is_refused(machine: Machine, backup: Path) -> None:
    machine.settings.key_file.unlink()
    create_key_file(machine.settings.key_file, Keyring({7: bytes(32)}))

    code, said = machine.types("restore", str(backup))

    assert (code, machine.is_untouched) == (1, True)
    assert "was made with another key" in said


def test_a_flipped_bit_and_a_missing_end_are_refused(machine: Machine, backup: Path) -> None:
    whole, luck = backup.read_bytes(), random.Random(3)

    for _ in range(8):
        damaged = bytearray(whole)
        damaged[luck.randrange(len(whole))] ^= 1 << luck.randrange(8)
        for content in (damaged, whole[: luck.randrange(len(whole))]):
            backup.write_bytes(content)
            code, said = machine.types("restore", str(backup))
            assert (code, len(said.splitlines())) == (1, 1)

    assert machine.is_untouched


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0 holiday", os.urandom(9000)])
def test_what_is_no_backup_is_refused(machine: Machine, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "holiday.jpg").write_bytes(content)

    code, said = machine.types("restore", str(tmp_path / "holiday.jpg"))

    assert (code, machine.is_untouched) == (1, True)
    assert "is no backup of Ascolto" in said


def test_a_file_that_is_not_there_is_told(machine: Machine, tmp_path: Path) -> None:
    code, said = machine.types("restore", str(tmp_path / "none.age"))

    assert (code, machine.is_untouched) == (1, True)
    assert "none.age" in said


def test_a_newer_schema_is_refused(machine: Machine, old_engine: Engine, database_url: str, tmp_path: Path) -> None:
    with old_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    path = make(settings_for(tmp_path, database_url), old_engine, NOW).path

    code, said = machine.types("restore", str(path))

    assert (code, machine.is_untouched) == (1, True)
    assert f"{path} was made by a newer Ascolto" in said


def test_what_is_not_what_the_backup_says_is_refused(machine: Machine, backup: Path, keyring: Keyring) -> None:
    manifest, copy = container.unpack(backup, keyring, backup.parent)
    with backup.open("wb") as file:
        container.write(file, replace(manifest, rows={**manifest.rows, "persons": 2}), copy, [recipient(keyring)])

    code, said = machine.types("restore", str(backup))

    assert (code, machine.is_untouched) == (1, True)
    assert "What came back is not what was backed up" in said


def test_a_backup_of_the_other_kind_of_database_is_refused(machine: Machine, backup: Path, tmp_path: Path) -> None:
    on_sqlite = machine.settings.database_file is not None
    other = "postgresql+psycopg://nobody@127.0.0.1:1/none" if on_sqlite else f"sqlite:///{tmp_path}/other.db"
    said = "SQLite: leave DATABASE_URL out" if on_sqlite else "PostgreSQL: name one with DATABASE_URL"

    with pytest.raises(RestoreRefused, match=said):
        restore(replace(machine.settings, database_url=other), backup, lambda engine: None)


def test_a_bot_at_work_is_not_disturbed(machine: Machine, backup: Path, keyring: Keyring) -> None:
    engine = make_engine(machine.settings.database_url, keyring)
    guard = hold(engine, machine.settings.data)
    guard.try_acquire()

    code, said = machine.types("restore", str(backup))

    guard.release()
    engine.dispose()
    assert (code, machine.is_untouched) == (1, True)
    assert "runs already" in said


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_s_database_with_something_else_in_it_is_left_as_it_is(
    machine: Machine, backup: Path, keyring: Keyring
) -> None:
    engine = make_engine(machine.settings.database_url, keyring)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE somebody_elses (id INTEGER)"))
    engine.dispose()

    code, said = machine.types("restore", str(backup))

    assert (code, machine.is_untouched) == (1, True)
    assert "holds tables of something else" in said


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_was_cut_off_on_a_server_keeps_the_bot_from_starting_until_it_is_done_again(
    machine: Machine, backup: Path, keyring: Keyring
) -> None:
    def cut_off(engine: Engine) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(machine.settings, backup, cut_off)
    refused = machine.types("invite", "--role", "operator", "--name", "Milica")
    again, _ = machine.types("restore", str(backup))

    assert (refused[0], "that was cut off: run `ascolto restore` once more" in refused[1]) == (1, True)
    assert (again, machine.names(keyring)) == (0, [CANARY, "Arta"])


def test_what_fails_at_the_end_leaves_nothing_behind(machine: Machine, backup: Path) -> None:
    def fails(engine: Engine) -> None:
        raise CopyFailed("The disk is full.")

    with pytest.raises(CopyFailed):
        restore(machine.settings, backup, fails)

    assert machine.is_untouched
    assert not list(machine.settings.data.glob("*restored*"))
    assert not (machine.settings.data / "restore.unfinished").exists()


def test_whoever_was_erased_after_the_backup_is_erased_again_on_another_machine(
    machine: Machine, old_engine: Engine, database_url: str, tmp_path: Path, keyring: Keyring
) -> None:
    old, stick = settings_for(tmp_path, database_url), tmp_path / "stick"
    before = make(old, old_engine, NOW, stick).path
    erased = f'{{"code": "F-0001", "at": "{(NOW + timedelta(days=1)).isoformat()}"}}\n'
    (old.data / "erased.jsonl").write_text(erased)
    make(old, old_engine, NOW + timedelta(days=2), stick)
    shutil.rmtree(old.data)

    code, said = machine.types("restore", str(before))

    assert (code, machine.names(keyring)) == (0, ["Arta"])
    assert "Erased again, as they had asked for it since: F-0001." in said
    assert (machine.settings.data / "erased.jsonl").read_text() == erased
