"""Whether everything is in order. Looks only: it makes, changes and locks nothing, and may run beside the bot.

A finding is one sentence; a bad one says what to do. None holds a name, the token or a key.
"""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.backups import folders
from bot.backups.container import newest_good
from bot.backups.making import SECOND
from bot.clock import Clock
from bot.documents import recoverysheet
from bot.followups import followups
from bot.followups.workdays import holidays, working_day
from bot.reminding.quiet import DIGEST
from bot.settings import Settings, is_loopback
from bot.work import Work
from db.crypto import KEY_BYTES, DecryptError, Keyring
from db.engine import make_reader
from db.keyfile import KeyFileError, read_keyring
from db.migrate import schema_state
from db.models import Account, Fact, FollowUp
from db.rotation import is_under_way
from db.soundness import Unsound, open_ends

SILENCE = timedelta(minutes=10)
"""How long the bot may have heard nothing from Telegram: it asks twice a minute."""
CLOCKS_APART = timedelta(minutes=1)
ROOM = 500_000_000  # bytes
_NO_KEY = Keyring({1: bytes(KEY_BYTES)})
"""Opens the database where the key file does not: what is plain can still be looked at."""


@dataclass(frozen=True)
class Finding:
    """What was looked at, what is to be said of it, and whether it is in order."""

    what: str
    said: str
    good: bool = True


def look(settings: Settings, clock: Clock) -> list[Finding]:
    """Look at everything; never raises for what it finds."""
    keyring, key = _key(settings)
    database, backups = _database(settings, keyring, clock), _backups(settings, keyring, clock)
    return [_token(settings), key, *database, *backups, _disk(settings), *_modes(settings)]


def _bad(what: str, said: str) -> Finding:
    return Finding(what, said, good=False)


# --- settings and files ---------------------------------------------------------------------------------------------


def _token(settings: Settings) -> Finding:
    if settings.token is None:
        return _bad("settings", "TELEGRAM_BOT_TOKEN is not set: put the token that @BotFather gave you there.")
    where = "Telegram on this machine (practice)" if is_loopback(settings.api_url) else "Telegram"
    return Finding("settings", f"all are readable, the token is set, and it is for {where}.")


def _key(settings: Settings) -> tuple[Keyring | None, Finding]:
    path = settings.key_file
    try:
        return read_keyring(path), Finding("key file", f"{path} is readable by its owner alone.")
    except KeyFileError as refusal:
        return None, _bad("key file", str(refusal))
    except FileNotFoundError:
        return None, _bad("key file", f"there is none at {path}: put your copy of it back (a first start makes one).")
    except OSError as error:
        return None, _bad("key file", f"{path} cannot be read ({error.strerror}): run this as the user of the bot.")


