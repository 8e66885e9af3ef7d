"""What the operator sees: open needs first, nothing filled in, violence and addiction apart."""

from datetime import timedelta

import pytest

from db.models import Confidential, ContactNeed, ContactResource, Media
from tests.talk import Centre, Phone
from tests.talks.ways import last_contact, logs_visit, needs_of, reaches, rows, to_review

CANARY = "The brother hits her when he drinks"


async def at_the_needs(centre: Centre, *, seen: tuple[str, ...] = ()) -> Phone:
    """Arta visits; `seen` were the needs a week ago."""
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    if seen:
        await logs_visit(arta, "Fatime Berisha", needs=seen)
        await centre.waits(timedelta(days=7))
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today")
    return arta


async def rest(phone: Phone) -> None:
    """The cards after the needs."""
    await phone.taps("Listening only ▸", "The centre", "Skip", "Save")


async def test_nothing_is_marked_beforehand(centre: Centre) -> None:
    arta = await at_the_needs(centre, seen=("Health", "Housing"))

    assert not any(label.startswith("✓") for label in arta.buttons)


async def test_open_needs_come_first_then_the_list_without_them(centre: Centre) -> None:
    arta = await at_the_needs(centre, seen=("Health", "Housing"))

    assert arta.buttons[:2] == ["All as before", "Not spoken of"]
    assert set(arta.buttons[2:4]) == {"Housing: how is it now?", "Health: how is it now?"}
    assert "Health" not in arta.buttons
    assert "Poverty / money" in arta.buttons


async def test_an_open_need_goes_from_still_to_better_to_solved_and_back(centre: Centre) -> None:
    arta = await at_the_needs(centre, seen=("Health",))

    await arta.taps("Health: how is it now?")
    assert "✓ Health: still there" in arta.buttons
    await arta.taps("✓ Health")
    assert "✓ Health: better" in arta.buttons
    await arta.taps("✓ Health")
    assert "✓ Health: solved" in arta.buttons
    await arta.taps("✓ Health")
    assert "Health: how is it now?" in arta.buttons


async def test_a_solved_need_is_not_asked_again(centre: Centre) -> None:
    arta = await at_the_needs(centre, seen=("Health", "Housing"))
    await arta.taps("Health: how is it now?", "✓ Health", "✓ Health", "Housing: how is it now?", "Continue ▸")
    await rest(arta)

    assert needs_of(last_contact(centre)) == {"health": "solved", "housing": "still"}

    await centre.waits(timedelta(days=7))
    await arta.sends("/visit")
    await arta.taps("Fatime Berisha", "Visit made today")

    assert "Housing: how is it now?" in arta.buttons
    assert "Health: how is it now?" not in arta.buttons
    assert "Health" in arta.buttons


async def test_all_as_before_is_one_tap_and_keeps_what_was_marked(centre: Centre) -> None:
    arta = await at_the_needs(centre, seen=("Health", "Housing"))
    await arta.taps("Poverty / money", "All as before")
    await rest(arta)

    assert needs_of(last_contact(centre)) == {"health": "still", "housing": "still", "poverty": "seen"}


async def test_all_as_before_does_not_undo_what_was_said_to_be_better(centre: Centre) -> None:
    arta = await at_the_needs(centre, seen=("Health", "Housing"))
    await arta.taps("Health: how is it now?", "✓ Health", "All as before")
    await rest(arta)

    assert needs_of(last_contact(centre)) == {"health": "better", "housing": "still"}


async def test_no_needs_seen_is_an_answer(centre: Centre) -> None:
    arta = await at_the_needs(centre)
    assert "All as before" not in arta.buttons

    await arta.taps("No needs seen")
    await rest(arta)

    assert needs_of(last_contact(centre)) == {}


async def test_open_needs_that_were_not_spoken_of_stay_open(centre: Centre) -> None:
    arta = await at_the_needs(centre, seen=("Health",))
    assert "No needs seen" not in arta.buttons  # there are some

    await arta.taps("Not spoken of", "Listening only ▸", "The centre", "Skip")
    assert "Needs: Not spoken of" in arta.card
    await arta.taps("Save")

    assert needs_of(last_contact(centre)) == {}
    await arta.sends("/visit")
    await arta.taps("Fatime Berisha", "Made yesterday")
    assert "Health: how is it now?" in arta.buttons


async def test_toggles_take_their_mark_away_again(centre: Centre) -> None:
    arta = await at_the_needs(centre)

    await arta.taps("Health", "Housing", "✓ Health", "Continue ▸")
    await rest(arta)

    assert set(needs_of(last_contact(centre))) == {"housing"}


async def test_needs_can_be_typed(centre: Centre) -> None:
    arta = await at_the_needs(centre)

    await arta.sends("health", "pove", "Stanovanje", "Continue")
    await rest(arta)

    assert set(needs_of(last_contact(centre))) == {"poverty", "health", "housing"}


async def test_three_quick_taps_on_a_slow_network_all_count(centre: Centre) -> None:
    arta = await at_the_needs(centre)
    card = arta.person.last

    for label in ("Health", "Housing", "Disability"):
        arta.person.tap(card.message_id, label)
    await centre.settled()
    await arta.taps("Continue ▸")
    await rest(arta)

    assert set(needs_of(last_contact(centre))) == {"health", "housing", "disability"}


