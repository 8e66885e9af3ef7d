"""Settings: what is taken, and each bad value with its sentence."""

import codecs
from pathlib import Path

import pytest

from bot.settings import SettingsError, is_loopback, read

AGE_KEY = "age1w3tyke4gev25vaxxsvcgqu4484rf6ejpmavs57p6yz6lhy2sfs5swrvwyn"
TOKEN = "7305551234:AAF0-practice_token_of_nobody-12345"


def test_without_anything_set_all_has_a_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/arta")

    settings = read({})

    assert settings.token is None
    assert settings.api_url == "https://api.telegram.org"
    assert settings.data == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/ascolto.db"
    assert settings.key_file == Path("/home/arta/.config/ascolto/key")
    assert settings.timezone.key == "Europe/Belgrade"
    assert settings.clock_url is None
    assert settings.keep_audio_days == 30
    assert settings.health_port is None
    assert not (tmp_path / "data").exists()


def test_an_empty_value_counts_as_not_set() -> None:
    assert read({"TELEGRAM_BOT_TOKEN": " ", "DATABASE_URL": ""}) == read({})


def test_the_token_itself_goes_before_the_file() -> None:
    settings = read({"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BOT_TOKEN_FILE": "/nowhere"})

    assert (settings.token, settings.token_variable) == (TOKEN, "TELEGRAM_BOT_TOKEN")


def test_the_token_is_never_shown() -> None:
    settings = read({"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": "postgresql://arta:secret@db/ascolto"})

    assert settings.required_token() == TOKEN
    assert TOKEN not in repr(settings)
    assert "secret" not in repr(settings)


@pytest.mark.parametrize("start", [b"", codecs.BOM_UTF8])
def test_a_token_is_read_from_a_file(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "token").write_bytes(start + f"{TOKEN}\r\n".encode())

    settings = read({"TELEGRAM_BOT_TOKEN_FILE": f"{tmp_path}/token"})

    assert (settings.token, settings.token_variable) == (TOKEN, "TELEGRAM_BOT_TOKEN_FILE")


def test_a_token_that_is_needed_and_missing_is_told() -> None:
    with pytest.raises(SettingsError, match=r"TELEGRAM_BOT_TOKEN is not set: .*BotFather"):
        read({}).required_token()


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("postgres://arta:s%40cret@db:5433/ascolto", "postgresql+psycopg://arta:s%40cret@db:5433/ascolto"),
        ("postgresql://db/ascolto?sslmode=require", "postgresql+psycopg://db/ascolto?sslmode=require"),
        ("postgresql+psycopg:///ascolto?host=%2Frun", "postgresql+psycopg:///ascolto?host=%2Frun"),
        ("sqlite:////srv/ascolto.db", "sqlite:////srv/ascolto.db"),
    ],
)
def test_databases_are_reached_through_our_drivers(given: str, url: str) -> None:
    assert read({"DATABASE_URL": given}).database_url == url


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("TELEGRAM_BOT_TOKEN", "Arta's token", "holds no bot token"),
        ("TELEGRAM_BOT_TOKEN", TOKEN.replace(":", ""), "holds no bot token"),
        ("TELEGRAM_BOT_TOKEN", f"{TOKEN}\n{TOKEN}", "holds no bot token"),
        ("TELEGRAM_BOT_TOKEN_FILE", "/nowhere/token", "cannot be read"),
        ("TELEGRAM_BOT_TOKEN_FILE", "/etc/hostname", "holds no bot token"),
        ("TELEGRAM_API_URL", "api.telegram.org", "is no web address"),
        ("TELEGRAM_API_URL", "ftp://127.0.0.1", "is no web address"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:70000", "is no web address"),
        ("TELEGRAM_API_URL", "https://api telegram.org", "is no web address"),
        ("TELEGRAM_API_URL", "http://api.telegram.org", "would send the token in clear"),
        ("TELEGRAM_API_URL", "http://127.0.0.1.example.org", "would send the token in clear"),
        ("ASCOLTO_DATA", "/etc/hostname", "is a file"),
        ("DATABASE_URL", "mysql://db/ascolto", "must start with"),
        ("DATABASE_URL", "nonsense", "must start with"),
        ("DATABASE_URL", "postgresql://db:port/ascolto", "must start with"),
        ("DATABASE_URL", "sqlite://", "names no file"),
        ("DATABASE_URL", "sqlite:///:memory:", "names no file"),
        ("ASCOLTO_KEY_FILE", "data/key", "lies inside ASCOLTO_DATA"),
        ("ASCOLTO_KEY_FILE", "data/../data/deep/key", "lies inside ASCOLTO_DATA"),
        ("ASCOLTO_TIMEZONE", "Europe/Pristina", "is no known time zone"),
        ("ASCOLTO_TIMEZONE", "../../etc/passwd", "is no known time zone"),
        ("ASCOLTO_TIMEZONE", "Europe", "is no known time zone"),
        ("ASCOLTO_CLOCK", "http://127.0.0.1:8000/clock", "is for practice"),
        ("ASCOLTO_KEEP_AUDIO_DAYS", "0", "is no number of days"),
        ("ASCOLTO_KEEP_AUDIO_DAYS", "366", "is no number of days"),
        ("ASCOLTO_KEEP_AUDIO_DAYS", "-1", "is no number of days"),
        ("ASCOLTO_KEEP_AUDIO_DAYS", "a month", "is no number of days"),
        ("ASCOLTO_KEEP_AUDIO_DAYS", "٣٠", "is no number of days"),
        ("ASCOLTO_BACKUP_FOLDER", "data/second", "lies inside ASCOLTO_DATA"),
        ("ASCOLTO_BACKUP_FOLDER", "/dev/null", "is a file"),
        ("ASCOLTO_BACKUP_KEYS", "age1arta", "holds no public key of age"),
        ("ASCOLTO_BACKUP_KEYS", AGE_KEY[:-1], "holds no public key of age"),
        ("ASCOLTO_BACKUP_KEYS", "/nowhere", "holds no public key of age"),
        ("ASCOLTO_BACKUP_KEYS", f"{AGE_KEY},{AGE_KEY},{AGE_KEY}", "holds more than 2 keys"),
        ("ASCOLTO_BACKUP_KEYS", "AGE-SECRET-KEY-1ARTA", "holds a secret key"),
        ("ASCOLTO_HEALTH_PORT", "0", "is no port"),
        ("ASCOLTO_HEALTH_PORT", "80", "is no port"),
        ("ASCOLTO_HEALTH_PORT", "65536", "is no port"),
        ("ASCOLTO_HEALTH_PORT", "-8080", "is no port"),
        ("ASCOLTO_HEALTH_PORT", "٨٠٨٠", "is no port"),
        ("ASCOLTO_HEALTH_PORT", "127.0.0.1:8080", "is no port"),
    ],
)
def test_a_bad_value_is_told_in_one_sentence_that_names_the_variable(variable: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=f"^{variable} .*{sentence}") as refused:
        read({variable: value})

    assert refused.value.variable == variable
    assert str(refused.value).endswith(".")
    assert TOKEN[11:] not in str(refused.value)


