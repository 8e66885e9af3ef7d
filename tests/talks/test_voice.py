"""Voice messages to write up: listen, write one line; then the sound goes, or after a month."""

from datetime import timedelta

from bot.work import Work
from db.models import Card, LooseNote, Media, Message, Note
from practice.chats import Message as Shown
from tests.talk import Centre, Phone
from tests.talks.ways import fetched, rows, tapped


async def with_voice(centre: Centre, language: str = "en") -> Phone:
    """Arta, who has spoken a note of her visit to F-0001."""
    arta = await centre.joins("Arta", language)
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today", "No needs seen", "Listening only ▸", "The family")
    await arta.speaks()
    await arta.taps("Save")
    await fetched(centre)
    return arta


def played(phone: Phone) -> list[Shown]:
    """The voice messages of the bot in her chat."""
    return [message for message in phone.person.heard if message.kind == "voice"]


async def writes(phone: Phone, line: str) -> None:
    """Open the first of the list and write it up."""
    await phone.sends("/voice")
    await phone.taps("Wed", "Write one line")
    await phone.sends(line)
    await phone.taps("Save")


async def test_listen_and_write_one_line(any_centre: Centre) -> None:
    arta = await with_voice(any_centre)
    milica = await any_centre.joins("Milica")

    await milica.sends("/voice")
    await milica.taps("Wed", "▶ Listen")

    [voice] = played(milica)
    assert voice.protected
    assert "F-0001 · Tavnik" in str(voice.body["caption"])

    await milica.taps("Write one line")
    await milica.sends("The roof leaks")
    await milica.taps("Save")

    assert played(milica) == []

    [note] = rows(any_centre, Note)
    assert (note.words, note.worded_by) == ("The roof leaks", any_centre.account(milica).id)
    assert note.author_id == any_centre.account(arta).id
    [media] = rows(any_centre, Media)
    assert (media.state, media.content, media.file_id) == ("deleted", None, "")
    assert "There is nothing to write up." in milica.card


async def test_the_sound_goes_after_ten_minutes(any_centre: Centre) -> None:
    arta = await with_voice(any_centre)
    await arta.sends("/voice")
    await arta.taps("Wed", "▶ Listen")
    sent = played(arta)[0].message_id

    await any_centre.waits(timedelta(minutes=9))

    assert len(played(arta)) == 1

    await any_centre.waits(timedelta(minutes=2))

    assert played(arta) == []

    await arta.sends("/menu")

    assert sent in [each.message_id for each in rows(any_centre, Message) if each.deleted_at]


async def test_listening_twice_plays_it_once(centre: Centre) -> None:
    arta = await with_voice(centre)
    await arta.sends("/voice")
    await arta.taps("Wed", "▶ Listen", "▶ Listen")

    assert len(played(arta)) == 1


async def test_written_up_by_somebody_it_goes_from_all_phones(centre: Centre) -> None:
    arta = await with_voice(centre)
    milica = await centre.joins("Milica")
    await milica.sends("/voice")
    await milica.taps("Wed", "▶ Listen")

    await writes(arta, "The roof leaks")

    assert played(milica) == []

    await milica.taps("▶ Listen")

    assert "is written up already" in milica.card


async def test_two_who_write_at_once_do_not_overwrite_each_other(centre: Centre) -> None:
    arta = await with_voice(centre)
    milica = await centre.joins("Milica")
    await milica.sends("/voice")
    await milica.taps("Wed", "Write one line")
    await milica.sends("Something about a roof")
    await writes(arta, "The roof leaks")

    await milica.taps("Save")

    assert "is written up already" in milica.card
    assert [note.words for note in rows(centre, Note)] == ["The roof leaks"]


