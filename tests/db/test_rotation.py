"""A new key: everything is under it, nothing under the old one, and what was stopped half-way goes on."""

import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from db import rotation
from db.compact import NotCompacted, compact
from db.crypto import Keyring
from db.engine import make_engine
from db.keyfile import KeyInUse, KeyUse, create_key_file, read_keyring, replace_key_file
from db.rotation import RotationError
from tests.db.rows import Base, Family, write

ARTA = {"name": "Arta Krasniqi", "facts": {"needs": ["food"]}, "photo": b"a photo" * 5000}


def quiet(done: int, rows: int) -> None:
    """Nobody is told."""


@pytest.fixture
def key_file(tmp_path: Path, keyring: Keyring) -> Path:
    """The key of the database."""
    path = tmp_path / "keys" / "key"
    create_key_file(path, keyring)
    return path


def families(engine: Engine) -> list[tuple[Any, ...]]:
    with Session(engine) as db:
        return [(row.name, row.facts, row.photo) for row in db.scalars(select(Family).order_by(Family.id))]


def first_bytes(engine: Engine) -> set[int]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, facts, photo FROM test_families")).all()
    return {bytes(value)[0] for row in rows for value in row if value is not None}


def rotated(engine: Engine, key_file: Path, progress: rotation.Progress = quiet) -> Engine:
    """Everything is written anew; returns an engine that has the new key alone."""
    keyring = rotation.begin(key_file, key_file.parent)
    both = make_engine(engine.url, keyring)
    try:
        rotation.rotate(both, keyring, progress, Base.metadata)
    finally:
        both.dispose()
    rotation.end(key_file, keyring)
    return make_engine(engine.url, read_keyring(key_file))


def test_everything_reads_as_before_with_the_new_key_alone(engine: Engine, key_file: Path) -> None:
    write(engine, *(Family(**ARTA) for _ in range(3)), Family(), Family(name=""))
    before = families(engine)

    new = rotated(engine, key_file)

    ring = read_keyring(key_file)
    assert families(new) == before
    assert len(ring.keys) == 1
    assert first_bytes(new) == {ring.active}
    assert ring.active != 7
    new.dispose()


def test_nothing_under_the_old_key_is_left_in_the_files(sqlite_url: str, keyring: Keyring, key_file: Path) -> None:
    engine = make_engine(sqlite_url, keyring)
    write(engine, *(Family(**ARTA) for _ in range(50)))
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, photo FROM test_families")).all()
    values = [bytes(value) for row in rows for value in row]

    rotated(engine, key_file).dispose()

    files = {path.name: path.read_bytes() for path in Path(str(engine.url.database)).parent.iterdir()}
    assert [name for name, content in files.items() for value in values if value[:24] in content] == []
    assert files.get("ascolto.db-wal", b"") == b""
    engine.dispose()


@pytest.mark.parametrize("stop", range(3))
def test_what_was_stopped_goes_on_with_the_same_new_key(
    engine: Engine, key_file: Path, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    write(engine, *(Family(**ARTA) for _ in range(5)))

    def stops(done: int, rows: int) -> None:
        if done == stop * 2:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        rotated(engine, key_file, stops)
    between = read_keyring(key_file)
    half = make_engine(engine.url, between)
    seen = families(half), first_bytes(half)
    new = rotated(engine, key_file)

    assert seen == ([tuple(ARTA.values())] * 5, {7, between.active} if stop else {7})
    assert families(new) == [tuple(ARTA.values())] * 5
    assert list(read_keyring(key_file).keys) == [between.active]
    half.dispose()
    new.dispose()


def test_a_field_that_opens_with_no_key_is_named_by_its_place_and_the_old_key_stays(
    engine: Engine, key_file: Path
) -> None:
    write(engine, Family(id=3, **ARTA))
    with engine.begin() as connection:
        connection.execute(text("UPDATE test_families SET facts = :damaged"), {"damaged": b"\x07damaged"})

    with pytest.raises(RotationError, match=r"^test_families\.facts of row 3 opens with neither key"):
        rotated(engine, key_file)

    assert 7 in read_keyring(key_file).keys


def test_no_new_key_comes_while_somebody_writes_with_the_old_one(key_file: Path) -> None:
    importing, printing = KeyUse(key_file.parent), KeyUse(key_file.parent)

    with pytest.raises(KeyInUse, match="stop the bot and all its commands"):
        rotation.begin(key_file, key_file.parent)

    importing.release()
    with pytest.raises(KeyInUse):
        rotation.begin(key_file, key_file.parent)
    assert list(read_keyring(key_file).keys) == [7]
    printing.release()
    assert len(rotation.begin(key_file, key_file.parent).keys) == 2


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_key_file_that_cannot_be_written_stays_as_it_was(
    key_file: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path if call == "replace" else os, call, fails)
    with pytest.raises(Exception, match="cannot be written: No space left on device"):
        rotation.begin(key_file, key_file.parent)

    assert list(read_keyring(key_file).keys) == [7]
    assert [path.name for path in key_file.parent.iterdir()] == ["key"]


def test_what_a_killed_process_left_beside_the_key_is_gone_afterwards(key_file: Path, keyring: Keyring) -> None:
    (key_file.parent / "key.0123456789abcdef").write_bytes(key_file.read_bytes())
    (key_file.parent / "key.mine").write_bytes(b"not ours")

    replace_key_file(key_file, keyring)

    assert {path.name for path in key_file.parent.iterdir()} == {"key", "key.mine"}


def test_a_key_file_that_is_a_link_stays_one(key_file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(key_file)

    rotation.begin(link, tmp_path)

    assert link.is_symlink()
    assert len(read_keyring(key_file).keys) == 2


def test_a_reader_in_the_way_is_told_and_the_old_key_stays(
    sqlite_url: str, keyring: Keyring, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "compact", partial(compact, patience=0))
    engine, reading = make_engine(sqlite_url, keyring), make_engine(sqlite_url, keyring)
    write(engine, Family(**ARTA))
    connection = reading.raw_connection()
    cursor = connection.cursor()
    cursor.execute("BEGIN")
    cursor.execute("SELECT * FROM test_families")
    cursor.fetchone()

    with pytest.raises(NotCompacted, match="because somebody uses it"):
        rotated(engine, key_file)

    assert 7 in read_keyring(key_file).keys
    connection.close()
    rotated(engine, key_file).dispose()
    assert 7 not in read_keyring(key_file).keys
    engine.dispose()
    reading.dispose()
