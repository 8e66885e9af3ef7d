"""The bot as a child process: started, killed and started again, never left behind."""

import asyncio
import ctypes
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence

_PR_SET_PDEATHSIG = 1
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

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it unless it runs."""
        if self.running:
            return
        self.exit_code = None
        # In a session of its own, so that Ctrl-C in the terminal reaches only us and we end it in our order.
        process = await asyncio.create_subprocess_exec(
            *self._command,
            env=self._env,
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
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


def _die_with_parent() -> None:
    """Linux ends the bot even if practice itself is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
