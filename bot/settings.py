"""What can be set from the environment. Nothing is read anywhere else, and nothing is set in two places."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pyrage import RecipientError
from pyrage.x25519 import Recipient
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from db.refusal import Refusal

TELEGRAM = "https://api.telegram.org"
MOST_KEYS = 2
_TOKEN = re.compile(r"[0-9]{5,20}:[A-Za-z0-9_-]{30,64}")
_HOST = re.compile(r"[\w.:%-]+")
_POSTGRESQL = "postgresql+psycopg"
_DRIVERS = {"sqlite": "sqlite", "postgres": _POSTGRESQL, "postgresql": _POSTGRESQL, _POSTGRESQL: _POSTGRESQL}


class SettingsError(Refusal):
    """A setting that cannot be used: one sentence that names the variable and says what to do, never a secret."""

    def __init__(self, variable: str, sentence: str) -> None:
        """Say it in words."""
        super().__init__(f"{variable} {sentence}")
        self.variable = variable


@dataclass(frozen=True)
class Settings:
    """All settings, checked. Paths are absolute; secrets are left out of `repr`. `given`: the variables set."""

    token: str | None = field(repr=False)
    api_url: str
    data: Path
    database_url: str = field(repr=False)
    key_file: Path
    timezone: ZoneInfo
    clock_url: str | None = None
    keep_audio_days: int = 30
    keep_years: int = 5
    backup_folder: Path | None = None
    backup_keys: tuple[str, ...] = ()
    health_port: int | None = None
    given: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def token_variable(self) -> str:
        """The variable that the token comes from: the one itself goes before the file."""
        file = "TELEGRAM_BOT_TOKEN" not in self.given and "TELEGRAM_BOT_TOKEN_FILE" in self.given
        return "TELEGRAM_BOT_TOKEN_FILE" if file else "TELEGRAM_BOT_TOKEN"

    @property
    def database_variable(self) -> str:
        """The variable that says where the database is."""
        return "DATABASE_URL" if "DATABASE_URL" in self.given else "ASCOLTO_DATA"

    @property
    def database_file(self) -> Path | None:
        """Where an SQLite database lies; None of a server."""
        url = make_url(self.database_url)
        return Path(url.database or "").absolute() if url.get_backend_name() == "sqlite" else None

    @property
    def backups(self) -> Path:
        """Where the backups of every night lie."""
        return self.data / "backups"

    def required_token(self) -> str:
        """Return the bot's token, or raise SettingsError saying where to get one."""
        if self.token is None:
            raise SettingsError("TELEGRAM_BOT_TOKEN", "is not set: put the token that @BotFather gave you there.")
        return self.token


def read(env: Mapping[str, str]) -> Settings:
    """Read the settings from `env`; an empty value counts as not set. Raises SettingsError at the first bad one."""
    given = {name: value.strip() for name, value in env.items() if value.strip()}
    data = _path("ASCOLTO_DATA", given.get("ASCOLTO_DATA", "data"))
    if data.exists() and not data.is_dir():
        raise SettingsError("ASCOLTO_DATA", f"is a file ({data}): name a folder.")
    api_url = _api_url(given.get("TELEGRAM_API_URL", TELEGRAM))
    return Settings(
        token=_token(given),
        api_url=api_url,
        data=data,
        database_url=_database_url(given.get("DATABASE_URL"), data),
        key_file=_key_file(given.get("ASCOLTO_KEY_FILE", "~/.config/ascolto/key"), data),
        timezone=_timezone(given.get("ASCOLTO_TIMEZONE", "Europe/Belgrade")),
        clock_url=_clock_url(given.get("ASCOLTO_CLOCK"), api_url),
        keep_audio_days=_number("ASCOLTO_KEEP_AUDIO_DAYS", given.get("ASCOLTO_KEEP_AUDIO_DAYS", "30"), 365, "days", 30),
        keep_years=_number("ASCOLTO_KEEP_YEARS", given.get("ASCOLTO_KEEP_YEARS", "5"), 30, "years", 5),
        backup_folder=_backup_folder(given.get("ASCOLTO_BACKUP_FOLDER"), data),
        backup_keys=_backup_keys(given.get("ASCOLTO_BACKUP_KEYS", "")),
        health_port=_port("ASCOLTO_HEALTH_PORT", given.get("ASCOLTO_HEALTH_PORT")),
        given=frozenset(given),
    )


