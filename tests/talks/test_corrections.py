"""Corrections: one's own of today at once, later with a reason, a colleague's and deletion by the coordinator's tap."""

from datetime import timedelta

from db.models import Amendment, Confidential, Contact
from tests.talk import Centre
from tests.talks.ways import due, last_contact, logs_visit, needs_of, opens_record, reaches, rows


async def test_a_later_correction_of_ones_own_asks_for_a_reason_and_the_need_follows(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", needs=["Health"])
    await centre.waits(timedelta(days=2))
    await opens_record(arta, "Fatime Berisha")

    await arta.taps("Correct")
    await arta.sends("It was the roof")
    await arta.taps("✎ Needs", "✓ Health", "Housing", "Continue", "Save")

    contact = last_contact(centre)
    [amendment] = rows(centre, Amendment)
    assert needs_of(contact) == {"housing": "seen"}
    assert amendment.reason == "It was the roof"
    assert amendment.change["needs"] == [{"health": "yes"}, {"housing": "yes"}]


async def test_an_older_record_is_read_and_corrected_as_things_stood_then(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    any_centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await any_centre.waits(timedelta(days=7))
    await logs_visit(arta, "Fatime Berisha", needs=["Health"])
    await arta.sends("/family", "Fatime Berisha")
    await arta.taps("Fatime Berisha", "Wed 11.3.")
    assert "Needs: No needs seen" in arta.card

    await arta.taps("Correct")
    await arta.sends("A mistake")
    await reaches(arta, "✎ Needs")

    assert "Health" in arta.buttons  # of a week later, so nothing that was open
    assert "All as before" not in arta.buttons


async def test_the_history_says_who_from_what_and_to_what(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", needs=["Health"])
    await opens_record(arta, "Fatime Berisha")
    await arta.taps("Correct", "✎ Needs", "Housing", "Continue", "Save")
    await opens_record(arta, "Fatime Berisha")

    await arta.taps("History")

    assert "Arta" in arta.card
    assert "Needs: Health → Housing; Health" in arta.card


async def test_a_colleagues_record_is_corrected_when_the_coordinator_accepts(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    milica = await any_centre.joins("Milica")
    teuta = await any_centre.joins("Teuta", role="coordinator")
    any_centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", needs=["Health"])
    await opens_record(milica, "Fatime Berisha")
    await milica.taps("Correct")
    await milica.sends("I was there too")
    await milica.taps("✎ Needs", "Housing", "Continue", "Save")
    before, asked = needs_of(last_contact(any_centre)), teuta.card

    await teuta.taps("Accept")

    contact = last_contact(any_centre)
    assert "I was there too\nNeeds: Health → Housing; Health" in asked
    assert "The centre's week" in teuta.buttons
    assert before == {"health": "seen"}
    assert needs_of(contact) == {"health": "seen", "housing": "seen"}
    assert contact.author_id == any_centre.account(arta).id
    assert len(rows(any_centre, Contact)) == 1


async def test_a_colleagues_correction_leaves_what_is_confidential_alone(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    milica = await centre.joins("Milica")
    teuta = await centre.joins("Teuta", role="coordinator")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today", "Confidential…", "Addiction", "Continue", "Skip")
    await arta.taps("No needs seen", "Listening only ▸", "The family", "Skip", "Save")
    await opens_record(milica, "Fatime Berisha")
    seen_by_milica = milica.buttons
    await milica.taps("Correct")
    await milica.sends("Wrong step")
    await milica.taps("✎ Next step", "The centre", "Save")
    asked = teuta.card

    await teuta.taps("Accept", "Open")

    assert asked.endswith("Wrong step\nNext step: The family → The centre")
    assert "Confidential…" not in seen_by_milica
    assert "Confidential…" in teuta.buttons
    assert [entry.content["codes"] for entry in rows(centre, Confidential)] == [["addiction"]]
    assert last_contact(centre).next_step_by == "centre"


async def test_a_record_is_deleted_when_the_coordinator_accepts(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    teuta = await centre.joins("Teuta", role="coordinator")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await opens_record(arta, "Fatime Berisha")
    await arta.taps("Delete…")
    await arta.sends("Logged twice")
    await arta.taps("Save")
    before = last_contact(centre).void_at

    await teuta.taps("Accept")

    assert before is None
    assert last_contact(centre).void_at is not None


async def test_an_undone_visit_leaves_the_one_next_contact_that_a_colleague_has_said_since(any_centre: Centre) -> None:
    arta, milica = await any_centre.joins("Arta"), await any_centre.joins("Milica")
    any_centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await any_centre.waits(timedelta(days=1))
    await logs_visit(arta, "Fatime Berisha")
    await milica.sends("/visit", "Fatime Berisha")
    await milica.taps("Fatime Berisha", "Visit made today", "Another visit", "No needs seen", "Listening only ▸")
    await milica.taps("The family", "Skip", "In 1 month", "Save")
    said = due(any_centre)

    await arta.taps("Undo")

    assert len(said) == 1
    assert due(any_centre) == said
