"""A household that is not in the registry yet: consent first, little asked, and nobody twice."""

from datetime import timedelta

import pytest

from bot.conversations.household import READ_ALOUD
from bot.i18n import LANGUAGES, say
from bot.words import button, spoken
from db.models import Contact, Household, Person
from tests.talk import Centre, Phone
from tests.talks.ways import last_contact, logs_visit, needs_of, reaches, rows

NAME = "Sevdije Rrustemi"


async def begins(centre: Centre, language: str = "In Albanian") -> Phone:
    """Arta stands before a door nobody has knocked at."""
    arta = await centre.joins("Arta")
    await arta.sends("/visit")
    await arta.taps("+ New household", language)
    return arta


async def rest(phone: Phone, outcome: str = "Visit made today") -> None:
    """The visit itself."""
    await phone.taps(outcome, "No needs seen", "Listening only ▸", "The family", "Skip", "Save")


async def names_her(phone: Phone, name: str = NAME) -> None:
    """The answers about the household after consent."""
    await phone.sends(name)
    await phone.taps("Family", "Tavnik", "Skip")


@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize(("family", "choice"), [("sq", "In Albanian"), ("sr", "In Serbian")])
async def test_consent_comes_first_in_the_family_s_own_language(
    centre: Centre, reader: str, family: str, choice: str
) -> None:
    arta = await centre.joins("Arta", reader)
    aloud = say(spoken(READ_ALOUD, family), reader)

    await arta.sends("/visit")
    await arta.taps("+ ", say(button(choice), reader))

    assert aloud in arta.card
    assert aloud == say(READ_ALOUD, {"sr": "sr_Cyrl" if reader == "sr_Cyrl" else "sr_Latn"}.get(family, family))


async def test_given_keeps_name_kind_place_phone_and_when_it_is_safe_to_call(any_centre: Centre) -> None:
    arta = await begins(any_centre)

    await arta.taps("Given")
    await arta.sends(NAME)
    await arta.taps("Elderly person alone", "Tavnik")
    await arta.sends("+383 44 555 666")
    await arta.taps("In the morning")
    await rest(arta)

    household = rows(any_centre, Household)[0]
    assert (household.code, household.kind, household.neighbourhood) == ("F-0001", "elderly_alone", "tavnik")
    assert (household.consent, household.consent_language) == ("given", "sq")
    assert (household.phone, household.safe_to_call) == ("+383 44 555 666", "morning")
    assert [person.name for person in rows(any_centre, Person)] == [NAME]
    assert last_contact(any_centre).household_id == household.id


async def test_phone_and_safe_to_call_are_optional(centre: Centre) -> None:
    arta = await begins(centre)
    await arta.taps("Given")

    await names_her(arta)
    await rest(arta)

    assert (rows(centre, Household)[0].phone, rows(centre, Household)[0].safe_to_call) == (None, None)


async def test_where_the_number_stands_it_says_when_it_is_safe_to_call(centre: Centre) -> None:
    arta = await begins(centre)
    await arta.taps("Given")
    await arta.sends(NAME)
    await arta.taps("Family", "Tavnik")
    await arta.sends("+383 44 555 666")
    await arta.taps("Better not to call")
    await rest(arta)
    said = "Phone number: +383 44 555 666 · Better not to call"

    await arta.sends("/family", "F-0001")
    assert said in arta.card
    await centre.waits(timedelta(days=14))
    await arta.sends("/today")
    await arta.taps("F-0001")
    assert said in arta.card


async def test_later_asks_the_same_and_again_at_the_next_visit(centre: Centre) -> None:
    arta = await begins(centre)
    await arta.taps("Later")
    await names_her(arta)
    await rest(arta)
    assert rows(centre, Household)[0].consent == "later"
    await centre.waits(timedelta(days=7))

    await arta.sends("/visit", "Rrustemi")
    await arta.taps("Sevdije", "Visit made today")

    assert "Three sentences are to be read aloud" in arta.card
    await arta.taps("In Serbian", "Given", "No needs seen", "Listening only ▸", "The family", "Skip", "Save")
    household = rows(centre, Household)[0]
    assert (household.consent, household.consent_language) == ("given", "sr")
    assert [person.name for person in rows(centre, Person)] == [NAME]


async def test_refused_at_the_next_visit_takes_the_name_away_everywhere(any_centre: Centre) -> None:
    arta = await begins(any_centre)
    await arta.taps("Later")
    await arta.sends(NAME)
    await arta.taps("Family", "Tavnik")
    await arta.sends("+383 44 555 666")
    await arta.taps("At any time")
    await rest(arta)
    await any_centre.waits(timedelta(days=7))

    await arta.sends("/visit", "Rrustemi")
    await arta.taps("Sevdije", "Visit made today", "In Albanian", "Refused")
    await arta.taps("No needs seen", "Listening only ▸", "The family", "Skip", "Save")

    household = rows(any_centre, Household)[0]
    assert (household.consent, household.phone, household.safe_to_call) == ("refused", None, None)
    assert [person.name for person in rows(any_centre, Person)] == [None]
    assert not any(NAME in str(contact.answers) for contact in rows(any_centre, Contact))
    await arta.sends("/visit", "Rrustemi")
    assert "Nobody was found" in arta.card
    await arta.sends("1")
    assert "F-0001 · Tavnik" in arta.buttons


