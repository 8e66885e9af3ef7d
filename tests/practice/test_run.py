"""`python -m practice` as a whole, with the real bot: its start, its end, and what is kept in between."""

import asyncio
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from tests import practised as folders
from tests.fire.harness import LOUD

PATIENCE = 60  # s


@pytest.fixture
def data(tmp_path: Path, practised: Path) -> Path:
    """A data folder in which was practised before."""
    folders.copy(practised, tmp_path / "practice")
    return tmp_path


class Running:
    """`python -m practice` in a process of its own, and its page."""

    def __init__(self, process: Process, printed: list[str], seconds: float) -> None:
        self.process = process
        self.printed = printed
        self.seconds = seconds
        """How long it took until the address was printed."""
        self.http = ClientSession(printed[-1].split()[-1].rstrip("/"))

    async def state(self) -> dict[str, Any]:
        """What the page shows."""
        async with self.http.get("/api/state") as response:
            state: dict[str, Any] = await response.json()
            return state

    async def texts(self, person: str) -> list[str]:
        """What stands in her chat."""
        people = (await self.state())["people"]
        return [message["text"] for each in people if each["id"] == person for message in each["messages"]]

    async def asks(self, person: str, text: str) -> str:
        """What the bot answers her last."""
        before = max(message["message_id"] for message in _chat(await self.state(), person))
        await self.http.post(f"/api/people/{person}/say", json={"text": text})
        await self.until(lambda state: _answered(state, person, before))
        return (await self.texts(person))[-1]

    async def until(self, is_so: Callable[[dict[str, Any]], bool]) -> None:
        """Wait for something to be seen on the page."""
        async with asyncio.timeout(PATIENCE):
            while not is_so(await self.state()):  # noqa: ASYNC110 - another process tells it, when asked
                await asyncio.sleep(0.05)

    def bot(self) -> int:
        """The process id of the bot, which is the only child."""
        (child,) = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(child)


