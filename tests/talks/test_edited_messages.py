"""A message that was edited changes the answer it gave while the form is open; later it points to the correction."""

from db.models import Draft
from tests.talk import Centre, Phone
from tests.talks.ways import edited_late, last_contact, rows, to_review


async def with_a_note(centre: Centre) -> tuple[Phone, int]:
    """Arta has typed a note; its message id."""
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha")
    await arta.sends("The stove was lit")
    return arta, arta.person.messages[-2].message_id if arta.person.messages[-1].sender.is_bot else 0


def mine(phone: Phone, words: str) -> int:
    """The id of the message in which she said that."""
    return next(m.message_id for m in reversed(phone.person.messages) if m.text == words)


async def test_a_note_follows_its_edited_message(any_centre: Centre) -> None:
    arta, _ = await with_a_note(any_centre)

    await arta.does(lambda person: person.edit(mine(arta, "The stove was lit"), "The stove was cold"))

    assert "The edited message counts now." in arta.card
    assert "Note: The stove was cold" in arta.card
    await arta.taps("Save")
    assert [note.words for note in last_contact(any_centre).notes] == ["The stove was cold"]


async def test_only_the_part_that_was_edited_changes(centre: Centre) -> None:
    arta, _ = await with_a_note(centre)
    await arta.sends("The son found work")

    await arta.does(lambda person: person.edit(mine(arta, "The stove was lit"), "The stove was cold"))

    assert "Note: The stove was cold · The son found work" in arta.card


async def test_an_edit_of_what_no_card_has_taken_is_said_to_change_nothing(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today")
    await arta.sends("The roof leaks")

    await arta.does(lambda person: person.edit(mine(arta, "The roof leaks"), "The roof leaks a lot"))

    assert "Nothing was taken from that message" in arta.card
    assert "Needs seen" in arta.card


async def test_a_day_follows_its_edited_message(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Made on another day")
    await arta.sends("5.3.")
    await arta.taps("No needs seen", "Listening only ▸", "The family", "Skip")

    await arta.does(lambda person: person.edit(mine(arta, "5.3."), "6.3."))

    assert "Day: Friday 6.3.2026" in arta.card


async def test_a_day_edited_into_nonsense_is_refused_and_the_answer_stays(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Made on another day")
    await arta.sends("5.3.")
    await arta.taps("No needs seen", "Listening only ▸", "The family", "Skip")

    await arta.does(lambda person: person.edit(mine(arta, "5.3."), "whenever"))

    assert "No date was understood." in arta.card
    assert "Day: Thursday 5.3.2026" in arta.card


async def test_a_day_edited_into_the_future_is_refused(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Made on another day")
    await arta.sends("5.3.")
    await arta.taps("No needs seen", "Listening only ▸", "The family", "Skip")

    await arta.does(lambda person: person.edit(mine(arta, "5.3."), "5.3.2027"))

    assert "Day: Thursday 5.3.2026" in arta.card


async def test_a_name_follows_its_edited_message(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await arta.sends("/visit")
    await arta.taps("+ New household", "In Albanian", "Given")
    await arta.sends("Sevdie Rustemi")
    await arta.taps("Family", "Tavnik", "Skip")

    await arta.does(lambda person: person.edit(mine(arta, "Sevdie Rustemi"), "Sevdije Rrustemi"))
    await arta.taps("Visit made today", "No needs seen", "Listening only ▸", "The family", "Skip")

    assert "Name: Sevdije Rrustemi" in arta.card


async def test_the_caption_of_a_photo_follows_too(centre: Centre) -> None:
    arta, _ = await with_a_note(centre)
    await arta.does(lambda person: person.send_photo(caption="The roof"))

    await arta.does(lambda person: person.edit(mine(arta, "The roof"), "The roof, from outside"))
    await arta.taps("Save")

    assert [note.words for note in last_contact(centre).notes] == ["The stove was lit", "The roof, from outside"]


async def test_a_parked_form_takes_it_over_as_well(centre: Centre) -> None:
    arta, _ = await with_a_note(centre)
    await arta.sends("/menu")

    await arta.does(lambda person: person.edit(mine(arta, "The stove was lit"), "The stove was cold"))

    assert "The edited message counts now." in arta.card
    assert "stove was cold" in str(rows(centre, Draft)[0].content)


async def test_after_saving_it_points_to_the_correction(centre: Centre) -> None:
    arta, _ = await with_a_note(centre)
    said = arta.person.chat.messages[mine(arta, "The stove was lit")]
    await arta.taps("Save")

    await arta.does(edited_late(said, "The stove was cold"))

    assert "What was saved stays as it is." in arta.card
    assert [note.words for note in last_contact(centre).notes] == ["The stove was lit"]


async def test_an_edited_command_does_nothing(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")

    await arta.does(lambda person: person.edit(mine(arta, "/visit"), "/today"))

    assert "Fatime Berisha · F-0001 · Tavnik" in arta.buttons
