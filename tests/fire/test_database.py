"""A database that is away for a while: nothing is acknowledged meanwhile, and work goes on by itself afterwards."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from db.crypto import Keyring
from db.engine import make_engine
from db.models import Contact, Draft, Media
from tests.fire.honesty import Honesty
from tests.fire.weather import Weather, cut
from tests.talk import Centre, Phone, opened
from tests.talks.ways import last_contact, needs_of, rows, to_review

pytestmark = pytest.mark.usefixtures("quick")
Bad = contextlib.AbstractContextManager[None]


async def _at_review(centre: Centre) -> Phone:
    arta = await centre.joins("Arta")
    centre.household(arta, "Besnik Krasniqi")
    await to_review(arta, "Besnik", needs=["Housing"])
    return arta


async def _saves_in(centre: Centre, arta: Phone, bad: Bad) -> tuple[str, int]:
    """Tap *Save* while the weather is bad; what she saw then, and how many updates were not confirmed."""
    with bad:
        message = arta.person.last
        arta.person.tap(message.message_id, arta.buttons[0])
        await asyncio.sleep(1)
        seen = arta.card, len(centre.telegram.updates.pending)
    await centre.settled()
    return seen


@pytest.mark.parametrize("weather", [Weather.locked, Weather.read_only])
async def test_nothing_is_acknowledged_while_nothing_can_be_written(
    any_centre: Centre, honesty: Honesty, weather: Callable[[Weather], Bad]
) -> None:
    sky = Weather(any_centre.engine)
    arta = await _at_review(any_centre)

    meanwhile, unconfirmed = await _saves_in(any_centre, arta, weather(sky))

    assert (meanwhile.startswith("Saved"), unconfirmed) == (False, 1)
    assert arta.card.startswith("Saved: V-2026-00001")
    assert needs_of(last_contact(any_centre)) == {"housing": "seen"}
    assert len(rows(any_centre, Contact)) == 1


async def test_a_full_disk_acknowledges_nothing_and_is_recovered_from(centre: Centre, honesty: Honesty) -> None:
    sky = Weather(centre.engine)
    arta = await _at_review(centre)
    arta.person.send_voice(bytes(200_000))
    await centre.settled()

    with sky.full():
        await centre.waits(timedelta(seconds=2))  # the voice message would be fetched now
        for number in range(40):
            arta.person.say(f"{number} {'far too long a story ' * 150}")
        await asyncio.sleep(1)
        unconfirmed = len(centre.telegram.updates.pending)
        kept = [media.state for media in rows(centre, Media)]
    await centre.settled()
    await centre.waits(timedelta(seconds=2))
    await arta.taps("Save")

    assert (unconfirmed > 0, kept) == (True, ["waiting"])
    assert [media.state for media in rows(centre, Media)] == ["kept"]
    assert len(rows(centre, Contact)) == 1


@pytest.mark.postgresql
async def test_connections_that_the_server_ends_are_made_again(
    postgresql_url: str, keyring: Keyring, tmp_path: Path
) -> None:
    engine = make_engine(postgresql_url, keyring)
    async with opened(engine, tmp_path) as centre:
        honesty = Honesty(centre.telegram, engine)
        arta = await _at_review(centre)
        over = asyncio.Event()
        storm = asyncio.create_task(_lightning(engine, over))
        for _ in range(10):
            await arta.sends("/today", "/visit", "Besnik")
            await arta.taps("Besnik", "Nobody at home")
        over.set()
        await storm
        drafts = rows(centre, Draft)
    engine.dispose()

    honesty.assert_kept()
    assert [draft.content["answers"]["outcome"] for draft in drafts] == ["done", *["nobody_home"] * 10]


async def _lightning(engine: Engine, over: asyncio.Event) -> None:
    while not over.is_set():
        await asyncio.to_thread(cut, engine)
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
async def test_a_commit_that_fails_or_whose_answer_is_lost_counts_once(
    any_centre: Centre, honesty: Honesty, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    arta = await _at_review(any_centre)
    failures = _failing_commits(any_centre, monkeypatch, late)
    failures.extend([True] * 3)

    await arta.taps("Save")

    assert not failures
    assert arta.card.startswith("Saved: V-2026-00001")
    assert len(rows(any_centre, Contact)) == 1


def _failing_commits(centre: Centre, monkeypatch: pytest.MonkeyPatch, late: bool) -> list[bool]:
    """Each item lets one commit fail: before it is done, or (`late`) after."""
    failures: list[bool] = []
    dialect = centre.engine.dialect
    commit = dialect.do_commit
    locked = sqlite3.OperationalError("database is locked")
    locked.sqlite_errorcode = sqlite3.SQLITE_BUSY  # as the driver sets it

    def fail(connection: Any) -> None:
        if not failures:
            commit(connection)
            return
        failures.pop()
        if late:
            commit(connection)
        raise OperationalError("COMMIT", None, locked)

    monkeypatch.setattr(dialect, "do_commit", fail)
    return failures