@asynccontextmanager
async def practice(data: Path, *arguments: str, **env: str) -> AsyncIterator[Running]:
    """Practice running; it is stopped as by Ctrl-C."""
    begun = time.monotonic()
    process = await _start(data, *arguments, **env)
    assert process.stdout is not None
    printed: list[str] = []
    while not printed or "http" not in printed[-1]:
        printed.append((await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode())
        assert printed[-1], "practice ended before it was there"
    running = Running(process, printed, time.monotonic() - begun)
    try:
        yield running
    finally:
        await running.http.close()
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            await asyncio.wait_for(process.wait(), PATIENCE)


async def _start(data: Path, *arguments: str, **env: str) -> Process:
    given = {**os.environ, "ASCOLTO_DATA": str(data), **env}
    command = (sys.executable, "-m", "practice", "--port", "0", *arguments)
    return await asyncio.create_subprocess_exec(*command, env=given, stdout=PIPE, stderr=PIPE)


async def test_what_was_practised_is_there_after_ctrl_c_and_another_start(data: Path) -> None:
    async with practice(data) as first:
        await first.until(_is("running"))
        card = await first.asks("arta", "/visit")
        before = await first.texts("arta")
    async with practice(data) as second:
        after = await second.texts("arta")
        again = await second.asks("arta", "/visit")

    assert (first.process.returncode, second.process.returncode) == (0, 0)
    assert after == before
    assert again == card


async def test_the_address_is_printed_at_once(data: Path) -> None:
    async with practice(data) as running:
        assert running.seconds < 3


async def test_nothing_is_lost_when_practice_itself_is_killed(data: Path) -> None:
    async with practice(data) as first:
        await first.asks("milica", "/visit")
        await asyncio.sleep(3)  # chats are written down every two seconds
        before = await first.texts("milica")
        bot = first.bot()
        first.process.kill()
        await first.process.wait()
        await asyncio.to_thread(_wait_for_end, bot)
    async with practice(data) as second:
        after = await second.texts("milica")
        menu = await second.asks("milica", "/menu")

    assert after == before
    assert menu


async def test_fresh_forgets_what_was_practised(data: Path) -> None:
    async with practice(data) as first:
        await first.asks("arta", "/today")
    async with practice(data, "--fresh") as second:
        preparing = (await second.state())["bot"]["state"]
        await second.until(lambda state: len(_chat(state, "arta")) > 2)
        texts = await second.texts("arta")

    assert preparing == "preparing"
    assert "/today" not in texts
    assert texts[0].startswith("/start ")


async def test_a_first_start_can_be_broken_off(tmp_path: Path) -> None:
    async with practice(tmp_path) as running:
        await asyncio.sleep(0.5)
        running.process.send_signal(signal.SIGINT)
        ended = await asyncio.wait_for(running.process.wait(), 3)
        assert running.process.stderr is not None
        complaints = (await running.process.stderr.read()).decode()

    assert (ended, complaints) == (0, "")


async def test_a_port_in_use_is_said_and_another_one_taken(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with practice(data, "--port", str(port)) as running:
            assert (await running.state())["people"]

    assert running.printed[0] == f"Port {port} on 127.0.0.1 is in use; taking a free one.\n"


async def test_a_second_practice_in_the_same_folder_is_refused(data: Path) -> None:
    async with practice(data) as first:
        second = await _start(data, "--fresh")
        _, complaint = await second.communicate()
        kept = await first.texts("arta")

    assert second.returncode == 1
    assert complaint.decode() == f"Practice runs already in {data / 'practice'}: stop that one first.\n"
    assert kept


async def test_a_bot_that_cannot_start_is_seen_on_the_page(data: Path) -> None:
    (data / "practice/key").write_text("no key")

    async with practice(data) as running:
        await running.until(_is("ended"))

        assert (await running.state())["people"]


async def test_no_invite_no_practice(tmp_path: Path) -> None:
    (tmp_path / "practice").mkdir()
    (tmp_path / "practice/key").write_text("no key")

    process = await _start(tmp_path)
    _, complaint = await process.communicate()

    assert process.returncode == 1
    assert "There is no invite for Arta" in complaint.decode()


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [("/etc/passwd/data", "ASCOLTO_DATA cannot be used for practice: Not a directory"), ("damaged", "with --fresh")],
)
async def test_what_cannot_be_used_is_said_in_one_sentence(tmp_path: Path, folder: str, sentence: str) -> None:
    (tmp_path / "damaged/practice").mkdir(parents=True)
    (tmp_path / "damaged/practice/people.json").write_text("{")

    process = await _start(tmp_path / folder)
    _, complaint = await process.communicate()

    assert process.returncode == 1
    assert sentence in complaint.decode()
    assert complaint.count(b"\n") == 1


@pytest.mark.parametrize("port", ["65536", "-1", "page"])
async def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    process = await _start(tmp_path, "--port", port)
    _, complaint = await process.communicate()

    assert process.returncode == 2
    assert complaint.decode().endswith("a port is a number up to 65535\n")


async def test_what_was_typed_is_in_no_log_of_practice_whatever_goes_wrong(data: Path) -> None:
    async with practice(data, **LOUD) as running:
        log: list[str] = []
        logging = asyncio.create_task(_listen(running.process, log))
        answer = await running.http.post("/api/people/arta/say", json={"text": "practice Kanarina-typed"})
        await running.http.post("/api/people/arta/say", json={"text": "handler Kanarina-typed"})
        await running.until(lambda _: any("update failed" in line for line in log))
    await logging

    assert answer.status == 500
    assert any("aiohttp.server said something why=RuntimeError" in line for line in log)
    assert [line for line in log if "kanarina" in line.lower()] == []


async def _listen(process: Process, log: list[str]) -> None:
    """Keep what it logs, line by line, until it ends."""
    assert process.stderr is not None
    while line := await process.stderr.readline():
        log.append(line.decode())


def _is(bot: str) -> Callable[[dict[str, Any]], bool]:
    return lambda state: bool(state["bot"]["state"] == bot)


def _chat(state: dict[str, Any], person: str) -> list[dict[str, Any]]:
    (messages,) = (each["messages"] for each in state["people"] if each["id"] == person)
    return list(messages)


def _answered(state: dict[str, Any], person: str, before: int) -> bool:
    """Whether the bot has written since; what it answers may go again, together with what was asked."""
    return any(message["from"] == "bot" and message["message_id"] > before for message in _chat(state, person))


def _wait_for_end(pid: int) -> None:
    """Until a process that is not our child has ended."""
    until = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
        assert time.monotonic() < until, "the bot outlives practice"
        time.sleep(0.05)
