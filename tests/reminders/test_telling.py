"""What is told to the coordinator: urgent and refused visits, what is overdue for long, a phone that is blocked."""

from datetime import date, timedelta

import pytest

from tests.reminders.morning import TODAY, alerts, at, digests, lines, plans
from tests.talk import Centre, Phone

URGENT = "Urgent\n"
REFUSED = "A visit was refused"
BLOCKED = "A colleague's phone"


async def _saves_urgent(phone: Phone, *more: str) -> None:
    await phone.sends("/visit", "F-0001")
    await phone.taps("Drita Hoxha", "Visit made today", "No needs seen", "Listening only", "The family", "Skip")
    await phone.taps("Urgent", *more, "Save")


# --- at once --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hour", [10, 23])
async def test_an_urgent_visit_is_told_at_once_at_any_hour_by_reference_only(centre: Centre, hour: int) -> None:
    arta, besa = await centre.joins("Arta"), await centre.joins("Besa", role="coordinator")
    centre.household(arta, "Drita Hoxha")
    await centre.moves_to(at(hour))
    told: list[str] = []
    centre.telegram.on_call.append(lambda method, params: told.append(f"{method} {params}"))

    await _saves_urgent(arta)

    assert alerts(besa, URGENT) == ["Urgent\nF-0001 · Tavnik · V-2026-00001\nOn the list of Arta."]
    assert besa.buttons == ["Open", "I take it"]
    assert not [call for call in told if str(besa.person.id) in call and "Drita" in call]


async def test_open_shows_the_record_and_i_take_it_brings_it_to_her_list(centre: Centre) -> None:
    arta, besa = await centre.joins("Arta"), await centre.joins("Besa", role="coordinator")
    centre.household(arta, "Drita Hoxha")
    await centre.moves_to(at(10))
    await _saves_urgent(arta, "In 1 week")

    await besa.taps("Open")
    record = besa.card
    await besa.taps("I take it")
    taken, told = besa.card, alerts(arta, "A colleague has taken over")
    await centre.moves_to(at(8, 30, date(2026, 3, 18)))

    assert "V-2026-00001" in record
    assert "It is on your list now." in taken
    assert len(told) == 1
    assert (digests(arta), len(digests(besa))) == ([], 1)
    assert (alerts(arta), len(alerts(besa))) == ([], 1)


async def test_of_two_coordinators_the_quicker_one_has_it(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    besa, lule = [await centre.joins(name, role="coordinator") for name in ("Besa", "Lule")]
    centre.household(arta, "Drita Hoxha")
    await centre.moves_to(at(10))
    await _saves_urgent(arta)
    slow = next(m for m in lule.person.heard if "V-2026-00001" in str(m.body.get("text")))
    slow_tap = slow.buttons()[1]["callback_data"]

    await besa.taps("I take it")
    seen = alerts(lule, URGENT)[0]
    await lule.does(lambda person: person.tap(slow.message_id, slow_tap))

    assert seen.endswith("On the list of Besa.")
    assert "On the list of Besa." in lule.card
    assert "It is on your list now." not in lule.card


async def test_an_urgent_visit_that_is_taken_back_says_so_and_comes_back_with_the_second_save(centre: Centre) -> None:
    arta, besa = await centre.joins("Arta"), await centre.joins("Besa", role="coordinator")
    centre.household(arta, "Drita Hoxha")
    await centre.moves_to(at(10))
    await _saves_urgent(arta)

    await arta.taps("Undo")
    taken_back = alerts(besa, URGENT)
    await arta.taps("Save")

    assert taken_back == ["Urgent\nThis was taken back."]
    assert len(alerts(besa, URGENT)) == 1
    assert "V-2026-00001" in alerts(besa, URGENT)[0]


async def test_a_refused_visit_goes_to_the_coordinator_but_not_at_night(centre: Centre) -> None:
    arta, besa = await centre.joins("Arta"), await centre.joins("Besa", role="coordinator")
    centre.household(arta, "Drita Hoxha")
    await centre.moves_to(at(21))

    await arta.sends("/visit", "F-0001")
    await arta.taps("Drita Hoxha", "Visit refused", "Save")
    at_night = alerts(besa, REFUSED)
    await centre.moves_to(at(8, 0, date(2026, 3, 12)))

    assert at_night == []
    assert len(alerts(besa, REFUSED)) == 1


async def test_an_elderly_person_living_alone_whom_nobody_has_seen_is_told_now(centre: Centre) -> None:
    arta, besa = await centre.joins("Arta"), await centre.joins("Besa", role="coordinator")
    centre.household(arta, "Nana Shyhrete", kind="elderly_alone")
    await centre.moves_to(at(19, 50))

    await arta.sends("/visit", "F-0001")
    await arta.taps("Nana Shyhrete", "Nobody at home", "No", "Save")
    told = len(alerts(besa, URGENT))
    await centre.moves_to(at(8, 30, date(2026, 3, 12)))

    assert told == 1
    assert len(alerts(arta)) == 1


async def test_a_coordinator_is_not_told_of_what_she_saved_herself(centre: Centre) -> None:
    besa = await centre.joins("Besa", role="coordinator")
    centre.household(besa, "Drita Hoxha")
    await centre.moves_to(at(10))

    await _saves_urgent(besa)

    assert alerts(besa, URGENT) == []


# --- in her digest --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "urgent", "stands"), [(6, False, False), (7, False, True), (0, True, False), (1, True, True)]
)
async def test_overdue_by_seven_days_or_urgent_by_one_stands_in_her_digest(
    centre: Centre, days: int, urgent: bool, stands: bool
) -> None:
    arta, besa = await centre.joins("Arta"), await centre.joins("Besa", role="coordinator")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), TODAY - timedelta(days=days), urgent=urgent)

    await centre.moves_to(at(8, 30))

    assert len(digests(besa)) == int(stands)
    assert not stands or "👥" in lines(besa)[0]
    assert "Drita" not in str(besa.all_texts)


