"""The chat forgets: after saving one line, after ten minutes the menu."""

from datetime import date, timedelta

import pytest

from bot.handlers import PLACES
from tests.talk import Centre, Phone
from tests.talks.emptied import MINUTES, NAME, arrives, chat
from tests.talks.ways import logs_visit, morning_of, to_review

# --- a form is finished ---------------------------------------------------------------------------------------------


async def test_after_saving_a_visit_the_chat_holds_one_line(any_centre: Centre) -> None:
    arta = await arrives(any_centre)
    any_centre.household(arta, NAME)
    await to_review(arta, NAME, needs=["Health"])
    await arta.sends("The stove was lit", "There is a new baby")

    await arta.taps("Save")
    at_once = chat(arta)
    await any_centre.waits(MINUTES)

    assert len(at_once) == 1
    assert at_once[0].startswith("Saved: V-2026-00001\n")
    assert chat(arta) == ["Saved: V-2026-00001"]


async def test_everything_typed_goes_too_also_the_word_that_saves(any_centre: Centre) -> None:
    arta = await arrives(any_centre)
    any_centre.household(arta, NAME)
    await arta.sends("/visit", "Berisha")
    await arta.taps(NAME)
    await arta.sends("Visit made today", "No needs seen", "Listening only ▸", "The family")
    await arta.sends("The stove was lit", "Save")

    assert [said.split("\n")[0] for said in chat(arta)] == ["Saved: V-2026-00001"]


async def test_one_line_typed_all_at_once_goes_too(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await arta.sends("/visit 1 housing food together +14 note the stove was lit")

    await arta.taps("Save")

    assert [said.split("\n")[0] for said in chat(arta)] == ["Saved: V-2026-00001"]


async def test_undo_goes_on_working_and_what_is_said_then_goes_as_well(any_centre: Centre) -> None:
    arta = await arrives(any_centre)
    any_centre.household(arta, NAME)
    await to_review(arta, NAME)
    await arta.sends("The stove was lit")
    await arta.taps("Save", "Undo")
    review = arta.card

    await arta.sends("And there was smoke")
    await arta.taps("Save")

    assert "The stove was lit" in review
    assert [said.split("\n")[0] for said in chat(arta)] == ["Saved: V-2026-00001"]


@pytest.mark.parametrize("begun", ["visit", "session", "household"])
async def test_a_form_that_was_thrown_away_leaves_the_menu(centre: Centre, begun: str) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await arta.sends(f"/{begun}")
    if begun == "household":
        await arta.taps("In Albanian", "Given")
    await arta.sends("Berisha", "/cancel")

    await arta.taps("Yes, throw away")

    assert [said.split("\n")[-1] for said in chat(arta)] == ["Menu"]


async def test_a_form_that_makes_no_record_leaves_one_card(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await arta.sends("/family", "Berisha")
    await arta.taps(NAME, "+ Member")
    await arta.sends("Luan Berisha")
    await arta.taps("Child")
    await arta.sends("1950")

    await arta.taps("About", "Male", "Save")

    assert len(chat(arta)) == 1
    assert "Luan" not in chat(arta)[0]


async def test_what_is_unfinished_keeps_its_words_until_it_is_finished(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await to_review(arta, NAME)
    await arta.sends("The stove was lit", "/session")
    await arta.taps("Anonymous", "Female · 30–64", "On their own", "Health", "Continue", "Health care", "Continue")
    await arta.taps("Listening only ▸", "Skip", "Save")

    parked = chat(arta)
    await arta.sends("/drafts")
    await arta.taps("Home visit", "Save")

    assert "The stove was lit" in parked
    assert "/session" not in parked
    assert not any("stove" in said for said in chat(arta))


async def test_a_note_that_is_nobody_s_goes_when_it_is_settled(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await arta.sends("They need wood")
    await centre.waits(MINUTES)
    waiting = chat(arta)

    await arta.sends("/drafts")
    await arta.taps("Wed", "Search…")
    await arta.sends("Berisha")
    await arta.taps(NAME)

    assert "They need wood" in waiting
    assert "They need wood" not in chat(arta)


async def test_a_voice_message_stays_until_it_was_fetched(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await to_review(arta, NAME)
    centre.telegram.faults.refuse("getFile", 500, times=1)
    await arta.speaks()
    await arta.taps("Save")
    at_first = [message.kind for message in arta.person.messages if not message.sender.is_bot]

    while any(not message.sender.is_bot for message in arta.person.messages):
        await centre.waits(timedelta(seconds=2))

    assert "voice" in at_first


# --- what was opened for reading ------------------------------------------------------------------------------------


async def opens(phone: Phone, *labels: str) -> None:
    """Find the household, and go on from its card."""
    await phone.sends("/family", "Berisha")
    await phone.taps(NAME, *labels)


@pytest.mark.parametrize(
    ("labels", "tells"),
    [((), "Health: "), (("Wed 11.3.",), "Needs"), (("Wed 11.3.", "History"), "V-2026-00001")],
)
async def test_after_ten_minutes_the_conversation_is_at_the_menu(
    any_centre: Centre, labels: tuple[str, ...], tells: str
) -> None:
    arta = await arrives(any_centre)
    any_centre.household(arta, NAME)
    await logs_visit(arta, NAME, needs=["Health"])
    await any_centre.waits(MINUTES)
    await opens(arta, *labels)
    open_ = arta.card

    await any_centre.waits(timedelta(minutes=9))
    still = arta.card
    await any_centre.waits(timedelta(minutes=2))

    assert tells in open_
    assert still == open_
    assert chat(arta) == ["Saved: V-2026-00001", "💬 This card has closed by itself.\nMenu"]
    assert "Visit" in arta.buttons


async def test_what_was_found_and_left_goes_after_ten_minutes(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await opens(arta)
    await arta.sends("/menu")

    await centre.waits(MINUTES)

    assert chat(arta) == ["Menu"]


async def test_a_next_contact_keeps_its_buttons_and_loses_its_names(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await logs_visit(arta, NAME)
    await morning_of(centre, date(2026, 3, 25))
    await arta.taps("F-0001")
    named = arta.card

    await centre.waits(MINUTES)
    unnamed = arta.card
    await arta.taps("Show names")

    assert NAME in named
    assert NAME not in unnamed
    assert "Visit made today" in arta.buttons
    assert NAME in arta.card


async def test_a_place_that_says_nothing_of_itself_is_open_for_ten_minutes() -> None:
    from bot.chat import cards

    assert set(PLACES) >= cards.STAYING
    assert {"family", "record", "apart", "history", "find", "loose", "drafts", "saved_today"}.isdisjoint(cards.STAYING)
