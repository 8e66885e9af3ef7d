"""`ascolto file`: everything that is held on one household, in a page that only whoever has the words can open."""

import argparse
import sys
from pathlib import Path

from sqlalchemy import select

from bot import exports
from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.commands import Failed
from bot.documents import householdfile, lockedpage
from bot.exports.files import fresh, refuse_existing
from bot.i18n import LANGUAGES, SOURCE
from bot.opening import at_work, open_database
from bot.settings import Settings
from db.models import Household


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which household, where to, in which language."""
    parser.add_argument("code", metavar="CODE", help="its reference, as F-0012")
    parser.add_argument("--output", metavar="FILE.html", required=True, help="a new file")
    parser.add_argument("--language", choices=LANGUAGES, default=SOURCE, help="of the document")
    parser.add_argument("--confidential", action="store_true", help="with what is kept apart: ask its author before")
    parser.add_argument("--ask", action="store_true", help="ask for words of your own in place of new ones")


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Write the page, and say its words once, where no file catches them."""
    path = Path(asked.output).absolute()
    refuse_existing([path])
    exports.open_source(settings).dispose()
    words = _typed() if asked.ask else lockedpage.new_words()
    page = _page(settings, asked, words)
    with fresh(path) as file:
        file.write(page)
    if not asked.ask:
        sys.stderr.write(f"It opens with these words, which are kept nowhere:\n\n    {words}\n\n")
    sys.stdout.write(f"{path} opens in any browser. Give the page and its words by different ways.\n")
    return 0


def _typed() -> str:
    if sys.stdin.isatty():
        sys.stderr.write(f"Words that open the page, at least {lockedpage.SHORTEST} characters: ")
        sys.stderr.flush()
    words = lockedpage.plain_words(sys.stdin.readline())
    if len(words) < lockedpage.SHORTEST:
        raise Failed(f"Words of your own need at least {lockedpage.SHORTEST} characters: nothing was written.")
    return words


def _page(settings: Settings, asked: argparse.Namespace, words: str) -> str:
    """Read all of it in one transaction, which also writes down that it was read."""
    code = asked.code.strip().upper()
    engine = open_database(settings)
    try:
        with at_work(settings, engine) as work:
            household = work.db.scalars(select(Household).where(Household.code == code)).first()
            if household is None:
                raise Failed(f"No household is called {code}: write the reference as it stands on its card, F-0012.")
            auditing.note(work, None, Deed.EXPORTED, "household", household.id)
            parts = householdfile.document(work, household, confidential=asked.confidential)
            return lockedpage.lock(parts, words, asked.language)
    finally:
        engine.dispose()
