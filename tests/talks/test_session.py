"""Listening sessions: anonymous in a few taps, with a household, by phone, with a plan."""

from datetime import date

from sqlalchemy import select

from bot import registry
from bot.work import Work
from db.models import Contact, FollowUp
from tests.talk import Centre
from tests.talks.ways import anonymous, last_contact, logs_visit, reaches, rows

MOST_TAPS = 12


async def test_an_anonymous_visitor_takes_twelve_taps_at_most_and_no_next_contact(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    before = arta.done

    await anonymous(arta)
    await arta.taps("Save")

    contact = last_contact(any_centre)
    assert arta.done - before <= MOST_TAPS
    assert (contact.reference, contact.type, contact.household_id) == ("S-2026-00001", "listening", None)
    assert (contact.sex, contact.age_band, contact.place, contact.session_kind) == (
        "female",
        "30_64",
        "centre",
        "simple",
    )
    assert rows(any_centre, FollowUp) == []


async def test_a_code_word_finds_an_anonymous_session_again_and_links_it_to_a_household(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    household = centre.household(arta, "Fatime Berisha")
    await anonymous(arta)
    await arta.taps("More…", "Code word")
    await arta.sends("Sunce")
    await arta.taps("Save")

    centre.household(arta, "Sunčica Ilić")
    await arta.sends("/family", "сунце")
    found = arta.buttons
    await arta.taps("S-2026-00001", "Link to a household")
    await arta.sends("Berisha")
    await arta.taps("Fatime Berisha")

    contact = last_contact(centre)
    assert found[:2] == ["S-2026-00001 · code word", "Sunčica Ilić · F-0002 · Tavnik"]
    assert contact.household_id == household.id
    assert "Linked." in arta.card


async def test_linking_a_session_stands_in_its_history_and_resolves_the_visit_that_was_due(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", outcome="Made yesterday")
    await anonymous(arta)
    await reaches(arta, "Code word")
    await arta.sends("Sunce")
    await arta.taps("Save")
    session = last_contact(centre)

    await arta.sends("/family", "Sunce")
    await arta.taps(session.reference, "Link to a household")
    await arta.sends("Berisha")
    await arta.taps("Fatime Berisha", "History")

    assert "Anonymous visitor → F-0001" in arta.card
    assert [follow_up.resolved_by for follow_up in rows(centre, FollowUp)] == [session.id]


async def test_an_anonymous_session_can_be_for_the_meeting_and_urgent_and_no_next_contact_is_asked(
    centre: Centre,
) -> None:
    arta = await centre.joins("Arta")

    await anonymous(arta)
    await reaches(arta, "For the meeting", "Urgent")
    offered = arta.buttons
    await arta.taps("Save")

    contact = last_contact(centre)
    assert (contact.for_meeting, contact.urgent) == (True, True)
    assert not any("2 weeks" in label for label in offered)


async def test_a_session_with_a_plan_leads_to_a_next_contact(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")

    await arta.sends("/session", "Berisha")
    await arta.taps("Fatime Berisha", "At the centre", "Came back", "Today", "No needs seen", "Nothing was asked")
    await arta.taps("Listening only ▸", "With a plan")
    await arta.sends("A job in spring")
    await arta.taps("Together", "Skip", "Save · back Wed 25.3.")

    contact = last_contact(centre)
    assert (contact.session_kind, contact.answers["plan"]) == ("plan", "A job in spring")
    assert [follow_up.due for follow_up in rows(centre, FollowUp)] == [date(2026, 3, 25)]


async def test_a_session_by_phone_resolves_the_next_contact_but_nobody_was_seen(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    household = centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", outcome="Made yesterday")

    await arta.sends("/session", "Berisha")
    await arta.taps("Fatime Berisha", "By phone", "Came back", "Today", "No needs seen", "Nothing was asked")
    await arta.taps("Listening only ▸", "Listening only", "The family", "Skip", "Save")

    seen = centre.does(lambda work: registry.last_seen(work, household.id))
    assert seen == date(2026, 3, 10)
    assert [follow_up.resolution for follow_up in rows(centre, FollowUp)] == ["visit", None]


async def test_what_was_asked_for_and_what_they_build_on_are_rows_that_sql_can_count(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")

    await arta.sends("/session", "Berisha")
    await arta.taps("Fatime Berisha", "Elsewhere", "Sent by a service", "Yesterday")
    await arta.taps("Strengths…", "A neighbour", "Continue", "No needs seen")
    await arta.taps("Work", "Company", "Continue", "Listening only ▸", "Listening only", "The family", "Skip", "Save")

    def counted(work: Work) -> tuple[set[str], set[str]]:
        contact = work.db.scalars(select(Contact)).one()
        return {r.code for r in contact.requests}, {r.code for r in contact.resources}

    assert centre.does(counted) == ({"work", "company"}, {"neighbour"})
