"""Saving: once, with a reference; taken back within ten minutes; corrected on the same day; one visit of two people."""

import re
from datetime import date, datetime, timedelta

import pytest

from db.models import Contact, FollowUp, Note
from practice.chats import Message
from tests.talk import BELGRADE, Centre, Phone
from tests.talks.ways import due, last_contact, logs_visit, message_with, needs_of, reaches, rows, tapped, to_review


def standing(centre: Centre) -> list[Contact]:
    """Records that were not taken back."""
    return [contact for contact in rows(centre, Contact) if contact.void_at is None]


async def has_saved(centre: Centre, *, needs: tuple[str, ...] = ("Health",)) -> Phone:
    """Arta has saved a visit."""
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", needs=needs)
    return arta


def saved_card(phone: Phone) -> str:
    """What the card with the reference says."""
    return next(said for said in reversed(phone.all_texts) if "Saved: " in said)


async def test_it_confirms_with_reference_next_contact_and_undo(centre: Centre) -> None:
    arta = await has_saved(centre)

    assert re.search(r"Saved: V-2026-00001\b", saved_card(arta))
    assert "Next contact: Wed 25.3." in saved_card(arta)
    assert "F-0001 · Tavnik" in saved_card(arta)
    assert "Undo" in [b["text"] for m in arta.person.heard for b in m.buttons()]


async def test_references_count_up_and_anew_each_year(centre: Centre) -> None:
    arta = await has_saved(centre)
    await logs_visit(arta, "Fatime Berisha", outcome="Made yesterday")
    await centre.moves_to(datetime(2027, 1, 4, 10, tzinfo=BELGRADE))
    await logs_visit(arta, "Fatime Berisha")

    assert [contact.reference for contact in rows(centre, Contact)] == ["V-2026-00001", "V-2026-00002", "V-2027-00001"]