async def test_what_was_moved_three_times_stands_there_whenever_it_is_due(centre: Centre) -> None:
    arta, besa = await centre.joins("Arta"), await centre.joins("Besa", role="coordinator")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"))
    await arta.sends("/today")
    await arta.taps("F-0001", "+1 day")
    seen = []
    for _ in range(2):
        await centre.moves_to(at(8, 30, TODAY))
        seen.append(len(digests(besa)))
        await arta.sends("/week")
        await arta.taps("Thu 12.3. · F-0001" if "Thu 12.3. · F-0001" in str(arta.buttons) else "Fri", "+1 day")

    await centre.moves_to(at(8, 30, date(2026, 3, 12)))

    assert seen == [0, 0]
    assert lines(besa) == ["👥 Mon 16.3. · F-0001 Tavnik – Visit again"]


async def test_her_own_come_first_and_all_can_be_paged(centre: Centre) -> None:
    arta, besa = await centre.joins("Arta"), await centre.joins("Besa", role="coordinator")
    for number in range(12):
        plans(centre, arta, centre.household(arta, f"Family {number}"), date(2026, 3, 2))
    plans(centre, besa, centre.household(besa, "Drita Hoxha"))

    await centre.moves_to(at(8, 30))
    first = lines(besa)
    await besa.taps("More ▸")

    assert first[0] == "F-0013 Tavnik – Visit again"
    assert (len(first), len(lines(besa))) == (10, 3)
    assert all(line.startswith("👥") for line in (*first[1:], *lines(besa)))


# --- a phone that is blocked ----------------------------------------------------------------------------------------


async def test_a_blocked_bot_is_told_to_the_coordinator_and_not_tried_for_ever(centre: Centre) -> None:
    arta, besa = await centre.joins("Arta"), await centre.joins("Besa", role="coordinator")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), urgent=True)
    arta.person.block()
    tried: list[str] = []
    centre.telegram.on_call.append(lambda method, params: tried.append(str(params.get("chat_id"))))

    await centre.moves_to(at(8, 30))
    first = tried.count(str(arta.person.id))
    for minutes in range(30):
        await centre.moves_to(at(9, minutes))
    await centre.moves_to(at(8, 30, date(2026, 3, 12)))

    assert first >= 1
    assert tried.count(str(arta.person.id)) == first
    assert alerts(besa, BLOCKED) == ["A colleague's phone does not get messages any more\nArta"]


async def test_when_she_unblocks_the_bot_what_is_due_comes(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), urgent=True)
    arta.person.block()
    await centre.moves_to(at(8, 30))
    await centre.moves_to(at(8, 30, date(2026, 3, 12)))

    arta.person.unblock()
    await centre.settled()
    await centre.moves_to(at(10, 15, date(2026, 3, 12)))

    assert len(alerts(arta)) == 1
    assert digests(arta) == ["Good morning. Today, Thu 12.3.\n1 household is waiting. Overdue: 1."]


async def test_somebody_who_unblocks_at_night_hears_of_it_in_the_morning(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), urgent=True)
    arta.person.block()
    await centre.moves_to(at(8, 30))
    await centre.moves_to(at(22))
    before = len(arta.all_texts)

    arta.person.unblock()
    await centre.settled()
    await centre.waits(timedelta(minutes=1))
    at_night = len(arta.all_texts)
    await centre.moves_to(at(8, 30, date(2026, 3, 12)))

    assert at_night == before
    assert (len(alerts(arta)), len(digests(arta))) == (1, 1)