async def test_only_who_reads_the_language_sees_it(centre: Centre) -> None:
    milica = await centre.joins("Milica", "sr_Latn")
    jovan = await centre.joins("Jovan", "sr_Cyrl")
    besa = await centre.joins("Besa", "sq")
    chiara = await centre.joins("Chiara", "it", "monitor")
    household = centre.household(milica, "Fatime Berisha")
    await milica.speaks()
    centre.does(lambda work: settle(work, household.id))

    for phone, sees in ((milica, True), (jovan, True), (besa, False), (chiara, False)):
        await phone.sends("/voice")
        assert any("F-0001" in label for label in phone.buttons) is sees


def settle(work: Work, household: int) -> None:
    """Keep the only loose note with a household."""
    note = work.db.get_one(LooseNote, 1)
    note.household_id, note.settled_at = household, work.now


async def test_a_loose_one_is_its_author_s_until_it_is_kept(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    milica = await centre.joins("Milica")
    centre.household(arta, "Fatime Berisha")
    await arta.speaks()

    await milica.sends("/voice")

    assert "There is nothing to write up." in milica.card

    await arta.taps("Search…")
    await arta.sends("Berisha")
    await arta.taps("Fatime Berisha")
    await writes(milica, "They need wood")

    [note] = rows(centre, LooseNote)
    assert (note.words, note.worded_by) == ("They need wood", centre.account(milica).id)

    await milica.sends("/family", "Berisha")
    await milica.taps("Fatime Berisha")

    assert "Arta – They need wood" in milica.card


async def test_what_is_written_up_outlives_a_correction(centre: Centre) -> None:
    arta = await with_voice(centre)
    await writes(arta, "The roof leaks")

    await arta.sends("/saved")
    await arta.taps("V-2026", "Correct", "✎ Change…", "✎ Next step", "Together", "Save")

    [note] = rows(centre, Note)
    assert (note.words, note.worded_by) == ("The roof leaks", centre.account(arta).id)


async def test_a_correction_begun_before_does_not_undo_it(centre: Centre) -> None:
    arta = await with_voice(centre)
    milica = await centre.joins("Milica")
    await arta.sends("/saved")
    await arta.taps("V-2026", "Correct")

    await writes(milica, "The roof leaks")
    await arta.taps("✎ Change…", "✎ Next step", "Together", "Save")

    [note] = rows(centre, Note)
    assert (note.words, note.worded_by) == ("The roof leaks", centre.account(milica).id)


async def test_after_thirty_days_the_sound_is_deleted(any_centre: Centre) -> None:
    await with_voice(any_centre)

    await any_centre.waits(timedelta(days=29))

    assert [media.state for media in rows(any_centre, Media)] == ["kept"]

    await any_centre.waits(timedelta(days=2))

    [media] = rows(any_centre, Media)
    assert (media.state, media.content, media.file_id) == ("deleted", None, "")


async def test_what_is_taken_back_is_not_to_be_written_up(centre: Centre) -> None:
    arta = await with_voice(centre)
    await arta.taps("Undo")

    await arta.sends("/voice")

    assert "There is nothing to write up." in arta.card


async def test_a_modified_client_hears_nothing_it_may_not(centre: Centre) -> None:
    arta = await with_voice(centre)
    besa = await centre.joins("Besa", "sq")
    await besa.sends("/menu")
    message = besa.person.last.message_id

    for data in ("v1|0|0|listen|n1", "v1|0|0|voice|n1", "v1|0|0|write_up|n1", "v1|0|0|listen|x", "v1|0|0|listen|n99"):
        await besa.does(tapped(message, data))

    assert played(besa) == []
    assert played(arta) == []
    assert [card.place for card in rows(centre, Card) if card.place == "listen"] == []


async def test_our_own_copy_is_sent_where_telegram_s_is_refused(centre: Centre) -> None:
    arta = await with_voice(centre)
    centre.telegram.faults.refuse("sendVoice", 400, description="Bad Request: wrong file identifier specified")
    await arta.sends("/voice")

    await arta.taps("Wed", "▶ Listen")

    assert len(played(arta)) == 1
