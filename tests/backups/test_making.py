"""Backups: of one moment, looked into, encrypted, opened again; and which of them are kept."""

import io
import os
import random
import sqlite3
import subprocess
import sys
import tarfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from pyrage import x25519
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from bot.backups import BackupFailed, container, folders, make, making, sweep
from bot.backups.container import BadBackup, Manifest
from bot.settings import Settings
from db.copies import CopyFailed, look_into_file, run
from db.crypto import Keyring, keyring_of
from db.engine import make_engine
from db.models import Fact, Person
from db.soundness import Unsound
from tests.backups.family import CANARY, NOW, fill, settings_for
from tests.postgres import Cluster
from tests.talk import BELGRADE

STRANGER = Keyring({7: bytes(32)})


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A bot that is set up as it should be."""
    return settings_for(tmp_path, database_url)


@pytest.fixture
def centre(engine: Engine) -> Engine:
    """A centre with Arta and a household of one person."""
    fill(engine)
    return engine


def facts(engine: Engine) -> dict[str, str]:
    with Session(engine) as db:
        return {fact.name: fact.value for fact in db.query(Fact)}


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- what a backup is -----------------------------------------------------------------------------------------------


def test_a_backup_says_what_it_holds_and_opens_with_the_key(settings: Settings, centre: Engine, tmp_path: Path) -> None:
    made = make(settings, centre, NOW)

    manifest, copy = container.unpack(made.path, keyring_of(centre), tmp_path)
    assert (made.path, made.trouble) == (settings.backups / "ascolto-2026-03-11T0130Z.age", "")
    assert (manifest.dialect, manifest.created_at) == (centre.dialect.name, NOW)
    assert (manifest.rows["persons"], manifest.rows["households"]) == (1, 1)
    assert copy.stat().st_size > 0
    assert facts(centre)["last backup"] == NOW.isoformat()


def test_it_is_for_its_owner_alone_and_nothing_else_is_left(settings: Settings, centre: Engine) -> None:
    path = make(settings, centre, NOW).path

    assert path.stat().st_mode & 0o777 == 0o600
    assert settings.backups.stat().st_mode & 0o777 == 0o700
    assert left_in(settings.backups) == {path.name}
    assert left_in(settings.data) - {"ascolto.db", "ascolto.db-wal", "ascolto.db-shm"} == {"backups", "backup.lock"}


def test_no_name_can_be_read_in_it_nor_in_the_copy_within(settings: Settings, centre: Engine, tmp_path: Path) -> None:
    path = make(settings, centre, NOW).path

    _, copy = container.unpack(path, keyring_of(centre), tmp_path)
    canary = CANARY.encode()
    assert canary not in path.read_bytes()
    assert canary not in copy.read_bytes()
    assert canary not in (tmp_path / "opened.tar").read_bytes()


def test_age_and_tar_alone_open_it(settings: Settings, centre: Engine) -> None:
    mine = x25519.Identity.generate()
    settings = replace(settings, backup_keys=(str(mine.to_public()),))
    path = make(settings, centre, NOW).path

    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(path.read_bytes(), [mine]))) as opened:
        names = opened.getnames()

    assert names == ["manifest.json", f"ascolto.{centre.dialect.name}"]


def test_a_second_backup_of_the_same_minute_replaces_none(settings: Settings, centre: Engine) -> None:
    paths = [make(settings, centre, NOW).path.name for _ in range(3)]

    names = ["ascolto-2026-03-11T0130Z.age", "ascolto-2026-03-11T0130Z-2.age", "ascolto-2026-03-11T0130Z-3.age"]
    assert paths == names
    assert [path.name for path in folders.backups(settings.backups)] == names[::-1]


def test_of_many_in_one_minute_the_last_ones_are_kept(settings: Settings, centre: Engine) -> None:
    for _ in range(12):
        newest = make(settings, centre, NOW).path

    assert [path.name for path in folders.backups(settings.backups)] == [
        f"ascolto-2026-03-11T0130Z-{number}.age" for number in range(12, 5, -1)
    ]
    assert newest.name == "ascolto-2026-03-11T0130Z-12.age"


def test_another_folder_is_given_one_and_nothing_there_is_deleted(
    settings: Settings, centre: Engine, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    (elsewhere / "ascolto-2020-01-01T0130Z.age").touch()

    make(settings, centre, NOW, elsewhere)

    assert left_in(elsewhere) == {"ascolto-2020-01-01T0130Z.age", "ascolto-2026-03-11T0130Z.age"}
    assert "last backup" not in facts(centre)


def test_it_is_taken_while_somebody_writes(settings: Settings, centre: Engine, tmp_path: Path) -> None:
    with Session(centre) as db, db.begin():
        db.add(Person(household_id=1, name="Besnik"))
        db.flush()

        _make_beside(settings, centre)

    (path,) = folders.backups(tmp_path / "beside")
    assert container.check(path, keyring_of(centre))[0].rows["persons"] == 1


def _make_beside(settings: Settings, engine: Engine) -> None:
    """In a folder of its own, so that no fact is written where somebody else writes already."""
    make(settings, engine, NOW, settings.data.parent / "beside")


# --- what is wrong with a file --------------------------------------------------------------------------------------


def test_another_key_opens_nothing(settings: Settings, centre: Engine) -> None:
    path = make(settings, centre, NOW).path

    with pytest.raises(BadBackup, match="another key"):
        container.check(path, STRANGER)


def test_a_flipped_bit_anywhere_is_noticed(sqlite_url: str, tmp_path: Path, keyring: Keyring) -> None:
    path, whole = made_on(sqlite_url, tmp_path, keyring)
    luck = random.Random(1)

    for at in (*range(0, 400, 7), *(luck.randrange(len(whole)) for _ in range(60)), len(whole) - 1):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << luck.randrange(8)
        path.write_bytes(damaged)
        if opened_as_before(path, keyring):
            raise AssertionError(f"a bit of byte {at} was flipped and nobody saw it")


def test_a_file_that_was_cut_off_is_noticed(sqlite_url: str, tmp_path: Path, keyring: Keyring) -> None:
    path, whole = made_on(sqlite_url, tmp_path, keyring)
    luck = random.Random(2)

    for size in (0, 1, 21, 22, 100, 200, *(luck.randrange(len(whole)) for _ in range(40)), len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(BadBackup, match=r"no backup of Ascolto|damaged or not whole|another key"):
            container.check(path, keyring)


def opened_as_before(path: Path, keyring: Keyring) -> bool:
    try:
        container.check(path, keyring)
    except BadBackup:
        return False
    return True


def made_on(url: str, folder: Path, keyring: Keyring) -> tuple[Path, bytes]:
    engine = make_engine(url, keyring)
    fill(engine)
    path = make(settings_for(folder, url), engine, NOW).path
    engine.dispose()
    return path, path.read_bytes()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", os.urandom(4000), b"age-encryption.org/v1\n"])
def test_what_is_no_backup_is_refused(tmp_path: Path, keyring: Keyring, content: bytes) -> None:
    path = tmp_path / "holiday.jpg"
    path.write_bytes(content)

    with pytest.raises(BadBackup, match=r"no backup of Ascolto|damaged or not whole"):
        container.check(path, keyring)


def test_what_somebody_else_encrypted_for_us_is_no_backup(tmp_path: Path, keyring: Keyring) -> None:
    from db.agekey import recipient

    path = tmp_path / "letter.age"
    path.write_bytes(pyrage.encrypt(b"Dear Arta", [recipient(keyring)]))

    with pytest.raises(BadBackup, match="no backup of Ascolto"):
        container.check(path, keyring)


# --- what is not backed up ------------------------------------------------------------------------------------------


def test_a_database_that_another_key_wrote_gives_no_backup(settings: Settings, centre: Engine) -> None:
    stranger = make_engine(settings.database_url, STRANGER)

    with pytest.raises(BackupFailed, match="does not open"):
        make(settings, stranger, NOW)

    stranger.dispose()
    assert left_in(settings.backups) == set()


def test_a_damaged_database_gives_no_backup(sqlite_url: str, tmp_path: Path, keyring: Keyring) -> None:
    engine = make_engine(sqlite_url, keyring)
    fill(engine)
    engine.dispose()
    file = Path(str(engine.url.database))
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 6] = os.urandom(4096 * 3)
    file.write_bytes(content)

    with pytest.raises((CopyFailed, Unsound)):
        make(settings_for(tmp_path, sqlite_url), make_engine(sqlite_url, keyring), NOW)

    assert left_in(tmp_path / "data" / "backups") == set()


def test_a_copy_with_a_page_astray_is_not_sound(sqlite_url: str, tmp_path: Path, keyring: Keyring) -> None:
    path, _ = made_on(sqlite_url, tmp_path, keyring)
    _, copy = container.unpack(path, keyring, tmp_path)
    content = bytearray(copy.read_bytes())
    content[36:40] = (3).to_bytes(4, "big")  # so many pages are said to be free

    copy.write_bytes(content)
    engine = make_engine(sqlite_url, keyring)

    with pytest.raises(Unsound, match="ascolto restore"):
        look_into_file(engine, copy)
    engine.dispose()


def test_a_disk_that_keeps_something_else_gives_no_backup(
    settings: Settings, centre: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypt = making._encrypt

    def a_bad_disk(part: Path, manifest: Manifest, copy: Path, recipients: list[object]) -> str:
        copy.write_bytes(copy.read_bytes()[::-1])
        encrypt(part, manifest, copy, recipients)
        return "the digest of what was meant"

    monkeypatch.setattr(making, "_encrypt", a_bad_disk)

    with pytest.raises(BadBackup, match="look at that disk"):
        make(settings, centre, NOW)

    assert left_in(settings.backups) == set()


def test_a_full_disk_is_told_in_a_sentence_and_nothing_is_left(
    settings: Settings, centre: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fdopen", lambda *_: io.FileIO("/dev/full", "w"))

    with pytest.raises(BackupFailed, match="is there room"):
        make(settings, centre, NOW)

    assert left_in(settings.backups) == set()


def test_an_empty_database_gives_no_backup(empty: Engine, empty_url: str, tmp_path: Path) -> None:
    with pytest.raises((BackupFailed, CopyFailed)):
        make(settings_for(tmp_path, empty_url), empty, NOW)


def test_one_is_made_at_a_time(settings: Settings, centre: Engine) -> None:
    with making.workshop(settings), pytest.raises(BackupFailed, match="right now"):
        make(settings, centre, NOW)


def test_what_a_dead_one_has_left_is_swept_and_a_living_one_is_left_alone(settings: Settings, centre: Engine) -> None:
    left = settings.data / "backup.tmp" / "copy"
    left.parent.mkdir()
    left.touch()

    sweep(settings)
    with making.workshop(settings) as workshop:
        (workshop / "copy").touch()
        sweep(settings)
        assert (workshop / "copy").exists()

    assert not left.exists()


def test_pg_dump_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(CopyFailed, match="pg_dump is missing on this machine: install"):
        run("pg_dump", None)


@pytest.mark.postgresql
def test_no_password_is_in_an_argument(
    postgresql_url: str, keyring: Keyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = tmp_path / "bin" / "pg_dump"
    spy.parent.mkdir()
    spy.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\necho "$PGPASSWORD" > {tmp_path}/password\nexit 1\n')
    spy.chmod(0o700)
    monkeypatch.setenv("PATH", f"{spy.parent}:{os.environ['PATH']}")
    url = postgresql_url.replace("ascolto@", "ascolto:ver%40y%20secret@")
    engine = make_engine(url, keyring)
    fill(engine)

    with pytest.raises(CopyFailed, match="pg_dump failed"):
        make(settings_for(tmp_path, url), engine, NOW)

    engine.dispose()
    assert (tmp_path / "password").read_text() == "ver@y secret\n"
    assert "secret" not in (tmp_path / "arguments").read_text()


@pytest.mark.postgresql
def test_a_server_of_this_machine_is_reached_through_its_socket(
    postgresql_url: str, cluster: Cluster, keyring: Keyring, tmp_path: Path
) -> None:
    socket = f"?host={cluster.home}&port={cluster.port}"
    engine = make_engine(postgresql_url.replace(f"127.0.0.1:{cluster.port}", "") + socket, keyring)
    fill(engine)

    path = make(settings_for(tmp_path, postgresql_url), engine, NOW).path

    engine.dispose()
    assert container.check(path, keyring)[0].rows["persons"] == 1


# --- the second folder ----------------------------------------------------------------------------------------------


def test_a_second_folder_holds_the_same(settings: Settings, centre: Engine, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    settings = replace(settings, backup_folder=tmp_path / "stick")

    path = make(settings, centre, NOW).path

    assert (tmp_path / "stick" / path.name).read_bytes() == path.read_bytes()
    assert (tmp_path / "stick" / path.name).stat().st_mode & 0o777 == 0o600
    assert facts(centre)["second backup"] == NOW.isoformat()


def test_a_second_folder_that_is_not_there_is_told_and_stops_nothing(
    settings: Settings, centre: Engine, tmp_path: Path
) -> None:
    settings = replace(settings, backup_folder=tmp_path / "stick")

    made = make(settings, centre, NOW)

    assert "ASCOLTO_BACKUP_FOLDER is not there" in made.trouble
    assert made.path.exists()
    assert facts(centre)["last backup"] == NOW.isoformat()
    assert not (tmp_path / "stick").exists()


# --- which are kept -------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with a backup of each night of a hundred days, and what is not ours."""
    for night in range(100):
        (tmp_path / folders.fresh_name(tmp_path, NOW - timedelta(days=night)).name).touch()
    for other in ("ascolto-2020-01-01.age", "ascolto-2020-01-01T0130Z.age.txt", "photo.jpg"):
        (tmp_path / other).touch()
    return tmp_path