async def test_a_double_tap_on_save_saves_once(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    any_centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha")
    card = arta.person.last

    for _ in range(3):
        arta.person.tap(card.message_id, "Save · back Wed 25.3.")
    await any_centre.settled()

    assert len(rows(any_centre, Contact)) == 1
    assert len(rows(any_centre, FollowUp)) == 1
    assert sum("Saved: V-2026-00001" in said for said in arta.all_texts) == 1


async def test_a_redelivered_update_has_no_second_effect(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    any_centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha")
    again: list[object] = []

    def twice(answer: list[dict[str, object]]) -> list[dict[str, object]]:
        again.extend(answer)
        return [*answer, *answer]

    any_centre.telegram.updates.tamper = twice

    await arta.taps("Urgent")
    await arta.sends("The stove was lit")
    await arta.taps("Save")

    contact = last_contact(any_centre)
    assert len(rows(any_centre, Contact)) == 1
    assert [note.words for note in contact.notes] == ["The stove was lit"]
    assert contact.urgent
    assert len(again) >= 3


async def test_undo_brings_the_review_back_with_all_answers(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    any_centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha", needs=["Health", "Housing"])
    await arta.sends("The stove was lit")
    await arta.speaks()
    await arta.taps("In 1 month", "Urgent")
    await reaches(arta, "Purpose", "Papers, renewal")
    before = arta.card
    await arta.taps("Save")

    await arta.taps("Undo")

    assert "Taken back. Nothing is saved yet." in arta.card
    assert arta.card.endswith(before) or before.split("\n", 1)[1] in arta.card
    assert standing(any_centre) == []
    assert due(any_centre) == []

    await arta.taps("Save")

    assert [contact.reference for contact in standing(any_centre)] == ["V-2026-00001"]
    assert due(any_centre) == [("papers", date(2026, 4, 13))]
    assert needs_of(last_contact(any_centre)) == {"health": "seen", "housing": "seen"}
    assert [(note.kind, note.words) for note in last_contact(any_centre).notes] == [
        ("text", "The stove was lit"),
        ("voice", None),
    ]


async def test_undo_puts_the_household_s_next_contacts_back(centre: Centre) -> None:
    arta = await has_saved(centre)
    await centre.waits(timedelta(days=1))
    before = due(centre)
    await logs_visit(arta, "Fatime Berisha", review=["In 3 months"])
    assert due(centre) != before

    await arta.taps("Undo")

    assert due(centre) == before


async def test_undo_of_an_attempt_moves_the_next_contact_back(centre: Centre) -> None:
    arta = await has_saved(centre)
    await arta.sends("/visit")
    await arta.taps("Fatime Berisha", "Nobody at home", "Save")
    assert due(centre) == [("visit", date(2026, 3, 16))]

    await arta.taps("Undo")

    assert due(centre) == [("visit", date(2026, 3, 25))]


async def test_undo_after_ten_minutes_points_to_the_correction(centre: Centre) -> None:
    arta = await has_saved(centre)
    saved = message_with(arta, "Undo")
    data = next(each for each in _data(saved) if "undo" in each)
    await centre.waits(timedelta(minutes=11))

    await arta.does(tapped(saved.message_id, data))

    assert "Ten minutes are over." in arta.card
    assert len(standing(centre)) == 1


async def test_the_button_undo_goes_when_its_time_is_over(centre: Centre) -> None:
    arta = await has_saved(centre)

    await centre.waits(timedelta(minutes=11))

    assert "Undo" not in [b["text"] for m in arta.person.heard for b in m.buttons()]


async def test_undo_tapped_twice_is_one_undo(centre: Centre) -> None:
    arta = await has_saved(centre)
    saved = message_with(arta, "Undo")
    data = next(each for each in _data(saved) if "undo" in each)

    for _ in range(2):
        arta.person.tap(saved.message_id, data)
    await centre.settled()

    assert "Needs: Health" in arta.card
    assert standing(centre) == []


def _data(message: Message) -> list[str]:
    return [button["callback_data"] for button in message.buttons()]


# --- amending -------------------------------------------------------------------------------------------------------


async def test_the_author_corrects_any_answer_the_same_day(centre: Centre) -> None:
    arta = await has_saved(centre)
    await centre.waits(timedelta(hours=3))
    await arta.sends("/menu")
    await arta.taps("Saved today", "V-2026-00001", "Correct")

    await reaches(arta, "✎ Needs", "Housing", "Continue ▸", "✎ What happened", "Made yesterday")
    await arta.taps("Save")

    contact = last_contact(centre)
    assert (contact.reference, contact.day) == ("V-2026-00001", date(2026, 3, 10))
    assert set(needs_of(contact)) == {"health", "housing"}
    assert len(rows(centre, Contact)) == 1
    assert contact.amended_at is not None


async def test_a_correction_thrown_away_leaves_the_record_as_it_was(centre: Centre) -> None:
    arta = await has_saved(centre)
    await arta.sends("/menu")
    await arta.taps("Saved today", "V-2026-00001", "Correct")
    await reaches(arta, "✎ Needs", "Housing", "Continue ▸")

    await arta.taps("Cancel", "Yes, throw away")

    assert needs_of(last_contact(centre)) == {"health": "seen"}
    assert len(standing(centre)) == 1


async def test_a_correction_keeps_the_date_of_the_next_contact(centre: Centre) -> None:
    arta = await has_saved(centre)
    await arta.sends("/menu")
    await arta.taps("Saved today", "V-2026-00001", "Correct")

    assert arta.buttons[0] == "Save · back Wed 25.3."
    await arta.sends("The stove was lit")
    await arta.taps("Save")

    assert due(centre) == [("visit", date(2026, 3, 25))]


# --- two who were there together ------------------------------------------------------------------------------------


async def at_the_same_visit(centre: Centre) -> tuple[Phone, Phone]:
    """Arta has saved it; Chiara begins to."""
    arta = await has_saved(centre)
    chiara = await centre.joins("Chiara")
    await chiara.sends("/visit", "Berisha")
    await chiara.taps("Fatime Berisha", "Visit made today")
    return arta, chiara


async def test_a_visit_saved_by_a_colleague_is_noticed(centre: Centre) -> None:
    _, chiara = await at_the_same_visit(centre)

    assert "saved already" in chiara.card
    assert chiara.buttons[:2] == ["Same: add my note", "Another visit"]


async def test_the_same_visit_gets_her_note_and_no_second_record(any_centre: Centre) -> None:
    _arta, chiara = await at_the_same_visit(any_centre)

    await chiara.taps("Same: add my note")
    await chiara.sends("The daughter wants to study")
    assert chiara.buttons[0] == "Save my note"
    assert "Same day: The same visit" in chiara.card
    await chiara.taps("Save my note")

    assert len(rows(any_centre, Contact)) == 1
    note = rows(any_centre, Note)[-1]
    assert (note.words, note.author_id) == ("The daughter wants to study", any_centre.account(chiara).id)
    assert due(any_centre) == [("visit", date(2026, 3, 25))]
    assert "V-2026-00001" in saved_card(chiara)


async def test_the_record_and_the_household_say_whose_a_colleagues_note_is(centre: Centre) -> None:
    arta, chiara = await at_the_same_visit(centre)
    await chiara.taps("Same: add my note")
    await chiara.sends("The daughter wants to study")
    await chiara.taps("Save my note")

    await arta.sends("/family", "Berisha")
    await arta.taps("Fatime Berisha")
    household = arta.card
    await arta.taps("Wed 11.3. Visit made")

    assert "Chiara: The daughter wants to study" in household
    assert "Note (Chiara): The daughter wants to study" in arta.card


async def test_her_note_can_be_taken_back_and_saved_again(centre: Centre) -> None:
    _, chiara = await at_the_same_visit(centre)
    await chiara.taps("Same: add my note")
    await chiara.sends("The daughter wants to study")
    await chiara.taps("Save my note")

    await chiara.taps("Undo")
    assert "The daughter wants to study" in chiara.card
    assert rows(centre, Note) == []
    await chiara.taps("Save my note")

    assert [note.words for note in rows(centre, Note)] == ["The daughter wants to study"]
    assert len(standing(centre)) == 1


async def test_another_visit_is_a_record_of_its_own(centre: Centre) -> None:
    _, chiara = await at_the_same_visit(centre)

    await chiara.taps("Another visit", "All as before", "Listening only ▸", "The centre", "Skip", "Save")

    assert [contact.reference for contact in standing(centre)] == ["V-2026-00001", "V-2026-00002"]


async def test_the_colleague_saves_first_while_the_form_is_open(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    chiara = await any_centre.joins("Chiara")
    any_centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha")
    await to_review(chiara, "Fatime Berisha")
    await arta.taps("Save")

    await chiara.taps("Save")

    assert "saved already" in chiara.card
    assert len(rows(any_centre, Contact)) == 1
    await chiara.taps("Another visit", "Save")
    assert len(rows(any_centre, Contact)) == 2


async def test_the_first_record_is_taken_back_while_a_colleague_adds_to_it(centre: Centre) -> None:
    arta, chiara = await at_the_same_visit(centre)
    await chiara.taps("Same: add my note")
    await chiara.sends("The daughter wants to study")
    await arta.taps("Undo")

    await chiara.taps("Save")

    assert "Needs seen" in chiara.card
    assert not [note for note in rows(centre, Note) if note.words]
    await chiara.taps("No needs seen", "Listening only ▸", "The family", "Save")
    assert [note.words for note in last_contact(centre).notes] == ["The daughter wants to study"]


@pytest.mark.parametrize("outcome", ["Nobody at home", "Postponed"])
async def test_an_attempt_is_no_visit_that_could_be_the_same(centre: Centre, outcome: str) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", outcome, "Save")
    chiara = await centre.joins("Chiara")

    await chiara.sends("/visit", "Berisha")
    await chiara.taps("Fatime Berisha", "Visit made today")

    assert "Needs seen" in chiara.card
