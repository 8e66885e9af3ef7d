"""The review: all answers, the next contact, and every answer can still be changed."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from db.models import FollowUp
from tests.talk import Centre, Phone
from tests.talks.ways import due, last_contact, logs_visit, reaches, rows, to_review


async def at_the_review(centre: Centre, needs: Sequence[str] = ("Health",)) -> Phone:
    """Arta has answered everything."""
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha", needs=needs)
    return arta


async def test_it_lists_all_answers_and_saves_with_the_main_button_on_top(centre: Centre) -> None:
    arta = await at_the_review(centre)

    for line in (
        "Household: F-0001 · Tavnik",
        "What happened: Visit made",
        "Day: Wednesday 11.3.2026",
        "Needs: Health",
        "Done: Listening",
        "Next step: The family",
    ):
        assert line in arta.card
    assert arta.buttons[0] == "Save · back Wed 25.3."
    assert arta.buttons[-1] == "Cancel"


@pytest.mark.parametrize(
    ("heading", "way", "line"),
    [
        ("✎ Household", ["Hava Krasniqi"], "Household: F-0002"),
        ("✎ What happened", ["Made yesterday"], "Day: Tuesday 10.3.2026"),
        ("✎ Day", ["5"], "Day: Thursday 5.3.2026"),
        ("✎ Needs", ["Housing", "Continue ▸"], "Needs: Housing; Health"),
        ("✎ Done", ["Referral", "Continue ▸"], "Done: Listening; Referral"),
        ("✎ Next step", ["Together"], "Next step: Together"),
        ("✎ Note", ["Skip ▸"], "Next step: The family"),
    ],
)
async def test_every_answer_can_be_changed_and_returns_here(
    centre: Centre, heading: str, way: list[str], line: str
) -> None:
    arta = await at_the_review(centre)
    centre.household(arta, "Hava Krasniqi")
    await reaches(arta, heading)
    if heading == "✎ Household":
        await arta.sends("Krasniqi")

    await arta.taps(*way)
    if heading == "✎ Household":  # the needs belonged to the other family
        await arta.taps("No needs seen")

    assert line in arta.card
    assert arta.buttons[0].startswith("Save · back")


@pytest.mark.parametrize("heading", ["✎ Needs", "✎ Done", "✎ Next step", "✎ Day", "Purpose", "With a colleague"])
async def test_back_from_there_returns_here_unchanged(centre: Centre, heading: str) -> None:
    await centre.joins("Chiara")
    arta = await at_the_review(centre)
    before = arta.card

    await reaches(arta, heading, "◂ Back")

    assert arta.card == before


# --- when somebody goes back ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "day"),
    [
        ("In 1 week", date(2026, 3, 18)),
        ("✓ In 2 weeks", date(2026, 3, 25)),
        ("In 1 month", date(2026, 4, 13)),  # the 11th is a Saturday, the 13th Monday
        ("In 3 months", date(2026, 6, 11)),
    ],
)
async def test_intervals_lead_to_a_working_day_that_is_shown(centre: Centre, label: str, day: date) -> None:
    arta = await at_the_review(centre)

    await arta.taps(label)

    assert f"✓ {label.removeprefix('✓ ')}" in arta.buttons
    assert arta.buttons[0].endswith(f"{day.day}.{day.month}.")
    await arta.taps("Save")
    assert due(centre) == [("visit", day)]


async def test_the_household_s_last_interval_is_proposed(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", review=["In 1 week"])
    await centre.waits(timedelta(days=7))

    await to_review(arta, "Fatime Berisha")

    assert arta.buttons[0] == "Save · back Wed 25.3."
    assert "✓ In 1 week" in arta.buttons


async def test_no_further_contact(centre: Centre) -> None:
    arta = await at_the_review(centre)

    await arta.taps("No further contact")

    assert arta.buttons[0] == "Save · no next contact"
    await arta.taps("Save")
    assert due(centre) == []
    assert "No next contact." in arta.card


async def test_another_date_by_the_calendar_even_a_holiday_is_taken_as_said(centre: Centre) -> None:
    arta = await at_the_review(centre)

    await arta.taps("Other date…", "▸", "1")

    assert arta.buttons[0] == "Save · back Wed 1.4."


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("in 2 weeks", date(2026, 3, 25)),
        ("të premten", date(2026, 3, 13)),
        ("prekosutra", date(2026, 3, 13)),
        ("5.12.", date(2026, 12, 5)),
        ("fra un mese", date(2026, 4, 11)),
    ],
)
async def test_another_date_typed(centre: Centre, typed: str, day: date) -> None:
    arta = await at_the_review(centre)
    await arta.taps("Other date…")

    await arta.sends(typed)
    await arta.taps("Save")

    assert due(centre) == [("visit", day)]


@pytest.mark.parametrize("typed", ["5.3.2026", "11.3.2020"])
async def test_a_day_that_is_over_is_refused(centre: Centre, typed: str) -> None:
    arta = await at_the_review(centre)
    await arta.taps("Other date…")

    await arta.sends(typed)

    assert "That day is over." in arta.card or "No date was understood." in arta.card
    await arta.taps("◂ Back")
    assert arta.buttons[0] == "Save · back Wed 25.3."


@pytest.mark.parametrize("typed", ["5.4.2062", "25 March 2029"])
async def test_a_slip_in_the_year_is_refused(centre: Centre, typed: str) -> None:
    arta = await at_the_review(centre)
    await arta.taps("Other date…")

    await arta.sends(typed)

    assert "more than two years away" in arta.card


# --- options --------------------------------------------------------------------------------------------------------


async def test_urgent_tells_the_coordinator_now_by_reference_only(any_centre: Centre) -> None:
    milica = await any_centre.joins("Milica", "en", "coordinator")
    arta = await any_centre.joins("Arta")
    any_centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha")

    await arta.taps("Urgent")
    assert "✓ Urgent" in arta.buttons
    await arta.taps("Save")

    assert last_contact(any_centre).urgent
    assert "Urgent" in milica.card
    assert "F-0001 · Tavnik · V-2026-00001" in milica.card
    assert {"Open", "I take it"} <= set(milica.buttons)


async def test_the_coordinator_takes_it(centre: Centre) -> None:
    milica = await centre.joins("Milica", "en", "coordinator")
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", review=["Urgent"])

    await milica.taps("I take it")

    assert rows(centre, FollowUp)[0].owner_id == centre.account(milica).id
    assert "It is on your list now." in milica.card


async def test_urgent_can_be_taken_back_before_saving(centre: Centre) -> None:
    arta = await at_the_review(centre)

    await arta.taps("Urgent", "✓ Urgent", "Save")

    assert not last_contact(centre).urgent


async def test_purpose_and_the_line_what_it_is_about(centre: Centre) -> None:
    arta = await at_the_review(centre)

    await reaches(arta, "Purpose", "Papers, renewal", "What it is about")
    await arta.sends("The identity card ends in April")

    assert "Purpose: Papers, renewal" in arta.card
    assert "What it is about: The identity card ends in April" in arta.card
    await arta.taps("Save")
    assert due(centre) == [("papers", date(2026, 3, 25))]
    assert rows(centre, FollowUp)[0].line == "The identity card ends in April"


async def test_with_a_colleague(centre: Centre) -> None:
    chiara = await centre.joins("Chiara")
    arta = await at_the_review(centre)

    await reaches(arta, "With a colleague", "Chiara")

    assert "With a colleague: Chiara" in arta.card
    await arta.taps("Save")
    assert last_contact(centre).colleague_id == centre.account(chiara).id


async def test_alone_after_all(centre: Centre) -> None:
    await centre.joins("Chiara")
    arta = await at_the_review(centre)

    await reaches(arta, "With a colleague", "Chiara", "✎ With a colleague", "Alone ▸")

    assert "With a colleague:" not in arta.card


async def test_persons_present(centre: Centre) -> None:
    arta = await at_the_review(centre)

    await reaches(arta, "Persons present", "Fatime Berisha", "Continue ▸")

    assert "Persons present: Fatime Berisha" in arta.card

    await arta.sends("She was alone")  # the review is sent again: without the name, which comes by an edit
    assert "Persons present: Fatime Berisha" in arta.card


async def test_other_open_contacts_are_done_or_kept(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", review=["Purpose", "Papers, renewal"])
    await centre.waits(timedelta(days=1))
    await logs_visit(arta, "Fatime Berisha", review=["Purpose", "Health"])
    await centre.waits(timedelta(days=1))
    await to_review(arta, "Fatime Berisha")

    await arta.taps("Wed 25.3. · Papers, renewal")
    assert "✓ Wed 25.3. · Papers, renewal: done" in arta.buttons
    await arta.taps("Thu 26.3. · Health", "✓ Thu 26.3. · Health")
    assert "✓ Thu 26.3. · Health: keep" in arta.buttons
    assert "Other next contacts: Wed 25.3. · Papers, renewal (done); Thu 26.3. · Health (keep)" in arta.card
    await arta.taps("Save")

    assert sorted(due(centre)) == [("health", date(2026, 3, 26)), ("visit", date(2026, 3, 27))]


async def test_others_left_alone_are_kept(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", review=["Purpose", "Papers, renewal"])
    await centre.waits(timedelta(days=1))

    await logs_visit(arta, "Fatime Berisha")

    assert sorted(purpose for purpose, _ in due(centre)) == ["papers", "visit"]


async def test_a_new_visit_again_takes_the_place_of_the_old_one(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await centre.waits(timedelta(days=1))

    await logs_visit(arta, "Fatime Berisha")

    assert due(centre) == [("visit", date(2026, 3, 26))]


async def test_no_typed_message_both_answers_and_saves(centre: Centre) -> None:
    arta = await at_the_review(centre)

    await arta.sends("yes", "ok")

    assert "Note: yes · ok" in arta.card
    assert arta.buttons[0].startswith("Save")


async def test_save_can_be_typed(centre: Centre) -> None:
    arta = await at_the_review(centre)

    await arta.sends("Save")

    assert "Saved: V-2026-00001" in arta.all_texts[-2] + arta.card
