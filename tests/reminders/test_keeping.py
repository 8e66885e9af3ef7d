"""The lists the coordinator keeps: holidays, which decide when reminders come, and neighbourhoods."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.followups.workdays import FIXED, add_fixed_holidays, is_working, working_day
from db.models import Holiday, Household, Neighbourhood
from tests.reminders.morning import TODAY, at, digests, plans
from tests.reminders.team import Team
from tests.talk import Centre, Phone

MONDAY = date(2026, 3, 16)


async def _opens(besa: Phone, *labels: str) -> None:
    await besa.sends("/menu")
    await besa.taps(*labels)


def _days(centre: Centre) -> set[date]:
    return centre.does(lambda work: set(work.db.scalars(select(Holiday.day))))


def _place(centre: Centre, name: str) -> Neighbourhood:
    return centre.does(lambda work: work.db.scalars(select(Neighbourhood).where(Neighbourhood.name_sq == name)).one())


# --- working days ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "working"),
    [(date(2026, 5, 1), False), (date(2026, 5, 2), False), (date(2026, 5, 4), True), (date(2026, 4, 30), True)],
)
def test_monday_to_friday_without_holidays(day: date, working: bool) -> None:
    assert is_working(day, {date(2026, 5, 1)}) is working


def test_a_day_on_which_nobody_works_becomes_the_next_one_on_which_somebody_does() -> None:
    closed = {date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 5)}

    assert working_day(date(2026, 1, 1), closed) == date(2026, 1, 6)


def test_the_fixed_holidays_of_this_and_the_next_year_are_there_once_with_their_source(team: Team) -> None:
    for _ in range(3):
        team.does(add_fixed_holidays)
        team.now += timedelta(days=200)

    found = team.does(lambda work: list(work.db.scalars(select(Holiday).order_by(Holiday.day))))

    assert [(h.day.month, h.day.day) for h in found if h.day.year == 2026] == [(m, d) for m, d, _ in FIXED]
    assert {h.day.year for h in found} == {2026, 2027, 2028}
    assert {h.source for h in found} == {"law 03/L-064"}
    assert len(found) == 3 * len(FIXED)


async def test_a_holiday_that_is_added_moves_what_is_proposed_and_silences_the_morning(centre: Centre) -> None:
    besa = await centre.joins("Besa", role="coordinator")
    plans(centre, besa, centre.household(besa, "Drita Hoxha"), MONDAY)
    centre.household(besa, "Agim Berisha")

    await _opens(besa, "Holidays", "+ Holiday")
    await besa.sends("25.3.2026", "Bajram")
    await besa.taps("Save")
    listed = str(besa.buttons)
    await besa.sends("/visit", "F-0002")
    await besa.taps("Agim", "Visit made today", "No needs seen", "Listening only", "The family", "Skip")

    assert "Wednesday 25.3.2026 · Bajram" in listed
    assert besa.buttons[0] == "Save · back Thu 26.3."


async def test_a_holiday_is_renamed_by_adding_it_again(centre: Centre) -> None:
    besa = await centre.joins("Besa", role="coordinator")
    for name in ("Bajram", "Fitër Bajrami"):
        await _opens(besa, "Holidays", "+ Holiday")
        await besa.sends("20.3.2026", name)
        await besa.taps("Save")

    assert "Friday 20.3.2026 · Fitër Bajrami" in str(besa.buttons)
    assert "· Bajram" not in str(besa.buttons)


async def test_a_holiday_that_is_removed_after_a_question_stays_removed_and_the_morning_comes(centre: Centre) -> None:
    besa = await centre.joins("Besa", role="coordinator")
    orthodox = date(2027, 1, 7)
    plans(centre, besa, centre.household(besa, "Drita Hoxha"), orthodox)

    await _opens(besa, "Holidays", "Thursday 7.1.2027")
    asked = besa.card
    await besa.taps("No, keep it")
    kept = orthodox in _days(centre)
    await besa.taps("Thursday 7.1.2027", "Yes, remove")
    await centre.moves_to(at(8, 30, orthodox))

    assert asked.startswith("Remove Orthodox Christmas")
    assert kept
    assert orthodox not in _days(centre)
    assert len(digests(besa)) == 1


async def test_a_holiday_removed_on_the_very_day_lets_the_list_come(centre: Centre) -> None:
    besa = await centre.joins("Besa", role="coordinator")
    plans(centre, besa, centre.household(besa, "Drita Hoxha"))
    await _opens(besa, "Holidays", "+ Holiday")
    await besa.sends("11.3.2026", "A mistake")
    await besa.taps("Save")
    await centre.moves_to(at(9))
    before = len(digests(besa))

    await _opens(besa, "Holidays", "Wednesday 11.3.2026", "Yes, remove")
    await centre.moves_to(at(9, 30))

    assert (before, len(digests(besa))) == (0, 1)


async def test_only_the_coordinator_changes_the_lists(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    before = _days(centre)
    forged = "do|holidays do|neighbourhoods holiday| unholiday|1.yes neighbourhood|1 confirm|1 rename|1 drop|1.yes"

    for data in forged.split():
        arta.person.tap(arta.person.last.message_id, f"v1|0|0|{data}")
        await centre.settled()

    rows = centre.does(lambda work: list(work.db.scalars(select(Neighbourhood))))
    assert _days(centre) == before
    assert not [row for row in rows if row.retired or (row.confirmed and row.code != "other")]
    assert "Yes, remove" not in str(arta.buttons)


# --- neighbourhoods -------------------------------------------------------------------------------------------------


async def test_all_start_unconfirmed_and_one_tap_confirms(centre: Centre) -> None:
    besa = await centre.joins("Besa", role="coordinator")
    await _opens(besa, "Neighbourhoods")
    marked = [label for label in besa.buttons if label.endswith("?")]

    await besa.taps("Tavnik ?", "Confirm")

    assert len(marked) == len(besa.buttons) - 2  # all but the first and the last button
    assert "Tavnik" in besa.buttons
    assert _place(centre, "Tavnik").confirmed


async def test_one_is_renamed_for_each_language(centre: Centre) -> None:
    besa = await centre.joins("Besa", role="coordinator")

    await _opens(besa, "Neighbourhoods", "Tavnik ?", "Correct", "✎ Name in Italian")
    await besa.sends("Tavniku")
    await besa.taps("Save")

    row = _place(centre, "Tavnik")
    assert row.name_it == "Tavniku"
    assert row.code == "tavnik"


async def test_one_is_added_and_can_be_chosen(centre: Centre) -> None:
    besa = await centre.joins("Besa", role="coordinator")

    await _opens(besa, "Neighbourhoods", "+ Neighbourhood")
    await besa.sends("Kodra e Re", "Ново Брдо", "Nuovo Colle")
    await besa.taps("North", "Yes", "Save")

    row = _place(centre, "Kodra e Re")
    assert (row.bank, row.confirmed, row.retired) == ("north", True, False)
    assert any("Nuovo Colle" in label or "Kodra e Re" in label for label in besa.buttons)


async def test_one_that_is_removed_is_offered_no_more_and_families_keep_it(centre: Centre) -> None:
    besa = await centre.joins("Besa", role="coordinator")
    family = centre.household(besa, "Drita Hoxha", "tavnik")
    plans(centre, besa, family, TODAY)

    await _opens(besa, "Neighbourhoods", "Tavnik ?", "Remove")
    asked = besa.card
    await besa.taps("Yes, remove")
    offered = list(besa.buttons)
    await besa.sends("/today")

    assert asked == "Remove Tavnik? Families who live there keep it."
    assert not [label for label in offered if "Tavnik" in label]
    assert besa.buttons[0] == "F-0001 Tavnik – Visit again"
    assert centre.does(lambda work: work.db.get_one(Household, family.id)).neighbourhood == "tavnik"
