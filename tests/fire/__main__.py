"""`make fire`: the campaigns at full size, some hours long; writes docs/reliability.md.

A variable of `FULL` that is set in the environment counts instead. With QUICK=1 everything is done as in every run of
the tests, and nothing is written.
"""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.__main__ import machine, put_between_marks
from tests.report import REPORT

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
FULL = {
    "FIRE_KILLS": "1000",
    "FIRE_KILLS_PG": "100",
    "FIRE_FAULTS": "3000",
    "FIRE_TEXTS": "200000",
    "FIRE_DAMAGED": "1000000",
    "FIRE_TAPS": "1000000",
    "FIRE_WALKS": "50000",
    "FIRE_MODEL": "140",
}
HOURS = 12 * 3600  # s that one campaign may take


def main() -> int:
    """Run everything; the page is written only after a run without a finding."""
    quick = bool(os.environ.get("QUICK"))
    with tempfile.TemporaryDirectory(prefix="ascolto-fire-") as folder:
        report = Path(folder) / "figures"
        report.touch()
        env = {**({} if quick else FULL), **os.environ, REPORT: str(report)}
        places = ["tests/fire", "tests/test_random_walks.py", "tests/test_model.py"]
        tests = [sys.executable, "-m", "pytest", "-o", f"timeout={HOURS}", *places]
        code = subprocess.run(tests, cwd=ROOT, env=env, check=False).returncode
        if code == 0 and not quick:
            put_between_marks(PAGE, _table(report.read_text("utf-8")))
    return code


def _table(figures: str) -> str:
    day = datetime.now(UTC).date().isoformat()
    rows = "\n".join(f"| {what} | {came} |" for what, _, came in (row.partition("\t") for row in figures.splitlines()))
    return f"Measured on {day}: {machine()}.\n\n| what | what came of it |\n| --- | --- |\n{rows}"


if __name__ == "__main__":
    sys.exit(main())
