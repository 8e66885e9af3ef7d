"""Opening the database: a key is made once, and never beside records that another one wrote."""

from pathlib import Path

import pytest

from bot.opening import open_database
from bot.settings import Settings, read
from db.keyfile import KeyFileError


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


def test_the_first_start_makes_a_key_and_the_next_one_uses_it(tmp_path: Path) -> None:
    settings = read({"ASCOLTO_DATA": f"{tmp_path}/data", "ASCOLTO_KEY_FILE": f"{tmp_path}/key"})

    open_database(settings).dispose()
    made = settings.key_file.read_bytes()
    open_database(settings).dispose()

    assert settings.key_file.read_bytes() == made
