"""The bot as a child: killed, started again, never left behind."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from practice.person import Person
from practice.server import serve
from practice.setting import bot_environment
from practice.supervisor import Supervisor
from practice.telegram import Telegram

ECHO = str(Path(__file__).with_name("echo_bot.py"))


@pytest.fixture
async def echo(telegram: Telegram, tmp_path: Path) -> AsyncIterator[tuple[Supervisor, str]]:
    """The echo bot running, and the address of its practice."""
    env: dict[str, str] = {}
    bot = Supervisor((sys.executable, ECHO, "run"), env)
    async with serve(telegram, bot) as base:
        env |= bot_environment(tmp_path, base, telegram.token)
        await bot.start()
        yield bot, base
        await bot.stop()


Echo = tuple[Supervisor, str]


async def test_what_was_said_to_a_killed_bot_is_heard_after_its_restart(
    echo: Echo, telegram: Telegram, arta: Person
) -> None:
    _, base = echo
    await telegram.settled()
    async with ClientSession(base) as http:
        await http.post("/api/bot", json={"do": "kill"})
        arta.say("in the dark")
        dead = (await (await http.get("/api/state")).json())["bot"]["state"]
        await http.post("/api/bot", json={"do": "start"})
        await telegram.settled()
        alive = (await (await http.get("/api/state")).json())["bot"]["state"]

    assert (dead, alive) == ("stopped", "running")
    assert arta.last.text == "heard in the dark"


async def test_a_restart_is_one_kill_and_one_start(echo: Echo, telegram: Telegram, arta: Person) -> None:
    bot, base = echo
    changes: list[str] = []
    bot.on_change.append(lambda: changes.append(bot.state))
    await telegram.settled()

    async with ClientSession(base) as http:
        await http.post("/api/bot", json={"do": "restart"})
    arta.say("again")
    await telegram.settled()

    assert changes == ["stopped", "running"]
    assert arta.last.text == "heard again"


async def test_a_bot_that_dies_by_itself_is_reported_and_not_started_again(
    echo: Echo, telegram: Telegram, arta: Person, capfd: pytest.CaptureFixture[str]
) -> None:
    bot, _ = echo
    died = asyncio.Event()
    bot.on_change.append(died.set)
    await telegram.settled()

    arta.say("die")
    await asyncio.wait_for(died.wait(), 5)
    await asyncio.sleep(0.2)

    assert (bot.state, bot.exit_code) == ("ended", 3)
    assert "The bot ended by itself (exit 3)" in capfd.readouterr().err


async def test_the_practising_bot_never_sees_the_settings_of_a_real_one(tmp_path: Path) -> None:
    real = {
        "PATH": os.defpath,
        "DATABASE_URL": "postgresql://real",
        "TELEGRAM_BOT_TOKEN": "real",
        "ASCOLTO_KEY_FILE": "/real/key",
        "ASCOLTO_TIMEZONE": "Europe/Rome",
    }

    env = bot_environment(tmp_path, "http://127.0.0.1:1", "1:practice", real)

    assert "real" not in " ".join(env.values())
    assert env["ASCOLTO_TIMEZONE"] == "Europe/Rome"
    assert env["ASCOLTO_CLOCK"] == "http://127.0.0.1:1/clock"
    assert not Path(env["ASCOLTO_KEY_FILE"]).is_relative_to(env["ASCOLTO_DATA"])
