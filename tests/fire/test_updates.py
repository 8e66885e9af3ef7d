"""Updates that come twice, three times, with random ids or malformed: each good one has its effect once."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest

from bot import handlers
from bot.people.permissions import Action
from bot.work import Work
from db.models import Account, Card, Contact, Draft, Fact, Media
from practice.errors import Json
from tests.fire.honesty import Honesty
from tests.fire.malformed import NO_UPDATES, malformed
from tests.talk import Centre, Phone
from tests.talks.ways import last_contact, logs_visit, needs_of, rows, to_review

FAILED = "💬 That did not work. Here is where you are."


async def _joined(centre: Centre) -> Phone:
    arta = await centre.joins("Arta")
    centre.household(arta, "Besnik Krasniqi")
    return arta


@pytest.mark.parametrize("times", [2, 3])
async def test_what_comes_several_times_has_one_effect(any_centre: Centre, honesty: Honesty, times: int) -> None:
    arta = await _joined(any_centre)
    any_centre.telegram.updates.tamper = lambda batch: [each for each in batch for _ in range(times)]

    visit = await logs_visit(arta, "Besnik", needs=["Housing", "Health"])

    assert needs_of(visit) == {"housing": "seen", "health": "seen"}
    assert len(rows(any_centre, Contact)) == 1
    assert arta.card.startswith("Saved: V-2026-00001")


async def test_a_whole_day_delivered_again_changes_nothing(centre: Centre) -> None:
    arta = await _joined(centre)
    heard = _overheard(centre)
    await logs_visit(arta, "Besnik", needs=["Housing"])
    before = _everything(centre, arta)

    for update in list(heard):
        centre.telegram.updates.inject(update)
    await centre.settled()

    assert len(heard) > 8
    assert _everything(centre, arta) == before


def _overheard(centre: Centre) -> list[Json]:
    heard: list[Json] = []

    def listen(batch: list[Json]) -> list[Any]:
        heard.extend(batch)
        return batch

    centre.telegram.updates.tamper = listen
    return heard


def _everything(centre: Centre, phone: Phone) -> tuple[Any, ...]:
    cards = [(card.rev, card.message_id) for card in rows(centre, Card)]
    drafts = [(draft.rev, draft.status) for draft in rows(centre, Draft)]
    return phone.all_texts, len(rows(centre, Contact)), cards, drafts


async def test_ids_that_start_again_at_random_lose_nothing(centre: Centre, honesty: Honesty) -> None:
    arta = await _joined(centre)

    for _ in range(4):
        await logs_visit(arta, "Besnik")
        centre.telegram.clock.forward(timedelta(days=8))
        centre.telegram.updates.restart_ids()

    assert len(rows(centre, Contact)) == 4
    assert centre.telegram.updates.pending == []


async def test_two_people_whose_updates_come_in_any_order_are_both_heard(centre: Centre, honesty: Honesty) -> None:
    arta = await _joined(centre)
    milica = await centre.joins("Milica")
    centre.telegram.updates.tamper = lambda batch: batch[::-1]

    for phone in (arta, milica):
        phone.person.say("/visit")
    await centre.settled()

    assert arta.card.startswith("Home visit")
    assert milica.card.startswith("Home visit")


async def test_what_she_says_in_one_breath_is_heard_in_order(any_centre: Centre, honesty: Honesty) -> None:
    arta = await _joined(any_centre)
    await to_review(arta, "Besnik")
    said = [f"OggS {number}".encode() for number in range(25)]

    for sound in said:
        arta.person.send_voice(sound)
    await any_centre.settled()
    await arta.taps("Save")
    for _ in range(30):  # fetching them takes its time
        await any_centre.waits(timedelta(seconds=2))
        media = {each.id: each.content for each in rows(any_centre, Media)}
        if all(media.values()):
            break
        await asyncio.sleep(0.2)

    assert [media[note.media_id or 0] for note in last_contact(any_centre).notes] == said


@pytest.mark.parametrize("what", ["message", "tap"])
async def test_malformed_updates_stop_nobody(
    centre: Centre, honesty: Honesty, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    arta = await _joined(centre)
    heard = _overheard(centre)
    await to_review(arta, "Besnik", needs=["Housing"])
    good = next(each for each in reversed(heard) if ("callback_query" if what == "tap" else "message") in each)
    before = len(rows(centre, Draft))

    for bad in malformed(good, 300, seed=7):
        honesty.unreadable.add(centre.telegram.updates.inject({**bad, "update_id": _next_id(centre)}))
    await centre.settled()
    await logs_visit(arta, "Besnik", needs=["Housing"])

    assert needs_of(last_contact(centre)) == {"housing": "seen"}
    assert before == 1
    assert not centre.app.polling.done()
    assert "\ud800" not in caplog.text


def _next_id(centre: Centre) -> int:
    return int(centre.telegram.updates.to_json()["last_id"]) + 1


async def test_what_has_no_id_is_passed_over_with_the_next_update(centre: Centre, honesty: Honesty) -> None:
    arta = await _joined(centre)
    centre.telegram.updates.tamper = lambda batch: [*NO_UPDATES, *batch, *NO_UPDATES] if batch else []

    arta.person.say("/visit")
    await centre.settled()

    assert arta.card.startswith("Home visit")


async def test_an_answer_that_is_no_list_is_asked_for_again(centre: Centre, honesty: Honesty) -> None:
    arta = await _joined(centre)
    answers: list[Any] = [None, 7, "x", {"a": 1}, []]
    centre.telegram.updates.tamper = lambda batch: answers.pop() if batch and answers else batch

    arta.person.say("/visit")
    await asyncio.sleep(len(answers) + 1)
    await centre.settled()

    assert arta.card.startswith("Home visit")


async def test_a_handler_that_fails_costs_its_own_update_only(
    any_centre: Centre, honesty: Honesty, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    arta, milica = await _joined(any_centre), await any_centre.joins("Milica")
    monkeypatch.setitem(handlers.COMMANDS, "week", (Action.WEEK, _poisoned))
    await to_review(arta, "Besnik", needs=["Housing"])

    arta.person.say("/week")
    milica.person.say("/visit")
    await any_centre.settled()
    excused = arta.card
    await arta.taps("Save")

    assert excused.startswith(FAILED)
    assert milica.card.startswith("Home visit")
    assert needs_of(last_contact(any_centre)) == {"housing": "seen"}
    assert any_centre.does(lambda work: work.db.get(Fact, "poison")) is None
    assert "Krasniqi" not in caplog.text


def _poisoned(work: Work, account: Account) -> None:
    work.db.add(Fact(name="poison", value="a half-done effect"))
    work.db.flush()
    raise RuntimeError("Krasniqi")


async def test_a_tap_whose_handler_fails_gets_the_same_card_again(
    centre: Centre, honesty: Honesty, monkeypatch: pytest.MonkeyPatch
) -> None:
    arta = await _joined(centre)
    await arta.sends("/menu")
    monkeypatch.setitem(handlers.COMMANDS, "week", (Action.WEEK, _poisoned))

    await arta.taps("This week")

    assert arta.card.startswith(FAILED)
    assert "This week" in arta.buttons


async def test_a_card_that_cannot_be_drawn_leaves_the_way_out_open(
    centre: Centre, honesty: Honesty, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    arta = await _joined(centre)
    monkeypatch.setitem(handlers.PLACES, "week", (Action.WEEK, _undrawable))
    caplog.set_level(logging.DEBUG)

    await arta.sends("/week", "/menu")

    assert arta.card.startswith("Menu")
    assert "card not drawn" in caplog.text
    assert "Krasniqi" not in caplog.text


def _undrawable(work: Work, account: Account, card: Card) -> Any:
    raise KeyError("Krasniqi")


FORGED = [
    "v1|999999999|1|pick|0.x",
    f"v1|{10**17}|1|pick|0.x",
    "v1|1|1|contact|99999999999",
    "v1|0|0|undo|9" + "9" * 30,
]


@pytest.mark.parametrize("data", [*FORGED, "", "v1", "v2|1|1|save|", "v1|1|1|do|\x00", "v1|-1|1|save|", "v1|1|1||"])
async def test_forged_buttons_bring_the_right_card_again(any_centre: Centre, honesty: Honesty, data: str) -> None:
    arta = await _joined(any_centre)
    await arta.sends("/menu")
    menu = arta.person.last.message_id

    await arta.does(lambda person: person.tap(menu, data))

    assert arta.buttons
    assert not arta.card.startswith(FAILED)
