"""What is sent while no form is open is kept until somebody says whose it is."""

from datetime import date, timedelta

import pytest

from bot.i18n import LANGUAGES, say
from bot.words import button
from db.models import LooseNote, Media
from practice.person import Person
from tests.talk import Centre, Phone
from tests.talks.outage import outage
from tests.talks.ways import edited_late, fetched, logs_visit, morning_of, rows, tapped

ROOF = "The roof of the Berishas leaks"


async def at_home(centre: Centre) -> Phone:
    """Arta, who has visited F-0001 lately, and F-0002 whom she has not."""
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    centre.household(arta, "Milan Jović")
    await logs_visit(arta, "Fatime Berisha")
    await arta.sends("/menu")
    return arta


def kept(centre: Centre) -> list[tuple[str, str | None, int | None]]:
    """Kind, words and household of all notes."""
    return [(note.kind, note.words, note.household_id) for note in rows(centre, LooseNote)]


async def test_a_text_is_kept_with_the_household_of_the_last_visit_in_one_tap(any_centre: Centre) -> None:
    arta = await at_home(any_centre)

    await arta.sends(ROOF)

    assert ROOF in arta.card

    await arta.taps("Fatime Berisha")

    assert "Kept with F-0001 · Tavnik." in arta.card
    assert kept(any_centre) == [("text", ROOF, 1)]


async def test_a_voice_message_and_a_photo_with_its_caption(any_centre: Centre) -> None:
    arta = await at_home(any_centre)

    await arta.speaks()
    await arta.does(lambda person: person.send_photo(caption="The stove"))

    assert "2 notes that belong to nobody yet" in arta.card

    await arta.taps("Fatime Berisha")
    await fetched(any_centre)

    assert kept(any_centre) == [("voice", None, 1), ("photo", "The stove", 1)]
    assert [(media.kind, media.state) for media in rows(any_centre, Media)] == [("voice", "kept"), ("photo", "kept")]


async def test_who_is_due_today_is_offered(centre: Centre) -> None:
    arta = await at_home(centre)
    await logs_visit(arta, "Milan Jović", review=["In 1 week"])
    await morning_of(centre, date(2026, 3, 18))

    await arta.sends(ROOF)

    assert arta.buttons[0].startswith("Milan Jović")


