"""The figures of a run: said at its end with the seeds that replay them, and kept for docs/reliability.md."""

import os
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import cast

import pytest

REPORT = "FIRE_REPORT"
"""The variable that names the file to which figures are added, one line each: what was done, tab, what came of it."""
_FIGURE = "figure"

Record = Callable[[str, object], None]
"""What pytest's `record_property` is: it reaches the end of the run from whichever process a test ran in."""


def seed(usual: int | None = None) -> int:
    """FIRE_SEED, or `usual`, or one by chance: the same seed does the same again."""
    return int(os.environ.get("FIRE_SEED", random.randrange(10**6) if usual is None else usual))


def size(variable: str, usual: int) -> int:
    """How much is done: what the environment says, else what every run of the tests does."""
    return int(os.environ.get(variable, usual))


def tell(record_property: Record, what: str, figures: object) -> None:
    """Say at the end of the run what came of something."""
    record_property(_FIGURE, (what, str(figures)))


def figures(reports: Iterable[object]) -> list[tuple[str, str]]:
    """What the tests have told, in the order in which they ended."""
    done = [report for report in reports if isinstance(report, pytest.TestReport) and report.when == "call"]
    told = [value for report in done for name, value in report.user_properties if name == _FIGURE]
    return [(str(what), str(came)) for what, came in cast(list[tuple[str, str]], told)]


def keep(told: Iterable[tuple[str, str]]) -> None:
    """Add figures to the file that the environment names, if it does."""
    if REPORT in os.environ:
        with Path(os.environ[REPORT]).open("a", encoding="utf-8") as file:
            file.writelines(f"{what}\t{came}\n" for what, came in told)
