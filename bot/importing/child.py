"""What reads a file somebody sent: a process with little memory and time, without settings, secrets or a database.

Standard input is the file; standard output one JSON line of what it is, then one for each row.
"""

import contextlib
import json
import resource
import sys
from collections.abc import Iterator

from bot.importing.table import MOST_BYTES, Table, Unreadable

MEMORY = 400 * 1024 * 1024  # bytes of address space; ten thousand rows need a quarter of it
TIME = 60  # s of CPU
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(content: bytes) -> Table:
    """The rows of a file, whatever its name says it is. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("too_big")
    if content.startswith(OLE):
        raise Unreadable("locked")
    table = _read(content)
    if not table.rows:
        raise Unreadable("empty")
    return table


def _read(content: bytes) -> Table:
    try:
        if content.startswith(ZIP):
            from bot.importing import sheets

            return sheets.read(content)
        from bot.importing import lines

        return lines.read(content)
    except (Unreadable, MemoryError):
        raise
    except Exception:  # whatever a library makes of a broken file
        raise Unreadable("damaged") from None


def answer(content: bytes) -> Iterator[str]:
    """What is written to standard output."""
    try:
        table = read(content)
    except Unreadable as refused:
        yield json.dumps({"unreadable": refused.code})
    except MemoryError:
        yield json.dumps({"unreadable": "too_much"})
    else:
        yield json.dumps({"remarks": table.remarks, "since_1904": table.since_1904})
        yield from (json.dumps(row) for row in table.rows)


def main() -> None:
    """Read standard input within the limits."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, TIME), (resource.RLIMIT_FSIZE, 0)):
        with contextlib.suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(what, (most, most))
    for line in answer(sys.stdin.buffer.read(MOST_BYTES + 1)):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
