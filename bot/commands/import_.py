"""`ascolto import`: a registry out of a spreadsheet, or an empty list to be filled in."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot import registry
from bot.clock import today
from bot.commands import Failed
from bot.exports.files import fresh_binary, refuse_existing
from bot.i18n import LANGUAGES, SOURCE, say
from bot.importing import headings, known, reading, report, template
from bot.importing.checking import Checked, check
from bot.importing.headings import FIELDS, Headings
from bot.importing.loading import Changed, load
from bot.importing.report import KNOWN, NEW, SIMILAR, TWICE, Outcome
from bot.importing.table import MOST_BYTES, Table, Unreadable
from bot.opening import clock_of, open_database
from bot.people.permissions import Action, by_role
from bot.settings import Settings
from bot.spelling.names import fold
from bot.words import Text
from bot.work import Work
from db.models import Account

T = TypeVar("T")
SHOWN = 20  # refused rows on the terminal; all of them stand in the result file
TRIES = 3
"""How often the rows are checked anew where somebody registers a household at that very moment."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, and what to do with it."""
    parser.add_argument("file", nargs="?", metavar="FILE", help="an .xlsx or .csv file")
    parser.add_argument("--dry-run", action="store_true", help="say what would come in, and write nothing")
    parser.add_argument("--by", metavar="NAME", help="the coordinator who imports; needed where there are several")
    parser.add_argument(
        "--map", metavar='"HEADING=FIELD"', action="append", default=[], help=f"a column is: {', '.join(FIELDS)}"
    )
    parser.add_argument("--similar", action="store_true", help="also those with a name like another one's elsewhere")
    parser.add_argument("--template", action="store_true", help="write an empty list to be filled in")
    parser.add_argument("--output", metavar="PATH", help="a new file for the result, or for the template")
    parser.add_argument("--language", choices=LANGUAGES, default=SOURCE, help="of the result or the template")


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Import a file, or write a template; 1 when nothing of the file can come in."""
    if asked.template == bool(asked.file):
        raise Failed("Name a file to import, or say --template and where to with --output.")
    if asked.template and not asked.output:
        raise Failed("Say where the template goes: --output FILE.xlsx or FILE.csv.")
    refuse_existing([Path(asked.output)] if asked.output else [])
    engine = open_database(settings)
    try:
        centre = _Centre(engine, settings)
        centre.do(registry.add_first_neighbourhoods)
        return _write_template(centre, asked) if asked.template else _import(centre, asked)
    finally:
        engine.dispose()


class _Centre:
    """The database, a transaction at a time."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine = engine
        self._clock, self._zone = clock_of(settings), settings.timezone
        self.today = today(self._clock, self._zone)

    def do(self, act: Callable[[Work], T]) -> T:
        """Let a use case run in a transaction of its own."""
        with Session(self._engine, expire_on_commit=False) as db, db.begin():
            return act(Work(db, self._clock.now(), self._zone))

    def places(self) -> dict[str, Text]:
        """The neighbourhoods by code."""
        return self.do(lambda work: {row.code: registry.named(row) for row in registry.neighbourhoods(work)})


def _write_template(centre: _Centre, asked: argparse.Namespace) -> int:
    path = Path(asked.output)
    as_csv = path.suffix.lower() == ".csv"
    places = list(centre.places().values())
    with fresh_binary(path) as file:
        file.write(template.as_csv(asked.language) if as_csv else template.as_xlsx(places, asked.language))
    return 0


def _import(centre: _Centre, asked: argparse.Namespace) -> int:
    account = centre.do(lambda work: _coordinator(work, asked.by))
    table = _read(Path(asked.file))
    headed = _mapped(headings.find(table), asked.map)
    _tell_headings(headed, asked.language)
    checked = _check(centre, table, headed, asked)
    outcomes = checked.outcomes
    if not asked.dry_run and checked.arrivals:
        outcomes = _load(centre, account, table, headed, asked, checked)
    places = centre.places()
    _tell(outcomes, checked.remarks, places, asked)
    if asked.output:
        with fresh_binary(Path(asked.output)) as file:
            file.write(report.as_csv(outcomes, places, asked.language))
    return 0 if any(outcome.reason in (NEW, KNOWN) for outcome in outcomes) else 1


