"""A file as rows, read by a process of its own: whatever is wrong with the file, the bot goes on."""

import json
import os
import subprocess
import sys

from bot.importing.table import MOST_BYTES, Table, Unreadable

PATIENCE = 90  # s
PASSED_ON = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL", "SYSTEMROOT")
"""What the reading process learns of our environment: no token, no address of a database."""


def read(content: bytes) -> Table:
    """The rows of a spreadsheet or CSV file; blocks for up to 90 s. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("too_big")
    if not content.strip():
        raise Unreadable("empty")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bot.importing.child"],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            env=environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("too_much") from None
    if done.returncode != 0:  # stopped by one of its limits
        raise Unreadable("too_much")
    return _table(done.stdout)


def environment() -> dict[str, str]:
    """What of our environment the reading process is given."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


def _table(said: bytes) -> Table:
    lines = said.splitlines()
    about = json.loads(lines[0])
    if "unreadable" in about:
        raise Unreadable(about["unreadable"])
    rows = [(number, cells) for number, cells in map(json.loads, lines[1:])]
    return Table(rows, about["remarks"], about["since_1904"])
