"""`ascolto erase`: a household that asks to be forgotten."""

import argparse
import sys

from sqlalchemy import Engine, func, select

from bot import backups
from bot.commands import Failed
from bot.keeping import erasing
from bot.opening import at_work, open_database
from bot.settings import Settings
from db.compact import NotCompacted, compact
from db.models import LooseNote

DONE = """\
{code} is erased: names, telephone, persons, notes, photos, voice messages, next contacts and all earlier answers.
What is left counts without saying whose it was: which needs and what was done, in which month and neighbourhood.
Tell whoever asked: it is gone today. Backups made before still hold it, locked, and the last of them is deleted after
four weeks. Should one of them be needed before, the household is erased again at once. An export or a household's file
that was written before is yours to delete.
"""
LOOSE = (
    "{n} loose notes belong to nobody yet and may speak of anybody: let their authors say whose they are (/drafts).\n"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which household."""
    parser.add_argument("code", metavar="CODE", help="its reference, as F-0012")
    parser.add_argument("--yes", action="store_true", help="do not ask for the reference a second time")


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Erase it, and leave nothing of it in the database's files."""
    code = asked.code.strip().upper()
    backups.open_source(settings).dispose()  # where there is none, no empty one is made
    engine = open_database(settings)
    try:
        return _erase(settings, engine, code, sure=asked.yes)
    finally:
        engine.dispose()


def _erase(settings: Settings, engine: Engine, code: str, *, sure: bool) -> int:
    with at_work(settings, engine) as work:
        known = erasing.find(work, code) is not None
    if known and not sure:
        _ask_again(code)
    loose = _write(settings, engine, code)
    try:
        compact(engine)
    except NotCompacted:
        raise Failed(
            f"{code} is erased, but the database was too busy to be written anew: run the same command again."
        ) from None
    sys.stdout.write(DONE.format(code=code))
    if loose:
        sys.stdout.write(LOOSE.format(n=loose))
    backups.keep_ledger(settings)
    return 0


def _ask_again(code: str) -> None:
    """Raises Failed where it is not typed a second time."""
    if not sys.stdin.isatty():
        raise Failed("Nobody is there to be asked: add --yes if you are sure.")
    sys.stderr.write(f"This cannot be undone. Type {code} again to erase it: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().upper() != code:
        raise Failed("That was not the same reference: nothing was erased.")


def _write(settings: Settings, engine: Engine, code: str) -> int:
    """Erase it, unless that is done already; returns how many notes belong to nobody yet."""
    with at_work(settings, engine) as work:
        household = erasing.find(work, code)
        if household is not None:
            erasing.write_down(work, settings.data, code)
            erasing.erase(work, household)
        unsettled = select(func.count()).select_from(LooseNote).where(LooseNote.settled_at.is_(None))
        return work.db.scalar(unsettled) or 0
