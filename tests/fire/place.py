"""A place where bots are started one after the other or side by side, each with a log of its own."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from practice.telegram import Telegram
from tests.fire import harness
from tests.fire.harness import Fresh
from tests.machine import write_key


class Place:
    """A folder, a Telegram and bots that are started there, each with a log of its own."""

    def __init__(self, folder: Path, base: str, telegram: Telegram) -> None:
        self.folder = folder
        self.telegram = telegram
        self._base = base
        self._bots: list[Fresh] = []

    def environment(self, url: str, point: str = "") -> dict[str, str]:
        """The environment of a process that works on a database."""
        return harness.environment(self.telegram, self._base, self.folder, url, point)

    def keep_key(self) -> None:
        """The key of the databases that the fixtures make."""
        write_key(Path(self.environment("")["ASCOLTO_KEY_FILE"]))

    async def starts(self, name: str, url: str, point: str = "", **env: str) -> Fresh:
        """Start a bot on a database; `point` is where it kills itself."""
        given = self.environment(url, point)
        bot = await harness.start_fresh({**given, "FIRE_LOG": str(self.folder / name), **env})
        self._bots.append(bot)
        return bot

    def log(self, name: str) -> str:
        """What a bot has said."""
        return (self.folder / name).read_text("utf-8")

    async def clear(self) -> None:
        """End what still runs."""
        for bot in self._bots:
            await harness.kill(bot)


async def until(true: Callable[[], bool], patience: float = 60) -> None:
    """Wait for what another process does."""
    async with asyncio.timeout(patience):
        while not true():  # noqa: ASYNC110 - another process makes it true
            await asyncio.sleep(0.05)
