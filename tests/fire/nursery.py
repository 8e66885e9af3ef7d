"""Starts the bot as often as one likes without loading it each time: a process that has loaded it forks on request.

Each line on stdin is an environment as JSON; answered by the pid of a new process that does `ascolto run` in it (or
what FIRE_COMMAND says) and, when that has ended, by how it ended (negative: the signal). Ends with its stdin.
"""

import json
import os
import sys

import alembic.command  # noqa: F401 - what migrates, which the program itself loads late: here once for all forks

import bot.__main__
import bot.commands.backup
import bot.commands.migrate
import bot.commands.restore
import bot.commands.run  # the modules that take their time


def main() -> None:
    """Serve until stdin ends."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _be_the_bot(json.loads(line))
        _say(pid)
        _, status = os.waitpid(pid, 0)
        _say(os.waitstatus_to_exitcode(status))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _be_the_bot(env: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(env)
    log = os.open(env["FIRE_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)  # the numbers are the parent's to say
    os.dup2(log, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if env.get("FIRE_POINT"):
        from tests.fire import points

        points.plant(env["FIRE_POINT"])
    try:
        code = bot.__main__.program(env.get("FIRE_COMMAND", "run").split())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