def test_a_key_reached_through_a_link_into_the_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")

    with pytest.raises(SettingsError, match="ASCOLTO_KEY_FILE lies inside"):
        read({"ASCOLTO_DATA": f"{tmp_path}/data", "ASCOLTO_KEY_FILE": f"{tmp_path}/link/key"})


@pytest.mark.parametrize("clock", ["http://10.0.0.1/clock", "https://example.org/clock", "127.0.0.1:8000"])
def test_a_clock_from_elsewhere_is_refused(clock: str) -> None:
    with pytest.raises(SettingsError, match="ASCOLTO_CLOCK is for practice"):
        read({"TELEGRAM_API_URL": "http://127.0.0.1:8000", "ASCOLTO_CLOCK": clock})


def test_practice_may_move_the_clock() -> None:
    clock = "http://127.0.0.1:8000/clock"

    settings = read({"TELEGRAM_API_URL": "http://localhost:8000/", "ASCOLTO_CLOCK": clock})

    assert (settings.api_url, settings.clock_url) == ("http://localhost:8000", clock)


@pytest.mark.parametrize(
    "url", ["http://localhost:1", "http://127.9.9.9/", "http://[::1]:80/clock", "https://127.0.0.1"]
)
def test_what_is_on_this_machine_is_loopback(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url", ["http://localhost.example.org", "http://0.0.0.0", "http://[::2]", "localhost", "http://"]
)
def test_what_is_elsewhere_is_not(url: str) -> None:
    assert not is_loopback(url)


@pytest.mark.parametrize("written", [f"{AGE_KEY}\n", f"# Teuta\n{AGE_KEY}\n\n"])
def test_keys_of_backups_are_read_from_a_file(tmp_path: Path, written: str) -> None:
    (tmp_path / "keys").write_text(written)

    assert read({"ASCOLTO_BACKUP_KEYS": f"{tmp_path}/keys"}).backup_keys == (AGE_KEY,)


def test_keys_of_backups_are_given_with_a_comma_between() -> None:
    assert read({"ASCOLTO_BACKUP_KEYS": f"{AGE_KEY}, {AGE_KEY}"}).backup_keys == (AGE_KEY, AGE_KEY)


def test_a_second_folder_for_backups_need_not_be_there_yet() -> None:
    assert read({"ASCOLTO_BACKUP_FOLDER": "/media/stick/ascolto"}).backup_folder == Path("/media/stick/ascolto")
