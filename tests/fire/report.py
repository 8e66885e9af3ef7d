"""The figures of a run: printed with the seed that replays it, and kept for docs/reliability.md."""

import os
import random
from pathlib import Path

import pytest

REPORT = "FIRE_REPORT"
"""The variable that names the file to which figures are added, one line each: what was done, tab, what came of it."""


def seed() -> int:
    """FIRE_SEED, or one by chance: the same seed does the same again."""
    return int(os.environ.get("FIRE_SEED", random.randrange(10**6)))


def size(variable: str, usual: int) -> int:
    """How much is done: what the environment says, else what every run of the tests does."""
    return int(os.environ.get(variable, usual))


def tell(capsys: pytest.CaptureFixture[str], what: str, figures: object) -> None:
    """Say what came of a campaign."""
    with capsys.disabled():
        print(f"\n{what}: {figures}")  # noqa: T201 - this is what it is for
    if REPORT in os.environ:
        with Path(os.environ[REPORT]).open("a", encoding="utf-8") as report:
            report.write(f"{what}\t{figures}\n")
