"""Bots as processes of their own, and what the system says they cost."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.api import Api

START = 60.0  # s
_PAGE = os.sysconf("SC_PAGE_SIZE")
ECHO = ("-m", "bench.echo")
ASCOLTO = ("-m", "bot", "run")


@dataclass(frozen=True)
class Bot:
    """A running bot."""

    pid: int
    api: Api

    def cpu(self) -> float:
        """Seconds of CPU so far, in all its threads."""
        ran = [Path(task, "schedstat").read_text().split()[0] for task in Path(f"/proc/{self.pid}/task").iterdir()]
        return sum(map(int, ran)) / 1e9

    def rss(self) -> float:
        """Resident memory now, in MB."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * _PAGE / 1e6


@asynccontextmanager
async def started(command: tuple[str, ...], api: Api, env: Mapping[str, str]) -> AsyncIterator[Bot]:
    """A bot from its first getUpdates on; it is stopped when left."""
    api.polled.clear()
    errors = None if os.environ.get("BENCH_LOG") else DEVNULL
    process = await asyncio.create_subprocess_exec(sys.executable, *command, env=env, stdout=DEVNULL, stderr=errors)
    try:
        async with asyncio.timeout(START):
            await api.polled.wait()
        yield Bot(process.pid, api)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                process.kill()
                await process.wait()
