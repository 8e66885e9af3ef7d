"""Opening what the settings name: the database with its key, the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, event, inspect, select
from sqlalchemy.orm import Session

from bot import backups
from bot.audit import auditing, sealing
from bot.clock import Clock, PracticeClock, SystemClock
from bot.settings import Settings, SettingsError
from bot.work import Work
from db.crypto import KEY_BYTES, Keyring
from db.engine import make_engine
from db.keyfile import KeyFileError, KeyUse, open_keyring, read_keyring
from db.migrate import schema_state, upgrade
from db.models import Account
from db.soundness import open_ends


def connect(settings: Settings) -> Engine:
    """The database as it is. The key file is made when there is none yet – but never beside records: those were
    written with the one that is missing."""
    backups.refuse_unfinished(settings)
    if not settings.key_file.exists() and has_records(settings):
        raise KeyFileError(
            f"ASCOLTO_KEY_FILE is missing ({settings.key_file}), but the database holds records written with it:"
            " bring the key file back; nothing can be read without it."
        )
    _make_folder(settings.data, "ASCOLTO_DATA")
    if file := settings.database_file:
        _make_folder(file.parent, settings.database_variable)
    open_keyring(settings.key_file)  # made where there is none
    use = KeyUse(settings.data)  # from here on no new key can come unnoticed
    engine = make_engine(settings.database_url, read_keyring(settings.key_file))
    event.listen(engine, "engine_disposed", lambda _: use.release())
    return engine


def _make_folder(folder: Path, variable: str) -> None:
    """Make a folder for its owner alone, unless it is there."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(variable, f"names no folder that can be made ({error.strerror}: {folder}).") from None


def has_records(settings: Settings) -> bool:
    """Whether the database has been used before. Nothing is created by looking."""
    if settings.database_file and not settings.database_file.exists():
        return False
    engine = make_engine(settings.database_url, Keyring({1: bytes(KEY_BYTES)}))
    try:
        return inspect(engine).has_table(Account.__tablename__)
    finally:
        engine.dispose()


def open_database(settings: Settings) -> Engine:
    """The database at its newest schema; made when it is not there yet."""
    engine = connect(settings)
    bring_up_to_date(settings, engine)
    return engine


def bring_up_to_date(settings: Settings, engine: Engine) -> None:
    """Migrate to the newest schema; a database with records in it is backed up before. Raises DecryptError where the
    key is another one, or the old one of a change that was not ended: what was written then would need both."""
    backups.sweep(settings)
    with engine.connect() as connection:
        open_ends(connection)
    current, newest = schema_state(engine)
    if current == newest:
        return
    if current is not None and current < newest and _has_people(engine):
        backups.make(settings, engine, clock_of(settings).now())
    upgrade(engine)


def _has_people(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.scalar(select(Account.id).limit(1)) is not None


def clock_of(settings: Settings) -> Clock:
    """The real clock, or the one of practice."""
    return PracticeClock(settings.clock_url) if settings.clock_url else SystemClock()


def has_older_schema(engine: Engine) -> bool:
    """Whether the database is not at the newest schema: then nothing can be written down in it yet."""
    current, newest = schema_state(engine)
    return current != newest


@contextmanager
def at_work(settings: Settings, engine: Engine) -> Iterator[Work]:
    """One transaction of a command, as the desk runs one for the bot."""
    with Session(engine) as db, db.begin():
        yield Work(db, clock_of(settings).now(), settings.timezone)


def write_down(settings: Settings, deed: auditing.Deed, kind: auditing.Kind, object_id: int | None = None) -> None:
    """Write down and seal what the machine's owner is about to do by the command line, in a database that is there.

    Raises DecryptError.
    """
    engine = make_engine(settings.database_url, read_keyring(settings.key_file))
    try:
        with engine.connect() as connection:
            open_ends(connection)
        with at_work(settings, engine) as work:
            auditing.note(work, None, deed, kind, object_id)
            sealing.sweep(work)
    finally:
        engine.dispose()
