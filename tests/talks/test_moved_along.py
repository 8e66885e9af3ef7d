"""What moves along with a correction: the card says which needs and which next contacts, and nothing where none did."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat import cards
from bot.work import Work
from db.models import Card
from tests.talk import Centre, Phone
from tests.talks.ways import logs_visit, opens_record, reaches, restarted

HEADING = "Changed along with it:"


async def has_visited(centre: Centre, *, needs: Sequence[str] = ("Health",)) -> Phone:
    """Arta has visited the Berishas, and goes back in two weeks; the Krasniqis are in the registry."""
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    centre.household(arta, "Agim Krasniqi")
    await logs_visit(arta, "Fatime Berisha", needs=needs)
    return arta


async def corrects(phone: Phone, *labels: str, why: str = "") -> None:
    """Correct the newest record of the Berishas."""
    await opens_record(phone, "Fatime Berisha")
    await phone.taps("Correct")
    if why:
        await phone.sends(why)
    await reaches(phone, *labels)


def moved(said: str, heading: str = HEADING) -> list[str]:
    """The lines below the heading, without those that follow on the card."""
    return [line for line in said.partition(heading)[2].splitlines() if line and not line.startswith("Undo ")]


async def test_it_says_which_needs_and_next_contacts(any_centre: Centre) -> None:
    arta = await has_visited(any_centre)

    await corrects(arta, "✎ Needs", "✓ Health", "Housing", "Continue", "In 1 month", "Urgent", "Save")

    assert moved(arta.card) == [
        "Health: no longer open",
        "Housing: open",
        "Visit again: Wed 25.3. → Mon 13.4.",
        "Visit again, Mon 13.4.: urgent",
    ]
    assert "Next contact: " not in arta.card  # it is said once


async def test_where_nothing_moved_nothing_is_said(centre: Centre) -> None:
    arta = await has_visited(centre)

    await corrects(arta, "✎ Next step", "The centre", "Save")

    assert HEADING not in arta.card
    assert "Next contact: Wed 25.3." in arta.card


async def test_a_next_contact_that_was_taken_away(centre: Centre) -> None:
    arta = await has_visited(centre)

    await corrects(arta, "No further contact", "Save")

    assert moved(arta.card) == ["Visit again, Wed 25.3.: no longer planned"]


async def test_a_later_correction_opens_a_need_again_that_was_called_solved(any_centre: Centre) -> None:
    arta = await has_visited(any_centre)
    await any_centre.waits(timedelta(days=7))
    await logs_visit(arta, "Fatime Berisha", needs=["Health: how is it now?", "✓ Health: still", "✓ Health: better"])
    await any_centre.waits(timedelta(days=2))

    await corrects(arta, "✎ Needs", "✓ Health: solved", "Health: how", "Continue", "Save", why="It was not")

    assert moved(arta.card) == ["Health: open again"]


async def test_how_a_need_stands_and_since_when(centre: Centre) -> None:
    arta = await has_visited(centre)
    await corrects(arta, "✎ What happened", "Made yesterday", "Save")
    since = moved(arta.card)
    await centre.waits(timedelta(days=7))
    await logs_visit(arta, "Fatime Berisha", needs=["Health: how is it now?"])

    await corrects(arta, "✎ Needs", "✓ Health: still there", "Continue", "Save")

    assert since == ["Health: open since Tue 10.3."]
    assert moved(arta.card) == ["Health: better"]


async def test_what_an_older_record_said_moves_nothing_that_a_newer_one_says(centre: Centre) -> None:
    arta = await has_visited(centre)
    await centre.waits(timedelta(days=7))
    await logs_visit(arta, "Fatime Berisha", needs=["Health: how is it now?", "✓ Health: still there"])
    await arta.sends("/family", "Fatime Berisha")
    await arta.taps("Fatime Berisha", "Wed 11.3.", "Correct")
    await arta.sends("It was not asked")

    await reaches(arta, "✎ Needs", "Housing", "✓ Health", "Continue", "In 2 weeks", "Save")

    assert moved(arta.card) == ["Health: open since Wed 18.3.", "Housing: open"]  # the second visit settled the rest
    assert "No next contact." not in arta.card  # that visit has set one


async def test_a_visit_that_was_none_gives_back_the_one_it_had_settled(any_centre: Centre) -> None:
    arta = await has_visited(any_centre)
    await any_centre.waits(timedelta(days=14))
    await logs_visit(arta, "Fatime Berisha", needs=["Housing"])

    await corrects(arta, "✎ What happened", "Nobody at home", "Save")

    assert moved(arta.card) == [
        "Housing: no longer open",
        "Visit again, Mon 30.3.: planned again",
        "Visit again, Wed 8.4.: no longer planned",
    ]


async def test_an_attempt_that_was_a_visit_settles_what_it_had_moved(centre: Centre) -> None:
    arta = await has_visited(centre)
    await centre.waits(timedelta(days=14))
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Nobody at home", "Save")
    await arta.sends("/menu")
    await arta.taps("Saved today", "V-2026-00002", "Correct")

    await reaches(
        arta, "✎ What happened", "Visit made today", "All as before", "Listening only ▸", "The family", "Save"
    )

    assert moved(arta.card) == [
        "Health: still there",
        "Visit again, Mon 30.3.: settled",
        "Visit again, Wed 8.4.: planned",
    ]


async def test_a_record_that_was_another_households_names_both(centre: Centre) -> None:
    arta = await has_visited(centre)

    await corrects(arta, "✎ Household")
    await arta.sends("Krasniqi")
    await arta.taps("Agim Krasniqi", "Health", "Continue", "Save")

    assert moved(arta.card) == [
        "F-0001 · Tavnik – Health: no longer open",
        "Health: open",
        "F-0001 · Tavnik – Visit again, Wed 25.3.: no longer planned",
        "Visit again, Wed 25.3.: planned",
    ]


@pytest.mark.parametrize(
    ("language", "heading", "lines"),
    [
        (
            "Italiano",
            "Di conseguenza è cambiato anche:",
            ["Salute: non più aperto", "Nuova visita: mer 25/3 → lun 13/4"],
        ),
        ("Српски", "Тиме се променило и:", ["Здравље: више није отворено", "Нова посета: сре 25.3. → пон 13.4."]),
    ],
)
async def test_it_is_said_in_the_language_read_now_also_after_a_restart(
    any_centre: Centre, language: str, heading: str, lines: list[str]
) -> None:
    arta = await has_visited(any_centre)
    await corrects(arta, "✎ Needs", "✓ Health", "No needs seen", "In 1 month", "Save")
    await arta.sends("/language")
    await arta.taps(language)

    async with restarted(any_centre):
        await any_centre.app.desk.do(_draw_again)
        await any_centre.settled()

    *said, _undo = moved(next(said for said in arta.all_texts if heading in said), heading)
    assert said == lines


def _draw_again(work: Work) -> None:
    for card in work.db.scalars(select(Card).where(Card.place == "saved")):
        cards.redraw(work, card)


async def test_the_coordinator_who_accepts_and_whoever_asked_see_it(any_centre: Centre) -> None:
    arta = await has_visited(any_centre)
    milica = await any_centre.joins("Milica")
    teuta = await any_centre.joins("Teuta", role="coordinator")
    sent: list[str] = []
    any_centre.telegram.on_call.append(lambda method, said: sent.append(f"{method} {said.get('text')}"))
    await corrects(milica, "✎ Needs", "Housing", "Continue", "In 1 week", "Save", why="I was there too")
    asked = milica.card

    await teuta.taps("Accept")

    expected = ["Housing: open", "Visit again: Wed 25.3. → Wed 18.3."]
    assert HEADING not in asked
    assert moved(teuta.card) == moved(milica.card) == expected
    assert [said for said in sent if said.startswith("sendMessage") and "Housing: open" in said] == []
    assert HEADING not in "".join(arta.all_texts)


async def test_a_coordinator_who_corrects_a_colleagues_record_sees_it(centre: Centre) -> None:
    await has_visited(centre)
    teuta = await centre.joins("Teuta", role="coordinator")

    await corrects(teuta, "✎ Needs", "Housing", "Continue", "Save", why="I was there too")

    assert "Saved." in teuta.card
    assert f"{HEADING}\nHousing: open\n" in teuta.card


async def test_a_deleted_record_takes_along_what_followed_from_it(centre: Centre) -> None:
    arta = await has_visited(centre)
    teuta = await centre.joins("Teuta", role="coordinator")
    await opens_record(arta, "Fatime Berisha")
    await arta.taps("Delete…")
    await arta.sends("Logged twice")
    await arta.taps("Save")

    await teuta.taps("Accept")

    assert moved(teuta.card) == ["Health: no longer open", "Visit again, Wed 25.3.: no longer planned"]


async def test_what_was_taken_back_and_saved_anew_is_no_correction(centre: Centre) -> None:
    arta = await has_visited(centre)

    await arta.taps("Undo", "Save")

    assert HEADING not in arta.card
    assert "Next contact: Wed 25.3." in arta.card


async def test_an_anonymous_session_that_is_linked_brings_its_needs_and_settles_the_visit(centre: Centre) -> None:
    arta = await has_visited(centre)
    await arta.sends("session anonymous centre own housing listening nothing was asked")
    await arta.taps("Save")
    await arta.sends("/menu")
    await arta.taps("Saved today", "S-2026-00001", "Link to a household")

    await arta.sends("Berisha")
    await arta.taps("Fatime Berisha")

    assert moved(arta.card)[:2] == ["Housing: open", "Visit again, Wed 25.3.: settled"]
