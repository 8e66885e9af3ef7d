"""The bot as a process: who may run, who waits, how it ends, and that neither log nor files tell anything."""

import asyncio
import random
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from practice.person import Person
from tests.fire import harness
from tests.fire.campaign import campaign_engine, joins
from tests.fire.place import Place, until

pytestmark = pytest.mark.timeout(300)


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
    await until(lambda: "out of reach" in place.log("log"))

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
    await until(lambda: "standing by" in place.log("second"))

    await harness.kill(first)
    killed = time.monotonic()
    await until(lambda: "connected" in place.log("second"))
    await harness.polls(place.telegram)

    assert time.monotonic() - killed < 10


def _offers(person: Person, label: str) -> bool:
    return any(button["text"] == label for message in person.heard[-1:] for button in message.buttons())


async def _presses(person: Person, label: str) -> None:
    await until(lambda: _offers(person, label))
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
    await until(lambda: _offers(arta, "Given"))
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
    await until(lambda: all(words in str(arta.last.text) for words in shown), patience=20)
    engine.dispose()


async def test_neither_log_nor_files_tell_anything(place: Place, sqlite_url: str, tmp_path: Path) -> None:
    engine: Engine = campaign_engine(sqlite_url, tmp_path)
    zamira = joins(engine, place.telegram, "Zamirkanarina", random.Random(1))
    bot = await place.starts("log", sqlite_url)
    working = asyncio.create_task(zamira.works())
    await until(lambda: bool(zamira.saved))
    zamira.finishing = True
    await asyncio.wait_for(working, 60)

    files = [path.read_bytes() for path in (tmp_path / "data").iterdir()]
    told = [place.log("log").encode(), *files]
    secrets = ("Zamirkanarina", "Besnik", "note 0001", place.telegram.token.split(":")[1])

    assert await harness.stop(bot) == 0
    assert [secret for secret in secrets if any(secret.encode() in each for each in told)] == []
    engine.dispose()