def test_seven_days_and_four_weeks_are_kept(shelf: Path) -> None:
    folders.prune(shelf, NOW, BELGRADE)

    ages = [(NOW - folders.made_at(path)).days for path in folders.backups(shelf)]
    assert ages == [0, 1, 2, 3, 4, 5, 6, 10, 17, 24]  # a Wednesday; the Sundays of the weeks before it


def test_nothing_that_is_not_ours_is_deleted(shelf: Path) -> None:
    folders.prune(shelf, NOW, BELGRADE)

    assert {"ascolto-2020-01-01.age", "ascolto-2020-01-01T0130Z.age.txt", "photo.jpg"} <= left_in(shelf)


def test_a_year_of_nights_never_leaves_one_older_than_four_weeks(tmp_path: Path) -> None:
    for night in range(366):
        now = NOW + timedelta(days=night)
        folders.fresh_name(tmp_path, now).touch()
        folders.prune(tmp_path, now, BELGRADE)

        ages = [(now - folders.made_at(path)).days for path in folders.backups(tmp_path)]
        assert max(ages) <= 28
        assert ages[: min(night, 6) + 1] == list(range(min(night, 6) + 1))
        assert len(ages) <= 11
        assert night < 28 or max(ages) >= 22


def test_after_two_months_of_rest_the_old_ones_go(tmp_path: Path) -> None:
    for days in (60, 61, 62, 70, 0):
        folders.fresh_name(tmp_path, NOW - timedelta(days=days)).touch()

    folders.prune(tmp_path, NOW, BELGRADE)

    assert [folders.made_at(path) for path in folders.backups(tmp_path)] == [NOW]


