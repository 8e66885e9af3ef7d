"""`ascolto backup`: a backup now, as the bot makes one every night."""

import argparse
import sys
from pathlib import Path

from bot import backups
from bot.audit.auditing import Deed
from bot.commands import Failed
from bot.opening import clock_of, has_older_schema, write_down
from bot.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("--output", metavar="FOLDER", help="another folder; nothing in it is deleted")


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Make a backup while the bot goes on, and say where it is."""
    folder = Path(asked.output).absolute() if asked.output else None
    engine = backups.open_source(settings)
    try:
        if not has_older_schema(engine):
            write_down(settings, Deed.BACKED_UP, "registry")
        made = backups.make(settings, engine, clock_of(settings).now(), folder)
    finally:
        engine.dispose()
    sys.stdout.write(f"{made.path}\n")
    if made.trouble:
        raise Failed(f"{made.trouble} The first folder has its backup.")
    return 0
