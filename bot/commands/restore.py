"""`ascolto restore`: a backup comes back, on a machine where there are no records."""

import argparse
import sys
from pathlib import Path

from sqlalchemy import Engine

from bot import backups
from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.keeping import erasing
from bot.opening import at_work
from bot.settings import Settings
from db.compact import compact


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which one."""
    parser.add_argument("file", metavar="FILE", help="a backup: ascolto-….age")


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Bring it back, and say what it holds and what is to be looked at now."""
    path, erased = Path(asked.file).absolute(), list[str]()

    def settle(engine: Engine) -> None:
        with at_work(settings, engine) as work:
            erasing.take_over(settings.data, path.parent)
            auditing.note(work, None, Deed.RESTORED, "registry", None)
            erased.extend(erasing.apply_ledger(work, settings.data))
        if erased:
            compact(engine)

    manifest = backups.restore(settings, path, settle)
    made = f"{manifest.created_at.astimezone(settings.timezone):%Y-%m-%d %H:%M}"
    rows = manifest.rows
    sys.stdout.write(
        f"Brought back as of {made}: {rows.get('households', 0)} households, {rows.get('contacts', 0)} visits and"
        f" sessions, {rows.get('accounts', 0)} people of the centre.\nNow ask `ascolto doctor`, start the bot, and look"
        " at who may use it: whoever was suspended after that is not any more.\n"
    )
    if erased:
        sys.stdout.write(f"Erased again, as they had asked for it since: {', '.join(erased)}.\n")
    return 0