def test_what_was_made_today_is_kept_whole(tmp_path: Path) -> None:
    for hour in range(5):
        folders.fresh_name(tmp_path, NOW - timedelta(hours=hour)).touch()

    folders.prune(tmp_path, NOW, BELGRADE)

    assert len(folders.backups(tmp_path)) == 5


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_says_where_the_backup_is(sqlite_url: str, tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "ASCOLTO_DATA": str(tmp_path / "data")}
    env["ASCOLTO_KEY_FILE"] = str(tmp_path / "config" / "key")
    invite = (sys.executable, "-m", "bot", "invite", "--role", "operator", "--name", "Arta")
    (tmp_path / "data" / "ascolto.db").unlink()
    subprocess.run(invite, env=env, check=True, capture_output=True)

    done = subprocess.run((sys.executable, "-m", "bot", "backup"), env=env, check=False, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert Path(done.stdout.strip()).parent == tmp_path / "data" / "backups"
    assert Path(done.stdout.strip()).is_file()


def test_copies_are_read_without_a_trace(sqlite_url: str, tmp_path: Path, keyring: Keyring) -> None:
    engine = make_engine(sqlite_url, keyring)
    fill(engine)
    path = make(settings_for(tmp_path, sqlite_url), engine, NOW).path

    _, copy = container.unpack(path, keyring, tmp_path)

    assert sqlite3.connect(copy).execute("SELECT count(*) FROM persons").fetchone() == (1,)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    engine.dispose()
