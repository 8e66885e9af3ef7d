"""`make bench`: measures everything and writes docs/performance.md. With QUICK=1 less, and nothing is written."""

import asyncio
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import search, steps, sweep
from bench.figures import Figure, table

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


def measure(*, quick: bool) -> list[Figure]:
    """Every figure, one topic after the other."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="ascolto-bench-") as name:
        folder = Path(name)
        topics: tuple[Callable[[], list[Figure]], ...] = (
            lambda: asyncio.run(steps.measure(folder / "steps", steps.QUICK if quick else steps.FULL)),
            lambda: asyncio.run(steps.measure_start(folder / "start", 2 if quick else 5)),
            lambda: sweep.measure(folder, quick=quick),
            lambda: search.measure(quick=quick),
        )
        for topic in topics:
            measured = topic()
            sys.stdout.write(table(measured) + "\n\n")
            sys.stdout.flush()
            figures += measured
    return figures


def machine() -> str:
    """What it was measured on."""
    info = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    models = [line.partition(": ")[2] for line in info.splitlines() if line.startswith("model name")]
    cpu = models[0] if models else platform.machine()
    return (
        f"{os.cpu_count()} cores of {cpu}, {platform.system()}, Python {platform.python_version()},"
        f" python-telegram-bot {version('python-telegram-bot')}, SQLAlchemy {version('SQLAlchemy')}"
    )


def put_between_marks(page: Path, measured: str) -> None:
    """Put what was measured into a page, between its marks."""
    said = page.read_text("utf-8")
    before, _, rest = said.partition(BEGIN)
    page.write_text(f"{before}{BEGIN}\n{measured}\n{END}{rest.partition(END)[2]}", "utf-8")


def write(figures: list[Figure]) -> None:
    """Put the figures into the page."""
    day = datetime.now(UTC).date().isoformat()
    put_between_marks(PAGE, f"Measured on {day}: {machine()}.\n\n{table(figures)}")


def main() -> None:
    """Measure; write the page after a full run."""
    quick = bool(os.environ.get("QUICK"))
    figures = measure(quick=quick)
    if not quick:
        write(figures)


if __name__ == "__main__":
    main()
