"""The hours of the day: nothing from 20:00 to 08:00, also when the bot or the network was away; once, not twice."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.app import running
from bot.desk import Shown
from bot.reminding.quiet import digest_time, is_quiet
from tests.reminders.morning import TODAY, alerts, at, digests, plans, ticks_in_vain
from tests.talk import BELGRADE, Centre, Phone, opened

TOMORROW = date(2026, 3, 12)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""Sundays on which the clocks change."""


@pytest.mark.parametrize(
    ("hour", "minute", "quiet", "digest"),
    [
        (0, 0, True, False),
        (7, 59, True, False),
        (8, 0, False, False),
        (8, 29, False, False),
        (8, 30, False, True),
        (19, 59, False, True),
        (20, 0, True, False),
        (23, 59, True, False),
    ],
)
@pytest.mark.parametrize("day", [TODAY, SPRING, AUTUMN], ids=str)
def test_hours_are_those_on_the_wall(day: date, hour: int, minute: int, quiet: bool, digest: bool) -> None:
    instant = at(hour, minute, day)

    assert (is_quiet(instant), digest_time(instant)) == (quiet, digest)


class Chats:
    """How many messages somebody has got, and at which hours on the wall those came that came by themselves."""

    def __init__(self, centre: Centre, phone: Phone) -> None:
        self.hours: list[int] = []
        clock = centre.telegram.clock
        at_phone = str(phone.person.id)

        def sent(method: str, params: dict[str, object]) -> None:
            if method == "sendMessage" and str(params["chat_id"]) == at_phone:
                self.hours.append(clock.now().astimezone(BELGRADE).hour)

        centre.telegram.on_call.append(sent)


async def test_what_was_owed_at_one_to_eight_waits_for_the_morning_when_the_network_comes_back_at_ten(
    centre: Centre, caplog: pytest.LogCaptureFixture
) -> None:
    arta = await centre.joins("Arta")
    await centre.moves_to(at(9))
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), urgent=True)
    chats = Chats(centre, arta)

    await ticks_in_vain(centre, at(19, 59), caplog)
    centre.telegram.clock.move_to(at(22))
    centre.telegram.faults.cut_network(False)
    await centre.settled()
    await centre.moves_to(at(22, 30))
    at_night = list(chats.hours)
    await centre.moves_to(at(7, 59, TOMORROW))
    await centre.moves_to(at(8, 0, TOMORROW))

    assert at_night == []
    assert chats.hours == [8]
    assert len(alerts(arta)) == 1


async def test_what_comes_due_at_night_comes_in_the_morning(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), TOMORROW, urgent=True)
    chats = Chats(centre, arta)

    for hours in range(26):
        await centre.moves_to(at(8, 30) + timedelta(hours=hours))

    assert chats.hours == [8, 8]
    assert (len(alerts(arta)), len(digests(arta))) == (1, 1)


@pytest.mark.parametrize(
    ("back", "digests_then"),
    [(at(11), 1), (at(19, 59), 1), (at(20), 0), (at(23), 0), (at(7, 30, TOMORROW), 0), (at(8, 15, TOMORROW), 0)],
    ids=lambda value: f"{value:%d %H:%M}" if isinstance(value, datetime) else str(value),
)
async def test_due_while_the_bot_was_down_is_sent_on_return_in_the_allowed_hours_once(
    engine: Engine, tmp_path: Path, back: datetime, digests_then: int
) -> None:
    async with opened(engine, tmp_path, at(7)) as centre:
        arta = await centre.joins("Arta")
        plans(centre, arta, centre.household(arta, "Drita Hoxha"), urgent=True)
        await centre.app.stop()

        centre.telegram.clock.move_to(back)
        async with running(centre.settings, engine, centre.telegram.clock, every=3600) as centre.app:
            await centre.settled()
            on_return = len(digests(arta)), len(alerts(arta))
            await centre.moves_to(back + timedelta(minutes=1))
            again = len(digests(arta)), len(alerts(arta))
            await centre.moves_to(at(8, 30, TOMORROW))

        assert on_return == again == (digests_then, digests_then)
        assert (len(digests(arta)), len(alerts(arta))) == (digests_then + 1, 1)


async def test_a_bot_that_was_down_from_friday_to_saturday_sends_friday_s_list_on_monday(
    engine: Engine, tmp_path: Path
) -> None:
    friday, saturday, monday = date(2026, 3, 13), date(2026, 3, 14), date(2026, 3, 16)
    async with opened(engine, tmp_path, at(7)) as centre:
        arta = await centre.joins("Arta")
        plans(centre, arta, centre.household(arta, "Drita Hoxha"), friday)
        await centre.app.stop()

        centre.telegram.clock.move_to(at(10, 0, saturday))
        async with running(centre.settings, engine, centre.telegram.clock, every=3600) as centre.app:
            await centre.settled()
            on_saturday = len(digests(arta))
            await centre.moves_to(at(8, 30, monday))

        assert (on_saturday, len(digests(arta))) == (0, 1)


async def test_a_kill_between_send_and_mark_repeats_it_once_at_most(engine: Engine, tmp_path: Path) -> None:
    async with opened(engine, tmp_path, at(7)) as centre:
        arta = await centre.joins("Arta")
        plans(centre, arta, centre.household(arta, "Drita Hoxha"), urgent=True)
        await centre.waits(timedelta(seconds=1))
        kept = centre.app.desk.remember

        def lost(shown: Shown) -> None:
            """The process has died before it could write that down."""

        centre.app.desk.remember = lost  # type: ignore[method-assign]  # the kill
        await centre.moves_to(at(8, 30))
        await centre.app.stop()
        before = len(digests(arta)), len(alerts(arta))
        centre.app.desk.remember = kept  # type: ignore[method-assign]  # the next process
        async with running(centre.settings, engine, centre.telegram.clock, every=3600) as centre.app:
            await centre.settled()
            await centre.moves_to(at(8, 31))
        async with running(centre.settings, engine, centre.telegram.clock, every=3600) as centre.app:
            await centre.settled()
            await centre.moves_to(at(9))

        assert before == (1, 1)
        assert (len(digests(arta)), len(alerts(arta))) == (2, 2)


async def test_a_clock_that_jumps_forwards_and_back_repeats_nothing(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), urgent=True)

    for instant in (at(8, 30), at(8, 20), at(8, 30), at(12), at(8, 45), at(8, 30, TOMORROW), at(8, 30), at(9)):
        await centre.moves_to(instant)
    first_days = len(alerts(arta)), len(digests(arta))
    await centre.moves_to(at(8, 30, TOMORROW))

    assert first_days == (1, 2)
    assert (len(alerts(arta)), len(digests(arta))) == (1, 2)


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN], ids=["spring", "autumn"])
async def test_the_monday_after_the_clocks_change_is_like_any_other(
    engine: Engine, tmp_path: Path, sunday: date
) -> None:
    monday = sunday + timedelta(days=1)
    async with opened(engine, tmp_path, at(7, 0, sunday - timedelta(days=1))) as centre:
        arta = await centre.joins("Arta")
        plans(centre, arta, centre.household(arta, "Drita Hoxha"), monday, urgent=True)
        chats = Chats(centre, arta)

        for half_hours in range(1, 49 * 2):
            await centre.moves_to(at(7, 0, sunday).astimezone(UTC) + timedelta(minutes=30 * half_hours))

        assert chats.hours == [8, 8]
