"""Forms that are left in the middle: kept, listed, gone on with, thrown away only when one is sure."""

from datetime import date, timedelta

import pytest

from db.models import Contact, Draft, FollowUp
from tests.talk import Centre, Phone
from tests.talks.ways import last_contact, message_with, needs_of, restarted, rows, tapped, to_review

KEPT = "What you were writing is kept: /drafts"


async def in_the_middle(centre: Centre) -> Phone:
    """Arta is asked what was done."""
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    centre.household(arta, "Hava Krasniqi")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today", "Health", "Continue ▸")
    return arta


@pytest.mark.parametrize(
    "other", ["/visit", "/today", "/week", "/menu", "/help", "/drafts", "/session", "Today", "Menu"]
)
async def test_what_is_left_is_kept_and_said_so(centre: Centre, other: str) -> None:
    arta = await in_the_middle(centre)

    await arta.sends(other)

    if other != "/drafts":
        assert KEPT in arta.card
    assert rows(centre, Draft)[0].status == "open"


async def test_drafts_lists_them_by_reference_and_a_tap_goes_on(centre: Centre) -> None:
    arta = await in_the_middle(centre)
    await arta.sends("/visit", "Krasniqi")
    await arta.taps("Hava Krasniqi")

    await arta.sends("/drafts")

    assert [label for label in arta.buttons if "Home visit" in label] == [
        "Home visit · F-0002 · Tavnik · Wed 11.3.",
        "Home visit · F-0001 · Tavnik · Wed 11.3.",
    ]
    await arta.taps("Home visit · F-0001")
    assert "What was done" in arta.card
    await arta.taps("Listening only ▸", "The family", "Skip", "Save")
    assert needs_of(last_contact(centre)) == {"health": "seen"}


async def test_menu_offers_them(centre: Centre) -> None:
    arta = await in_the_middle(centre)

    await arta.sends("/menu")
    await arta.taps("Drafts (1)", "Home visit")

    assert "What was done" in arta.card


async def test_a_form_without_any_answer_is_no_draft(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await arta.sends("/visit", "/visit", "/menu")

    assert KEPT not in arta.card
    assert "Drafts" in arta.buttons
    assert {draft.status for draft in rows(centre, Draft)} == {"cancelled"}


async def test_a_line_of_a_list_keeps_what_is_open(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha")
    await arta.taps("In 1 week", "Save")
    await arta.sends("/week")
    week = arta.person.last
    line = next(b["callback_data"] for b in week.buttons() if "|contact|" in b["callback_data"])
    await arta.sends("/visit")
    await arta.taps("Fatime Berisha")

    await arta.does(tapped(week.message_id, line))

    assert KEPT in "\n".join(arta.all_texts[-2:])


async def test_cancel_asks_once(centre: Centre) -> None:
    arta = await in_the_middle(centre)

    await arta.taps("Cancel")
    assert "Throw this form away?" in arta.card
    assert arta.buttons == ["No, keep it", "Yes, throw away"]
    await arta.taps("No, keep it")
    assert "What was done" in arta.card

    await arta.sends("/cancel")
    await arta.taps("Yes, throw away")
    assert "The form was thrown away." in arta.card
    assert [draft.status for draft in rows(centre, Draft)] == ["cancelled"]


async def test_thrown_away_is_emptied(centre: Centre) -> None:
    arta = await in_the_middle(centre)

    await arta.taps("Cancel", "Yes, throw away")

    assert not rows(centre, Draft)[0].content.get("answers")


async def test_cancel_without_a_form(centre: Centre) -> None:
    arta = await centre.joins("Arta")

    await arta.sends("/cancel")

    assert "No form is open." in arta.card


async def test_something_else_typed_at_the_question_does_not_throw_it_away(centre: Centre) -> None:
    arta = await in_the_middle(centre)
    await arta.taps("Cancel")

    await arta.sends("hello")

    assert [draft.status for draft in rows(centre, Draft)] == ["open"]


async def test_several_at_once_lose_nothing(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    names = ["Fatime Berisha", "Hava Krasniqi", "Milan Jović"]
    for name in names:
        centre.household(arta, name)
        await arta.sends("/visit", name)
        await arta.taps(name, "Visit made today")
    for code, need in (("F-0002", "Health"), ("F-0001", "Housing"), ("F-0003", "Disability")):
        await arta.sends("/drafts")
        await arta.taps(f"Home visit · {code}", need)

    for code in ("F-0001", "F-0002", "F-0003"):
        await arta.sends("/drafts")
        await arta.taps(f"Home visit · {code}", "Continue ▸", "Listening only ▸", "The family", "Skip", "Save")

    assert [set(needs_of(last_contact(centre)))] == [{"disability"}]
    assert len(rows(centre, Contact)) == 3


async def test_after_a_restart_everything_is_where_it_was(any_centre: Centre) -> None:
    arta = await in_the_middle(any_centre)

    async with restarted(any_centre):
        assert "What was done" in arta.card

        await arta.taps("Referral")
        assert "✓ Referral" in arta.buttons
        await arta.taps("Continue ▸", "The family", "Skip", "Save")
        assert needs_of(last_contact(any_centre)) == {"health": "seen"}


async def test_what_was_sent_while_the_bot_was_away_counts_on_its_return(any_centre: Centre) -> None:
    arta = await in_the_middle(any_centre)
    await any_centre.app.stop()

    message = message_with(arta, "Listening only ▸")
    arta.person.tap(message.message_id, "Listening only ▸")
    arta.person.say("The stove was lit")
    arta.person.send_voice()
    any_centre.telegram.clock.forward(timedelta(minutes=1))

    async with restarted(any_centre):
        assert "Who takes the next step?" in arta.card
        await arta.taps("The centre")

        assert "Note: The stove was lit · 1 voice message" in arta.card


async def test_a_day_that_is_over_when_a_draft_is_saved_at_last_is_asked_for_anew(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha")
    await arta.taps("In 1 week")
    await arta.sends("/menu")

    await centre.waits(timedelta(days=8))
    await arta.sends("/drafts")
    await arta.taps("Home visit · F-0001", "Save")
    refused = arta.card
    await arta.taps("In 2 weeks", "Save")

    assert "That day is over. Choose one to come." in refused
    assert [row.due for row in rows(centre, FollowUp)] == [date(2026, 4, 2)]
