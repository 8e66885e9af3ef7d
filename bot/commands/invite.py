"""`ascolto invite`: a link to follow and, alone on the last line, its code."""

import argparse
import sys

from bot.commands import Failed
from bot.conversations.answers import read_words
from bot.conversations.refused import Refused
from bot.i18n import LANGUAGES
from bot.opening import at_work, open_database
from bot.people import people
from bot.people.permissions import ROLES
from bot.settings import Settings
from db.models import Fact

LONGEST_NAME = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who is invited."""
    parser.add_argument("--role", required=True, choices=ROLES)
    parser.add_argument("--name", required=True, help="how colleagues call her or him")
    parser.add_argument("--language", choices=LANGUAGES, help="asked at first contact when it is not given")


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Make the account and its invite."""
    name = _name(asked.name)
    engine = open_database(settings)
    try:
        with at_work(settings, engine) as work:
            code = people.invite(work, name, asked.role, asked.language)
            bot = work.db.get(Fact, "bot")
            username = bot.value if bot else None
    finally:
        engine.dispose()
    link = f"https://t.me/{username}?start={code}" if username else f"/start {code}"
    sys.stdout.write(f"For {name}, once, within 24 hours. Open this link on her or his phone")
    sys.stdout.write(":\n" if username else " (or send this to the bot, which has not run yet):\n")
    sys.stdout.write(f"{link}\n{code}\n")
    return 0


def _name(typed: str) -> str:
    """A name that fits on a button. Raises Failed."""
    try:
        return read_words(" ".join(typed.split()), LONGEST_NAME)
    except Refused:
        raise Failed(f"--name is to be how colleagues call her or him, in 1 to {LONGEST_NAME} letters.") from None
