"""Opening the database: a key is made once, and never beside records that another one wrote."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.__main__ import main
from bot.backups import BackupFailed, container, folders
from bot.opening import open_database
from bot.settings import Settings, read
from db import rotation
from db.crypto import KEY_BYTES, DecryptError, Keyring
from db.engine import make_engine
from db.keyfile import KeyFileError, KeyInUse, create_key_file, fresh_key, open_keyring, read_keyring, replace_key_file
from db.migrate import schema_state
from db.models import Account
from db.rotation import begin
from tests import everyrow
from tests.db.older import as_at_first

NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a fresh place, on each kind of database."""
    return read(
        {"DATABASE_URL": database_url, "ASCOLTO_DATA": f"{tmp_path}/data", "ASCOLTO_KEY_FILE": f"{tmp_path}/key"}
    )


def test_a_missing_key_beside_records_is_refused_and_no_other_one_is_made(settings: Settings) -> None:
    with pytest.raises(KeyFileError, match="ASCOLTO_KEY_FILE is missing"):
        open_database(settings)

    assert not settings.key_file.exists()


@pytest.mark.parametrize("words", ["invite --role operator --name Milica", "backup", "export", "run"])
def test_with_another_key_nothing_is_written(
    settings: Settings,
    engine: Engine,
    keyring: Keyring,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    everyrow.fill(engine, 1)
    before = everyrow.read(engine)
    create_key_file(settings.key_file, Keyring({keyring.active: bytes(KEY_BYTES)}))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ASCOLTO_DATA", str(settings.data))
    monkeypatch.setenv("ASCOLTO_KEY_FILE", str(settings.key_file))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f"1234567:{'a' * 35}")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")

    code = main(words.split())

    assert code == 1
    assert "is not the key this database was written with" in capsys.readouterr().err
    assert everyrow.read(engine) == before


def test_the_first_start_makes_a_key_and_the_next_one_uses_it(tmp_path: Path) -> None:
    settings = read({"ASCOLTO_DATA": f"{tmp_path}/data", "ASCOLTO_KEY_FILE": f"{tmp_path}/key"})

    open_database(settings).dispose()
    made = settings.key_file.read_bytes()
    open_database(settings).dispose()

    assert settings.key_file.read_bytes() == made


def written(settings: Settings, *names: str) -> None:
    """People in a database, each with an encrypted name."""
    engine = make_engine(settings.database_url, open_keyring(settings.key_file))
    with Session(engine) as db, db.begin():
        db.add_all(Account(name=name, roles="operator", status="active", created_at=NOW) for name in names)
    engine.dispose()


def test_another_key_beside_records_is_refused(settings: Settings) -> None:
    written(settings, "Arta")
    replace_key_file(settings.key_file, Keyring(fresh_key(*read_keyring(settings.key_file).keys)))

    with pytest.raises(DecryptError):
        open_database(settings)


def test_the_old_key_is_refused_where_a_change_of_the_key_was_interrupted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(settings, "Arta", "Milica", "Teuta")
    settings.data.mkdir(exist_ok=True)
    old = read_keyring(settings.key_file)
    both = begin(settings.key_file, settings.data)
    monkeypatch.setattr(rotation, "BATCH", 1)
    engine = make_engine(settings.database_url, both)

    with pytest.raises(PowerCut):
        rotation.rotate(engine, both, power_cut_after_one)
    replace_key_file(settings.key_file, old)

    with pytest.raises(DecryptError):
        open_database(settings)
    engine.dispose()


class PowerCut(Exception):
    """The lights go out."""


def power_cut_after_one(done: int, rows: int) -> None:
    """Of more than one row the first is written anew."""
    if done == 1:
        raise PowerCut


def test_a_database_with_people_is_backed_up_before_its_schema_changes(
    empty: Engine, empty_url: str, tmp_path: Path
) -> None:
    settings = read(
        {"DATABASE_URL": empty_url, "ASCOLTO_DATA": f"{tmp_path}/data", "ASCOLTO_KEY_FILE": f"{tmp_path}/k"}
    )
    keyring = open_keyring(settings.key_file)
    as_at_first(empty, keyring, "Arta")

    for _ in range(2):
        open_database(settings).dispose()

    (path,) = folders.backups(settings.backups)
    manifest, _ = container.check(path, keyring)
    assert (manifest.schema, manifest.rows["accounts"]) == ("0001", 1)
    assert schema_state(empty)[0] == schema_state(empty)[1]


def test_without_a_backup_the_schema_stays(empty: Engine, empty_url: str, tmp_path: Path) -> None:
    settings = read(
        {"DATABASE_URL": empty_url, "ASCOLTO_DATA": f"{tmp_path}/data", "ASCOLTO_KEY_FILE": f"{tmp_path}/k"}
    )
    as_at_first(empty, open_keyring(settings.key_file), "Arta")
    settings.data.mkdir()
    settings.backups.touch()

    with pytest.raises(BackupFailed, match="No backup was made"):
        open_database(settings)

    assert schema_state(empty)[0] == "0001"


def test_no_new_key_comes_while_a_database_is_open(tmp_path: Path) -> None:
    settings = read({"ASCOLTO_DATA": f"{tmp_path}/data", "ASCOLTO_KEY_FILE": f"{tmp_path}/keys/key"})
    engine = open_database(settings)

    with pytest.raises(KeyInUse, match="stop the bot and all its commands"):
        begin(settings.key_file, settings.data)

    engine.dispose()
    assert len(begin(settings.key_file, settings.data).keys) == 2
