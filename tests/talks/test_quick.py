"""A visit or session typed in one line: filled in, never saved unseen."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.handlers.places.quick import EXAMPLE
from bot.i18n import LANGUAGES, say
from bot.work import Work
from db.models import Confidential, Contact, Draft
from tests.talk import Centre, Phone
from tests.talks.outage import outage
from tests.talks.ways import due, last_contact, logs_visit, needs_of, rows

LINE = "visit 1 housing,health food together +14 note the roof leaks"


async def at_home(centre: Centre, language: str = "en") -> Phone:
    """Arta and the household F-0001."""
    arta = await centre.joins("Arta", language)
    centre.household(arta, "Fatime Berisha")
    return arta


def notes_of(contact: Contact) -> list[str | None]:
    return [note.words for note in contact.notes]


async def test_one_line_is_a_filled_review_and_save_saves_it(any_centre: Centre) -> None:
    arta = await at_home(any_centre)

    await arta.sends(LINE)

    assert "Save · back" in arta.buttons[0]
    assert "Not understood" not in arta.card
    assert rows(any_centre, Contact) == []

    await arta.taps("Save")

    contact = last_contact(any_centre)
    assert needs_of(contact) == {"housing": "seen", "health": "seen"}
    assert [done.code for done in contact.interventions] == ["goods_food"]
    assert (contact.outcome, contact.day, contact.next_step_by) == ("done", date(2026, 3, 11), "together")
    assert notes_of(contact) == ["the roof leaks"]
    assert due(any_centre) == [("visit", date(2026, 3, 25))]


@pytest.mark.parametrize(
    "typed",
    [
        "vizitë Berisha banim, shëndet ushqim së bashku +2j shënim the roof leaks",
        "vizita berisha banim shendet ushqim se bashku +14 shenim the roof leaks",
        "poseta Berisha stanovanje, zdravlje hrana zajedno +2n beleška the roof leaks",
        "посета Бериша становање, здравље храна заједно +14 белешка the roof leaks",
        "visita Berisha casa, salute alimenti insieme +2s nota the roof leaks",
        "visita F-0001 hous hea alim zaj +14 shënim the roof leaks",
    ],
)
async def test_every_language_has_its_own_words(centre: Centre, typed: str) -> None:
    arta = await at_home(centre)

    await arta.sends(typed)
    await arta.taps("Save")

    contact = last_contact(centre)
    assert set(needs_of(contact)) == {"housing", "health"}
    assert notes_of(contact) == ["the roof leaks"]
    assert due(centre) == [("visit", date(2026, 3, 25))]


async def test_a_line_may_begin_with_the_command(centre: Centre) -> None:
    arta = await at_home(centre)

    await arta.sends(f"/{LINE}")
    mine = [message for message in arta.person.messages if not message.sender.is_bot][-1]
    await arta.does(lambda person: person.edit(mine.message_id, f"/{LINE}, soon"))
    await arta.taps("Save")

    assert set(needs_of(last_contact(centre))) == {"housing", "health"}
    assert notes_of(last_contact(centre)) == ["the roof leaks, soon"]


async def test_needs_and_what_was_done_are_asked_for_where_the_line_left_them_out(centre: Centre) -> None:
    arta = await at_home(centre)

    await arta.sends("visit 1 food +14")

    assert "Needs seen" in arta.card

    await arta.taps("No needs seen", "Save")

    assert needs_of(last_contact(centre)) == {}


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("visit 1 housing food +14", ["Next step"]),
        ("session 1 housing orientation +14", ["Arrival", "Requests", "Next step"]),
        ("session anonymous housing orientation", ["Visitor", "Arrival", "Requests", "Next step"]),
    ],
)
async def test_what_else_it_left_out_is_offered_in_the_review(centre: Centre, line: str, offered: list[str]) -> None:
    arta = await at_home(centre)

    await arta.sends(line)
    review = arta.card
    await arta.taps("More…")
    behind_more = arta.buttons
    await arta.taps("◂ Fewer", "Save")

    assert "Needs: Housing" in review
    assert set(offered) <= set(behind_more)
    assert last_contact(centre).next_step_by is None


async def test_what_is_not_understood_is_said_and_kept_in_the_note(centre: Centre) -> None:
    arta = await at_home(centre)

    await arta.sends("visit 1 housing zzyzx listening together the roof leaks since Monday +14")

    assert "Not understood, and kept in the note: zzyzx · the roof leaks since Monday" in arta.card

    await arta.taps("Save")

    assert notes_of(last_contact(centre)) == ["zzyzx\nthe roof leaks since Monday"]
    assert due(centre) == [("visit", date(2026, 3, 25))]


async def test_an_attempt_needs_two_words(centre: Centre) -> None:
    arta = await at_home(centre)

    await arta.sends("visit 1 nobody home housing")

    assert "Not understood, and kept in the note: housing" in arta.card

    await arta.taps("Save")

    contact = last_contact(centre)
    assert contact.outcome == "nobody_home"
    assert notes_of(contact) == ["housing"]
    assert due(centre) == [("visit", date(2026, 3, 16))]


async def test_its_own_day_and_hour(centre: Centre) -> None:
    arta = await at_home(centre)

    await arta.sends("visit 1 9.3. 14:30 housing listening together 25.3.")
    await arta.taps("Save")

    contact = last_contact(centre)
    assert contact.day == date(2026, 3, 9)
    assert notes_of(contact) == ["14:30"]
    assert due(centre) == [("visit", date(2026, 3, 25))]


async def test_an_interval_leads_to_a_working_day(centre: Centre) -> None:
    arta = await at_home(centre)

    await arta.sends("visit 1 housing listening together +3")
    await arta.taps("Save")

    assert due(centre) == [("visit", date(2026, 3, 16))]


async def test_what_is_open_already_is_still_there(centre: Centre) -> None:
    arta = await at_home(centre)
    await logs_visit(arta, "Fatime Berisha", needs=["Health", "Housing"])
    await centre.waits(timedelta(days=1))

    await arta.sends("visit 1 health housing solved papers listening together +14")
    await arta.taps("Save")

    assert needs_of(last_contact(centre)) == {"health": "still", "housing": "solved", "papers": "seen"}


async def test_all_as_before(centre: Centre) -> None:
    arta = await at_home(centre)
    await logs_visit(arta, "Fatime Berisha", needs=["Health", "Housing"])
    await centre.waits(timedelta(days=1))

    await arta.sends("visit 1 all as before listening only the family +14")
    await arta.taps("Save")

    assert needs_of(last_contact(centre)) == {"health": "still", "housing": "still"}


async def test_a_name_that_several_have_is_asked(centre: Centre) -> None:
    arta = await at_home(centre)
    centre.household(arta, "Hava Berisha")

    await arta.sends("visit Berisha housing listening together +14")

    assert "Which household?" in arta.card
    assert any("Fatime Berisha" in label for label in arta.buttons)
    assert any("Hava Berisha" in label for label in arta.buttons)

    await arta.taps("Hava Berisha", "Save")

    assert last_contact(centre).household_id == 2


async def test_a_code_that_nobody_has_is_asked(centre: Centre) -> None:
    arta = await at_home(centre)

    await arta.sends("visit 77 housing listening together +14")

    assert "Nobody was found for that" in arta.card
    assert "kept in the note: 77" in arta.card


async def test_what_is_confidential_stays_apart(centre: Centre) -> None:
    arta = await at_home(centre)

    await arta.sends("visit 1 violence housing listening together +14")
    await arta.taps("Skip", "Save")

    contact = last_contact(centre)
    assert needs_of(contact) == {"housing": "seen"}
    assert notes_of(contact) == []
    assert [entry.content["codes"] for entry in rows(centre, Confidential)] == [["violence"]]


async def test_urgent(centre: Centre) -> None:
    arta = await at_home(centre)

    await arta.sends("visit 1 housing listening together urgent +1")
    await arta.taps("Save")

    assert last_contact(centre).urgent


async def test_a_session(centre: Centre) -> None:
    arta = await at_home(centre)

    await arta.sends(
        "session 1 centre own health requests: work done: listening simple together +14 note spoke of work"
    )
    await arta.taps("Save")

    contact = last_contact(centre)
    assert (contact.type, contact.place, contact.arrival, contact.session_kind) == (
        "listening",
        "centre",
        "own",
        "simple",
    )
    assert notes_of(contact) == ["spoke of work"]
    assert due(centre) == [("visit", date(2026, 3, 25))]


async def test_an_anonymous_session(centre: Centre) -> None:
    arta = await at_home(centre)

    await arta.sends("session anonymous own health work listening nothing was asked")

    await arta.taps("Save")

    contact = last_contact(centre)
    assert (contact.household_id, contact.sex, contact.place) == (None, None, "centre")


async def test_a_visit_of_the_same_day_is_asked_about(centre: Centre) -> None:
    arta = await at_home(centre)
    await logs_visit(arta, "Fatime Berisha")

    await arta.sends(LINE)

    assert "Is it the same visit?" in arta.card


async def test_an_open_form_is_kept(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Made yesterday")

    await arta.sends(LINE)

    assert "What you were writing is kept" in arta.card
    assert arta.buttons[0].startswith("Save")
    assert [draft.status for draft in rows(centre, Draft)] == ["open", "open"]


async def test_a_note_that_begins_like_a_line_is_a_note(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today", "No needs seen", "Listening only ▸", "The family")

    await arta.sends("Visit of a doctor at 3, they need wood")

    assert "Note: Visit of a doctor at 3, they need wood" in arta.card


async def test_a_whole_line_on_the_note_s_card_is_a_line(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today", "No needs seen", "Listening only ▸", "The family")

    await arta.sends("visit 1 housing food together +14")

    assert "What you were writing is kept" in arta.card


async def test_an_edited_line_fills_the_form_again(centre: Centre) -> None:
    arta = await at_home(centre)
    await arta.sends(LINE)
    mine = [message for message in arta.person.messages if not message.sender.is_bot][-1]

    await arta.does(lambda person: person.edit(mine.message_id, "visit 1 papers food together +1m note the stove"))
    await arta.taps("Save")

    contact = last_contact(centre)
    assert needs_of(contact) == {"papers": "seen"}
    assert notes_of(contact) == ["the stove"]
    assert due(centre) == [("visit", date(2026, 4, 13))]


async def test_a_line_written_yesterday_tells_of_yesterday(centre: Centre) -> None:
    arta = await at_home(centre)

    async with outage(centre, timedelta(hours=20)):
        arta.person.say("visit 1 housing food together +14 note the roof leaks")
        arta.person.say("visit 1 yesterday nobody home")

    drafts = [draft.content["answers"]["date"] for draft in rows(centre, Draft)]
    assert drafts == ["2026-03-11", "2026-03-10"]


async def test_a_monitor_has_no_quick_line(centre: Centre) -> None:
    await at_home(centre)
    chiara = await centre.joins("Chiara", role="monitor")

    await chiara.sends(LINE)

    assert rows(centre, Draft) == []


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_help_teaches_it_in_three_lines_that_work(centre: Centre, lang: str) -> None:
    arta = await at_home(centre, lang)

    await arta.sends("/help quick")

    assert len(arta.card.splitlines()) == 4

    example = say(EXAMPLE, lang)
    assert example in arta.card

    await arta.sends(example.replace(" 12 ", " 1 "))

    draft = centre.does(newest)
    assert set(draft["needs"]) == {"housing", "health"}
    assert draft["done"] == {"accompaniment": "yes"}
    assert draft["next"] == "2026-03-25"


def newest(work: Work) -> dict[str, Any]:
    """The answers of the newest form."""
    draft = work.db.scalars(select(Draft).order_by(Draft.id.desc()).limit(1)).one()
    return dict(draft.content["answers"])


async def test_help_leads_to_it(centre: Centre) -> None:
    arta = await at_home(centre)

    await arta.sends("/help")
    await arta.taps("Quick line")

    assert "+14" in arta.card
