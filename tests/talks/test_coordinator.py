"""The coordinator's week: what waits, who was not seen, the meeting, questions, handing over."""

from datetime import timedelta

from db.models import FollowUp, Query
from tests.talk import Centre, Phone
from tests.talks.ways import last_contact, logs_visit, opens_record, rows


async def test_the_week_counts_what_waits_and_leads_to_it(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    teuta = await centre.joins("Teuta", role="coordinator")
    centre.household(arta, "Fatime Berisha")
    centre.household(arta, "Hava Krasniqi", kind="elderly_alone")
    await logs_visit(arta, "Fatime Berisha", review=["For the meeting"])
    await centre.waits(timedelta(days=31))

    await teuta.sends("/monday")
    counts = teuta.buttons
    await teuta.taps("Not seen for long")

    assert counts[:5] == [
        "Waiting for my tap (0)",
        "Overdue, missed (1)",
        "Not seen for long (1)",
        "Without consent (0)",
        "For the meeting (1)",
    ]
    assert teuta.buttons[0].startswith("F-0002")


async def test_an_operator_has_no_such_week(centre: Centre) -> None:
    arta = await centre.joins("Arta")

    await arta.sends("/monday")

    assert "This is not open to you." in arta.card


async def before_the_meeting(centre: Centre) -> tuple[Phone, Phone]:
    """Arta has put a visit on the list of the meeting; she and Teuta, who coordinates."""
    arta = await centre.joins("Arta")
    teuta = await centre.joins("Teuta", role="coordinator")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", review=["For the meeting"])
    return arta, teuta


async def decides(teuta: Phone) -> None:
    """The team has decided something on that visit."""
    await teuta.sends("/monday")
    await teuta.taps("For the meeting", "V-2026-00001", "Decision…")
    await teuta.sends("Ask the municipality")
    await teuta.taps("Save")


async def test_the_decision_of_the_meeting_is_written_back_to_the_record(centre: Centre) -> None:
    _, teuta = await before_the_meeting(centre)

    await decides(teuta)

    contact = last_contact(centre)
    assert (contact.decision, contact.for_meeting) == ("Ask the municipality", False)


async def test_a_record_that_was_decided_stays_off_the_list_when_it_is_corrected(centre: Centre) -> None:
    arta, teuta = await before_the_meeting(centre)
    await decides(teuta)

    await opens_record(arta, "Fatime Berisha")
    await arta.taps("Correct", "Urgent", "Save")

    contact = last_contact(centre)
    assert (contact.urgent, contact.for_meeting) == (True, False)


async def test_a_question_reaches_the_author_and_the_answer_comes_back(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    teuta = await centre.joins("Teuta", role="coordinator")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await opens_record(teuta, "Fatime Berisha")
    await teuta.taps("Ask the author")
    await teuta.sends("Who pays the rent?")
    await teuta.taps("Save")

    await arta.taps("Answer")
    await arta.sends("The brother")
    await arta.taps("Save")

    [query] = rows(centre, Query)
    assert (query.question, query.answer) == ("Who pays the rent?", "The brother")
    assert any("The brother" in text for text in teuta.all_texts)


async def test_what_is_handed_over_comes_back_on_the_day_of_return(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    milica = await centre.joins("Milica")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await arta.sends("/week")
    await centre.waits(timedelta(days=8))
    await arta.sends("/week")

    await arta.taps("Hand over…", "All of them ▸", "Milica")
    await arta.sends("1.4.")
    preview = arta.card
    await arta.taps("Hand over")
    handed = rows(centre, FollowUp)[0].owner_id
    await centre.waits(timedelta(days=15))

    assert "F-0001 · Tavnik" in preview
    assert handed == centre.account(milica).id
    assert rows(centre, FollowUp)[0].owner_id == centre.account(arta).id


async def test_handing_over_can_be_undone(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await centre.joins("Milica")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", review=["In 1 week"])
    await arta.sends("/week")
    await arta.taps("Hand over…", "All of them ▸", "Milica", "For good")
    preview = arta.card
    await arta.taps("Hand over")

    await arta.taps("Undo")

    assert "Until: For good" in preview
    assert rows(centre, FollowUp)[0].owner_id == centre.account(arta).id


async def test_all_three_are_told_of_a_handover_and_of_its_end(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    milica = await centre.joins("Milica")
    teuta = await centre.joins("Teuta", role="coordinator")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", review=["In 1 week"])
    await teuta.sends("/week")
    await teuta.taps("Everybody's", "Hand over…", "Arta", "All of them ▸", "Milica", "For good", "Hand over")
    told = [str(phone.all_texts) for phone in (arta, milica, teuta)]

    await arta.taps("Undo")

    assert ["1 next contact was handed over" in texts for texts in told] == [True, True, True]
    assert ["They are back." in str(phone.all_texts) for phone in (arta, milica, teuta)] == [True, True, True]
    assert rows(centre, FollowUp)[0].owner_id == centre.account(arta).id


async def test_the_week_groups_by_bank_and_neighbourhood(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    for name, where in (("Fatime Berisha", "roma"), ("Hava Krasniqi", "tavnik"), ("Nada Perić", "roma")):
        centre.household(arta, name, where)
        await logs_visit(arta, name, review=["In 1 week"])

    await arta.sends("/week")

    assert "South · Roma Mahala: 2 households" in arta.card
    assert [label.split(" · ")[1].split(" – ")[0] for label in arta.buttons[:3]] == [
        "F-0002 Tavnik",
        "F-0001 Roma Mahala",
        "F-0003 Roma Mahala",
    ]


async def test_the_week_leads_the_coordinator_to_a_bank_that_nobody_has_said(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    centre.household(teuta, "Hava Krasniqi", "tavnik")
    await logs_visit(teuta, "Hava Krasniqi", review=["In 1 week"])
    await teuta.sends("/week")
    await teuta.taps("Say which bank…", "Tavnik ?")
    unknown = teuta.card

    await teuta.taps("Correct", "✎ Bank", "South", "Save")
    await teuta.sends("/week")

    assert "Bank not known" in unknown
    assert "South · Tavnik: 1 household" in teuta.card
    assert "Say which bank…" not in teuta.buttons
