"""How the bot is, asked over HTTP: whether it is well, and its figures. Nothing told there can identify anybody."""

import asyncio
import math
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import Engine, text

from bot import health
from bot.app import App
from bot.backups.making import LAST
from bot.reminding import reminders
from bot.settings import SettingsError
from bot.work import Work
from db.models import Message
from tests.postgres import free_port
from tests.reminders.morning import at, plans
from tests.talk import Centre, opened

PATIENCE = 60.0  # s
LISTENS = "0A"  # of /proc/net/tcp


class Watched:
    """A centre whose health is asked for."""

    def __init__(self, centre: Centre, base: str) -> None:
        self.centre = centre
        self._base = base

    async def asks(self, path: str) -> tuple[int, str]:
        """Status and text of an answer."""
        async with aiohttp.ClientSession() as http, http.get(self._base + path) as answer:
            return answer.status, await answer.text()

    async def comes_to(self, status: int) -> str:
        """Ask whether the bot is well until the answer is this; what it says."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found, said = await self.asks("/healthz")
                if found == status:
                    return said
                await asyncio.sleep(0.05)

    async def figure(self, name: str) -> float:
        """One figure."""
        _, told = await self.asks("/metrics")
        return float(re.findall(rf"^ascolto_{name} (\S+)$", told, re.MULTILINE)[0])


def listeners() -> list[str]:
    """The addresses, in hexadecimal digits, on which something of this machine answers."""
    rows = [row.split() for kind in ("tcp", "tcp6") for row in Path(f"/proc/net/{kind}").read_text().splitlines()]
    return [row[1] for row in rows if row[3] == LISTENS]


@pytest.fixture
async def watched(engine: Engine, tmp_path: Path) -> AsyncIterator[Watched]:
    """A centre at seven on a Wednesday, with the bot at work and a port to ask."""
    port = free_port()
    async with opened(engine, tmp_path, at(7), health_port=port) as centre:
        yield Watched(centre, f"http://127.0.0.1:{port}")


async def test_it_is_well_while_telegram_answers_and_something_can_be_written(watched: Watched) -> None:
    assert await watched.comes_to(200) == "ok\n"


async def test_it_is_not_well_without_telegram(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    arta = await watched.centre.joins("Arta")
    monkeypatch.setattr(health, "SILENCE", 1.0)

    watched.centre.telegram.faults.cut_network()
    ill = await watched.comes_to(503)
    watched.centre.telegram.faults.cut_network(cut=False)
    arta.person.say("/help")

    assert re.fullmatch(r"Telegram has not answered for \d+ seconds\.\n", ill)
    assert await watched.comes_to(200) == "ok\n"


async def test_it_is_not_well_while_nothing_can_be_written(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    await watched.comes_to(200)
    monkeypatch.setattr(health, "STANDSTILL", 0.2)

    ill = await watched.comes_to(503)
    monkeypatch.setattr(health, "STANDSTILL", PATIENCE)
    await watched.centre.app.tick()

    assert re.fullmatch(r"Nothing could be written for \d+ seconds\.\n", ill)
    assert await watched.comes_to(200) == "ok\n"


async def test_it_answers_before_telegram_does(engine: Engine, tmp_path: Path) -> None:
    port = free_port()
    async with opened(engine, tmp_path) as centre:
        centre.telegram.faults.cut_network()
        settings = replace(centre.settings, health_port=port)
        second = App(settings, engine, centre.telegram.clock)

        starting = asyncio.create_task(second.start())
        await asyncio.sleep(0.1)
        said = await Watched(centre, f"http://127.0.0.1:{port}").comes_to(503)
        starting.cancel()
        await asyncio.gather(starting, second.stop(), return_exceptions=True)

    assert said == "Telegram has not answered yet.\n"


async def test_steps_and_reminders_are_counted(watched: Watched) -> None:
    arta = await watched.centre.joins("Arta")
    before = await watched.figure("updates_total"), await watched.figure("step_seconds_count")
    plans(watched.centre, arta, watched.centre.household(arta, "Drita Hoxha"))

    await arta.sends("/menu")
    await watched.centre.moves_to(at(8, 30))

    assert (await watched.figure("updates_total"), await watched.figure("step_seconds_count")) == (
        before[0] + 1,
        before[1] + 1,
    )
    assert await watched.figure("follow_ups_due") == 1
    assert await watched.figure("reminders_sent_total") == 1
    assert await watched.figure("reminders_failed_total") == 0


async def test_a_reminder_that_did_not_arrive_is_counted(watched: Watched) -> None:
    arta = await watched.centre.joins("Arta")
    plans(watched.centre, arta, watched.centre.household(arta, "Drita Hoxha"))

    watched.centre.telegram.faults.refuse("sendMessage", 500)
    await watched.centre.moves_to(at(8, 30))

    assert await watched.figure("reminders_failed_total") == 1
    assert await watched.figure("reminders_sent_total") == 1


async def test_the_age_of_the_last_backup_is_told(watched: Watched) -> None:
    never = await watched.figure("backup_age_seconds")
    made = watched.centre.telegram.clock.now() - timedelta(hours=30)
    watched.centre.does(lambda work: reminders.remember(work, LAST, made.isoformat()))

    assert never == math.inf
    assert round(await watched.figure("backup_age_seconds") / 3600, 1) == 30.0


async def test_messages_that_became_too_old_are_counted(watched: Watched) -> None:
    arta = await watched.centre.joins("Arta")
    owner = watched.centre.account(arta).id

    def remember(work: Work) -> None:
        for number, hours in enumerate((47, 49, 72)):
            sent, due = work.now - timedelta(hours=hours), work.now + timedelta(hours=1)
            row = Message(account_id=owner, message_id=9_000 + number, direction="in", sent_at=sent, due_at=due)
            row.left_at = work.now if hours == 72 else None
            work.db.add(row)

    watched.centre.does(remember)

    assert await watched.figure("undeleted_messages") == 2


async def test_no_figure_has_a_label_or_a_name(watched: Watched) -> None:
    arta = await watched.centre.joins("Arta")
    watched.centre.household(arta, "Drita Hoxha")
    await arta.sends("/family Hoxha")

    _, told = await watched.asks("/metrics")

    assert set(re.findall(r"(\w+)=", told)) == {"le"}
    assert not [name for name in ("Arta", "Drita", "Hoxha", "F-0001", str(arta.person.id)) if name in told]


async def test_without_the_database_the_rest_is_still_told(watched: Watched) -> None:
    await watched.comes_to(200)
    watched.centre.does(lambda work: work.db.execute(text("ALTER TABLE follow_ups RENAME TO elsewhere")))

    status, told = await watched.asks("/metrics")

    assert status == 200
    assert "ascolto_last_poll_timestamp_seconds" in told
    assert "ascolto_follow_ups_due" not in told


async def test_a_port_that_is_taken_is_refused(engine: Engine, tmp_path: Path, watched: Watched) -> None:
    port = int(watched.centre.settings.health_port or 0)

    with pytest.raises(SettingsError, match="ASCOLTO_HEALTH_PORT names a port that cannot be used"):
        async with opened(engine, tmp_path, health_port=port):
            pass


async def test_only_this_machine_is_answered(watched: Watched) -> None:
    port = f":{watched.centre.settings.health_port or 0:04X}"

    listening = listeners()

    assert [address for address in listening if address.endswith(port)] == [f"0100007F{port}"]


def test_nothing_of_it_is_loaded_without_a_port() -> None:
    program = "import bot.app, sys; sys.exit('prometheus_client' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