def is_loopback(url: str) -> bool:
    """Whether `url` is http(s) on this machine itself."""
    parts = _web(url)
    if parts is None:
        return False
    host = parts[1]
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _web(url: str) -> tuple[str, str] | None:
    """Return scheme and host of a web address, None of anything else."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or not _HOST.fullmatch(parts.hostname):
        return None
    return parts.scheme, parts.hostname


def _path(variable: str, value: str) -> Path:
    try:
        return Path(value).expanduser().absolute()
    except RuntimeError:
        raise SettingsError(variable, "starts with ~ but there is no home folder: write the whole path.") from None


def _token(given: Mapping[str, str]) -> str | None:
    """The variable itself goes before the file, so that practice can always give its own token."""
    variable, token = "TELEGRAM_BOT_TOKEN", given.get("TELEGRAM_BOT_TOKEN")
    if token is None and (file := given.get("TELEGRAM_BOT_TOKEN_FILE")):
        variable = "TELEGRAM_BOT_TOKEN_FILE"
        try:
            token = _path(variable, file).read_text(encoding="utf-8-sig").strip()  # as Windows writes it
        except (OSError, UnicodeError):
            raise SettingsError(variable, "cannot be read: check the path and who may read the file.") from None
    if token is not None and not _TOKEN.fullmatch(token):
        raise SettingsError(variable, "holds no bot token: copy it whole from @BotFather, digits, colon and letters.")
    return token


def _api_url(value: str) -> str:
    web = _web(value)
    if web is None:
        raise SettingsError("TELEGRAM_API_URL", "is no web address: write it like https://api.telegram.org.")
    if web[0] == "http" and not is_loopback(value):
        raise SettingsError("TELEGRAM_API_URL", "would send the token in clear: use https, or http on this machine.")
    return value.rstrip("/")


def _database_url(value: str | None, data: Path) -> str:
    if value is None:
        return URL.create("sqlite", database=str(data / "ascolto.db")).render_as_string()
    try:
        url = make_url(value)
        driver = _DRIVERS[url.drivername]
    except (ArgumentError, ValueError, KeyError):
        raise SettingsError(
            "DATABASE_URL", "must start with postgresql:// or sqlite:///; leave it out for a file under ASCOLTO_DATA."
        ) from None
    if driver == "sqlite" and url.database in (None, "", ":memory:"):
        raise SettingsError("DATABASE_URL", "names no file: write sqlite:/// and the path of the database.")
    return url.set(drivername=driver).render_as_string(hide_password=False)


def _key_file(value: str, data: Path) -> Path:
    path = _path("ASCOLTO_KEY_FILE", value)
    if path.resolve().is_relative_to(data.resolve()):
        raise SettingsError("ASCOLTO_KEY_FILE", "lies inside ASCOLTO_DATA: keep the key apart from what it locks.")
    return path


def _timezone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise SettingsError("ASCOLTO_TIMEZONE", "is no known time zone: write it like Europe/Belgrade.") from None


def _number(variable: str, value: str, most: int, of: str, usual: int) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) <= 3 and 1 <= int(value) <= most):
        raise SettingsError(variable, f"is no number of {of} from 1 to {most}: leave it out for {usual}.")
    return int(value)


def _backup_folder(value: str | None, data: Path) -> Path | None:
    """A folder that is not there now is none the less set: a stick may come later."""
    if value is None:
        return None
    path = _path("ASCOLTO_BACKUP_FOLDER", value)
    if path.resolve().is_relative_to(data.resolve()):
        raise SettingsError("ASCOLTO_BACKUP_FOLDER", "lies inside ASCOLTO_DATA: name a folder on another disk.")
    if path.exists() and not path.is_dir():
        raise SettingsError("ASCOLTO_BACKUP_FOLDER", f"is a file ({path}): name a folder.")
    return path


def _backup_keys(value: str) -> tuple[str, ...]:
    """Public keys of age, or a file with one on each line; what begins with # is a comment there."""
    variable = "ASCOLTO_BACKUP_KEYS"
    keys = [key.strip() for key in value.split(",")]
    if value and not value.lower().startswith(("age1", "age-secret-key-")):
        try:
            lines = _path(variable, value).read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeError):
            raise SettingsError(variable, "holds no public key of age (age1…), nor a file that can be read.") from None
        keys = [line.strip() for line in lines if not line.lstrip().startswith("#")]
    return _checked(variable, [key for key in keys if key])


def _checked(variable: str, keys: list[str]) -> tuple[str, ...]:
    if len(keys) > MOST_KEYS:
        raise SettingsError(variable, f"holds more than {MOST_KEYS} keys: the key file opens backups anyway.")
    if any(key.upper().startswith("AGE-SECRET-KEY-") for key in keys):
        raise SettingsError(variable, "holds a secret key: keep that one away from here, and give the public one.")
    try:
        for key in keys:
            Recipient.from_str(key)
    except RecipientError:
        raise SettingsError(
            variable, "holds no public key of age: each begins with age1 and is copied whole."
        ) from None
    return tuple(keys)


def _port(variable: str, value: str | None) -> int | None:
    if value is None:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) <= 5 and 1024 <= int(value) <= 65535):
        raise SettingsError(variable, "is no port from 1024 to 65535: leave it out where nobody asks how the bot is.")
    return int(value)


def _clock_url(value: str | None, api_url: str) -> str | None:
    if value is not None and not (is_loopback(value) and is_loopback(api_url)):
        raise SettingsError("ASCOLTO_CLOCK", "is for practice on this machine only: remove it.")
    return value
