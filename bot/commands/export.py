"""`ascolto export`: all records, one JSON object a line, or as CSV files; or what is confidential, alone."""

import argparse

from bot import exports
from bot.audit.auditing import Deed
from bot.clock import today
from bot.opening import clock_of, write_down
from bot.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """In which form, and where to."""
    parser.add_argument("--format", choices=("jsonl", "csv"), default="jsonl")
    parser.add_argument(
        "--output", metavar="PATH", help="a file for jsonl (default: standard output), a folder for csv"
    )
    parser.add_argument(
        "--confidential", action="store_true", help="the confidential entries and nothing else; this is written down"
    )


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """All records, one JSON object a line, or as CSV files; read in one state while the bot goes on."""
    day = today(clock_of(settings), settings.timezone)
    reader = exports.open_source(settings)
    try:
        write_down(settings, Deed.EXPORTED, "confidential" if asked.confidential else "registry")
        kinds = (exports.CONFIDENTIAL,) if asked.confidential else exports.KINDS
        exports.write(reader, day, asked.format, asked.output, kinds)
    finally:
        reader.dispose()
    return 0
