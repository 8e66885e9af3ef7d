"""An anonymous visitor's next contact, next step and plan: only when asked for, and then right to the end."""

from datetime import date

from bot.followups.followups import State, state
from db.models import FollowUp
from tests.talk import Centre, Phone
from tests.talks.ways import anonymous, due, last_contact, logs_visit, message_with, morning_of, reaches, rows, tapped

COMES_BACK = date(2026, 3, 25)
LINE = "S-2026-00001 · anonymous visitor – Papers, renewal"


async def comes_back(phone: Phone, purpose: str = "Papers, renewal") -> None:
    """A session with somebody unknown who comes back in two weeks, saved."""
    await anonymous(phone)
    await reaches(phone, "Code word")
    await phone.sends("Sunce")
    await reaches(phone, "Next contact", "In 2 weeks", purpose)
    await phone.taps("Save · back Wed 25.3.")


async def links(phone: Phone, reference: str) -> None:
    """Link a session that is found by the word Sunce."""
    await phone.sends("/family", "Sunce")
    await phone.taps(reference, "Link to a household")
    await phone.sends("Berisha")
    await phone.taps("Fatime Berisha")


async def test_a_next_contact_a_next_step_and_a_plan_are_set_when_they_are_asked_for(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")

    await anonymous(arta)
    plain = arta.buttons[0]
    await reaches(arta, "Listening or plan", "With a plan")
    await arta.sends("A new identity card")
    await reaches(arta, "Next step", "Together", "Next contact", "In 2 weeks", "Papers, renewal", "What it is about")
    await arta.sends("brings the photographs")
    await arta.taps("Save · back Wed 25.3.")

    contact = last_contact(any_centre)
    [follow_up] = rows(any_centre, FollowUp)
    assert plain == "Save"
    assert (contact.session_kind, contact.answers["plan"]) == ("plan", "A new identity card")
    assert contact.next_step_by == "together"
    assert (follow_up.household_id, follow_up.set_by, follow_up.purpose) == (None, contact.id, "papers")
    assert (follow_up.due, follow_up.line) == (COMES_BACK, "brings the photographs")
    assert "Next contact: Wed 25.3." in arta.all_texts[-1]


async def test_no_home_is_to_be_visited_and_none_of_it_stands_unfolded(centre: Centre) -> None:
    arta = await centre.joins("Arta")

    await anonymous(arta)
    unfolded = arta.buttons
    await reaches(arta, "Next contact", "In 2 weeks")

    assert unfolded == ["Save", "Urgent", "For the meeting", "More…", "✎ Change…", "◂ Back", "Cancel"]
    assert "Visit again" not in arta.buttons
    assert "A step to check" in arta.buttons


async def test_a_modified_client_sets_no_visit_to_a_home_that_nobody_knows(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await anonymous(arta)
    await reaches(arta, "Next contact", "In 2 weeks")
    asked = message_with(arta, "A step to check")
    data = next(b["callback_data"] for b in asked.buttons() if b["text"] == "A step to check")

    await arta.does(tapped(asked.message_id, data.replace("step", "visit")))

    assert "That answer belongs to another card." in arta.card
    assert "What is the next contact for?" in arta.card


async def test_back_from_the_purpose_leads_to_the_day_which_can_be_taken_back(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await anonymous(arta)
    await reaches(arta, "Next contact", "In 2 weeks")

    await arta.taps("◂ Back", "No further contact", "Save")

    assert rows(centre, FollowUp) == []


async def test_on_the_day_it_stands_in_the_digest_by_reference_only(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    await comes_back(arta)

    await morning_of(any_centre, COMES_BACK)

    assert "Anonymous visitors: 1" in arta.card
    assert "household" not in arta.card
    assert arta.buttons == [LINE]
    assert not any("Sunce" in said for said in arta.all_texts[-2:])


async def test_its_card_offers_what_makes_sense(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await comes_back(arta)
    await morning_of(centre, COMES_BACK)

    await arta.taps(LINE)

    assert arta.card.splitlines()[0] == "S-2026-00001 · anonymous visitor"
    assert "Papers, renewal: today" in arta.card
    assert arta.buttons[:3] == ["Came back today", "Open the session", "Other date…"]
    assert not {"Visit made today", "Nobody at home"} & set(arta.buttons)

    await arta.taps("Open the session")

    assert "Listening session" in arta.card


async def test_a_visitor_who_comes_back_is_half_written_down_and_no_longer_awaited(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    await comes_back(arta)
    await comes_back(arta, "Health")
    await morning_of(any_centre, COMES_BACK)

    await arta.taps(LINE, "Came back today", "No needs seen", "Nothing was asked", "Listening only ▸", "Skip")
    review = arta.card
    await arta.taps("Save")

    contact = last_contact(any_centre)
    first, other = rows(any_centre, FollowUp)
    assert "Papers, renewal (done)" in review
    assert (contact.sex, contact.age_band, contact.arrival, contact.day) == ("female", "30_64", "return", COMES_BACK)
    assert (first.resolution, first.resolved_by, other.resolution) == ("review", contact.id, None)
    assert any(f"✓ {LINE}" in [b["text"] for b in m.buttons()] for m in arta.person.heard)

    await arta.taps("Undo")

    assert [follow_up.resolution for follow_up in rows(any_centre, FollowUp)] == [None, None]


async def test_it_is_done_otherwise_moved_and_handed_over(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    milica = await centre.joins("Milica")
    await comes_back(arta)
    await comes_back(arta, "Health")
    await morning_of(centre, COMES_BACK)

    await arta.taps(LINE, "+1 day", "S-2026-00002", "To a colleague…", "Milica")
    await milica.taps("Open", "Done otherwise…", "By phone")

    moved, handed = rows(centre, FollowUp)
    assert (moved.due, handed.resolution) == (date(2026, 3, 26), "phone")
    assert handed.owner_id == centre.account(milica).id


async def test_undo_takes_it_away(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await comes_back(arta)

    await arta.taps("Undo")

    assert rows(centre, FollowUp) == []
    assert "Next contact: Wednesday 25.3.2026" in arta.card


async def test_a_correction_changes_it_and_takes_it_away(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    await comes_back(arta)
    await arta.sends("/menu")
    await arta.taps("Saved today", "S-2026-00001", "Correct")

    await reaches(arta, "✎ Next contact", "In 1 month", "✎ Purpose", "Health")
    await arta.taps("Save · back Mon 13.4.")

    assert due(any_centre) == [("health", date(2026, 4, 13))]

    await arta.sends("/menu")
    await arta.taps("Saved today", "S-2026-00001", "Correct")
    await reaches(arta, "✎ Next contact", "No further contact")
    await arta.taps("Save")

    assert due(any_centre) == []


async def test_linked_to_a_household_it_moves_along_with_its_owner_and_its_day(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    milica = await any_centre.joins("Milica")
    household = any_centre.household(arta, "Fatime Berisha")
    await comes_back(arta)
    await morning_of(any_centre, COMES_BACK)
    await arta.taps(LINE, "+1 week")
    await arta.sends("/week")
    await arta.taps("Wed 1.4. · S-2026-00001", "To a colleague…", "Milica")
    await logs_visit(milica, "Fatime Berisha")

    await milica.sends("/week")
    await milica.taps("Wed 1.4. · S-2026-00001", "Open the session", "Link to a household")
    await milica.sends("Berisha")
    await milica.taps("Fatime Berisha")

    papers, again = rows(any_centre, FollowUp)
    assert (papers.household_id, papers.purpose, papers.due) == (household.id, "papers", date(2026, 4, 1))
    assert papers.owner_id == any_centre.account(milica).id
    assert (again.purpose, again.household_id) == ("visit", household.id)
    assert "Linked." in milica.card
    assert {state(f.due, f.resolution, COMES_BACK) for f in (papers, again)} == {State.PLANNED}


async def test_what_a_later_session_has_settled_stays_so_when_either_is_linked_to_a_household(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    household = centre.household(arta, "Fatime Berisha")
    await comes_back(arta)
    await morning_of(centre, COMES_BACK)
    await arta.taps(LINE, "Came back today", "No needs seen", "Nothing was asked", "Listening only ▸", "Skip", "Save")

    await links(arta, "S-2026-00002")
    [meanwhile] = rows(centre, FollowUp)
    await links(arta, "S-2026-00001")

    [follow_up] = rows(centre, FollowUp)
    assert (meanwhile.household_id, meanwhile.resolution) == (None, "review")
    assert (follow_up.household_id, follow_up.resolution) == (household.id, "review")


async def test_a_session_that_was_nobodys_after_all_waits_for_nobody(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/session", "Berisha")
    await arta.taps("Fatime Berisha", "At the centre", "Came back", "Today", "No needs seen", "Nothing was asked")
    await arta.taps("Listening only ▸", "Listening only", "The family", "Skip", "Save")
    await arta.taps("Undo")

    await reaches(arta, "✎ With whom", "Anonymous", "Not said", "No needs seen")
    await arta.taps("Save")

    assert last_contact(centre).household_id is None
    assert rows(centre, FollowUp) == []


async def test_it_comes_back_from_a_holiday_with_the_others(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    milica = await centre.joins("Milica")
    await comes_back(arta)
    await arta.sends("/week")
    await morning_of(centre, date(2026, 3, 23))
    await arta.sends("/week")

    await arta.taps("Hand over…", "All of them ▸", "Milica")
    await arta.sends("27.3.")
    preview = arta.card
    await arta.taps("Hand over")
    given = rows(centre, FollowUp)[0].owner_id
    await morning_of(centre, date(2026, 3, 27))

    assert "S-2026-00001 · anonymous visitor · Wed 25.3." in preview
    assert given == centre.account(milica).id
    assert rows(centre, FollowUp)[0].owner_id == centre.account(arta).id


async def test_an_urgent_one_is_told_and_the_coordinators_week_has_it_when_it_is_late(centre: Centre) -> None:
    milica = await centre.joins("Milica", role="coordinator")
    arta = await centre.joins("Arta")
    await anonymous(arta)
    await reaches(arta, "Urgent", "Next contact", "In 1 week", "Health")
    await arta.taps("Save")

    told = milica.card
    await morning_of(centre, date(2026, 3, 18))
    alone = [text for text in arta.all_texts if text.startswith("Urgent today")]
    await morning_of(centre, date(2026, 3, 23))
    await milica.sends("/week")
    await milica.taps("Everybody's")
    week = milica.buttons
    await milica.sends("/monday")
    await milica.taps("Overdue, missed (1)")

    assert "Say which bank…" not in week
    assert "Anonymous visitor · S-2026-00001" in told
    assert alone == ["Urgent today\nS-2026-00001 · anonymous visitor"]
    assert any("S-2026-00001 · anonymous visitor – Health" in label for label in milica.buttons)


async def test_a_quick_line_may_ask_for_it(centre: Centre) -> None:
    arta = await centre.joins("Arta")

    await arta.sends("session anonymous own health work listening nothing was asked +14")
    await arta.taps("A step to check", "Save · back Wed 25.3.")

    assert due(centre) == [("step", COMES_BACK)]