def _coordinator(work: Work, name: str | None) -> Account:
    query = select(Account).where(Account.status.in_(("active", "pending"))).order_by(Account.id)
    coordinators = [account for account in work.db.scalars(query) if by_role(account, Action.IMPORT)]
    if name is not None:
        coordinators = [account for account in coordinators if set(fold(name)) <= set(fold(account.name))]
    if len(coordinators) != 1:
        who = "No coordinator is called so" if name else "There is no one coordinator"
        raise Failed(f"{who}: say --by NAME, or invite one first with `ascolto invite --role coordinator`.")
    return coordinators[0]


def _read(path: Path) -> Table:
    _progress(f"Reading {path.name} …")
    try:
        with path.open("rb") as file:
            return reading.read(file.read(MOST_BYTES + 1))
    except Unreadable as refused:
        raise Failed(f"{path.name}: {say(report.UNREADABLE[refused.code], SOURCE)}") from None


def _mapped(found: Headings, wishes: Sequence[str]) -> Headings:
    """The headings with what `--map` says of them; a field that is empty leaves a column out."""
    pairs = dict(wish.rpartition("=")[::2] for wish in wishes)
    try:
        return found.corrected(headings.chosen(found, pairs))
    except KeyError as missing:
        raise Failed(f"--map: {missing.args[0]!r} is neither a heading of this file nor one of the fields.") from None


def _check(centre: _Centre, table: Table, headed: Headings, asked: argparse.Namespace) -> Checked:
    def progress(done: int, total: int) -> None:
        _progress(f"Checking: {done} of {total} rows …")

    now = centre.do(known.look)
    return check(table, headed, now, centre.today, similar=asked.similar, progress=progress)


def _load(
    centre: _Centre, account: Account, table: Table, headed: Headings, asked: argparse.Namespace, checked: Checked
) -> list[Outcome]:
    for _ in range(TRIES):
        _progress(f"Writing {len(checked.arrivals)} households …")
        try:
            return centre.do(partial(_write, account.id, checked))
        except Changed:
            checked = _check(centre, table, headed, asked)
    raise Failed("The registry changes all the time just now; nothing was written. Try again in a moment.")


def _write(account_id: int, checked: Checked, work: Work) -> list[Outcome]:
    return load(work, work.db.get_one(Account, account_id), checked)


# --- what is said ---------------------------------------------------------------------------------------------------


def _progress(sentence: str) -> None:
    """One line on stderr: written over itself on a terminal."""
    start, end = ("\r\x1b[K", "") if sys.stderr.isatty() else ("", "\n")
    sys.stderr.write(f"{start}{sentence}{end}")
    sys.stderr.flush()


def _tell_headings(headed: Headings, lang: str) -> None:
    for text, field in zip(headed.texts, headed.fields, strict=True):
        if text:
            what = say(FIELDS[field], lang) if field else "left out"
            sys.stdout.write(f"{text} = {what}\n")


def _tell(
    outcomes: Sequence[Outcome], remarks: Sequence[str], places: dict[str, Text], asked: argparse.Namespace
) -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    for remark in remarks:
        sys.stdout.write(say(report.REMARKS[remark], asked.language) + "\n")
    refused = [outcome for outcome in outcomes if outcome.refused]
    others = [outcome for outcome in outcomes if outcome.reason in (TWICE, SIMILAR)]
    for outcome in (*refused[:SHOWN], *others[:SHOWN]):
        sys.stdout.write(f"Row {outcome.row}: {say(report.said(outcome, places), asked.language)}\n")
    if len(refused) > SHOWN or len(others) > SHOWN:
        sys.stdout.write("… all of them with --output FILE\n")
    count = Counter(outcome.reason for outcome in outcomes)
    verb = "would come in" if asked.dry_run else "imported"
    sys.stdout.write(
        f"{count[NEW]} {verb}, {count[KNOWN]} in the registry already, {count[TWICE]} twice in the file, "
        f"{count[SIMILAR]} with a similar name, {len(refused)} refused.\n"
    )
