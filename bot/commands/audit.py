"""`ascolto audit`: who did what to which record and when; and whether no line of it was touched."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from datetime import tzinfo
from pathlib import Path

from sqlalchemy import ColumnElement, Engine
from sqlalchemy.orm import Session

from bot import exports
from bot.audit import accesses
from bot.audit.sealing import Link
from bot.audit.verifying import verify
from bot.backups.container import check
from bot.commands import Failed, askedfor
from bot.i18n import SOURCE, say
from bot.settings import Settings
from db.crypto import keyring_of
from db.models import Audit

BY_ITSELF = "(command line)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which lines, and what to compare with."""
    parser.add_argument("about", nargs="?", metavar="REFERENCE", help="a household or a record: F-0012, V-2026-00042")
    parser.add_argument("--account", metavar="NAME", help="what somebody did: the name, or the number")
    parser.add_argument("--since", metavar="TIME", help="2026-11-26 or 2026-11-26T14:30")
    parser.add_argument("--until", metavar="TIME", help="the same; a day counts to its end")
    parser.add_argument("--backup", metavar="FILE", help="compare with what a backup knows of the log")


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Print the lines, then say whether the log is whole; 1 when it is not."""
    reader = exports.open_source(settings)
    try:
        kept = _kept(Path(asked.backup), reader) if asked.backup else None
        with Session(reader) as db, db.begin():
            which = list(_which(db, settings.timezone, asked))
            chain = verify(db, kept)
            with suppress(ValueError, TypeError) if chain.broken else nullcontext():  # the first that cannot be read
                for line in db.scalars(accesses.lines(*which).execution_options(yield_per=500)):
                    sys.stdout.write(_line(db, line, settings.timezone))
            sys.stdout.flush()
    finally:
        reader.dispose()
    if chain.broken:
        raise Failed(chain.broken)
    sys.stdout.write(f"The log is whole: {chain.sealed} lines are sealed, {chain.waiting} wait for it.\n")
    return 0


def _kept(path: Path, reader: Engine) -> Link | None:
    """The head that a backup has. Raises BadBackup."""
    manifest, _ = check(path, keyring_of(reader))
    return Link.read(manifest.audit_head) if manifest.audit_head else None


def _which(db: Session, zone: tzinfo, asked: argparse.Namespace) -> Iterator[ColumnElement[bool]]:
    if asked.about:
        yield askedfor.subject(db, asked.about)
    if asked.account:
        yield Audit.account_id == askedfor.account(db, asked.account).id
    if asked.since:
        yield Audit.at >= askedfor.instant(asked.since, zone)
    if asked.until:
        yield Audit.at < askedfor.instant(asked.until, zone, end=True)


def _line(db: Session, line: Audit, zone: tzinfo) -> str:
    who, what = accesses.who(db, line) or BY_ITSELF, say(accesses.done(line), SOURCE)
    about = say(accesses.about(db, line), SOURCE)
    return f"{line.at.astimezone(zone):%Y-%m-%d %H:%M:%S}  {who}  {what}  {about}\n"
