"""Five languages: at first contact, at any moment, for what is shown and for what is typed."""

import pytest

from bot.conversations.codelists import NEEDS, find
from bot.handlers.places.home import KEYBOARD, MENU
from bot.i18n import LANGUAGES, OWN_NAMES, say
from bot.people import people
from bot.words import Text, button, text
from practice.person import Person
from tests.talk import Centre, Phone
from tests.talks.ways import last_contact, needs_of

NEEDS_SEEN = text("Needs seen")
MADE_TODAY = button("Visit made today")
CONTINUE = button("Continue ▸")


async def arrives(centre: Centre, language_code: str | None, language: str | None = None) -> Phone:
    """Somebody follows her link for the first time."""
    code = centre.does(lambda work: people.invite(work, "Arta", "operator", language))
    phone = Phone(centre, Person(centre.telegram, "Arta", language_code=language_code))
    phone.person.starts(code)
    await centre.settled()
    return phone


def spoken(phone: Phone) -> str:
    """The language her card is in, as far as the menu or the question tells."""
    said = "\n".join([phone.card, *phone.buttons])
    return next(lang for lang in LANGUAGES if say(text("Choose a language."), lang) in said or say(MENU, lang) in said)


def need(code: str) -> Text:
    """The label of a need."""
    found = find(NEEDS, code)
    assert found is not None
    return found.label


# --- first contact --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_language_of_the_invite_is_spoken_at_once(centre: Centre, language: str) -> None:
    arta = await arrives(centre, "de", language)

    assert say(MENU, language) in arta.card
    assert centre.account(arta).language == language


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("sq", "sq"),
        ("als", "sq"),
        ("sq-XK", "sq"),
        ("it", "it"),
        ("it-IT", "it"),
        ("sr", "sr_Latn"),
        ("hr", "sr_Latn"),
        ("bs", "sr_Latn"),
        ("sr-Cyrl", "sr_Cyrl"),
        ("de", "en"),
        ("en", "en"),
        ("xx-nonsense", "en"),
        (None, "en"),
    ],
)
async def test_without_one_all_five_are_offered_in_the_likely_language(
    centre: Centre, code: str | None, language: str
) -> None:
    arta = await arrives(centre, code)

    assert set(OWN_NAMES.values()) <= set(arta.buttons)
    assert say(text("Choose a language."), language) in arta.card


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_chosen_one_is_spoken_from_then_on(any_centre: Centre, language: str) -> None:
    arta = await arrives(any_centre, None)

    await arta.taps(OWN_NAMES[language])

    assert say(MENU, language) in arta.card
    assert arta.person.chat.reply_keyboard == [[say(label, language) for label in row] for row in KEYBOARD]


async def test_the_language_can_be_typed(centre: Centre) -> None:
    arta = await arrives(centre, None)

    await arta.sends("српски")

    assert centre.account(arta).language == "sr_Cyrl"


async def test_leaving_the_question_alone_still_gives_keyboard_and_commands(centre: Centre) -> None:
    arta = await arrives(centre, "hr")

    await arta.sends("/menu")

    assert arta.person.chat.reply_keyboard
    assert arta.person.commands


# --- at any moment --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
async def test_changed_in_the_middle_of_a_form_the_card_is_drawn_again(centre: Centre, language: str) -> None:
    arta = await centre.joins("Arta", "it" if language != "it" else "sq")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", say(MADE_TODAY, centre.account(arta).language or ""))
    await arta.taps(say(need("health"), centre.account(arta).language or ""))

    await arta.sends("/language")
    await arta.taps(OWN_NAMES[language])

    assert say(NEEDS_SEEN, language) in arta.card
    assert f"✓ {say(need('health'), language)}" in arta.buttons
    assert arta.person.chat.reply_keyboard == [[say(label, language) for label in row] for row in KEYBOARD]
    commands = {each["command"]: each["description"] for each in arta.person.commands}
    assert commands["visit"] == say(text("Log a home visit"), language)


