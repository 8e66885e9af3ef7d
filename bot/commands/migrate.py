"""`ascolto migrate`: the newest schema; `run` does the same at its start."""

import argparse

from bot.opening import open_database
from bot.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Migrate."""
    open_database(settings).dispose()
    return 0
