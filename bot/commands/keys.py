"""`ascolto keys`: the key on paper, asked back, put back, changed for a new one."""

import argparse
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from bot import backups
from bot.clock import today
from bot.commands import Failed
from bot.documents import recoverysheet
from bot.documents.typedwords import ask
from bot.exports.files import fresh
from bot.opening import at_work, clock_of, has_records, open_database
from bot.settings import Settings
from bot.work import Work
from db import rotation
from db.crypto import DecryptError, Keyring
from db.engine import make_engine
from db.guard import AlreadyRunning, hold
from db.keyfile import create_key_file, read_keyring
from db.migrate import upgrade
from db.recovery import compare, key_of
from db.soundness import Unsound, open_ends

HELP = {
    "sheet": "write the recovery sheet, a page to be printed",
    "check": "ask for the words of the sheet: are they the key's?",
    "restore": "make the key file from the words of the sheet",
    "rotate": "write everything anew with a new key",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the key; words are never arguments, because others see those."""
    each = parser.add_subparsers(required=True, metavar="WHAT", dest="what")
    for name, said in HELP.items():
        each.add_parser(name, help=said, description=said)
    each.choices["sheet"].add_argument("--output", required=True, metavar="FILE.html", help="a new file")


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Do it."""
    _ACTS[asked.what](settings, asked)
    return 0


# --- on paper and back ----------------------------------------------------------------------------------------------


def _sheet(settings: Settings, asked: argparse.Namespace) -> None:
    keyring, path = _only_key(settings), Path(asked.output).absolute()
    for name, folder in (("ASCOLTO_DATA", settings.data), ("ASCOLTO_BACKUP_FOLDER", settings.backup_folder)):
        if folder and path.resolve().is_relative_to(folder.resolve()):
            raise Failed(f"{path} lies inside {name}: keep the sheet apart from what it unlocks.")
    with fresh(path) as file:
        _write_down(settings, partial(recoverysheet.note_printed, keyring=keyring))
        file.write(recoverysheet.page(keyring, today(clock_of(settings), settings.timezone)))
    _say(f"{path} holds the key. Open it in a browser, print it twice, and delete it at once:\n  rm {path}\n")
    _say("Then type the words of a copy after `ascolto keys check`, and seal the two in two places.\n")


def _check(settings: Settings, asked: argparse.Namespace) -> None:
    keyring = _only_key(settings)
    ask(partial(compare, keyring=keyring))
    _say("These are the words of the key in use.\n")
    _write_down(settings, partial(recoverysheet.note_checked, keyring=keyring))


def _restore(settings: Settings, asked: argparse.Namespace) -> None:
    keyring = key_of(ask(_is_key))
    if settings.key_file.exists():
        _refuse_another(settings, keyring)
        _say(f"This key is at {settings.key_file} already; nothing was changed.\n")
        return
    if has_records(settings):
        _refuse_unfit(settings, keyring)
    create_key_file(settings.key_file, keyring)
    _refuse_another(settings, keyring)
    _say(f"The key is at {settings.key_file} again. Ask `ascolto doctor` whether everything is in order.\n")


def _is_key(words: list[str | None]) -> None:
    key_of(words)


def _refuse_another(settings: Settings, keyring: Keyring) -> None:
    if keyring.keys.items() <= read_keyring(settings.key_file).keys.items():
        return
    raise Failed(f"Another key is at {settings.key_file}, and it was left there: move it away first, but keep it.")


def _refuse_unfit(settings: Settings, keyring: Keyring) -> None:
    engine = make_engine(settings.database_url, keyring)
    try:
        with engine.connect() as connection, suppress(Unsound):  # what is damaged is put back with this key
            open_ends(connection)
    except DecryptError:
        raise Failed("This key does not open the database that is there: take the sheet of its own.") from None
    finally:
        engine.dispose()


# --- a new key ------------------------------------------------------------------------------------------------------


def _rotate(settings: Settings, asked: argparse.Namespace) -> None:
    keyring = _keyring(settings)
    if not has_records(settings):
        raise Failed("There is no database yet, so nothing to write anew.")
    backups.refuse_unfinished(settings)
    engine = make_engine(settings.database_url, keyring)
    guard = hold(engine, settings.data)
    try:
        if not guard.try_acquire():
            raise AlreadyRunning("Ascolto runs already on this database: stop it first.")
        if not rotation.is_under_way(keyring):
            _back_up(settings, "before")
        upgrade(engine)
        _write_anew(settings)
        _back_up(settings, "after")
    finally:
        guard.release()
        engine.dispose()


def _back_up(settings: Settings, when: str) -> None:
    """Before with the old key, because nobody has a sheet of the new one yet; after, because the new one opens none."""
    engine = make_engine(settings.database_url, read_keyring(settings.key_file))
    try:
        made = backups.make(settings, engine, clock_of(settings).now())
    finally:
        engine.dispose()
    _say(f"A backup was made {when}: {made.path}\n{made.trouble}".rstrip() + "\n")


def _write_anew(settings: Settings) -> None:
    keyring = rotation.begin(settings.key_file, settings.data)
    engine = make_engine(settings.database_url, keyring)
    try:
        rotation.rotate(engine, keyring, _progress)
        _note(settings, engine, partial(recoverysheet.note_rotated, keyring=keyring))
        rotation.end(settings.key_file, keyring)
        _tell_the_end(settings, keyring)
    finally:
        engine.dispose()


def _tell_the_end(settings: Settings, keyring: Keyring) -> None:
    _say(
        f"Everything is written with the key number {keyring.active} now, and the old key is gone from"
        f" {settings.key_file}.\nMake a new sheet: ascolto keys sheet --output FILE.html\n"
        "Keep the old sheet for four weeks, because older backups open with that one alone; then burn it.\n"
        "Cases have other numbers from now on: tell whoever wrote down the old ones.\n"
    )
    if not settings.database_file:
        _say("PostgreSQL keeps what it wrote before in its write-ahead log, and in an archive of it, until those go.\n")


def _progress(done: int, rows: int) -> None:
    start, end = ("\r\x1b[K", "\n" if done == rows else "") if sys.stderr.isatty() else ("", "\n")
    sys.stderr.write(f"{start}Writing anew: {done} of {rows} rows …{end}")
    sys.stderr.flush()


# --- what they share ------------------------------------------------------------------------------------------------


def _keyring(settings: Settings) -> Keyring:
    try:
        return read_keyring(settings.key_file)
    except FileNotFoundError:
        how = "a first start makes one; `ascolto keys restore` brings a lost one back"
        raise Failed(f"There is no key at {settings.key_file}: {how}.") from None


def _only_key(settings: Settings) -> Keyring:
    keyring = _keyring(settings)
    if rotation.is_under_way(keyring):
        raise Failed("A change of the key was not ended: stop the bot and run `ascolto keys rotate` first.")
    return keyring


def _write_down(settings: Settings, what: Callable[[Work], None]) -> None:
    """In the records, where there are any."""
    if has_records(settings):
        engine = open_database(settings)
        try:
            _note(settings, engine, what)
        finally:
            engine.dispose()


def _note(settings: Settings, engine: Engine, what: Callable[[Work], None]) -> None:
    with at_work(settings, engine) as work:
        what(work)


def _say(sentence: str) -> None:
    sys.stdout.write(sentence)


_ACTS: Mapping[str, Callable[[Settings, argparse.Namespace], None]] = {
    "sheet": _sheet,
    "check": _check,
    "restore": _restore,
    "rotate": _rotate,
}
