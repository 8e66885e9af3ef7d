"""The morning's list: when it comes, to whom, in which language, what stands in it, and that it tells no name."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot import registry
from bot.app import running
from bot.registry import Newcomer
from db.models import Account
from tests.reminders.morning import TODAY, alerts, at, digests, lines, plans, ticks_in_vain
from tests.talk import Centre, Phone

YESTERDAY = date(2026, 3, 10)
SATURDAY = date(2026, 3, 14)
MONDAY = date(2026, 3, 16)
UNASKED = Newcomer("family", "tavnik", "later", "sq", "Drita Hoxha")


async def test_it_comes_at_half_past_eight_once(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"))

    seen = []
    for instant in (at(8, 29), at(8, 30), at(8, 31), at(12), at(19, 59)):
        await centre.moves_to(instant)
        seen.append(len(digests(arta)))

    assert seen == [0, 1, 1, 1, 1]
    assert digests(arta) == ["Good morning. Today, Wed 11.3.\n1 household is waiting."]


async def test_each_person_gets_her_own(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    hoxha, petrovic = centre.household(arta, "Drita Hoxha"), centre.household(arta, "Ana Petrović", "bosnjacka_mahala")
    plans(centre, arta, hoxha)
    plans(centre, milica, petrovic, purpose="papers")

    await centre.moves_to(at(8, 30))

    assert lines(arta) == ["F-0001 Tavnik – Visit again"]
    assert [line.startswith("F-0002") and line.endswith("– Papers, renewal") for line in lines(milica)] == [True]


async def test_nothing_to_do_no_message(centre: Centre) -> None:
    arta, sara = await centre.joins("Arta"), await centre.joins("Sara", role="monitor")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), TODAY + timedelta(days=1))
    before = len(arta.all_texts), len(sara.all_texts)

    await centre.moves_to(at(9))

    assert (len(arta.all_texts), len(sara.all_texts)) == before


async def test_urgent_then_overdue_then_due_and_urgent_ones_singly_just_before(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    ways: tuple[dict[str, Any], ...] = (
        {"due": TODAY},
        {"due": YESTERDAY},
        {"due": TODAY, "urgent": True},
        {"due": date(2026, 3, 2)},
        {"due": YESTERDAY, "urgent": True},
    )
    for number, way in enumerate(ways, start=1):
        plans(centre, arta, centre.household(arta, f"Family {number}"), **way)

    await centre.moves_to(at(8, 30))

    assert lines(arta) == [
        "❗ F-0005 Tavnik – Visit again",
        "❗ F-0003 Tavnik – Visit again",
        "⏰ 9 days · F-0004 Tavnik – Visit again",
        "⏰ 1 day · F-0002 Tavnik – Visit again",
        "F-0001 Tavnik – Visit again",
    ]
    assert arta.all_texts[-3:-1] == ["Urgent today\nF-0005 · Tavnik", "Urgent today\nF-0003 · Tavnik"]
    assert arta.all_texts[-1].startswith("Good morning")


async def test_it_speaks_the_language_of_that_moment(centre: Centre) -> None:
    arta = await centre.joins("Arta", "sq")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), MONDAY)

    await arta.sends("/language")
    await arta.taps("Српски")
    await centre.moves_to(at(8, 30, MONDAY))

    assert arta.card.startswith("Добро јутро")
    assert arta.buttons[0].startswith("F-0001 Тавник")


async def test_no_digest_on_saturday_sunday_or_a_holiday_and_the_next_working_day_has_it_all(centre: Centre) -> None:
    besa = await centre.joins("Besa", role="coordinator")
    plans(centre, besa, centre.household(besa, "Drita Hoxha"), SATURDAY)
    await besa.sends("/menu")
    await besa.taps("Holidays", "+ Holiday")
    await besa.sends("16.3.2026", "Day of the town")
    await besa.taps("Save")

    seen = []
    for day in (SATURDAY, date(2026, 3, 15), MONDAY, date(2026, 3, 17)):
        await centre.moves_to(at(8, 30, day))
        await centre.moves_to(at(19, 30, day))
        seen.append(len(digests(besa)))

    assert seen == [0, 0, 0, 1]
    assert lines(besa) == ["⏰ 3 days · F-0001 Tavnik – Visit again"]


def weeks(phone: Phone) -> int:
    """How often the coordinator's week came."""
    return len(alerts(phone, "The week") + alerts(phone, "Start of the week"))


async def test_the_coordinators_week_comes_on_its_first_working_day_if_anything_waits(centre: Centre) -> None:
    arta, besa = await centre.joins("Arta"), await centre.joins("Besa", role="coordinator")
    await besa.sends("/menu")
    await besa.taps("Holidays", "+ Holiday")
    await besa.sends("23.3.2026", "Day of the town")
    await besa.taps("Save")

    author, seen = centre.account(arta).id, []
    for day in (MONDAY, date(2026, 3, 23), date(2026, 3, 24), date(2026, 3, 25)):
        await centre.moves_to(at(8, 29, day))
        early = weeks(besa)
        await centre.moves_to(at(8, 30, day))
        seen.append((early, weeks(besa)))
        if day == MONDAY:
            centre.does(lambda work: registry.register(work, work.db.get_one(Account, author), UNASKED))

    assert seen == [(0, 0), (0, 0), (0, 1), (1, 1)]
    assert "Without consent (1)" in besa.buttons
    assert not alerts(arta, "The week")