async def test_needs_answered_stay_marked_when_one_comes_back_to_them(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha", needs=["Health"])

    await reaches(arta, "✎ Needs")
    assert "✓ Health" in arta.buttons
    await arta.taps("Housing", "Continue ▸")

    assert "Needs: Housing; Health" in arta.card


# --- confidential ---------------------------------------------------------------------------------------------------


async def with_an_entry(centre: Centre) -> Phone:
    """Arta has saved a visit with a confidential entry."""
    arta = await at_the_needs(centre)
    await arta.taps("Confidential…", "Violence / abuse", "Continue ▸")
    await arta.sends(CANARY)
    await arta.taps("Health", "Continue ▸")
    await rest(arta)
    return arta


async def test_violence_and_addiction_are_not_in_the_list_of_needs(centre: Centre) -> None:
    arta = await at_the_needs(centre)

    assert not {"Violence / abuse", "Addiction"} & set(arta.buttons)

    await arta.taps("Confidential…")

    assert "In this bot only you and the coordinator see this entry." in arta.card
    assert {"Violence / abuse", "Addiction"} <= set(arta.buttons)


async def test_a_confidential_entry_is_stored_apart_from_the_first_day(any_centre: Centre) -> None:
    await with_an_entry(any_centre)

    contact = last_contact(any_centre)
    entry = rows(any_centre, Confidential)[0]
    assert entry.content == {"codes": ["violence"], "note": CANARY}
    assert "confidential" not in contact.answers
    assert "violence" not in str(contact.answers)
    assert not any(note.words == CANARY for note in contact.notes)
    assert [need.code for need in rows(any_centre, ContactNeed)] == ["health"]


async def test_the_review_says_only_that_there_is_an_entry(centre: Centre) -> None:
    arta = await at_the_needs(centre)
    await arta.taps("Confidential…", "Violence / abuse", "Continue ▸")
    await arta.sends(CANARY)
    await arta.taps("Health", "Continue ▸", "Listening only ▸", "The centre", "Skip")

    assert "Confidential: kept apart" in arta.card
    assert "Violence" not in arta.card
    assert CANARY not in arta.card


async def test_its_author_sees_that_there_is_one_and_can_correct_it_the_same_day(centre: Centre) -> None:
    arta = await with_an_entry(centre)
    await arta.sends("/menu")
    await arta.taps("Saved today", "V-2026-00001")

    await reaches(arta, "Correct", "✎ Confidential", "Addiction", "Continue ▸")
    await arta.taps("Save")

    assert [sorted(entry.content["codes"]) for entry in rows(centre, Confidential)] == [["addiction", "violence"]]
    assert rows(centre, Confidential)[0].content["note"] == CANARY


async def test_the_coordinator_sees_the_entry_in_the_record(centre: Centre) -> None:
    milica = await centre.joins("Milica", "en", "coordinator")
    arta = await at_the_needs(centre)
    await arta.taps("Confidential…", "Violence / abuse", "Continue ▸")
    await arta.sends(CANARY)
    await arta.taps("No needs seen", "Listening only ▸", "The centre", "Skip", "Urgent", "Save")

    await milica.taps("Open", "Confidential…")

    assert "Violence / abuse" in milica.card
    assert CANARY in milica.card


async def test_nobody_else_sees_it_on_any_card(centre: Centre) -> None:
    chiara = await centre.joins("Chiara", "en")
    await with_an_entry(centre)
    await chiara.sends("/visit", "Berisha")
    await chiara.taps("Fatime Berisha", "Visit made today", "Same: add my note")
    await chiara.sends("I came later")
    await chiara.taps("Save my note")
    await chiara.sends("/week", "/today", "/drafts", "/menu", "Saved today")

    shown = "\n".join(chiara.all_texts + [b["text"] for m in chiara.person.heard for b in m.buttons()])
    assert "Violence" not in shown
    assert "kept apart" not in shown
    assert CANARY not in shown


async def test_undo_brings_the_entry_back_into_the_review(centre: Centre) -> None:
    arta = await with_an_entry(centre)

    await arta.taps("Undo")

    assert "Confidential: kept apart" in arta.card
    assert rows(centre, Confidential) == []

    await arta.taps("Save")

    assert [entry.content for entry in rows(centre, Confidential)] == [{"codes": ["violence"], "note": CANARY}]


async def test_the_entry_can_be_left_again_and_no_mark_is_lost(centre: Centre) -> None:
    arta = await at_the_needs(centre)
    await arta.taps("Health", "Confidential…")

    await arta.taps("◂ Back")

    assert "Needs seen" in arta.card
    assert "✓ Health" in arta.buttons
    assert rows(centre, Confidential) == []


@pytest.mark.parametrize("steps", [("Confidential…",), ("Confidential…", "Violence / abuse", "Continue ▸")])
async def test_a_voice_message_there_would_not_be_kept_apart_and_is_refused(
    centre: Centre, steps: tuple[str, ...]
) -> None:
    arta = await at_the_needs(centre)
    await arta.taps(*steps)

    await arta.speaks()

    assert "Only typed words are kept apart" in arta.card
    assert rows(centre, Media) == []


async def test_marks_survive_a_step_back(centre: Centre) -> None:
    arta = await at_the_needs(centre)
    await arta.taps("Health", "◂ Back", "Visit made today")

    assert "✓ Health" in arta.buttons


async def test_strengths_are_a_tap_away_from_the_needs_which_stay_as_they_were_marked(centre: Centre) -> None:
    arta = await at_the_needs(centre)

    await arta.taps("Health", "Strengths…", "A neighbour", "Continue ▸")
    back = {"✓ Health", "✓ Strengths… (1)"} <= set(arta.buttons)
    await arta.taps("Continue ▸")
    await rest(arta)

    assert back
    assert needs_of(last_contact(centre)) == {"health": "seen"}
    assert [strength.code for strength in rows(centre, ContactResource)] == ["neighbour"]
