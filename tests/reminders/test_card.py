"""The card of a follow-up: why, the last note, and everything that can be done about it."""

from datetime import date, timedelta

import pytest

from bot.followups.followups import SETTLED
from bot.i18n import say
from db.models import FollowUp
from tests.reminders.morning import TODAY, alerts, at, digests, lines, plans
from tests.talk import Centre, Phone

MONDAY = date(2026, 3, 16)


async def _opened(centre: Centre, phone: Phone, due: date = TODAY) -> int:
    """A digest whose only line she has tapped."""
    asked = plans(centre, phone, centre.household(phone, "Drita Hoxha"), due)
    await centre.moves_to(at(8, 30))
    await phone.taps(lines(phone)[0])
    return asked


def _row(centre: Centre, id_: int) -> FollowUp:
    return centre.does(lambda work: work.db.get_one(FollowUp, id_))


async def test_a_line_opens_the_card_with_why_and_the_last_note(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Drita Hoxha")
    await arta.sends("/visit", "F-0001")
    await arta.taps("Drita Hoxha", "Visit made today", "No needs seen", "Listening only", "The family")
    await arta.sends("The roof leaks.")
    await arta.taps("Save · back")

    await centre.moves_to(at(8, 30, date(2026, 3, 26)))
    await arta.taps(lines(arta)[0])

    assert arta.card.splitlines() == [
        "F-0001 · Tavnik",
        "Drita Hoxha",
        "Last note: The roof leaks.",
        "Visit again: yesterday, Wed 25.3.",
        "1 day late",
        "Last seen Wed 11.3.",
    ]
    assert arta.buttons == [
        *("Visit made today", "Nobody at home", "Other date…", "+1 day", "+1 week", "Done otherwise…"),
        *("To a colleague…", "Today", "Menu"),
    ]
    assert len(digests(arta)) == 1  # the list stays where it is, the card is below


async def test_visit_made_today_opens_the_form_filled_in(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    asked = await _opened(centre, arta)

    await arta.taps("Visit made today")
    card = arta.card
    await arta.taps("No needs seen", "Listening only", "The family", "Skip", "Save · back")

    assert "Needs seen" in card
    assert "F-0001" in card
    assert _row(centre, asked).resolution == "visit"


async def test_nobody_home_moves_it_and_the_card_counts(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    asked = await _opened(centre, arta)

    await arta.taps("Nobody at home", "Save · back Mon 16.3.")  # three days later is a Saturday
    await centre.moves_to(at(8, 30, MONDAY))
    await arta.taps("F-0001 Tavnik")

    assert (_row(centre, asked).due, _row(centre, asked).first_due) == (MONDAY, TODAY)
    assert "First planned for Wed 11.3. · moved 1 time" in arta.card


@pytest.mark.parametrize(
    ("label", "due"), [("+1 day", date(2026, 3, 12)), ("+1 week", date(2026, 3, 18))], ids=["day", "week"]
)
async def test_one_day_and_one_week_count_from_today(centre: Centre, label: str, due: date) -> None:
    arta = await centre.joins("Arta")
    asked = await _opened(centre, arta, due=date(2026, 3, 2))

    await arta.taps(label)

    assert _row(centre, asked).due == due
    assert "Moved to" in arta.card


async def test_one_day_more_than_a_friday_is_a_monday(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    asked = plans(centre, arta, centre.household(arta, "Drita Hoxha"), date(2026, 3, 13))
    await centre.moves_to(at(8, 30, date(2026, 3, 13)))

    await arta.taps("F-0001 Tavnik", "+1 day")

    assert _row(centre, asked).due == MONDAY


async def test_another_date_is_typed_or_tapped(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    asked = await _opened(centre, arta)

    await arta.taps("Other date…")
    await arta.sends("20.3.")
    await arta.taps("Save")

    assert _row(centre, asked).due == date(2026, 3, 20)


async def test_another_date_for_one_that_a_colleague_has_settled_meanwhile(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    asked = await _opened(centre, arta)
    await arta.taps("Other date…")
    await arta.sends("20.3.")
    await milica.sends("/visit", "F-0001")
    await milica.taps("Drita Hoxha", "Visit made today", "No needs seen", "Listening only", "The family", "Skip")
    await milica.taps("Save · back")

    await arta.taps("Save")

    assert "settled already" in arta.card
    assert _row(centre, asked).resolution == "visit"
    assert _row(centre, asked).due == TODAY


async def test_leaving_the_question_for_another_date_leaves_no_draft(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await _opened(centre, arta)
    await arta.taps("Other date…")

    await arta.sends("/drafts")

    assert "Nothing is unfinished." in arta.card


@pytest.mark.parametrize("way", ["By phone", "Met elsewhere", "Through a colleague", "No longer needed"])
async def test_done_otherwise_asks_how(centre: Centre, way: str) -> None:
    arta = await centre.joins("Arta")
    asked = await _opened(centre, arta)

    await arta.taps("Done otherwise…", way)

    assert _row(centre, asked).resolved_on == TODAY
    assert f"Settled: {way}" in arta.card
    assert "Nobody is waiting today." in arta.card


async def test_a_colleague_it_is_handed_to_is_told_and_reminded_from_then_on(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica", "it")
    asked = await _opened(centre, arta)

    await arta.taps("To a colleague…", "Milica")
    told = milica.all_texts[-1]
    await centre.moves_to(at(8, 30, date(2026, 3, 12)))

    assert "F-0001 · Tavnik" in told
    assert "Drita" not in told
    assert _row(centre, asked).owner_id == centre.account(milica).id
    assert len(digests(arta)) == 1
    assert any("F-0001" in label for label in milica.buttons)


async def test_only_colleagues_who_can_be_told_are_offered(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    await centre.joins("Sara", role="monitor")
    await centre.joins("Besa", role="coordinator")
    await _opened(centre, arta)
    plans(centre, milica, centre.household(milica, "Agim Berisha"), urgent=True)
    milica.person.block()
    await centre.waits(timedelta(minutes=1))

    await arta.taps("To a colleague…")

    assert arta.buttons == ["Besa", "◂ Back"]


async def test_handing_over_at_night_wakes_nobody(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    asked = plans(centre, arta, centre.household(arta, "Drita Hoxha"), date(2026, 3, 12))
    await milica.sends("/visit")
    await centre.moves_to(at(22))
    before = list(milica.all_texts)

    await arta.sends("/week")
    await arta.taps("Thu 12.3. · F-0001", "To a colleague…", "Milica")
    at_night = list(milica.all_texts)
    await centre.moves_to(at(8, 0, date(2026, 3, 12)))

    assert at_night == before
    assert len(alerts(milica, "A colleague hands you")) == 1
    assert milica.card.startswith("Home visit")  # her form stands at the end again
    assert _row(centre, asked).owner_id == centre.account(milica).id


async def test_a_line_that_is_settled_says_so(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    asked = await _opened(centre, arta)
    await arta.taps("Done otherwise…", "By phone")

    await arta.taps("✓ F-0001 Tavnik")

    assert "This next contact is settled already." in arta.card
    assert _row(centre, asked).resolution == "phone"


async def test_a_card_whose_follow_up_was_taken_back_can_still_be_drawn(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    centre.household(arta, "Drita Hoxha")
    await centre.moves_to(at(10))
    await arta.sends("/visit", "F-0001")
    await arta.taps("Drita Hoxha", "Visit made today", "No needs seen", "Listening only", "The family", "Skip")
    await arta.taps("In 1 week", "Urgent", "Save · back")
    await arta.sends("/week")
    await arta.taps("❗ Wed 18.3. · F-0001", "To a colleague…", "Milica")
    await milica.taps("Open")

    await arta.taps("Undo")
    await milica.sends("/language")
    await milica.taps("Italiano")

    assert milica.card == say(SETTLED, "it")


async def test_forged_taps_on_what_is_not_there_change_nothing(centre: Centre) -> None:
    arta, sara = await centre.joins("Arta"), await centre.joins("Sara", role="monitor")
    asked = await _opened(centre, arta)
    forged = "contact|1 made|99 hand|1.99 hand|1.x otherwise|1.visit move|1.3650 take|-1 take|1.7"

    for each in forged.split():
        for phone in (arta, sara):
            phone.person.tap(phone.person.last.message_id, f"v1|0|0|{each}")
            await centre.settled()

    row = _row(centre, asked)
    assert (row.owner_id, row.due, row.resolution) == (centre.account(arta).id, TODAY, None)
    assert "F-0001" not in str(sara.all_texts)


async def test_a_line_can_be_typed_as_well(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"))
    await arta.sends("/today")

    await arta.sends(lines(arta, "Today")[0])

    assert "Visit made today" in arta.buttons
    await centre.waits(timedelta(minutes=1))
