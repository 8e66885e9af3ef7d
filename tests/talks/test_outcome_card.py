"""What happened at the door, and on which day."""

from datetime import date

import pytest

from tests.talk import Centre, Phone
from tests.talks.ways import due, last_contact, logs_visit, reaches, to_review

WEDNESDAY = date(2026, 3, 11)


async def at_the_outcome(centre: Centre, language: str = "en", kind: str = "family") -> Phone:
    """Arta has chosen the household."""
    arta = await centre.joins("Arta", language)
    centre.household(arta, "Fatime Berisha", kind=kind)
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha")
    return arta


async def rest(phone: Phone) -> None:
    """The other cards of a visit that was made."""
    await phone.taps("No needs seen", "Listening only ▸", "The centre", "Skip", "Save")


async def test_the_card_says_whom_and_when_they_were_seen_last(centre: Centre) -> None:
    arta = await at_the_outcome(centre)

    assert arta.card.startswith("F-0001 · Tavnik · not seen yet")

    await arta.taps("Visit made today")
    await rest(arta)
    await arta.sends("/visit")
    await arta.taps("Fatime Berisha")

    assert arta.card.startswith("F-0001 · Tavnik · last seen Wed 11.3.")


async def test_one_tap_answers_outcome_and_date(centre: Centre) -> None:
    arta = await at_the_outcome(centre)

    await arta.taps("Visit made today")

    assert "Needs seen" in arta.card

    await rest(arta)

    assert (last_contact(centre).outcome, last_contact(centre).day) == ("done", WEDNESDAY)


async def test_made_yesterday(centre: Centre) -> None:
    arta = await at_the_outcome(centre)

    await arta.taps("Made yesterday")
    await rest(arta)

    assert last_contact(centre).day == date(2026, 3, 10)


async def test_another_day_by_the_calendar(centre: Centre) -> None:
    arta = await at_the_outcome(centre)

    await arta.taps("Made on another day", "5")
    await rest(arta)

    assert last_contact(centre).day == date(2026, 3, 5)


async def test_the_calendar_turns_back_and_offers_no_day_to_come(centre: Centre) -> None:
    arta = await at_the_outcome(centre)
    await arta.taps("Made on another day")

    assert "11" in arta.buttons
    assert "12" not in arta.buttons

    await arta.taps("◂", "28")
    await rest(arta)

    assert last_contact(centre).day == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("yesterday", date(2026, 3, 10)),
        ("dje", date(2026, 3, 10)),
        ("prekjuče", date(2026, 3, 9)),
        ("прекјуче", date(2026, 3, 9)),
        ("ieri", date(2026, 3, 10)),
        ("5.3.", date(2026, 3, 5)),
        ("Monday", date(2026, 3, 9)),
        ("20.12.", date(2025, 12, 20)),
    ],
)
async def test_another_day_typed_looks_back(centre: Centre, typed: str, day: date) -> None:
    arta = await at_the_outcome(centre)

    await arta.taps("Made on another day")
    await arta.sends(typed)
    await rest(arta)

    assert last_contact(centre).day == day


@pytest.mark.parametrize("typed", ["tomorrow", "nesër", "sutra", "12.3.2026", "5.5.2027"])
async def test_a_day_to_come_is_refused_with_a_sentence(centre: Centre, typed: str) -> None:
    arta = await at_the_outcome(centre)
    await arta.taps("Made on another day")

    await arta.sends(typed)

    assert "That day is still to come" in arta.card or "No date was understood" in arta.card
    assert "On which day?" in arta.card


async def test_a_visit_of_another_century_is_refused(centre: Centre) -> None:
    arta = await at_the_outcome(centre)
    await arta.taps("Made on another day")

    await arta.sends("5.3.1926")

    assert "more than two years away" in arta.card


async def test_what_is_no_day_is_refused_with_a_sentence(centre: Centre) -> None:
    arta = await at_the_outcome(centre)
    await arta.taps("Made on another day")

    await arta.sends("50€")

    assert "No date was understood" in arta.card
    assert "On which day?" in arta.card


async def test_outcomes_can_be_typed_by_a_unique_beginning(centre: Centre) -> None:
    arta = await at_the_outcome(centre, "sq")

    await arta.sends("vizita u krye sot")

    assert "Asnjë nevojë" in arta.buttons


async def test_nobody_home_goes_straight_to_the_review_with_the_next_attempt(centre: Centre) -> None:
    arta = await at_the_outcome(centre)

    await arta.taps("Nobody at home")

    assert "What happened: Nobody at home" in arta.card
    assert arta.buttons[0] == "Save · back Mon 16.3."

    await arta.taps("Save")

    assert last_contact(centre).outcome == "nobody_home"
    assert due(centre) == [("visit", date(2026, 3, 16))]


