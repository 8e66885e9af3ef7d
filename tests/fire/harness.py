"""The real bot as a process of its own that can be killed at any moment, talking to a Telegram in this process."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Protocol

from practice.child import spawn
from practice.setting import bot_environment
from practice.telegram import Telegram

ROOT = Path(__file__).parents[2]
HOOK = Path(__file__).parent / "hook"
LOUD = {
    "FIRE_LOUD": "1",
    "PYTHONPATH": os.pathsep.join([str(HOOK), str(ROOT)]),
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONWARNINGS": "always",
}
"""The environment of a process that makes mistakes and says all it can: see `loud`."""
GRACE = 20.0  # s in which a process must have ended


class Bot(Protocol):
    """A bot that was started."""

    pid: int

    async def ended(self) -> int:
        """Wait for its end; how it ended: its exit code, or minus the signal."""


class Nursery:
    """Starts bots one after the other, each a fork of a process that has loaded everything: 0.1 s instead of 2."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def start(self, env: Mapping[str, str]) -> "Bot":
        """A new bot in this environment; the one before must have ended."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(dict(env)).encode() + b"\n")
        return _Forked(await self.number(), self)

    async def number(self) -> int:
        """The next number it says."""
        assert self._process.stdout is not None
        return int(await self._process.stdout.readline())


class _Forked:
    def __init__(self, pid: int, nursery: Nursery) -> None:
        self.pid = pid
        self._end = asyncio.ensure_future(nursery.number())

    async def ended(self) -> int:
        return await asyncio.wait_for(asyncio.shield(self._end), GRACE)


class Fresh:
    """`python -m bot run`, as anybody would start it."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.pid = process.pid

    async def ended(self) -> int:
        """As of a Bot."""
        return await asyncio.wait_for(self.process.wait(), GRACE)


@contextlib.asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """A nursery; it ends when left, and all that it has started was ended before."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fire.nursery", cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    try:
        yield Nursery(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), GRACE)
        except TimeoutError:
            process.kill()


async def start_fresh(env: Mapping[str, str]) -> Fresh:
    """Start the bot as anybody would; what it says goes to the file FIRE_LOG."""
    log = os.open(env["FIRE_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return Fresh(await spawn((sys.executable, "-m", "bot", "run"), env, stderr=log))
    finally:
        os.close(log)


def environment(
    telegram: Telegram, base: str, folder: Path, database_url: str, point: str = "", **more: str
) -> dict[str, str]:
    """The environment of a bot; `point` is where it is to kill itself, as `name:count`."""
    env = bot_environment(folder, base, telegram.token)
    planted = {"FIRE_POINT": point, "PYTHONPATH": LOUD["PYTHONPATH"]} if point else {}
    return {**env, "DATABASE_URL": database_url, "FIRE_LOG": str(folder / "log"), **planted, **more}


async def kill(bot: Bot) -> None:
    """End it at once, as a power failure would."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(bot.pid, signal.SIGKILL)
    await bot.ended()


async def stop(bot: Bot) -> int:
    """Ask it to end; returns its exit code."""
    os.kill(bot.pid, signal.SIGTERM)
    return await bot.ended()


async def polls(telegram: Telegram) -> None:
    """Wait until the bot polls, so that it works."""
    async with asyncio.timeout(30):
        while not telegram.updates.waiting:  # noqa: ASYNC110 - another process begins to poll
            await asyncio.sleep(0.005)
