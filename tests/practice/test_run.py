"""`python -m practice` as a whole, with the echo bot in the place of the real one."""

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder in which `python -m bot` is the echo bot."""
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").touch()
    shutil.copy(HERE / "echo_bot.py", tmp_path / "bot" / "__main__.py")
    return tmp_path


@asynccontextmanager
async def practice(place: Path, *arguments: str) -> AsyncIterator[tuple[Process, ClientSession, list[str]]]:
    """Practice running, its page, and what it printed; it is stopped as by Ctrl-C."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    env.pop("ASCOLTO_DATA", None)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "practice", *arguments, cwd=place, env=env, stdout=PIPE
    )
    assert process.stdout is not None
    try:
        printed: list[str] = []
        while not printed or "http" not in printed[-1]:
            printed.append((await asyncio.wait_for(process.stdout.readline(), 10)).decode())
        async with ClientSession(printed[-1].split()[-1].rstrip("/")) as http:
            yield process, http, printed
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            await asyncio.wait_for(process.wait(), 10)


async def chats(http: ClientSession, done: int) -> dict[str, list[str]]:
    """What stands in each person's chat once `done` messages of the bot are there."""
    told: dict[str, list[str]] = {}
    for _ in range(100):
        async with http.get("/api/state") as response:
            people: list[dict[str, Any]] = (await response.json())["people"]
        told = {person["id"]: [message["text"] for message in person["messages"]] for person in people}
        if sum(text.startswith("heard") for texts in told.values() for text in texts) >= done:
            break
        await asyncio.sleep(0.1)
    return told


async def test_the_team_is_invited_once_and_finds_its_chats_again(place: Path) -> None:
    async with practice(place, "--port", "0") as (first, http, _):
        before = await chats(http, 4)
        first_ids = json.loads((place / "data/practice/people.json").read_text())
    async with practice(place, "--port", "0") as (second, http, _):
        await http.post("/api/people/milica/say", json={"text": "again"})
        after = await chats(http, 5)

    assert before["arta"] == ["/start code-Arta", "heard /start code-Arta"]
    assert before["unknown"] == []
    assert list(before) == ["arta", "milica", "chiara", "teuta", "unknown"]
    assert after == before | {"milica": [*before["milica"], "again", "heard again"]}
    assert json.loads((place / "data/practice/people.json").read_text()) == first_ids
    assert (first.returncode, second.returncode) == (0, 0)


async def test_fresh_forgets_what_was_practised(place: Path) -> None:
    async with practice(place, "--port", "0") as (_, http, _):
        await chats(http, 4)
        await http.post("/api/people/arta/say", json={"text": "to be forgotten"})
        await chats(http, 5)
    async with practice(place, "--port", "0", "--fresh") as (_, http, _):
        after = await chats(http, 4)

    assert after["arta"] == ["/start code-Arta", "heard /start code-Arta"]


async def test_a_port_in_use_is_said_and_another_one_taken(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with practice(place, "--port", str(port)) as (_, http, printed):
            told = await chats(http, 4)

    assert printed[0] == f"Port {port} on 127.0.0.1 is in use; taking a free one.\n"
    assert told["arta"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
async def test_the_bot_does_not_outlive_a_killed_practice(place: Path) -> None:
    async with practice(place, "--port", "0") as (process, http, _):
        await chats(http, 4)
        bot = _child(process.pid)
        process.kill()
        await process.wait()
        await asyncio.sleep(0.5)

    assert not _lives(bot)


async def test_no_invite_no_practice(place: Path) -> None:
    (place / "bot" / "__main__.py").write_text("raise SystemExit('no key')")

    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "practice", "--port", "0", cwd=place, env=env, stdout=PIPE, stderr=PIPE
    )
    _, errors = await process.communicate()

    assert process.returncode == 1
    assert "issued no invite for Arta" in errors.decode()


def _child(pid: int) -> int:
    (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(child)


def _lives(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]
    except FileNotFoundError:
        return False
