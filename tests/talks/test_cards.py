"""One card at a time: edited in place after a tap, sent anew below what was typed, always the newest state."""

import json
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from bot.i18n import LANGUAGES
from db.models import Note
from practice.chats import Message
from tests.talk import BELGRADE, Centre, Phone
from tests.talks.ways import due, logs_visit, morning_of, restarted, rows, to_review

NAME = "Fatime Berisha"


class Calls:
    """What the bot asked of Telegram, in order."""

    def __init__(self) -> None:
        self.made: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, method: str, params: dict[str, Any]) -> None:
        """Told of each request."""
        if method != "getUpdates":
            self.made.append((method, dict(params)))

    def count(self, method: str) -> int:
        """How often a method was called."""
        return sum(made == method for made, _ in self.made)


def listening(centre: Centre) -> Calls:
    """Listen from now on."""
    calls = Calls()
    centre.telegram.on_call.append(calls)
    return calls


def with_buttons(phone: Phone) -> list[Message]:
    """The messages she could tap on."""
    return [message for message in phone.person.heard if message.buttons()]


async def at_the_outcome(centre: Centre) -> Phone:
    """Arta has chosen the household."""
    arta = await centre.joins("Arta")
    centre.household(arta, NAME)
    await arta.sends("/visit", "Berisha")
    await arta.taps(NAME)
    return arta


async def test_a_tap_edits_the_card_where_it_stands(centre: Centre) -> None:
    arta = await at_the_outcome(centre)
    card = arta.person.last.message_id
    calls = listening(centre)

    await arta.taps("Visit made today", "Health", "Continue ▸")

    assert arta.person.last.message_id == card
    assert calls.count("sendMessage") == 0


async def test_after_typing_the_card_comes_again_below_and_the_old_one_has_no_buttons(centre: Centre) -> None:
    arta = await at_the_outcome(centre)
    card = arta.person.last.message_id

    await arta.sends("Visit made today")

    assert arta.person.last.message_id > card
    assert [message.message_id for message in with_buttons(arta)] == [arta.person.last.message_id]


async def test_every_tap_is_answered_so_that_its_little_clock_stops(centre: Centre) -> None:
    arta = await at_the_outcome(centre)
    calls = listening(centre)

    await arta.taps("Visit made today", "Health", "Continue ▸")
    await arta.does(lambda person: person.tap(person.last.message_id, "nonsense"))

    assert calls.count("answerCallbackQuery") == 4


async def test_the_same_card_is_not_sent_twice(centre: Centre) -> None:
    arta = await at_the_outcome(centre)
    calls = listening(centre)

    await arta.sends("Visit made today")

    assert calls.count("sendMessage") == 1


async def test_what_tells_who_it_is_comes_by_an_edit_only(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, NAME)
    await to_review(arta, NAME)
    calls = listening(centre)

    await arta.sends("The stove was lit")

    sent = [params["text"] for method, params in calls.made if method == "sendMessage"]
    edited = [params["text"] for method, params in calls.made if method == "editMessageText"]
    assert len(sent) == 1
    assert "stove" not in sent[0]
    assert "stove" in edited[-1]


