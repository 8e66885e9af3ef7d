"""A centre whose bot is a process of its own, with the commands of `ascolto` beside it, whichever there are by now."""

import asyncio
import os
import subprocess
import sys
from asyncio.subprocess import Process
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from bot.commands import HELP, keys
from db.engine import make_engine
from db.keyfile import read_keyring
from practice.telegram import Telegram
from tests.fire import harness
from tests.fire.harness import Fresh
from tests.talk import Centre, settings_for

TICK = 3.0  # s in which a bot has ticked
COMMANDS = HELP.keys() - {"keys"} | {f"keys {what}" for what in keys.HELP}
"""All that `ascolto` can be asked for."""


class Elsewhere(Centre):
    """A centre whose bot is a process of its own, with commands beside it. All that they say is kept in files."""

    def __init__(self, telegram: Telegram, base: str, folder: Path, engine: Engine) -> None:
        super().__init__(telegram, settings_for(telegram, base, folder, str(engine.url)), engine)
        self.folder = folder
        self.key_file = folder / "elsewhere" / "key"
        for name in ("said", "temporary", "home"):
            (folder / name).mkdir()
        self.done: set[str] = set()
        self._bot: Fresh | None = None
        self._env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": harness.LOUD["PYTHONPATH"],
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": base,
            "DATABASE_URL": engine.url.render_as_string(hide_password=False),
            "ASCOLTO_DATA": str(folder / "data"),
            "ASCOLTO_KEY_FILE": str(self.key_file),
            "ASCOLTO_CLOCK": f"{base}/clock",
            "FIRE_LOG": str(folder / "said" / "log"),
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "temporary"),
            "SQLITE_TMPDIR": str(folder / "temporary"),
        }

    async def starts(self) -> None:
        """Start the bot and wait until it has shown everything."""
        self._bot = await harness.start_fresh(self._env)
        await self.settled()

    async def dies(self) -> None:
        """As of a power failure."""
        if self._bot:
            await harness.kill(self._bot)

    async def stops(self) -> None:
        """In order."""
        assert self._bot is not None
        assert await harness.stop(self._bot) == 0
        self.done.add("run")

    async def commands(self, *words: str, answered: str = "", point: str = "", kept: bool = True, **more: str) -> int:
        """Run `ascolto` with these words; `kept`: whether what it says for its owner's eyes is kept too; `more`:
        settings of another machine."""
        process = await self._starts(*words, FIRE_POINT=point, **more)
        said, error = await process.communicate(answered.encode())
        self._keep(words[0], (said if kept else b"") + error)
        if process.returncode == 0:
            self.done.add(" ".join(words[:2]) if words[0] == "keys" else words[0])
        return process.returncode or 0

    async def practises(self) -> int:
        """Start practice on the same machine; end it when its page is there."""
        process = await self._starts("practice", "--port", "0")
        assert process.stdout is not None
        first = await process.stdout.readline()
        process.terminate()
        said, error = await process.communicate()
        self._keep("practice", first + said + error)
        if first.startswith(b"Practice mode: http"):
            self.done.add("practice")
        return process.returncode or 0

    async def _starts(self, *words: str, **more: str) -> Process:
        command = (sys.executable, "-m", "bot", *words)
        return await asyncio.create_subprocess_exec(
            *command, env=self._env | more, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def _keep(self, name: str, said: bytes) -> None:
        with (self.folder / "said" / name).open("ab") as file:
            file.write(said)

    async def settled(self) -> None:
        """Until the bot has done everything, as far as one sees from outside."""
        await self.telegram.settled(quiet=0.15, patience=60)

    async def waits(self, by: timedelta) -> None:
        """Let time pass; the bot ticks by itself."""
        self.telegram.clock.forward(by)
        await asyncio.sleep(TICK)
        await self.settled()

    def has_a_new_key(self) -> None:
        """Read the database with the key file as it is now."""
        self.engine.dispose()
        self.engine = make_engine(self.engine.url, read_keyring(self.key_file))
