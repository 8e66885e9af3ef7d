"""The backup of every night: once, at half past two or at the first chance after it, beside everybody's work."""

import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.app import running
from bot.backups import folders
from bot.backups.nightly import is_due
from bot.work import Work
from db import copies
from db.crypto import Keyring
from db.models import Account, Fact
from tests.talk import BELGRADE, Centre, Phone, opened

WEDNESDAY = date(2026, 3, 11)
STOPPED = "No backup was made for more than a day"
SECOND = "The second backup is missing"


def at(hour: int, minute: int = 0, day: date = WEDNESDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), BELGRADE)


@pytest.fixture
async def centre(engine: Engine, tmp_path: Path) -> AsyncIterator[Centre]:
    """A centre that makes backups, on a Wednesday at ten in the morning."""
    async with opened(engine, tmp_path, at(10), nightly=True) as centre:
        yield centre


async def moves_to(centre: Centre, instant: datetime) -> None:
    """The clock moves, and a backup that is made then is there."""
    await centre.moves_to(instant)
    assert centre.app.nightly is not None
    await centre.app.nightly.close()


def made(centre: Centre) -> list[str]:
    """When backups were made, on the centre's clock, the oldest first."""
    return [f"{folders.made_at(p).astimezone(BELGRADE):%d %H:%M}" for p in folders.backups(centre.settings.backups)][
        ::-1
    ]


def told(phone: Phone) -> list[str]:
    """What was said of backups."""
    return [said.splitlines()[0] for said in phone.all_texts if "backup" in said.lower()]


async def test_the_first_one_is_made_as_soon_as_somebody_is_there(centre: Centre) -> None:
    await moves_to(centre, at(10, 5))
    before = made(centre)
    await centre.joins("Arta")

    await moves_to(centre, at(10, 10))

    assert (before, made(centre)) == ([], ["11 10:10"])


async def test_one_is_made_a_night_at_half_past_two(centre: Centre) -> None:
    await centre.joins("Arta")
    thursday, friday = WEDNESDAY + timedelta(days=1), WEDNESDAY + timedelta(days=2)

    for instant in (at(11), at(2, 28, thursday), at(2, 30, thursday), at(2, 40, thursday), at(22, 0, thursday)):
        await moves_to(centre, instant)
    await moves_to(centre, at(2, 31, friday))

    assert made(centre) == ["11 11:00", "12 02:30", "13 02:31"]


async def test_a_bot_that_slept_makes_it_when_it_wakes_and_a_restart_makes_none_twice(centre: Centre) -> None:
    await centre.joins("Arta")
    await moves_to(centre, at(11))
    await centre.app.stop()

    for minute in (0, 20, 40):
        centre.telegram.clock.move_to(at(9, minute, WEDNESDAY + timedelta(days=1)))
        clock = centre.telegram.clock
        async with running(centre.settings, centre.engine, clock, every=3600, nightly=True) as centre.app:
            await moves_to(centre, at(9, minute + 1, WEDNESDAY + timedelta(days=1)))

    assert made(centre) == ["11 11:00", "12 09:01"]


async def test_nobody_waits_while_one_is_made(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    arta = await centre.joins("Arta")
    whole, going_on, reached = copies.copy, threading.Event(), threading.Event()

    def waits(engine: Engine, into: Path) -> Any:
        reached.set()
        assert going_on.wait(60)
        return whole(engine, into)

    monkeypatch.setattr(copies, "copy", waits)
    await centre.moves_to(at(11))
    await arta.sends("/help")
    answer, under_way = arta.card, reached.wait(10) and made(centre) == []
    going_on.set()
    await moves_to(centre, at(11, 1))

    assert under_way
    assert "/visit" in answer
    assert made(centre) == ["11 11:00"]


async def test_a_coordinator_is_told_by_day_and_once_a_day_when_none_came_for_36_hours(centre: Centre) -> None:
    teuta, arta = await centre.joins("Teuta", role="coordinator"), await centre.joins("Arta")
    await moves_to(centre, at(11))
    centre.settings.backups.rename(centre.settings.data / "moved")
    centre.settings.backups.touch()
    thursday, friday = WEDNESDAY + timedelta(days=1), WEDNESDAY + timedelta(days=2)

    counts = []
    for instant in (at(22, 0, thursday), at(23, 1, thursday), at(7, 0, friday), at(8, 1, friday), at(15, 0, friday)):
        await moves_to(centre, instant)
        counts.append(len(told(teuta)))
    await moves_to(centre, at(8, 1, friday + timedelta(days=1)))

    assert counts == [0, 0, 0, 1, 1]
    assert told(teuta) == [STOPPED] * 2
    assert told(arta) == []


async def test_after_a_failure_it_is_tried_again_and_then_nothing_is_said_any_more(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    centre.settings.backups.touch()
    await moves_to(centre, at(11))
    centre.settings.backups.unlink()

    await moves_to(centre, at(11, 5))
    at_once = centre.settings.backups.exists()
    await moves_to(centre, at(11, 20))

    assert (at_once, made(centre)) == (False, ["11 11:20"])
    assert told(teuta) == []


async def test_a_second_folder_that_stays_away_is_told(engine: Engine, tmp_path: Path) -> None:
    async with opened(engine, tmp_path, at(10)) as centre:
        teuta = await centre.joins("Teuta", role="coordinator")
        await centre.app.stop()
        settings, clock = replace(centre.settings, backup_folder=tmp_path / "stick"), centre.telegram.clock
        async with running(settings, engine, clock, every=3600, nightly=True) as centre.app:
            for days in (0, 1, 2):
                await moves_to(centre, at(12, 0, WEDNESDAY + timedelta(days=days)))

    assert len(made(centre)) == 3
    assert told(teuta) == [SECOND]


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        ("2026-03-29T01:00", "2026-03-29T03:40", True),  # the night without a half past two
        ("2026-03-29T03:40", "2026-03-29T03:41", False),
        ("2026-10-25T01:00", "2026-10-25T02:30", True),  # the night that has two of them
        ("2026-10-25T02:30", "2026-10-25T03:00", False),
        ("2030-01-01T00:00", "2026-03-11T10:00", True),  # a clock was wrong
        ("2026-03-11T10:30", "2026-03-11T10:00", False),  # it was put back a little
    ],
)
def test_a_night_has_one_half_past_two(sqlite_url: str, keyring: Keyring, last: str, now: str, due: bool) -> None:
    from db.engine import make_engine

    engine = make_engine(sqlite_url, keyring)
    instants = [datetime.fromisoformat(each).replace(tzinfo=BELGRADE).astimezone(UTC) for each in (last, now)]
    with Session(engine) as db, db.begin():
        db.add(Account(name="Arta", roles="operator", status="active", created_at=instants[0]))
        db.add(Fact(name="last backup", value=instants[0].isoformat()))
        db.flush()

        assert is_due(Work(db, instants[1], BELGRADE)) is due

    engine.dispose()
