"""A household's card: found by name, gone after ten minutes; members; closing, resting, opening again."""

from datetime import date, timedelta

from db.models import FollowUp, Household, Person
from tests.talk import Centre, Phone
from tests.talks.ways import logs_visit, rows


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
    assert arta.buttons == ["Open again", "Menu"]


async def test_a_member_is_added_and_corrected_and_elderly_by_the_year_of_birth(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await opens(arta, "Fatime Berisha")

    await arta.taps("+ Member")
    await arta.sends("Luan Berisha")
    await arta.taps("Child")
    await arta.sends("999")
    refused = arta.card
    await arta.sends("1950")
    await arta.taps("About", "Male", "Save", "Luan Berisha", "✎ Name")
    await arta.sends("Luan Berisha-Gashi")
    await arta.taps("Save")

    members = [(person.name, person.year_of_birth, person.about) for person in rows(centre, Person)]
    assert "Please type a year like 1948." in refused
    assert members == [("Fatime Berisha", None, False), ("Luan Berisha-Gashi", "1950", True)]
    assert "Luan Berisha-Gashi, child, about 1950, elderly" in arta.buttons


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
