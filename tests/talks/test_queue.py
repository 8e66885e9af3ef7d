"""Several messages at once after an outage: in order, and none answers a question that was not there when it came."""

from datetime import timedelta

from db.models import Contact, Draft, LooseNote
from tests.talk import Centre, Phone
from tests.talks.outage import outage
from tests.talks.ways import last_contact, rows

TO_THE_NOTE = ("Visit made today", "No needs seen", "Listening only ▸", "The family")


async def at_home(centre: Centre) -> Phone:
    """Arta and the household F-0001."""
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    return arta


def loose(centre: Centre) -> list[str | None]:
    return [note.words for note in rows(centre, LooseNote)]


def answers(centre: Centre) -> dict[str, object]:
    return dict(rows(centre, Draft)[-1].content["answers"])


async def test_an_answer_to_the_question_on_the_screen_is_taken(any_centre: Centre) -> None:
    arta = await at_home(any_centre)
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", *TO_THE_NOTE)

    async with outage(any_centre):
        arta.person.say("The roof leaks")

    assert "Note: The roof leaks" in arta.card
    assert arta.buttons[0].startswith("Save")


async def test_the_second_message_does_not_answer_the_next_question(any_centre: Centre) -> None:
    arta = await at_home(any_centre)
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Made on another day")

    async with outage(any_centre):
        arta.person.say("Monday")
        arta.person.say("The roof leaks")

    assert answers(any_centre)["date"] == "2026-03-09"
    assert "Needs seen" in arta.card
    assert "Your message was written before this question came. It is in the note." in arta.card
    assert [note["words"] for note in answers(any_centre)["note"]] == ["The roof leaks"]  # type: ignore[attr-defined]  # a list


async def test_a_label_does_not_press_a_button_that_was_not_there(any_centre: Centre) -> None:
    arta = await at_home(any_centre)
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", *TO_THE_NOTE)

    async with outage(any_centre):
        arta.person.say("Skip ▸")
        arta.person.say("Save")

    assert rows(any_centre, Contact) == []
    assert "This was written before this card came" in arta.card
    assert arta.buttons[0].startswith("Save")


async def test_several_labels_typed_blind_press_only_the_first(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha")

    async with outage(centre):
        for label in ("Visit made today", "No needs seen", "Listening only", "The family", "Skip"):
            arta.person.say(label)

    assert answers(centre) == {"household": "1", "outcome": "done", "date": "2026-03-11"}
    assert loose(centre) == []


async def test_a_note_s_question_is_not_answered_unseen_but_the_note_is_kept(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", *TO_THE_NOTE[:-1])

    async with outage(centre):
        arta.person.say("The family")
        arta.person.say("The roof leaks")
        arta.person.say("and the stove smokes")

    assert "A note?" in arta.card
    assert arta.buttons[0] == "Continue ▸"

    await arta.taps("Continue ▸", "Save")

    assert [note.words for note in last_contact(centre).notes] == ["The roof leaks", "and the stove smokes"]


async def test_a_voice_message_does_not_answer_an_unseen_question_either(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", *TO_THE_NOTE[:-1])

    async with outage(centre):
        arta.person.say("The family")
        arta.person.send_voice()

    assert "A note?" in arta.card

    await arta.taps("Continue ▸", "Save")

    assert [note.kind for note in last_contact(centre).notes] == ["voice"]


async def test_commands_and_quick_lines_always_work(any_centre: Centre) -> None:
    arta = await at_home(any_centre)

    async with outage(any_centre):
        arta.person.say("visit 1 housing food together +14 note the roof leaks")
        arta.person.say("/visit")
        arta.person.say("visit 1 yesterday nobody home")

    assert [draft.status for draft in rows(any_centre, Draft)] == ["open", "cancelled", "open"]
    assert rows(any_centre, Contact) == []
    assert "Nobody at home" in arta.card


async def test_a_name_typed_blind_is_kept_as_a_note_of_the_form(centre: Centre) -> None:
    arta = await at_home(centre)

    async with outage(centre):
        arta.person.say("/visit")
        arta.person.say("Berisha")

    assert "Which household?" in arta.card
    assert "It is in the note." in arta.card


async def test_words_for_a_form_without_a_note_are_kept_beside_it(centre: Centre) -> None:
    arta = await at_home(centre)

    async with outage(centre):
        arta.person.say("/household")
        arta.person.say("Berisha, by the mill")

    assert "It is kept under /drafts." in arta.card
    assert loose(centre) == ["Berisha, by the mill"]


async def test_a_search_typed_blind_is_kept(centre: Centre) -> None:
    arta = await at_home(centre)

    async with outage(centre):
        arta.person.say("/family")
        arta.person.say("Berisha")

    assert loose(centre) == ["Berisha"]


async def test_a_question_that_came_by_an_edit_counts_from_the_edit_on(centre: Centre) -> None:
    """A tap edits the card where it stands: its message is older than what was typed before the edit."""
    arta = await at_home(centre)
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha")
    message, buttons = arta.person.last.message_id, arta.person.last.buttons()
    other_day = next(each["callback_data"] for each in buttons if each["text"] == "Made on another day")

    async with outage(centre, timedelta(seconds=30)):  # Telegram drops a tap after 150 s
        arta.person.tap(message, other_day)
        centre.telegram.clock.forward(timedelta(seconds=30))
        arta.person.say("pardje")

    assert "date" not in answers(centre)

    await arta.sends("pardje")

    assert answers(centre)["date"] == "2026-03-09"


async def test_an_answer_right_after_an_edit_is_taken(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Made on another day")

    await arta.sends("Monday")

    assert answers(centre)["date"] == "2026-03-09"


async def test_the_same_question_shown_again_is_still_the_one_she_saw(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Made on another day")

    async with outage(centre):
        arta.person.send_sticker()
        arta.person.say("Monday")

    assert answers(centre)["date"] == "2026-03-09"


async def test_a_note_s_card_is_not_pressed_unseen(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends("/menu")

    async with outage(centre):
        arta.person.say("The stove smokes")
        arta.person.say("Throw away…")
        arta.person.say("Yes, throw away")
        arta.person.say("It smokes badly")

    notes = rows(centre, LooseNote)
    assert [note.words for note in notes] == ["The stove smokes", "It smokes badly"]
    assert all(note.settled_at is None for note in notes)
