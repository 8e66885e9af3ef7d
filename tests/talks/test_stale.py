"""Buttons that come too late, from elsewhere or from nowhere: the right card again with one line, and no effect."""

import random
from collections.abc import Iterator

import pytest

from bot.handlers import COMMANDS, OPERATIONS
from db.models import Account, Confidential, Contact, Draft, FollowUp, Household, Neighbourhood, Note, Person
from tests.talk import Centre, Phone
from tests.talks.ways import logs_visit, restarted, rows, tapped, to_review

LATE = "That button was from earlier. Here is where you are."
RECORDS = (Contact, FollowUp, Household, Person, Note, Confidential, Neighbourhood)


def everything(centre: Centre) -> list[object]:
    """All that records hold, and drafts with their answers."""
    found: list[object] = []
    for model in (*RECORDS, Draft):
        for row in rows(centre, model):
            values = {c.name: getattr(row, c.key) for c in row.__mapper__.columns if c.name != "updated_at"}
            found.append((model.__name__, sorted(values.items(), key=str)))
    return found


async def at_the_needs(centre: Centre) -> Phone:
    """Arta is asked what she saw."""
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today")
    return arta


async def test_a_button_of_an_earlier_question_has_no_effect(centre: Centre) -> None:
    arta = await at_the_needs(centre)
    needs = arta.person.last
    data = {b["text"]: b["callback_data"] for b in needs.buttons()}
    await arta.taps("Continue ▸" if "Continue ▸" in arta.buttons else "No needs seen")
    before = everything(centre)

    await arta.does(tapped(needs.message_id, data["Health"]))

    assert LATE in arta.card
    assert "What was done" in arta.card
    assert everything(centre) == before


async def test_a_button_on_an_old_message_of_the_same_question_counts(centre: Centre) -> None:
    """The card came again below a voice message; the finger was quicker."""
    arta = await at_the_needs(centre)
    old = arta.person.last
    data = {b["text"]: b["callback_data"] for b in old.buttons()}
    await arta.speaks()

    await arta.does(tapped(old.message_id, data["Health"]))

    assert "✓ Health" in arta.buttons


async def test_a_tap_after_a_restart_on_a_card_from_before(centre: Centre) -> None:
    arta = await at_the_needs(centre)
    needs = arta.person.last
    data = {b["text"]: b["callback_data"] for b in needs.buttons()}
    await arta.taps("No needs seen")

    async with restarted(centre):
        await arta.does(tapped(needs.message_id, data["Health"]))

        assert LATE in arta.card
        assert "What was done" in arta.card


async def test_a_button_of_a_finished_form_shows_what_was_saved(centre: Centre) -> None:
    arta = await at_the_needs(centre)
    needs = arta.person.last
    data = {b["text"]: b["callback_data"] for b in needs.buttons()}
    await arta.taps("No needs seen", "Listening only ▸", "The family", "Skip", "Save")
    before = everything(centre)

    await arta.does(tapped(needs.message_id, data["Health"]))

    assert "Saved: V-2026-00001" in arta.card
    assert everything(centre) == before


async def test_a_button_of_a_parked_form_brings_that_form_back(centre: Centre) -> None:
    arta = await at_the_needs(centre)
    needs = arta.person.last
    data = {b["text"]: b["callback_data"] for b in needs.buttons()}
    await arta.sends("/menu")

    await arta.does(tapped(needs.message_id, data["Health"]))

    assert "Needs seen" in arta.card
    assert LATE in arta.card


async def test_a_button_of_somebody_else_s_form_has_no_effect(any_centre: Centre) -> None:
    arta = await at_the_needs(any_centre)
    chiara = await any_centre.joins("Chiara")
    await chiara.sends("/menu")
    before = everything(any_centre)
    theirs = [button["callback_data"] for button in arta.person.last.buttons()]

    for data in theirs:
        await chiara.does(tapped(chiara.person.last.message_id, data))

    assert everything(any_centre) == before
    assert "Fatime" not in str(chiara.all_texts)
    assert "F-0001" not in "\n".join(chiara.all_texts)