def _disk(settings: Settings) -> Finding:
    folder = next(path for path in (settings.data, *settings.data.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    said = f"{free / 1e9:.1f} GB are free at {folder}"
    return Finding("disk", f"{said}.") if free >= ROOM else _bad("disk", f"{said}: make room, or move the data.")


def _modes(settings: Settings) -> Iterator[Finding]:
    """Whether others may look into the data or exchange the key (its own mode is checked where it is read)."""
    data = {settings.data, settings.database_file.parent} if settings.database_file else {settings.data}
    for what, folder, forbidden in (
        *(("data folder", folder, 0o077) for folder in sorted(data)),
        ("key folder", settings.key_file.parent, 0o022),
    ):
        if folder.is_dir():
            yield _mode(what, folder, forbidden)


def _mode(what: str, folder: Path, forbidden: int) -> Finding:
    if stat.S_IMODE(folder.stat().st_mode) & forbidden:
        return _bad(what, f"others may use {folder}: run chmod 700 on it.")
    return Finding(what, f"{folder} is closed to others.")


# --- backups --------------------------------------------------------------------------------------------------------


def _backups(settings: Settings, keyring: Keyring | None, clock: Clock) -> Iterator[Finding]:
    for what, folder in (("backup", settings.backups), (SECOND, settings.backup_folder)):
        if folder is not None:
            try:
                yield _backup(what, folder, keyring, clock.now().astimezone(settings.timezone))
            except OSError as error:
                yield _bad(what, f"{folder} cannot be read ({error.strerror}): run this as the user of the bot.")


def _backup(what: str, folder: Path, keyring: Keyring | None, now: datetime) -> Finding:
    """The newest good one: each is opened to its end, but where there is no key to do that with."""
    there = folders.backups(folder)
    good, bad = newest_good(there, keyring) if keyring else (next(iter(there), None), [])
    if what == SECOND and not folder.is_dir():
        return _bad(what, f"{folder} is not there: is the stick or the share connected?")
    if good is None and not bad:
        return _bad(what, f"there is none in {folder}: run `ascolto backup`, or let the bot run through a night.")
    made = folders.made_at(good).astimezone(now.tzinfo) if good else None
    said = f"the newest good one is of {made:%Y-%m-%d %H:%M}" if made else "there is no good one"
    if bad:
        return _bad(what, f"{said}. {bad[0]}")
    if made and now - made > folders.LATE:
        return _bad(what, f"{said}: run `ascolto backup`, and look into the log of the bot for why none came.")
    return Finding(what, f"{said}.")


# --- the database ---------------------------------------------------------------------------------------------------


def _database(settings: Settings, keyring: Keyring | None, clock: Clock) -> Iterator[Finding]:
    file = settings.database_file
    if file and not _is_filled(file):
        said = f"there is none at {file}: start the bot once, or set ASCOLTO_DATA to the folder with the data."
        yield _bad("database", said)
        return
    engine = make_reader(settings.database_url, keyring or _NO_KEY)
    try:
        yield from _inside(engine, settings, keyring, clock)
    except SQLAlchemyError as error:
        said = f"it cannot be read ({type(error).__name__}): is it running, and is {settings.database_variable} right?"
        yield _bad("database", said)
    except Unsound as unsound:
        yield _bad("database", str(unsound))
    except DecryptError:
        yield _bad("key", "it does not open all of this database: put the key file back that it was written with.")
    finally:
        engine.dispose()


def _is_filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _inside(engine: Engine, settings: Settings, keyring: Keyring | None, clock: Clock) -> Iterator[Finding]:
    current, newest = schema_state(engine)
    yield Finding("database", "SQLite answers." if engine.dialect.name == "sqlite" else "PostgreSQL answers.")
    if current != newest:
        yield _schema(current, newest)
        return
    yield Finding("schema", f"it is the newest one ({newest}).")
    with Session(engine) as db, db.begin():
        work = Work(db, clock.now(), settings.timezone)
        yield _last_poll(work)
        yield _clock(work, settings)
        if keyring:
            yield _fits(db)
            yield _sheet(work, keyring)
            yield _next_reminder(work)


def _schema(current: str | None, newest: str | None) -> Finding:
    if current is None:
        return _bad("schema", "the database is empty: run `ascolto migrate`, or start the bot.")
    if newest and current < newest:
        return _bad("schema", f"it is {current}, older than {newest}: run `ascolto migrate`, or start the bot again.")
    return _bad("schema", f"it is {current}, which this version does not know: install the newest Ascolto.")


def _fits(db: Session) -> Finding:
    """Open the oldest and newest value of each encrypted column. Raises DecryptError."""
    opened = open_ends(db.connection())
    return Finding("key", "it opens this database." if opened else "nothing was encrypted yet, so any key fits.")


def _sheet(work: Work, keyring: Keyring) -> Finding:
    """Whether somebody has shown that the key could be put back."""
    if is_under_way(keyring):
        return _bad("recovery sheet", "a change of the key was not ended: stop the bot and run `ascolto keys rotate`.")
    checked = recoverysheet.last_checked(work)
    if checked is None:
        how = "print it with `ascolto keys sheet`, then type its words after `ascolto keys check`"
        return _bad("recovery sheet", f"nobody has checked one for this key yet: {how}.")
    said = f"it was last checked on {checked.astimezone(work.zone):%Y-%m-%d}"
    if work.now - checked > recoverysheet.CHECK_EVERY:
        return _bad("recovery sheet", f"{said}: open an envelope and type its words after `ascolto keys check`.")
    return Finding("recovery sheet", f"{said}.")


def _instant(db: Session, name: str) -> datetime | None:
    fact = db.get(Fact, name)
    return datetime.fromisoformat(fact.value) if fact else None


def _last_poll(work: Work) -> Finding:
    polled = _instant(work.db, "last poll")
    if polled is None:
        return Finding("last poll", "the bot has not run yet.")
    when = f"{polled.astimezone(work.zone):%Y-%m-%d %H:%M}"
    if work.now - polled > SILENCE:
        return _bad("last poll", f"Telegram was last reached at {when}: start the bot, or look into its log.")
    return Finding("last poll", f"Telegram was last reached at {when}.")


def _clock(work: Work, settings: Settings) -> Finding:
    said = f"{work.local:%Y-%m-%d %H:%M} in {settings.timezone.key}"
    if settings.clock_url:
        return Finding("clock", f"practice time is {said}.")
    ticked = _instant(work.db, "last tick")
    if ticked and ticked - work.now > CLOCKS_APART:
        return _bad("clock", f"it is {said}, but it was later when the bot last ran: set the machine's clock.")
    if abs(_apart(work.db)) > CLOCKS_APART:
        return _bad("clock", f"it is {said}, but the database has another time: let both machines set theirs by NTP.")
    return Finding("clock", f"it is {said}.")


def _apart(db: Session) -> timedelta:
    """How far the database's clock is from this machine's; SQLite has none of its own."""
    if db.get_bind().dialect.name == "sqlite":
        return timedelta()
    told: datetime = db.scalars(select(func.clock_timestamp())).one()
    return datetime.now(UTC) - told.astimezone(UTC)


# --- what comes next ------------------------------------------------------------------------------------------------


def _next_reminder(work: Work) -> Finding:
    """The next morning on which a digest or an urgent reminder has something to say to somebody it can reach."""
    reachable = select(Account.id).where(Account.status == "active", Account.blocked_at.is_(None))
    owners, closed = set(work.db.scalars(reachable)), holidays(work)
    items = [item for item in followups.open_until(work, date.max) if item.follow_up.owner_id in owners]
    if not items:
        return Finding("next reminder", "none, because no follow-up is planned.")
    next_one = min(_morning(work, item.follow_up, closed) for item in items)
    return Finding("next reminder", f"{next_one} at {DIGEST:%H:%M}.")


def _morning(work: Work, follow_up: FollowUp, closed: frozenset[date]) -> date:
    """The day of its next reminder. An urgent one comes on any day of the week, the digest on working days."""
    first = work.today if work.local.time() < DIGEST else work.today + timedelta(days=1)
    if follow_up.urgent and follow_up.due >= first:
        return follow_up.due
    return working_day(max(follow_up.due, first), closed)
