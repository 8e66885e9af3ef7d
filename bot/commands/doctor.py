"""`ascolto doctor`: what is in order and what is not."""

import argparse
import sys

from bot import doctor
from bot.commands import Failed
from bot.opening import clock_of
from bot.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: it looks at everything."""


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """What is in order and what is not; 1 when something is not."""
    findings = doctor.look(settings, clock_of(settings))
    for finding in findings:
        sys.stdout.write(f"{'ok  ' if finding.good else 'BAD '} {finding.what}: {finding.said}\n")
    bad = [finding for finding in findings if not finding.good]
    if bad:
        raise Failed(" ".join(f"{finding.what}: {finding.said}" for finding in bad))
    return 0