async def test_a_digest_arriving_meanwhile_leaves_the_open_card_at_the_end(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    any_centre.household(arta, NAME)
    any_centre.household(arta, "Hava Krasniqi")
    await logs_visit(arta, NAME)
    day = due(any_centre)[0][1]
    await any_centre.moves_to(datetime.combine(day, time(7, 30), BELGRADE))
    await arta.sends("/visit", "Krasniqi")
    await arta.taps("Hava Krasniqi")

    await morning_of(any_centre, day)

    digest = next(message for message in arta.person.heard if "Good morning" in (message.text or ""))
    assert digest.buttons()
    assert "What happened?" in arta.card
    assert arta.person.last.message_id > digest.message_id
    assert [m.text for m in with_buttons(arta)] == [digest.text, arta.person.last.text]


async def test_what_was_saved_stays_where_it_is(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, NAME)
    await logs_visit(arta, NAME)
    saved = arta.person.last

    await arta.sends("/today", "/menu")
    await arta.does(lambda person: person.send_sticker())
    await arta.taps("Saved today")

    assert "Saved: V-2026-00001" in (saved.text or "")
    assert [button["text"] for button in saved.buttons()] == ["Undo"]
    assert sum("Saved: V-2026-00001" in said for said in arta.all_texts) == 1


async def test_three_quick_taps_are_shown_as_the_state_they_lead_to(centre: Centre) -> None:
    arta = await at_the_outcome(centre)
    await arta.taps("Visit made today")
    card = arta.person.last.message_id
    calls = listening(centre)

    for label in ("Health", "Housing", "Disability"):
        arta.person.tap(card, label)
    await centre.settled()

    assert {"✓ Health", "✓ Housing", "✓ Disability"} <= set(arta.buttons)
    assert calls.count("editMessageText") <= 3


async def test_a_card_whose_message_was_deleted_is_sent_anew(centre: Centre) -> None:
    arta = await at_the_outcome(centre)
    gone = arta.person.last
    data = next(b["callback_data"] for b in gone.buttons() if b["text"] == "Visit made today")
    await arta.does(_deleting_first(gone, data))

    assert "Needs seen" in arta.card
    assert arta.person.last.message_id != gone.message_id


def _deleting_first(message: Message, data: str) -> Callable[[Any], object]:
    def act(person: Any) -> None:
        person.tap(message.message_id, data)
        person.telegram.remove(message)

    return act


async def test_lost_answers_of_telegram_lose_nothing(any_centre: Centre) -> None:
    arta = await at_the_outcome(any_centre)
    any_centre.telegram.faults.refuse("editMessageText", 500, times=2)

    await arta.taps("Visit made today")

    assert "Needs seen" in arta.card
    any_centre.telegram.faults.drop("sendMessage")
    await arta.sends("No needs seen")
    assert "What was done" in arta.card


async def test_too_many_requests_are_waited_out(centre: Centre) -> None:
    arta = await at_the_outcome(centre)
    centre.telegram.faults.slow_down("editMessageText", 1)

    await arta.taps("Visit made today")

    assert "Needs seen" in arta.card


async def test_what_was_owed_is_drawn_after_a_restart(any_centre: Centre) -> None:
    arta = await at_the_outcome(any_centre)
    any_centre.telegram.faults.refuse("editMessageText", 502, times=1000)
    arta.person.tap(arta.person.last.message_id, "Visit made today")
    while any_centre.telegram.updates.pending:
        await any_centre.app.tick()  # it gives the others their turn
    await any_centre.app.stop()
    any_centre.telegram.faults.clear()

    async with restarted(any_centre):
        assert "Needs seen" in arta.card


def _rows_of(message: Message) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = message.to_api()["reply_markup"]["inline_keyboard"]
    return rows


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_outcome_is_cut_short_on_a_small_phone(centre: Centre, language: str) -> None:
    arta = await centre.joins("Arta", language)
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha")

    keyboard = [[button["text"] for button in row] for row in _rows_of(arta.person.last)]

    side_by_side = [label for row in keyboard[:-1] if len(row) > 1 for label in row]
    assert [label for label in side_by_side if len(label) > 19] == []
    assert sum(map(len, keyboard)) == 10
    assert len(keyboard[0]) == 1


async def test_every_message_is_protected_against_forwarding(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, NAME)
    await logs_visit(arta, NAME)
    await morning_of(centre, date(2026, 3, 25))
    await arta.taps("F-0001")

    assert all(message.protected for message in arta.person.heard)


async def test_the_keyboard_below_is_two_by_two_and_persistent(centre: Centre) -> None:
    calls = listening(centre)
    arta = await centre.joins("Arta")

    markups = [json.loads(params["reply_markup"]) for _, params in calls.made if "reply_markup" in params]
    keyboard = next(markup for markup in markups if "keyboard" in markup)
    assert arta.person.chat.reply_keyboard == [["Visit", "Session"], ["Today", "Menu"]]
    assert keyboard["is_persistent"]
    assert keyboard["resize_keyboard"]


async def test_two_operators_at_once_do_not_disturb_each_other(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    chiara = await any_centre.joins("Chiara", "it")
    any_centre.household(arta, NAME)
    any_centre.household(arta, "Hava Krasniqi")

    for words in (("/visit", "/visit"), ("Berisha", "Krasniqi")):
        arta.person.say(words[0])
        chiara.person.say(words[1])
        await any_centre.settled()
    await arta.taps(NAME)
    await chiara.taps("Hava Krasniqi")
    await arta.sends("The stove was lit")
    await chiara.speaks()

    assert "F-0001" in arta.card
    assert "F-0002" in chiara.card
    assert rows(any_centre, Note) == []
