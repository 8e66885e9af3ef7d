"""What was done, who takes the next step, the note."""

import asyncio
from datetime import timedelta

import pytest

from db.models import Media, Note
from tests.talk import Centre, Phone
from tests.talks.ways import last_contact, reaches, rows, to_review

HINT = "Better to dictate after leaving. No faces and no children in photos."


async def at_what_was_done(centre: Centre) -> Phone:
    """Arta has said what she saw."""
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today", "No needs seen")
    return arta


async def at_the_note(centre: Centre) -> Phone:
    """Arta has come to the last card."""
    arta = await at_what_was_done(centre)
    await arta.taps("Listening only ▸", "The family")
    return arta


def done(centre: Centre) -> set[str]:
    """What the newest record says was done."""
    return {each.code for each in last_contact(centre).interventions}


def said(centre: Centre) -> list[str | None]:
    """The words of the newest record's note; None for a voice message or photo."""
    return [note.words for note in last_contact(centre).notes]


async def all_kept(centre: Centre) -> None:
    """Wait until the bot has brought over what was spoken and photographed: it does so beside everything else."""
    for _ in range(200):
        if all(media.state == "kept" for media in rows(centre, Media)):
            return
        await asyncio.sleep(0.05)


# --- what was done --------------------------------------------------------------------------------------------------


async def test_accompaniment_comes_first_and_goods_are_folded(centre: Centre) -> None:
    arta = await at_what_was_done(centre)

    assert arta.buttons[:2] == ["Listening only ▸", "Nothing was done"]
    assert arta.buttons[2] == "Listening"
    assert "Goods…" in arta.buttons
    assert not any(label.startswith("Goods:") for label in arta.buttons)
    assert not any(label.startswith("✓") for label in arta.buttons)


async def test_goods_unfold_and_are_counted_when_folded_again(centre: Centre) -> None:
    arta = await at_what_was_done(centre)

    await arta.taps("Goods…", "Goods: food", "Goods: clothes")
    assert "✓ Goods: food" in arta.buttons
    await arta.taps("◂ Fewer")
    assert "✓ Goods… (2)" in arta.buttons

    await arta.taps("Referral", "Continue ▸", "The family", "Skip", "Save")
    assert done(centre) == {"goods_food", "goods_clothes", "referral"}


async def test_goods_can_be_confirmed_without_folding_them(centre: Centre) -> None:
    arta = await at_what_was_done(centre)

    await arta.taps("Goods…", "Goods: food", "Continue ▸")

    assert "Who takes the next step?" in arta.card


async def test_listening_only_is_one_tap(centre: Centre) -> None:
    arta = await at_what_was_done(centre)

    await arta.taps("Listening only ▸", "The family", "Skip", "Save")

    assert done(centre) == {"listening"}


async def test_listening_only_means_only(centre: Centre) -> None:
    arta = await at_what_was_done(centre)

    await arta.taps("Referral", "Listening only ▸", "The family", "Skip", "Save")

    assert done(centre) == {"listening"}


async def test_nothing_was_done_is_an_answer(centre: Centre) -> None:
    arta = await at_what_was_done(centre)

    await arta.taps("Nothing was done", "The family", "Skip")

    assert "Done: Nothing was done" in arta.card
    await arta.taps("Save")
    assert done(centre) == set()


# --- the next step --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "code"),
    [("The family", "family"), ("The centre", "centre"), ("Together", "together"), ("A service", "service")],
)
async def test_who_takes_the_next_step(centre: Centre, label: str, code: str) -> None:
    arta = await at_what_was_done(centre)

    await arta.taps("Listening only ▸", label, "Skip", "Save")

    assert last_contact(centre).next_step_by == code


# --- the note -------------------------------------------------------------------------------------------------------


async def test_the_card_says_to_dictate_later_and_no_faces(centre: Centre) -> None:
    arta = await at_the_note(centre)

    assert HINT in arta.card


async def test_a_typed_note_leads_to_the_review(centre: Centre) -> None:
    arta = await at_the_note(centre)

    await arta.sends("The stove was lit")

    assert "Note: The stove was lit" in arta.card
    await arta.taps("Save")
    assert said(centre) == ["The stove was lit"]


async def test_a_note_that_reads_like_the_beginning_of_a_button_is_a_note(centre: Centre) -> None:
    arta = await at_the_note(centre)

    await arta.sends("Sk")

    assert "Note: Sk" in arta.card


