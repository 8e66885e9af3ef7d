"""What is taken out of a note, thrown away or refused: nothing of it is kept."""

from datetime import timedelta

from db.models import Media, Note
from tests.talk import Centre, Phone
from tests.talks.ways import last_contact, reaches, rows

REMOVE = "Remove the last part"


async def at_the_note(centre: Centre) -> Phone:
    """Arta has spoken and written before she was asked for a note, and the file has been brought over."""
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today", "No needs seen", "Listening only ▸")
    await arta.speaks()
    await centre.waits(timedelta(minutes=1))
    await arta.taps("The family")
    await reaches(arta, "✎ Note")
    await arta.sends("The stove was lit")
    await reaches(arta, "✎ Note")
    return arta


def files(centre: Centre) -> list[tuple[str, bool]]:
    """Of each file its state and whether something of it is there."""
    return [(media.state, bool(media.content or media.file_id)) for media in rows(centre, Media)]


async def test_the_card_shows_what_is_there_and_takes_the_last_part_away(centre: Centre) -> None:
    arta = await at_the_note(centre)
    assert arta.card.endswith("Note: The stove was lit · 1 voice message")

    await arta.taps(REMOVE)

    assert arta.card.endswith("Note: 1 voice message")
    assert arta.buttons == ["Continue ▸", REMOVE, "◂ Back", "Cancel"]
    await arta.taps("Continue ▸", "Save")
    assert [(note.kind, note.words) for note in last_contact(centre).notes] == [("voice", None)]


async def test_with_the_last_part_the_file_goes(any_centre: Centre) -> None:
    arta = await at_the_note(any_centre)

    await arta.taps(REMOVE, REMOVE)

    assert files(any_centre) == [("deleted", False)]
    assert arta.buttons == ["Skip ▸", "◂ Back", "Cancel"]
    await arta.taps("Skip ▸", "Save")
    assert rows(any_centre, Note) == []


async def test_two_quick_taps_take_one_part_away(centre: Centre) -> None:
    arta = await at_the_note(centre)
    card = arta.person.last
    data = next(button["callback_data"] for button in card.buttons() if button["text"] == REMOVE)

    arta.person.tap(card.message_id, data)
    await arta.does(lambda person: person.tap(card.message_id, data))

    assert arta.card.endswith("Note: 1 voice message")


async def test_a_form_thrown_away_takes_its_files_along(centre: Centre) -> None:
    arta = await at_the_note(centre)

    await arta.taps("Cancel", "Yes, throw away")

    assert files(centre) == [("deleted", False)]


async def test_a_record_loses_what_a_correction_removes_when_that_is_saved(any_centre: Centre) -> None:
    arta = await at_the_note(any_centre)
    await arta.taps("Continue ▸", "Save")
    await arta.sends("/menu")
    await arta.taps("Saved today", "V-2026-00001", "Correct")
    await reaches(arta, "✎ Note")

    await arta.taps(REMOVE, REMOVE)
    assert files(any_centre) == [("kept", True)]
    await arta.taps("Skip ▸", "Save")

    assert last_contact(any_centre).notes == []
    assert files(any_centre) == [("deleted", False)]


async def test_a_correction_thrown_away_removes_nothing(centre: Centre) -> None:
    arta = await at_the_note(centre)
    await arta.taps("Continue ▸", "Save")
    await arta.sends("/menu")
    await arta.taps("Saved today", "V-2026-00001", "Correct")
    await reaches(arta, "✎ Note", REMOVE, REMOVE)

    await arta.taps("Cancel", "Yes, throw away")

    assert [note.kind for note in last_contact(centre).notes] == ["voice", "text"]
    assert files(centre) == [("kept", True)]
