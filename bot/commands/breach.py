"""`ascolto breach`: what an account could read and did read between two times, on one page."""

import argparse
import sys
from pathlib import Path

from sqlalchemy.orm import Session

from bot import exports
from bot.audit.auditing import Deed
from bot.commands import Failed, askedfor
from bot.documents import lockedpage
from bot.documents.breach import Span, page
from bot.exports.files import fresh, refuse_existing
from bot.i18n import SOURCE
from bot.opening import write_down
from bot.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose account, when, and where to."""
    parser.add_argument("--account", required=True, metavar="NAME", help="whose account: the name, or the number")
    parser.add_argument("--from", required=True, dest="since", metavar="TIME", help="2026-11-26 or 2026-11-26T14:30")
    parser.add_argument("--to", required=True, dest="until", metavar="TIME", help="the same; a day counts to its end")
    parser.add_argument("--output", required=True, metavar="FILE.html", help="a new file, for its owner alone")


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Write the page; that it was written is written down, too."""
    path = Path(asked.output)
    refuse_existing([path])
    zone = settings.timezone
    span = Span(askedfor.instant(asked.since, zone), askedfor.instant(asked.until, zone, end=True), zone)
    if span.since >= span.until:
        raise Failed("--from is not before --to: there is nothing between them.")
    reader = exports.open_source(settings)
    try:
        with Session(reader) as db, db.begin():
            account = askedfor.account(db, asked.account)
            said = page(db, account, span)
            write_down(settings, Deed.BREACH, "account", account.id)
    finally:
        reader.dispose()
    words = lockedpage.new_words()
    with fresh(path) as file:
        file.write(lockedpage.lock_html(said, words, SOURCE))
    sys.stderr.write(f"It opens with these words, which are kept nowhere:\n\n    {words}\n\n")
    sys.stdout.write(f"{path} names families: give the page and its words by different ways; delete it when done.\n")
    return 0
