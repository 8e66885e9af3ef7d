"""`make fire`: the campaigns at full size, some hours long; writes docs/reliability.md.

Each test is a process of its own, as many at a time as there are processors. One that has passed at this commit is not
run again: what was interrupted goes on where it was. A variable of `FULL` that is set in the environment counts
instead. With QUICK=1 everything is done as in every run of the tests, and nothing is written.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from bench.__main__ import machine, put_between_marks
from tests.report import REPORT

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
KEPT = ROOT / ".fire"
PLACES = ("tests/fire", "tests/conversations/test_random_walks.py", "tests/model")
FULL = {
    "FIRE_KILLS": "1000",
    "FIRE_KILLS_PG": "100",
    "FIRE_FAULTS": "3000",
    "FIRE_TEXTS": "200000",
    "FIRE_DAMAGED": "1000000",
    "FIRE_TAPS": "1000000",
    "FIRE_WALKS": "50000",
    "FIRE_BACKUPS": "600",
    "FIRE_ERASURES": "200",
    "FIRE_ERASURES_PG": "40",
    "FIRE_MODEL": "140",
    "FIRE_STEP": "1",
    "FIRE_ROTATIONS": "500",
    "FIRE_ROTATIONS_PG": "100",
}
HOURS = 12 * 3600  # s that one campaign may take


def main() -> int:
    """Run everything; the page is written only when all of it has passed."""
    if os.environ.get("QUICK"):
        return subprocess.run([*_pytest(), *PLACES], cwd=ROOT, check=False).returncode
    kept = KEPT / _said("git", "rev-parse", "HEAD")
    kept.mkdir(parents=True, exist_ok=True)
    tests = [line for line in _said(*_pytest(), "--collect-only", *PLACES).splitlines() if "::" in line]
    figures = [kept / str(number) for number in range(len(tests))]
    with ThreadPoolExecutor(os.cpu_count()) as side_by_side:
        passed = list(side_by_side.map(_passes, tests, figures))
    if not all(passed):
        return 1
    put_between_marks(PAGE, _table(line for file in figures for line in file.read_text("utf-8").splitlines()))
    return 0


def _pytest() -> tuple[str, ...]:
    return (sys.executable, "-m", "pytest", "-o", f"timeout={HOURS}")


def _said(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _passes(test: str, figures: Path) -> bool:
    """Run one test unless its figures are kept already, and keep them."""
    if figures.exists():
        return True
    new = figures.with_suffix(".new")
    new.write_text("", "utf-8")
    env = {**FULL, **os.environ, REPORT: str(new)}
    ran = subprocess.run([*_pytest(), test], cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    passed = ran.returncode == 0
    sys.stdout.write(f"{test}: {'passed' if passed else 'FAILED'}\n{'' if passed else ran.stdout}")
    sys.stdout.flush()
    if passed:
        new.rename(figures)
    return passed


def _table(figures: Iterable[str]) -> str:
    day = datetime.now(UTC).date().isoformat()
    rows = "\n".join(f"| {what} | {came} |" for what, _, came in (row.partition("\t") for row in figures))
    return f"Measured on {day}: {machine()}.\n\n| what | what came of it |\n| --- | --- |\n{rows}"


if __name__ == "__main__":
    sys.exit(main())
