"""`python -m practice`: the bot with invented people, on this computer only."""

import argparse
import asyncio
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.logs import set_up
from practice.lock import Busy, alone
from practice.memory import Damaged
from practice.run import practise
from practice.setting import practice_folder
from practice.team import TeamError

PORT = 8088


def main(arguments: Sequence[str] | None = None) -> int:
    """Run practice mode until stopped; returns the exit code."""
    set_up()  # what is practised may be true
    asked = _parser().parse_args(arguments)
    folder = practice_folder()
    try:
        with alone(folder):
            if asked.fresh:
                forget(folder)
            asyncio.run(practise(folder, asked.port))
    except (Busy, Damaged, TeamError) as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"ASCOLTO_DATA cannot be used for practice: {error.strerror}: {error.filename or folder}")
    return 0


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


def forget(folder: Path) -> None:
    """Drop the records, key, people and chats of earlier practice; nothing else that may lie there."""
    shutil.rmtree(folder / "records", ignore_errors=True)
    for name in ("key", "people.json", "chats.json"):
        (folder / name).unlink(missing_ok=True)


def _port(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) <= 5 and int(value) <= 65535):
        raise argparse.ArgumentTypeError("a port is a number up to 65535")
    return int(value)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ascolto practice", description=__doc__)
    parser.add_argument("--port", type=_port, default=PORT, help=f"port of the page (default {PORT})")
    parser.add_argument("--fresh", action="store_true", help="forget what was practised before")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
