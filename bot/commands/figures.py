"""`ascolto figures`: a month in figures as CSV, for the funder: no name, and no number below five."""

import argparse
import csv
import sys
from datetime import date
from pathlib import Path
from typing import TextIO

from sqlalchemy.orm import Session

from bot import exports
from bot.clock import today
from bot.commands import Failed
from bot.exports.files import fresh
from bot.figures.figures import Figure, Month, of_month
from bot.opening import clock_of
from bot.settings import Settings

FEW = "fewer than 5 or withheld"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which month, and where to."""
    parser.add_argument("--month", metavar="2026-11", help="default: the month before this one")
    parser.add_argument("--output", metavar="FILE.csv", help="a new file (default: standard output)")


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Write the figures."""
    default = Month.of(today(clock_of(settings), settings.timezone)).before
    month = default if asked.month is None else _month(asked.month)
    reader = exports.open_source(settings)
    try:
        with Session(reader) as db, db.begin():
            found = of_month(db, month)
    finally:
        reader.dispose()
    if asked.output is None:
        _write(sys.stdout, month, found)
    else:
        with fresh(Path(asked.output), bom=True) as file:
            _write(file, month, found)
    return 0


def _month(words: str) -> Month:
    try:
        return Month.of(date.fromisoformat(f"{words}-01"))
    except ValueError:
        raise Failed(f"{words} is no month: write 2026-11.") from None


def _write(file: TextIO, month: Month, found: list[Figure]) -> None:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(("month", "table", "code", "number"))
    for figure in found:
        number = FEW if figure.number is None else figure.number
        rows.writerow((str(month), figure.table, figure.code, number))