async def test_search(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends(ROOF)

    await arta.taps("Search…")
    await arta.sends("Jovic")
    await arta.taps("Milan Jović")

    assert kept(centre) == [("text", ROOF, 2)]


async def test_search_and_back(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends(ROOF)

    await arta.taps("Search…")
    await arta.sends("Xhemajli")
    await arta.taps("◂ Back", "Fatime Berisha")

    assert kept(centre) == [("text", ROOF, 1)]


async def test_throwing_away_asks_once(any_centre: Centre) -> None:
    arta = await at_home(any_centre)
    await arta.speaks()
    await arta.sends(ROOF)

    await arta.taps("Throw away…")

    assert "Throw 2 notes away?" in arta.card

    await arta.taps("No, keep it")

    assert ROOF in arta.card

    await arta.taps("Throw away…", "Yes, throw away")

    assert "Thrown away." in arta.card
    assert kept(any_centre) == [("voice", None, None), ("text", None, None)]
    assert all(note.settled_at for note in rows(any_centre, LooseNote))
    assert [(media.state, media.content, media.file_id) for media in rows(any_centre, Media)] == [("deleted", None, "")]


async def test_one_by_one(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends(ROOF, "The Jovićs need wood")

    await arta.taps("One by one", "Fatime Berisha")

    assert "The Jovićs need wood" in arta.card

    await arta.taps("Search…")
    await arta.sends("Jovic")
    await arta.taps("Milan Jović")

    assert kept(centre) == [("text", ROOF, 1), ("text", "The Jovićs need wood", 2)]


async def test_later_keeps_them_in_the_list_of_what_is_unfinished(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends(ROOF)
    await arta.taps("Later")

    assert any(label == "Drafts (1)" for label in arta.buttons)

    await arta.taps("Drafts (1)")
    await arta.taps("Wed")
    await arta.taps("Fatime Berisha")

    assert kept(centre) == [("text", ROOF, 1)]

    await arta.sends("/drafts")

    assert "Nothing is unfinished." in arta.card


async def test_kept_notes_stand_on_the_household_s_card_with_date_and_author(centre: Centre) -> None:
    arta = await at_home(centre)
    milica = await centre.joins("Milica")
    await milica.sends(ROOF)
    await milica.taps("Search…")
    await milica.sends("Berisha")
    await milica.taps("Fatime Berisha")

    await arta.sends("/family", "Berisha")
    await arta.taps("Fatime Berisha")

    assert f"Wednesday 11.3.2026 · Milica – {ROOF}" in arta.card


async def test_an_edited_message_changes_the_note_until_it_is_settled(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends(ROOF)
    mine = [message for message in arta.person.messages if not message.sender.is_bot][-1]

    await arta.does(lambda person: person.edit(mine.message_id, ROOF + " badly"))
    await arta.taps("Fatime Berisha")
    await arta.does(edited_late(mine, "Never mind"))

    assert kept(centre) == [("text", ROOF + " badly", 1)]


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_typed_label_or_command_is_no_note(centre: Centre, lang: str) -> None:
    arta = await at_home(centre)
    arta_speaks = say(button("Continue ▸"), lang)

    await arta.sends(arta_speaks, say(button("Save"), lang), "/menu", "/nonsense", "Menu", say(button("Visit"), lang))

    assert kept(centre) == []


async def test_another_tap_on_what_is_settled_is_told(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends(ROOF)
    message, data = arta.person.last.message_id, arta.person.last.buttons()[0]["callback_data"]
    await arta.taps("Fatime Berisha")

    await arta.does(lambda person: person.tap(message, data))

    assert "This is settled already." in arta.card or "Kept with" in arta.card
    assert kept(centre) == [("text", ROOF, 1)]


async def test_nobody_settles_another_s_note(centre: Centre) -> None:
    arta = await at_home(centre)
    milica = await centre.joins("Milica")
    await arta.sends(ROOF)
    await milica.sends("Their wood is wet")
    message = milica.person.last.message_id

    for op in ("loose", "loose_keep", "loose_throw", "loose_discard", "loose_search", "loose_split"):
        arg = "1.1" if op == "loose_keep" else "1"
        await milica.does(tapped(message, f"v1|0|0|{op}|{arg}"))

    assert kept(centre) == [("text", ROOF, None), ("text", "Their wood is wet", None)]


async def test_a_monitor_leaves_no_notes(centre: Centre) -> None:
    await at_home(centre)
    chiara = await centre.joins("Chiara", role="monitor")

    await chiara.sends("How is it going?")
    await chiara.speaks()

    assert kept(centre) == []
    assert rows(centre, Media) == []


async def test_a_voice_message_at_a_form_without_notes_is_kept_beside_it(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends("/household")

    await arta.speaks()

    assert "It is kept under /drafts." in arta.card
    assert kept(centre) == [("voice", None, None)]
    assert "New household" in arta.card


async def test_nothing_is_lost_while_the_network_is_cut_for_hours(any_centre: Centre) -> None:
    arta = await at_home(any_centre)

    async with outage(any_centre, timedelta(hours=5)):
        arta.person.say(ROOF)
        arta.person.send_voice()
        any_centre.telegram.clock.forward(timedelta(hours=2))
        arta.person.send_photo(caption="The stove")
    await fetched(any_centre)

    assert kept(any_centre) == [("text", ROOF, None), ("voice", None, None), ("photo", "The stove", None)]
    assert [media.state for media in rows(any_centre, Media)] == ["kept", "kept"]
    assert "3 notes that belong to nobody yet" in arta.card

    hours = [note.written_at.hour for note in rows(any_centre, LooseNote)]
    assert hours == [9, 9, 11]


def forwarded(person: Person) -> object:
    return person.forward("Somebody else's words")


async def test_what_somebody_else_wrote_is_no_note(centre: Centre) -> None:
    arta = await at_home(centre)

    await arta.does(forwarded)

    assert kept(centre) == []
