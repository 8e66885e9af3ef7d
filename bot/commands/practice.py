"""`ascolto practice`: practice is a program of its own; this process becomes it."""

import argparse
import os
import sys

from bot.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What practice itself understands."""
    parser.add_argument("--port", help="port of the page")
    parser.add_argument("--fresh", action="store_true", help="forget what was practised before")


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Never returns."""
    arguments = [*(["--port", asked.port] if asked.port else []), *(["--fresh"] if asked.fresh else [])]
    os.execv(sys.executable, [sys.executable, "-m", "practice", *arguments])  # noqa: S606 - our own program, no shell
