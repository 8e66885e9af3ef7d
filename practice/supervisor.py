"""The bot as a child process: started, killed and started again, never left behind."""

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from practice.child import spawn

_GRACE = 10
"""Seconds in which the bot may end by itself before it is killed."""


class Supervisor:
    """Runs one command and says when that changes; what it writes to stderr passes through."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        self._command = command
        self._env = env
        self._process: Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self.on_change: list[Callable[[], None]] = []
        self.exit_code: int | None = None
        """How it ended, if it ended by itself."""
        self.is_preparing = False
        """Whether it may not be started yet."""

    @property
    def state(self) -> str:
        """In one word: preparing, running, ended (by itself) or stopped."""
        if self.is_preparing:
            return "preparing"
        if self.running:
            return "running"
        return "stopped" if self.exit_code is None else "ended"

    @contextmanager
    def preparing(self) -> Iterator[None]:
        """Let nobody start it before the block is left."""
        self.is_preparing = True
        try:
            yield
        finally:
            self.is_preparing = False

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it unless it runs or may not be started yet."""
        if self.running or self.is_preparing:
            return
        self.exit_code = None
        process = await spawn(self._command, self._env)
        self._process = process
        self._watch = asyncio.create_task(self._wait(process))
        self._tell()

    async def kill(self) -> None:
        """End it at once, as a power failure would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to end, and kill it if it does not."""
        try:
            async with asyncio.timeout(_GRACE):
                await self._end(signal.SIGTERM)
        except TimeoutError:
            await self.kill()

    async def _end(self, sign: signal.Signals) -> None:
        process, watch = self._process, self._watch
        if process is None or watch is None:
            return
        self._process = None
        if process.returncode is None:
            process.send_signal(sign)
        try:
            await asyncio.shield(watch)
        except asyncio.CancelledError:
            self._process = process
            raise
        self._tell()

    async def _wait(self, process: Process) -> None:
        code = await process.wait()
        if process is not self._process:
            return
        self.exit_code = code
        if code:
            sys.stderr.write(f"The bot ended by itself (exit {code}); what it said is above. Start it on the page.\n")
        self._tell()

    def _tell(self) -> None:
        for told in self.on_change:
            told()
