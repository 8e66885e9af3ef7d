"""Opening what the settings name: the database with its key, the clock."""

from sqlalchemy import Engine

from bot.clock import Clock, PracticeClock, SystemClock
from bot.settings import Settings
from db.engine import make_engine
from db.keyfile import open_keyring
from db.migrate import upgrade


def connect(settings: Settings) -> Engine:
    """The database as it is; the key file is made when there is none yet."""
    return make_engine(settings.database_url, open_keyring(settings.key_file))


def open_database(settings: Settings) -> Engine:
    """The database at its newest schema; made when it is not there yet."""
    engine = connect(settings)
    upgrade(engine)
    return engine


def clock_of(settings: Settings) -> Clock:
    """The real clock, or the one of practice."""
    return PracticeClock(settings.clock_url) if settings.clock_url else SystemClock()
