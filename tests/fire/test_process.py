"""The bot as a process: who may run, who waits, how it ends, and that neither log nor files tell anything."""

import asyncio
import base64
import random
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.crypto import KEY_BYTES
from practice.person import Person
from practice.server import serve
from practice.telegram import Telegram
from tests.fire import harness
from tests.fire.campaign import campaign_engine, joins
from tests.fire.harness import Fresh

pytestmark = pytest.mark.timeout(300)


class Place:
    """A folder, a Telegram and bots that are started there, each with a log of its own."""

    def __init__(self, folder: Path, base: str, telegram: Telegram) -> None:
        self.folder = folder
        self.telegram = telegram
        self._base = base
        self._bots: list[Fresh] = []

    def keep_key(self) -> None:
        """The key of the databases that the fixtures make."""
        path = Path(harness.environment(self.telegram, self._base, self.folder, "")["ASCOLTO_KEY_FILE"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_text(f"ascolto-key-1 7 {base64.b64encode(bytes(range(KEY_BYTES))).decode()}\n")

    async def starts(self, name: str, url: str, point: str = "", **env: str) -> Fresh:
        """Start a bot on a database; `point` is where it kills itself."""
        given = harness.environment(self.telegram, self._base, self.folder, url, point)
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


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    telegram = Telegram()
    async with serve(telegram) as base:
        place = Place(tmp_path, base, telegram)
        place.keep_key()
        yield place
        await place.clear()


async def _until(true: Callable[[], bool], patience: float = 60) -> None:
    async with asyncio.timeout(patience):
        while not true():  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.05)


async def test_a_wrong_token_ends_it_with_one_sentence(place: Place, sqlite_url: str) -> None:
    (place.folder / "token").write_text("700000001:" + "x" * 36)
    given = {"TELEGRAM_BOT_TOKEN": "", "TELEGRAM_BOT_TOKEN_FILE": str(place.folder / "token")}
    bot = await place.starts("log", sqlite_url, **given)

    assert await bot.ended() == 1
    assert place.log("log").startswith("ascolto: TELEGRAM_BOT_TOKEN_FILE holds a token that Telegram does not know")
    assert place.log("log").count("\n") == 1


async def test_without_a_network_it_says_so_once_and_waits(place: Place, sqlite_url: str) -> None:
    place.telegram.faults.cut_network()
    bot = await place.starts("log", sqlite_url)
    await _until(lambda: "out of reach" in place.log("log"))

    place.telegram.faults.clear()
    await harness.polls(place.telegram)

    assert place.log("log").count("Telegram is out of reach, waiting for it") == 1
    assert await harness.stop(bot) == 0


async def test_a_second_one_on_the_same_file_is_refused(place: Place, sqlite_url: str) -> None:
    first = await place.starts("first", sqlite_url)
    await harness.polls(place.telegram)

    second = await place.starts("second", sqlite_url)

    assert await second.ended() == 1
    assert place.log("second").startswith("ascolto: Ascolto runs already on ")
    assert await harness.stop(first) == 0


@pytest.mark.postgresql
async def test_a_second_one_on_a_server_stands_by_and_takes_over(place: Place, postgresql_url: str) -> None:
    first = await place.starts("first", postgresql_url)
    await harness.polls(place.telegram)
    await place.starts("second", postgresql_url)
    await _until(lambda: "standing by" in place.log("second"))

    await harness.kill(first)
    killed = time.monotonic()
    await _until(lambda: "connected" in place.log("second"))
    await harness.polls(place.telegram)

    assert time.monotonic() - killed < 10


def _offers(person: Person, label: str) -> bool:
    return any(button["text"] == label for message in person.heard[-1:] for button in message.buttons())


async def _presses(person: Person, label: str) -> None:
    await _until(lambda: _offers(person, label))
    person.press(label)


@pytest.mark.parametrize(
    ("killed", "shown"),
    [("after the edit", ["Who lives there?"]), ("before the edit", ["It is in the note.", "Name and surname"])],
    ids=["the question was on her phone", "it was not"],
)
async def test_what_was_typed_while_it_was_dead_answers_the_question_she_saw(
    place: Place, sqlite_url: str, tmp_path: Path, killed: str, shown: list[str]
) -> None:
    engine: Engine = campaign_engine(sqlite_url, tmp_path)
    arta = joins(engine, place.telegram, "Arta", random.Random(1)).person
    first = await place.starts("first", sqlite_url)
    arta.say("/visit")
    for label in ("+ New household", "In Albanian"):
        await _presses(arta, label)
    await _until(lambda: _offers(arta, "Given"))
    await harness.stop(first)
    second = await place.starts("second", sqlite_url, f"{killed}:1")
    await harness.polls(place.telegram)

    arta.press("Given")
    assert await second.ended() == -9
    place.telegram.clock.forward(timedelta(seconds=30))
    arta.say("Sevdije Rrustemi")
    place.telegram.clock.forward(timedelta(seconds=30))
    place.telegram.faults.delay("editMessageText", seconds=0.5)
    await place.starts("third", sqlite_url)
    await _until(lambda: all(words in str(arta.last.text) for words in shown), patience=20)
    engine.dispose()


async def test_neither_log_nor_files_tell_anything(place: Place, sqlite_url: str, tmp_path: Path) -> None:
    engine: Engine = campaign_engine(sqlite_url, tmp_path)
    zamira = joins(engine, place.telegram, "Zamirkanarina", random.Random(1))
    bot = await place.starts("log", sqlite_url)
    working = asyncio.create_task(zamira.works())
    await _until(lambda: bool(zamira.saved))
    zamira.finishing = True
    await asyncio.wait_for(working, 60)

    files = [path.read_bytes() for path in (tmp_path / "data").iterdir()]
    told = [place.log("log").encode(), *files]
    secrets = ("Zamirkanarina", "Besnik", "note 0001", place.telegram.token.split(":")[1])

    assert await harness.stop(bot) == 0
    assert [secret for secret in secrets if any(secret.encode() in each for each in told)] == []
    engine.dispose()
