"""A household's card: found by name, gone after ten minutes; members; closing, resting, opening again."""

from datetime import date, timedelta

import pytest

from db.models import Contact, FollowUp, Household, Person
from tests.talk import Centre, Phone
from tests.talks.ways import logs_visit, reaches, rows


async def opens(phone: Phone, name: str) -> None:
    """Find a household and open its card."""
    await phone.sends("/family", name)
    await phone.taps(name)


async def test_the_card_says_who_what_is_open_and_what_comes_and_is_gone_after_ten_minutes(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", needs=["Health"])

    await opens(arta, "Fatime Berisha")
    shown = arta.card
    await centre.waits(timedelta(minutes=11))

    assert "Health: " in shown
    assert "Visit again: Wed 25.3." in shown
    assert "Health" not in arta.card
    assert "💬 This card has closed by itself." in arta.card
    assert "Find a household" in arta.buttons


async def test_a_member_is_added_and_corrected_and_elderly_by_the_year_of_birth(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await opens(arta, "Fatime Berisha")

    await arta.taps("+ Member")
    await arta.sends("Luan Berisha")
    await arta.taps("Child")
    await arta.sends("999")
    refused = [arta.card]
    await arta.sends("about 1950")
    refused += [arta.card]
    await arta.sends("1950")
    await arta.taps("About", "Male", "Save", "Luan Berisha", "✎ Name")
    await arta.sends("Luan Berisha-Gashi")
    await arta.taps("✎ Year of birth")
    await arta.sends("1951")
    asked_again = arta.card
    await arta.taps("About", "Save")

    members = [(person.name, person.year_of_birth, person.about) for person in rows(centre, Person)]
    assert all("Please type a year like 1948." in card for card in refused)
    assert "Is that year exact?" in asked_again
    assert members == [("Fatime Berisha", None, False), ("Luan Berisha-Gashi", "1951", True)]
    assert "Luan Berisha-Gashi, child, about 1951, elderly" in arta.buttons


async def test_closing_waits_for_the_coordinator_and_asks_once_more_after_three_months(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    teuta = await centre.joins("Teuta", role="coordinator")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await opens(arta, "Fatime Berisha")

    await arta.taps("Close the file…", "Goals reached", "Yes", "Save")
    before = rows(centre, Household)[0].status
    await teuta.taps("Accept")

    [household] = rows(centre, Household)
    planned = [(f.purpose, f.due) for f in rows(centre, FollowUp) if f.resolved_on is None]
    assert before == "open"
    assert (household.status, household.closure_reason, household.closure_agreed) == ("closed", "goals_met", True)
    assert planned == [("step", date(2026, 6, 11))]


async def test_undoing_a_visit_lets_nothing_wait_in_a_file_that_was_closed_meanwhile(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    teuta = await any_centre.joins("Teuta", role="coordinator")
    any_centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await any_centre.waits(timedelta(days=3))
    await logs_visit(arta, "Fatime Berisha", review=["No further contact"])
    await opens(teuta, "Fatime Berisha")
    await teuta.taps("Close the file…", "Goals reached", "Yes", "Save")

    await arta.taps("Undo")

    planned = [(f.purpose, f.due) for f in rows(any_centre, FollowUp) if f.resolved_on is None]
    assert planned == [("step", date(2026, 6, 15))]


async def test_a_refused_closing_changes_nothing_and_is_told(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    teuta = await centre.joins("Teuta", role="coordinator")
    centre.household(arta, "Fatime Berisha")
    await opens(arta, "Fatime Berisha")
    await arta.taps("Close the file…", "Moved away", "No", "Save")

    await teuta.taps("Do not accept")

    assert rows(centre, Household)[0].status == "open"
    assert any("Not accepted" in text for text in arta.all_texts)


async def test_a_resting_file_is_in_no_list_until_its_day(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", review=["In 1 week"])
    await opens(arta, "Fatime Berisha")
    await arta.taps("Let it rest until…")
    await arta.sends("30.3.")
    await arta.taps("Save")

    await centre.waits(timedelta(days=8))
    await arta.sends("/today")
    resting = arta.buttons
    await centre.waits(timedelta(days=12))
    await arta.sends("/today")

    assert not any("F-0001" in label for label in resting)
    assert any("F-0001" in label for label in arta.buttons)


async def test_a_closed_file_opens_again(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    centre.household(teuta, "Fatime Berisha")
    await opens(teuta, "Fatime Berisha")
    await teuta.taps("Close the file…", "Moved away", "No", "Save")

    await teuta.taps("Open the file again")

    [household] = rows(centre, Household)
    assert (household.status, household.closure_reason, household.closed_on) == ("open", None, None)


async def test_a_code_on_the_commands_line_opens_the_card_at_once(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    any_centre.household(arta, "Fatime Berisha")
    any_centre.household(arta, "Agim Krasniqi")

    await arta.sends("/family F-0002")

    assert arta.card.startswith("F-0002 · Tavnik\nFamily, since")


async def test_a_name_on_the_commands_line_is_looked_for_and_an_open_form_is_kept(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    any_centre.household(arta, "Fatime Berisha")
    any_centre.household(arta, "Agim Krasniqi")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today")

    await arta.sends("/family Krasniqi")

    assert "What you were writing is kept: /drafts" in arta.card
    assert arta.buttons == ["Agim Krasniqi · F-0002 · Tavnik", "Menu"]


async def test_a_code_that_is_also_somebodys_code_word_shows_both(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("session anonymous centre own listening nothing was asked no needs seen")
    await reaches(arta, "Code word")
    await arta.sends("1")
    await arta.taps("Save")

    await arta.sends("/family 1")

    assert arta.buttons == ["S-2026-00001 · code word", "Fatime Berisha · F-0001 · Tavnik", "Menu"]


async def test_looking_for_somebody_else_links_no_session(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("session anonymous centre own listening nothing was asked no needs seen")
    await arta.taps("Save")
    await arta.sends("/menu")
    await arta.taps("Saved today", "S-2026-00001", "Link to a household")

    await arta.sends("/family Berisha")
    await arta.taps("Fatime Berisha")

    assert [contact.household_id for contact in rows(centre, Contact)] == [None]


@pytest.mark.parametrize("line", ["/visit zzyzx", "/session zzyzx", "/VISIT@ascolto_bot Berisha", "/visit\nzzyzx"])
async def test_whom_a_form_is_about_may_follow_its_command(centre: Centre, line: str) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")

    await arta.sends(line)

    assert ("Fatime Berisha" in arta.buttons[0]) == ("Berisha" in line)
    assert ("Nobody was found for that." in arta.card) == ("zzyzx" in line)


@pytest.mark.parametrize("command", ["", "/family ", "/visit "])
@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("x " * 2000, "This is too long: at most"),
        ("half a \ud800 character", "This message has signs that cannot be kept."),
        ("nul \x00 byte", "This message has signs that cannot be kept."),
    ],
)
async def test_what_cannot_be_looked_for_is_refused_with_a_reason(
    centre: Centre, command: str, typed: str, reason: str
) -> None:
    arta = await centre.joins("Arta")
    await arta.sends("/family")

    await arta.sends(command + typed)
    refused = arta.card
    await arta.sends("/menu")

    assert reason in refused
    assert arta.card.startswith("Menu")


async def test_a_command_followed_by_nothing_that_shows_only_asks(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")

    await arta.sends("/family  \u200b ")

    assert arta.card.endswith("Which household? Tap, or type part of a name or a code.")


@pytest.mark.parametrize("line", ["visit 1 housing zz\ud800", "/visit 1 housing note zz\ud800", "a note \ud800"])
async def test_half_a_character_is_refused_wherever_it_is_typed(centre: Centre, line: str) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")

    await arta.sends(line)
    refused = arta.card
    await arta.sends("/today")

    assert "This message has signs that cannot be kept." in refused
    assert "Menu" in arta.buttons
    assert "Visit" not in arta.buttons
