"""Whatever is typed is stored and shown as the text it is, or refused with a reason."""

import pytest

from db.models import FollowUp, Person
from practice.texts import clean
from tests.talk import Centre, Phone
from tests.talks.ways import last_contact, reaches, rows, to_review

ODD = [
    "<b>bold</b> & <script>alert(1)</script>",
    '=HYPERLINK("http://x";"y")',
    "+383 44 111 222",
    "-2+3",
    "@everyone *bold* _it_ [x](http://x) `code` ||spoiler||",
    "שלום עולם",
    "abc \u202eevil\u202c xyz",
    "ze\u200bro\u200dwi\u200cdth\ufeff",
    "e\u0308 ë combined and composed",
    "👩‍👩‍👧‍👦 family 🇽🇰",
    "line one\nline two\n\n\nline five",
    "tab\there",
    "{name} %s %(x)d {0} {{}}",
    "'; DROP TABLE notes; --",
    "https://example.org/?a=1&b=2",
    "ﷺ",
    "à" * 500,
]


async def at_the_note(centre: Centre) -> Phone:
    """Arta may write what she likes."""
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today", "No needs seen", "Listening only ▸", "The family")
    return arta


@pytest.mark.parametrize("typed", ODD, ids=range(len(ODD)))
async def test_a_note_is_kept_and_shown_as_it_was_typed(centre: Centre, typed: str) -> None:
    arta = await at_the_note(centre)

    await arta.sends(typed)

    assert f"Note: {clean(typed)}" in arta.card  # without the signs that Telegram takes out of any message
    entities = arta.person.last.body.get("entities", [])
    assert {each["type"] for each in entities} <= {"bold", "url", "mention", "phone_number", "hashtag", "bot_command"}
    await arta.taps("Save")
    assert [note.words for note in last_contact(centre).notes] == [typed]


@pytest.mark.parametrize("typed", ["nul \x00 byte", "lone \ud800 surrogate", "\udfff"])
async def test_what_cannot_be_stored_is_refused_with_a_reason(centre: Centre, typed: str) -> None:
    arta = await at_the_note(centre)

    await arta.sends(typed)

    assert "cannot be kept" in arta.card
    assert "A note?" in arta.card


@pytest.mark.parametrize("typed", ["   ", "\n\n", "\u2003\u00a0", "\u200b\u2060", "\u2800", "\u3164 \u202e"])
async def test_a_message_of_blanks_is_refused_with_a_reason(centre: Centre, typed: str) -> None:
    arta = await at_the_note(centre)

    await arta.sends(typed)

    assert "This message is empty." in arta.card


async def test_a_name_that_is_too_long_is_refused_with_its_limit(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await arta.sends("/visit")
    await arta.taps("+ New household", "In Albanian", "Given")

    await arta.sends("x" * 121)

    assert "This is too long: at most 120 characters." in arta.card
    assert "Name and surname" in arta.card

    await arta.sends("x" * 120)

    assert "Who lives there?" in arta.card


async def test_the_longest_message_of_telegram_fits(centre: Centre) -> None:
    arta = await at_the_note(centre)

    await arta.sends("😀" * 2048)
    await arta.taps("Save")

    assert [note.words for note in last_contact(centre).notes] == ["😀" * 2048]


@pytest.mark.parametrize("typed", ["<b>Fatime</b> & co", "Fatime \u202eahsireB", "{name}", "=Fatime"])
async def test_a_name_stands_on_buttons_as_it_was_typed(centre: Centre, typed: str) -> None:
    arta = await centre.joins("Arta")
    await arta.sends("/visit")
    await arta.taps("+ New household", "In Albanian", "Given")
    await arta.sends(typed)
    await arta.taps("Family", "Tavnik", "Skip", "Visit made today", "No needs seen", "Listening only ▸")
    await arta.taps("The family", "Skip", "Save")

    await arta.sends("/visit")

    assert f"{clean(typed)} · F-0001 · Tavnik" in arta.buttons
    assert rows(centre, Person)[0].name == typed


async def test_a_very_long_name_does_not_break_its_button(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    name = "Muhamed-Mustafa Hadžiselimović " * 3
    centre.household(arta, name.strip())

    await arta.sends("/visit", "Hadžiselimović")

    label = next(each for each in arta.buttons if each.startswith("Muhamed"))
    assert len(label) <= 64
    assert "F-0001" in label


async def test_the_line_of_a_next_contact_is_text_too(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha")
    await reaches(arta, "What it is about")
    await arta.sends("<i>=1+1</i>")

    await arta.taps("Save")

    assert rows(centre, FollowUp)[0].line == "<i>=1+1</i>"


@pytest.mark.parametrize(
    "typed", ["%", "_", "'", "\\", "*", "F-", "F-99999999999", "٣", "²", "x" * 200, "a", "-1", "0"]
)
async def test_any_search_is_answered(centre: Centre, typed: str) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")

    await arta.sends("/visit", typed)

    assert "Which household?" in arta.card
    assert "+ New household" in arta.buttons