async def test_undo_of_that_visit_has_the_family_asked_again(centre: Centre) -> None:
    arta = await begins(centre)
    await arta.taps("Later")
    await names_her(arta)
    await rest(arta)
    await centre.waits(timedelta(days=7))
    await arta.sends("/visit", "Rrustemi")
    await arta.taps("Sevdije", "Visit made today", "In Albanian", "Given")
    await arta.taps("No needs seen", "Listening only ▸", "The family", "Skip", "Save")

    await arta.taps("Undo")

    assert "Consent: Given" in arta.card
    assert rows(centre, Household)[0].consent == "later"
    await arta.taps("Save")
    assert rows(centre, Household)[0].consent == "given"


async def test_refused_keeps_reference_kind_and_neighbourhood_only(any_centre: Centre) -> None:
    arta = await begins(any_centre)

    await arta.taps("Refused")
    assert "Who lives there?" in arta.card
    await arta.taps("Family", "Tavnik")
    assert "What happened?" in arta.card
    await rest(arta)

    household = rows(any_centre, Household)[0]
    assert (household.kind, household.neighbourhood, household.consent) == ("family", "tavnik", "refused")
    assert (household.phone, household.safe_to_call, household.head_id) == (None, None, None)
    assert [person.name for person in rows(any_centre, Person) if person.name] == []


async def test_a_name_typed_before_consent_was_refused_is_kept_nowhere(centre: Centre) -> None:
    arta = await begins(centre)
    await arta.taps("Given")
    await names_her(arta)
    await arta.taps("Visit made today", "No needs seen", "Listening only ▸", "The family", "Skip")

    await reaches(arta, "✎ Consent")
    await arta.taps("Refused")
    assert NAME not in arta.card
    await arta.taps("Save")

    assert [person.name for person in rows(centre, Person) if person.name] == []
    assert NAME not in str(last_contact(centre).answers)


# --- nobody twice ---------------------------------------------------------------------------------------------------


async def test_a_similar_name_shows_both_and_can_be_the_same(centre: Centre) -> None:
    arta = await begins(centre)
    centre.household(arta, "Sevdie Rustemi")
    await arta.taps("Given")

    await arta.sends(NAME)

    assert "A similar name is in the registry" in arta.card
    assert f"Name: {NAME}" in arta.card
    assert "The same: Sevdie Rustemi · Tavnik · F-0001" in arta.buttons
    await arta.taps("The same: Sevdie Rustemi")
    assert arta.card.startswith("F-0001 · Tavnik")
    await rest(arta)
    assert len(rows(centre, Household)) == 1


async def test_a_similar_name_can_be_really_different(centre: Centre) -> None:
    arta = await begins(centre)
    centre.household(arta, "Sevdie Rustemi")
    await arta.taps("Given")
    await arta.sends(NAME)

    await arta.taps("Really different", "Family", "Tavnik", "Skip")
    await rest(arta)

    assert [person.name for person in rows(centre, Person)] == ["Sevdie Rustemi", NAME]
    assert last_contact(centre).household_id == 2


async def test_a_name_in_the_other_script_is_similar_too(centre: Centre) -> None:
    arta = await begins(centre, "In Serbian")
    centre.household(arta, "Snežana Đorđević")
    await arta.taps("Given")

    await arta.sends("Снежана Ђорђевић")

    assert "A similar name is in the registry" in arta.card


async def test_another_name_typed_asks_anew(centre: Centre) -> None:
    arta = await begins(centre)
    centre.household(arta, "Sevdie Rustemi")
    centre.household(arta, "Hava Krasniqi")
    await arta.taps("Given")
    await arta.sends(NAME)
    await arta.taps("Really different", "Family", "Tavnik", "Skip", "Visit made today", "No needs seen")
    await arta.taps("Listening only ▸", "The family", "Skip")

    await reaches(arta, "✎ Name")
    await arta.sends("Hava Krasniqi")

    assert "A similar name is in the registry" in arta.card
    assert any("Hava Krasniqi" in label for label in arta.buttons)


async def test_a_typed_name_that_reads_like_a_button_is_still_a_name(centre: Centre) -> None:
    arta = await begins(centre)
    await arta.taps("Given")

    await arta.sends("Ba")  # the beginning of Back

    assert "Who lives there?" in arta.card