async def test_nobody_home_takes_a_note_if_wanted(centre: Centre) -> None:
    arta = await at_the_outcome(centre)
    await arta.taps("Nobody at home")

    await arta.sends("The neighbour says they are at the market")
    await arta.taps("Save")

    assert [note.words for note in last_contact(centre).notes] == ["The neighbour says they are at the market"]


async def test_only_a_child_at_home_counts_as_nobody_home(centre: Centre) -> None:
    arta = await at_the_outcome(centre)

    await arta.taps("Only a child at home", "Save")

    assert last_contact(centre).outcome == "nobody_home"


async def test_postponed_proposes_a_week(centre: Centre) -> None:
    arta = await at_the_outcome(centre)

    await arta.taps("Postponed")

    assert arta.buttons[0] == "Save · back Wed 18.3."

    await arta.taps("Save")

    assert last_contact(centre).outcome == "postponed"


async def test_an_attempt_moves_visit_again_and_keeps_its_first_day(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")

    await arta.sends("/visit")
    await arta.taps("Fatime Berisha", "Nobody at home", "Save")

    assert due(centre) == [("visit", date(2026, 3, 16))]
    await arta.sends("/week")
    await arta.taps("Mon 16.3. · F-0001")
    assert "First planned for Wed 25.3. · moved 1 time" in arta.card


async def test_refused_proposes_no_date_and_tells_the_coordinator(centre: Centre) -> None:
    milica = await centre.joins("Milica", "en", "coordinator")
    arta = await at_the_outcome(centre)

    await arta.taps("Visit refused")

    assert arta.buttons[0] == "Save · no next contact"

    await arta.taps("Save")

    assert due(centre) == []
    told = milica.card
    assert "A visit was refused" in told
    assert "F-0001 · Tavnik · V-2026-00001" in told
    assert "Open" in milica.buttons


@pytest.mark.parametrize("how", ["Nobody at home", "Only a child at home"])
async def test_an_elderly_person_alone_unseen_lately_is_urgent_tomorrow_and_told_now(centre: Centre, how: str) -> None:
    milica = await centre.joins("Milica", "en", "coordinator")
    arta = await at_the_outcome(centre, kind="elderly_alone")
    await arta.taps(how)

    assert "Has anyone seen them lately?" in arta.card

    await arta.taps("No")

    assert arta.buttons[0] == "Save · back Thu 12.3."
    assert "Urgent: Urgent" in arta.card or "✓ Urgent" in arta.buttons

    await arta.taps("Save")

    assert due(centre) == [("visit", date(2026, 3, 12))]
    assert "Urgent" in milica.card
    assert "I take it" in milica.buttons


async def test_tomorrow_is_tomorrow_also_on_a_friday(centre: Centre) -> None:
    await centre.moves_to(centre.telegram.clock.now().replace(day=13))
    arta = await at_the_outcome(centre, kind="elderly_alone")

    await arta.taps("Nobody at home", "No", "Save")

    assert due(centre) == [("visit", date(2026, 3, 14))]


async def test_an_elderly_person_alone_seen_since_is_a_usual_attempt(centre: Centre) -> None:
    milica = await centre.joins("Milica", "en", "coordinator")
    arta = await at_the_outcome(centre, kind="elderly_alone")

    await arta.taps("Nobody at home", "Yes", "Save")

    assert due(centre) == [("visit", date(2026, 3, 16))]
    assert not any("Urgent" in said for said in milica.all_texts)


async def test_the_answer_changed_in_the_review_is_not_urgent_any_more(centre: Centre) -> None:
    arta = await at_the_outcome(centre, kind="elderly_alone")
    await reaches(arta, "Nobody at home", "No", "✎ Seen lately")

    await arta.taps("Yes")

    assert arta.buttons[0] == "Save · back Mon 16.3."
    assert "✓ Urgent" not in arta.buttons


async def test_an_outcome_changed_in_the_review_asks_what_belongs_to_it(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha")
    await reaches(arta, "✎ What happened", "Nobody at home")

    assert "Needs:" not in arta.card
    assert arta.buttons[0] == "Save · back Mon 16.3."

    await reaches(arta, "✎ What happened", "Visit made today")

    assert "Needs: No needs seen" in arta.card
    assert arta.buttons[0] == "Save · back Wed 25.3."


async def test_another_day_chosen_in_the_review_asks_for_the_day(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha")

    await reaches(arta, "✎ What happened", "Made on another day")

    assert "On which day?" in arta.card

    await arta.taps("4")

    assert "Day: Wednesday 4.3.2026" in arta.card