async def test_somebody_else_s_record_cannot_be_undone(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    chiara = await centre.joins("Chiara")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await chiara.sends("/menu")
    before = everything(centre)

    await chiara.does(tapped(chiara.person.last.message_id, "v1|0|0|undo|1.1"))

    assert everything(centre) == before
    assert LATE in chiara.card


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "v1",
        "v1||||",
        "v1|0|0||",
        "v2|0|0|save|",
        "v1|-1|0|save|",
        "v1|99999999999999999999|0|save|",
        "v1|999999999999999999|1|save|",
        "v1|999999999999999999|1|throw|",
        "v1|0|0|do|",
        "v1|0|0|do|nothing",
        "v1|0|0|do|" + "x" * 5000,
        "v1|0|0|resume|999999999999999999999999",
        "v1|0|0|resume|²",
        "v1|0|0|resume|٣",
        "v1|0|0|undo|999999999999999999999.1",
        "v1|0|0|undo|²",
        "v1|0|0|undo|1.99999999999999999999999",
        "v1|0|0|record|-1",
        "v1|0|0|contact|٣",
        "v1|0|0|contact|999999999",
        "v1|0|0|hand|1.²",
        "v1|0|0|view|1.\x00",
        "v1|0|0|move|1.999999",
        "v1|0|0|more|99999",
        "v1|0|0|language|xx",
        "v1|0|0|language|",
        "v1|0|0|neighbourhood|٣",
        "v1|0|0|unholiday|٣.yes",
        "v1|0|0|__class__|x",
        "v1|1|1|pick|0.999999",
        "v1|1|1|pick|99.x",
        "v1|1|1|day|1.2026-99-99",
        "v1|1|1|month|1.9999-12",
        "v1|1|1|month|1.0001-01",
        "v1|1|1|set|\ud800",
        "v1|1|1|set|6.health:\x00",
        "🐞" * 30,
    ],
)
async def test_forged_data_is_never_an_error_and_changes_nothing(centre: Centre, data: str) -> None:
    arta = await at_the_needs(centre)
    before = everything(centre)

    await arta.does(tapped(arta.person.last.message_id, data))

    assert everything(centre) == before
    assert arta.card
    await arta.sends("/drafts")
    await arta.taps("Home visit")
    assert "Needs seen" in arta.card


def forgeries(count: int) -> Iterator[str]:
    """Random data out of the pieces real data are made of."""
    luck = random.Random(11)
    engine_ops = ["pick", "set", "clear", "go", "all", "only", "skip", "ask", "back", "fold", "month", "day"]
    ops = [*OPERATIONS, *engine_ops, "do", "nonsense", ""]
    args = [
        "",
        "0.",
        "1",
        "1.1",
        "2.yes",
        "0.1",
        "6.health:yes",
        "3.2026-03-12",
        "3.2026-03",
        "99.x",
        "new",
        "1.2",
        "x",
    ]
    for _ in range(count):
        op = luck.choice(ops)
        arg = luck.choice([*args, *COMMANDS] if op == "do" else args)
        yield f"v1|{luck.choice([0, 1, 2, 3, 77])}|{luck.choice([0, 1, 2, 3, 4, 5, 6])}|{op}|{arg}"


async def test_a_stranger_client_s_random_taps_never_touch_what_is_others(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    any_centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await to_review(arta, "Fatime Berisha", outcome="Made yesterday")
    marta = await any_centre.joins("Marta", "it", "monitor")
    before = everything(any_centre)

    for data in forgeries(150):
        await marta.does(tapped(marta.person.last.message_id, data))

    assert everything(any_centre) == before
    assert not [said for said in marta.all_texts if "F-0001" in said or "Fatime" in said]


async def test_her_own_random_taps_never_end_in_an_error(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta", "en", "coordinator")
    any_centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")

    for data in forgeries(150):
        await arta.does(tapped(arta.person.last.message_id, data))
    await arta.sends("/menu")

    assert "Menu" in arta.card
    assert [account.status for account in rows(any_centre, Account)] == ["active"]


async def test_an_answer_to_the_wrong_question_is_one_line_and_the_right_card(centre: Centre) -> None:
    arta = await at_the_needs(centre)

    await arta.sends("the day before yesterday")

    assert "Please choose one of the buttons, or type its words." in arta.card
    assert "Needs seen" in arta.card


async def test_the_explaining_line_goes_with_the_next_answer(centre: Centre) -> None:
    arta = await at_the_needs(centre)
    await arta.sends("hm?")

    await arta.taps("Health")

    assert "💬" not in arta.card


async def test_text_with_no_form_open_is_kept_and_asks_whose_it_is(centre: Centre) -> None:
    arta = await centre.joins("Arta")

    await arta.sends("good morning")

    assert "Whose is it?" in arta.card


async def test_an_unknown_command_is_one_line(centre: Centre) -> None:
    arta = await centre.joins("Arta")

    await arta.sends("/nonsense", "/", "/visit@ascolto_practice_bot")

    assert "Which household?" in arta.card