async def test_typed_text_on_the_review_is_added_to_the_note_and_never_saves(centre: Centre) -> None:
    arta = await at_the_note(centre)
    await arta.sends("The stove was lit", "The son found work")

    assert "Note: The stove was lit · The son found work" in arta.card

    await arta.taps("Save")

    assert said(centre) == ["The stove was lit", "The son found work"]


async def test_a_voice_message_is_a_note(centre: Centre) -> None:
    arta = await at_the_note(centre)

    await arta.speaks()

    assert "Note: 1 voice message" in arta.card
    await arta.taps("Save")
    assert [note.kind for note in last_contact(centre).notes] == ["voice"]


async def test_photos_are_notes_too(centre: Centre) -> None:
    arta = await at_the_note(centre)

    await arta.does(lambda person: person.send_photo())
    await arta.does(lambda person: person.send_photo())

    assert "Note: 2 photos" in arta.card


async def test_several_photos_at_once_need_no_explaining(centre: Centre) -> None:
    arta = await at_the_note(centre)

    arta.person.send_photo(caption="The roof")
    arta.person.send_photo()
    await arta.does(lambda person: person.send_photo())

    assert "Note: The roof · 3 photos" in arta.card
    assert not any("💬" in said for said in arta.all_texts)


async def test_the_caption_of_a_photo_is_kept(centre: Centre) -> None:
    arta = await at_the_note(centre)

    await arta.does(lambda person: person.send_photo(caption="The roof, from outside"))
    await arta.taps("Save")

    assert [(note.kind, note.words) for note in last_contact(centre).notes] == [("photo", "The roof, from outside")]


@pytest.mark.parametrize(
    "steps",
    [
        (),
        ("Fatime Berisha",),
        ("Fatime Berisha", "Made on another day"),
        ("Fatime Berisha", "Visit made today"),
        ("Fatime Berisha", "Visit made today", "No needs seen"),
        ("Fatime Berisha", "Visit made today", "No needs seen", "Listening only ▸"),
    ],
    ids=["household", "outcome", "day", "needs", "done", "next step"],
)
async def test_she_speaks_first_and_taps_later(centre: Centre, steps: tuple[str, ...]) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps(*steps)
    before = (arta.card, arta.buttons, arta.person.last.message_id)

    await arta.speaks()
    await arta.does(lambda person: person.send_photo())

    assert arta.card.endswith(before[0]) or before[0] in arta.card
    assert arta.buttons == before[1]
    assert arta.person.last.message_id > before[2]
    assert not any(message.buttons() for message in arta.person.heard[:-1] if message.message_id >= before[2])

    rest = ["Fatime Berisha", "Visit made today", "No needs seen", "Listening only ▸", "The family"]
    await arta.taps(*(["5", *rest[2:]] if "another day" in str(steps) else rest[len(steps) :]))
    assert "Note: 1 voice message · 1 photo" in arta.card  # the card that asks for it has become superfluous
    await arta.taps("Save")
    assert [note.kind for note in last_contact(centre).notes] == ["voice", "photo"]


async def test_voice_and_photo_are_brought_over_and_kept(any_centre: Centre) -> None:
    arta = await at_the_note(any_centre)
    await arta.does(lambda person: person.send_voice(b"OggS a voice"))
    await arta.does(lambda person: person.send_photo(b"\xff\xd8\xff a photo"))

    await arta.taps("Save")
    await any_centre.waits(timedelta(minutes=1))
    await all_kept(any_centre)

    assert sorted(bytes(media.content or b"") for media in rows(any_centre, Media)) == [
        b"OggS a voice",
        b"\xff\xd8\xff a photo",
    ]
    assert {media.state for media in rows(any_centre, Media)} == {"kept"}


async def test_a_note_can_be_skipped(centre: Centre) -> None:
    arta = await at_the_note(centre)

    await arta.taps("Skip ▸")

    assert "Note:" not in arta.card
    await arta.taps("Save")
    assert rows(centre, Note) == []


async def test_note_again_adds_to_it(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha")

    await reaches(arta, "✎ Note")
    await arta.sends("The stove was lit")
    await reaches(arta, "✎ Note")
    await arta.speaks()

    assert "Note: The stove was lit · 1 voice message" in arta.card


async def test_a_long_note_is_kept_whole_and_shown_as_far_as_it_fits(centre: Centre) -> None:
    arta = await at_the_note(centre)
    words = "Të gjitha mirë. " * 250

    await arta.sends(words, words)
    await arta.taps("Save")

    assert said(centre) == [words.strip(), words.strip()]