async def test_undo_takes_the_new_household_back_too(centre: Centre) -> None:
    arta = await begins(centre)
    await arta.taps("Given")
    await names_her(arta)
    await rest(arta)

    await arta.taps("Undo")

    assert f"Name: {NAME}" in arta.card
    assert rows(centre, Household)[0].void_at is not None
    await arta.taps("Save")
    assert [(each.code, each.void_at) for each in rows(centre, Household)] == [("F-0001", None)]


async def test_taken_back_and_thrown_away_the_name_is_kept_nowhere(any_centre: Centre) -> None:
    arta = await begins(any_centre)
    await arta.taps("Given")
    await names_her(arta)
    await rest(arta)

    await arta.taps("Undo", "Cancel", "Yes, throw away")

    assert [person.name for person in rows(any_centre, Person) if person.name] == []


async def test_what_a_colleague_has_visited_meanwhile_stays(any_centre: Centre) -> None:
    arta, milica = await begins(any_centre), await any_centre.joins("Milica")
    await arta.taps("Given")
    await names_her(arta)
    await rest(arta)
    await logs_visit(milica, NAME, outcome="Made yesterday")

    await arta.taps("Undo", "Cancel", "Yes, throw away")

    assert [(each.code, each.void_at) for each in rows(any_centre, Household)] == [("F-0001", None)]
    assert [person.name for person in rows(any_centre, Person)] == [NAME]


async def test_a_household_can_be_registered_without_a_visit(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await arta.sends("/menu")
    await arta.taps("New household", "In Albanian", "Given")
    await names_her(arta)

    await arta.taps("Save")

    assert [person.name for person in rows(centre, Person)] == [NAME]
    assert "Saved.\nF-0001 · Tavnik" in arta.card


async def test_without_a_visit_too_one_that_is_there_already_is_opened_and_not_made_again(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    any_centre.household(arta, "Sevdie Rustemi")
    await arta.sends("/menu")
    await arta.taps("New household", "In Albanian", "Given")
    await arta.sends(NAME)
    await arta.taps("The same: Sevdie Rustemi")
    assert "Similar names: The same: F-0001 · Tavnik" in arta.card

    await arta.taps("Open the household")

    assert arta.card.startswith("F-0001 · Tavnik\nFamily, since")
    assert len(rows(any_centre, Household)) == 1


async def test_the_same_by_mistake_can_be_taken_back(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Sevdie Rustemi")
    await arta.sends("/household")
    await arta.taps("In Albanian", "Given")
    await arta.sends(NAME)
    await arta.taps("The same: Sevdie Rustemi", "◂ Back")

    await arta.taps("Really different", "Family", "Tavnik", "Skip", "Save")

    assert [person.name for person in rows(centre, Person)] == ["Sevdie Rustemi", NAME]


async def test_a_double_tap_on_save_registers_once_and_leaves_her_there(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    await arta.sends("/household")
    await arta.taps("In Albanian", "Given")
    await names_her(arta)
    save = arta.person.last

    arta.person.tap(save.message_id, "Save")
    await arta.does(lambda person: person.tap(save.message_id, save.buttons()[0]["callback_data"]))

    assert len(rows(any_centre, Household)) == 1
    assert "F-0001 · Tavnik\nFamily, since" in arta.card


async def test_the_neighbourhoods_are_the_coordinator_s_list(centre: Centre) -> None:
    milica = await centre.joins("Milica", "en", "coordinator")
    await milica.sends("/menu")
    await milica.taps("Neighbourhoods", "+ Neighbourhood")
    await milica.sends("Lagjja e Re", "Ново Насеље", "Quartiere Nuovo")
    await milica.taps("South", "Yes", "Save")
    arta = await begins(centre)
    await arta.taps("Refused", "Family")

    assert "Quartiere Nuovo" in arta.buttons or "Lagjja e Re" in arta.buttons


async def test_nobody_home_at_a_new_household_can_be_logged(centre: Centre) -> None:
    arta = await begins(centre)
    await arta.taps("Refused", "Family", "Tavnik", "Nobody at home", "Save")

    assert last_contact(centre).outcome == "nobody_home"


async def test_a_name_is_never_asked_for_twice(centre: Centre) -> None:
    arta = await begins(centre)
    await arta.taps("Given")
    await names_her(arta)
    await rest(arta)

    await logs_visit(arta, "Sevdije Rrustemi", outcome="Made yesterday")

    assert len(rows(centre, Household)) == 1


async def test_a_correction_does_not_ask_whether_she_is_herself(any_centre: Centre) -> None:
    arta = await begins(any_centre)
    await arta.taps("Given")
    await names_her(arta)
    await rest(arta)
    await arta.sends("/saved")
    await arta.taps(last_contact(any_centre).reference)

    await arta.taps("Correct")
    await arta.taps("✎ Needs", "Health", "Continue", "Save")

    [household] = rows(any_centre, Household)
    assert household.void_at is None
    assert needs_of(last_contact(any_centre)) == {"health": "seen"}