async def test_a_voice_message_at_that_question_goes_to_the_form_behind_it(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today")
    await arta.sends("/language")

    await arta.speaks()

    assert "Needs seen" in arta.card
    await arta.taps("No needs seen", "Listening only ▸", "The family")
    assert "Note: 1 voice message" in arta.card


async def test_words_at_that_question_are_no_answer_to_the_form_behind_it(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await arta.sends("/visit")
    await arta.taps("+ New household", "In Albanian", "Given")
    await arta.sends("/language", "The roof leaks")

    assert "Name and surname" in arta.card
    assert "It is in the note." in arta.card

    await arta.sends("/language", "Shqip")
    assert "Emri dhe mbiemri" in arta.card


async def test_something_else_begun_at_that_question_keeps_the_form_and_says_so(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha")

    await arta.sends("/language", "/today")

    assert "What you were writing is kept: /drafts" in arta.card


async def test_an_old_question_for_the_language_leaves_her_where_she_is(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/language")
    asked = arta.person.last
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha")

    await arta.does(lambda person: person.tap(asked.message_id, "v1|0|0|language|it"))

    assert "Com’è andata?" in arta.card


async def test_the_keyboard_is_not_sent_again_for_the_same_language(centre: Centre) -> None:
    arta = await centre.joins("Arta", "it")
    heard = len(arta.person.heard)

    await arta.sends("/language")
    await arta.taps("Italiano")

    assert len(arta.person.heard) == heard + 1


async def test_a_button_of_the_card_in_the_other_language_still_counts(centre: Centre) -> None:
    arta = await centre.joins("Arta", "it")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha", "/language")
    await arta.taps("Српски")

    await arta.taps("Fatime Berisha")

    assert say(MADE_TODAY, "sr_Cyrl") in arta.buttons


@pytest.mark.parametrize("language", LANGUAGES)
async def test_commands_are_the_same_words_explained_in_each_language(centre: Centre, language: str) -> None:
    arta = await centre.joins("Arta", language)

    said = {each["command"] for each in arta.person.commands}

    assert {"visit", "today", "week", "drafts", "menu", "language", "help", "cancel"} <= said


# --- what is typed --------------------------------------------------------------------------------------------------


async def at_the_needs(centre: Centre, language: str) -> Phone:
    """Somebody is asked what she saw."""
    arta = await centre.joins("Arta", language)
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", say(MADE_TODAY, language))
    return arta


@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize("typist", LANGUAGES)
async def test_an_exact_label_is_understood_in_any_language(centre: Centre, reader: str, typist: str) -> None:
    arta = await at_the_needs(centre, reader)

    await arta.sends(say(need("health"), typist), say(need("housing"), typist).upper())

    assert f"✓ {say(need('health'), reader)}" in arta.buttons
    assert f"✓ {say(need('housing'), reader)}" in arta.buttons


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_unique_beginning_is_understood_in_one_s_own(centre: Centre, language: str) -> None:
    arta = await at_the_needs(centre, language)

    await arta.sends(say(need("poverty"), language)[:5])

    assert f"✓ {say(need('poverty'), language)}" in arta.buttons


async def test_a_beginning_in_another_language_is_not(centre: Centre) -> None:
    arta = await at_the_needs(centre, "sq")

    await arta.sends("povert")

    assert not any(label.startswith("✓") for label in arta.buttons)


async def test_a_beginning_that_fits_two_is_refused(centre: Centre) -> None:
    arta = await at_the_needs(centre, "en")

    await arta.sends("E")
    assert not any(label.startswith("✓") for label in arta.buttons)
    await arta.sends("Ed")
    assert "✓ Education / schooling" in arta.buttons


async def test_yes_is_not_the_beginning_of_poverty(centre: Centre) -> None:
    """*Po* is yes in Albanian: a word of another language counts as a whole message only."""
    arta = await at_the_needs(centre, "en")

    await arta.sends("Po")

    assert not any(label.startswith("✓ Poverty") for label in arta.buttons) or "Poverty / money" not in arta.buttons


async def test_a_whole_visit_can_be_typed_in_cyrillic(any_centre: Centre) -> None:
    milica = await any_centre.joins("Milica", "sr_Cyrl")
    any_centre.household(milica, "Снежана Ђорђевић")
    await milica.sends("Посета", "djordjevic")

    await milica.sends(
        "Снежана Ђорђевић · F-0001 · Тавник",
        say(MADE_TODAY, "sr_Cyrl"),
        say(need("health"), "sr_Cyrl"),
        say(CONTINUE, "sr_Cyrl"),
        say(button("Listening only ▸"), "sr_Cyrl"),
        say(button("The family"), "sr_Cyrl"),
        "Пећ је била топла",
        "Сачувај",
    )

    contact = last_contact(any_centre)
    assert needs_of(contact) == {"health": "seen"}
    assert [note.words for note in contact.notes] == ["Пећ је била топла"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_help_is_there_in_every_language(centre: Centre, language: str) -> None:
    arta = await centre.joins("Arta", language)

    await arta.sends("/help")

    assert say(text("Help"), language) in arta.card