async def test_an_urgent_one_comes_on_a_sunday_too(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), date(2026, 3, 15), urgent=True)

    for hour in (7, 8, 9, 12, 21):
        await centre.moves_to(at(hour, day=date(2026, 3, 15)))

    assert (len(alerts(arta)), len(digests(arta))) == (1, 0)


async def test_ten_lines_and_more(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    ids = [plans(centre, arta, centre.household(arta, f"Family {number}")) for number in range(23)]
    await centre.moves_to(at(8, 30))
    first, first_buttons = lines(arta), arta.buttons

    await arta.taps("More ▸")
    second = lines(arta)
    await arta.taps("More ▸")
    third, last_buttons = lines(arta), arta.buttons
    await arta.taps("◂ Earlier ones")

    assert [len(page) for page in (first, second, third)] == [10, 10, 3]
    assert len({*first, *second, *third}) == len(ids)
    assert "◂ Earlier ones" not in first_buttons
    assert "More ▸" not in last_buttons
    assert lines(arta) == second
    assert len(digests(arta)) == 1


async def test_it_is_sent_without_any_name_which_an_edit_shows_for_ten_minutes(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), urgent=True)
    told: list[tuple[str, str]] = []
    centre.telegram.on_call.append(lambda method, params: told.append((method, str(params))))

    await centre.moves_to(at(8, 30))
    sent = list(told)
    await arta.taps("Show names")
    shown = digests(arta)[0]
    await centre.moves_to(at(8, 39))
    still = digests(arta)[0]
    await centre.moves_to(at(8, 41))

    assert not any("Drita" in params for _, params in sent)
    assert {method for method, params in told if "Drita" in params} == {"editMessageText"}
    assert "F-0001: Drita Hoxha" in shown
    assert still == shown
    assert "Drita" not in str(arta.all_texts)
    assert "Show names" in arta.buttons


async def test_names_vanish_even_from_a_list_the_talk_has_left(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"))
    await arta.sends("/today")
    await arta.taps("Show names")

    await arta.sends("/menu")
    left = [text for text in arta.all_texts if "Drita" in text]
    await centre.waits(timedelta(minutes=11))

    assert len(left) == 1
    assert "Drita" not in str(arta.all_texts)


async def test_names_vanish_as_soon_as_the_bot_is_back(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"))
    await centre.moves_to(at(19, 55))
    await arta.taps("Show names")
    await centre.app.stop()
    shown = str(arta.all_texts)

    centre.telegram.clock.move_to(at(22))
    async with running(centre.settings, centre.engine, centre.telegram.clock, every=3600) as centre.app:
        await centre.settled()

        assert "Drita" in shown
        assert "Drita" not in str(arta.all_texts)


async def test_names_vanish_as_soon_as_the_network_is_back(centre: Centre, caplog: pytest.LogCaptureFixture) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"))
    await centre.moves_to(at(8, 30))
    await arta.taps("Show names")

    await ticks_in_vain(centre, at(8, 45), caplog)
    shown = str(arta.all_texts)
    centre.telegram.faults.cut_network(False)
    await centre.settled()

    assert "Drita" in shown
    assert "Drita" not in str(arta.all_texts)


async def test_one_that_was_deleted_with_its_names_does_not_come_again(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"))
    await centre.moves_to(at(19, 55))
    await arta.taps("Show names")

    centre.telegram.remove(arta.person.last)
    before = len(arta.all_texts)
    await centre.moves_to(at(20, 6))

    assert len(arta.all_texts) == before


async def test_one_that_never_arrived_is_not_sent_on_another_day(
    centre: Centre, caplog: pytest.LogCaptureFixture
) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"))
    await ticks_in_vain(centre, at(8, 30), caplog)

    centre.telegram.clock.move_to(at(7, 50, date(2026, 3, 12)))
    centre.telegram.faults.cut_network(False)
    await centre.settled()
    await centre.moves_to(at(8, 10, date(2026, 3, 12)))
    before_time = digests(arta)
    await centre.moves_to(at(8, 30, date(2026, 3, 12)))

    assert before_time == []
    assert digests(arta) == ["Good morning. Today, Thu 12.3.\n1 household is waiting. Overdue: 1."]


async def test_one_that_has_nothing_to_say_any_more_is_not_sent(
    centre: Centre, caplog: pytest.LogCaptureFixture
) -> None:
    arta = await centre.joins("Arta")
    asked = plans(centre, arta, centre.household(arta, "Drita Hoxha"), urgent=True)
    await ticks_in_vain(centre, at(8, 30), caplog)

    from bot.followups import followups
    from db.models import FollowUp

    account = centre.account(arta)
    centre.does(lambda work: followups.resolve(work, account, work.db.get_one(FollowUp, asked), "phone"))
    before = len(arta.all_texts)
    centre.telegram.faults.cut_network(False)
    await centre.settled()

    assert len(arta.all_texts) == before


async def test_an_open_form_comes_again_below_it(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    family = centre.household(arta, "Drita Hoxha")
    plans(centre, arta, family)
    await arta.sends("/visit", "F-0001")
    card = arta.card

    await centre.moves_to(at(8, 30))

    assert arta.card == card
    assert len(digests(arta)) == 1
    await arta.taps("Drita Hoxha")
    assert "Visit made today" in arta.buttons
