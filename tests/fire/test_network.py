"""A network and an API that misbehave: every answer counts once, in order, nobody waits for somebody else's trouble."""

import asyncio
import random
import time
from collections.abc import Callable

import pytest

from db.models import Contact
from practice.errors import CONFLICT
from practice.faults import ANY
from practice.telegram import Telegram
from tests import report
from tests.fire.honesty import Honesty
from tests.fire.ledger import Ledger
from tests.fire.operators import Operator
from tests.fire.place import until
from tests.report import Record
from tests.talk import Centre, Phone
from tests.talks.ways import LISTENED, last_contact, needs_of, rows, to_review

FAULTS = report.size("FIRE_FAULTS", 300)
AT_ONCE = 8
FOREVER = 10**9
BAD_GATEWAY = b"<html><body><h1>502 Bad Gateway</h1></body></html>"

Fault = Callable[[Telegram, str], None]
FAULT: dict[str, Fault] = {
    "reset before": lambda telegram, method: telegram.faults.drop(method),
    "reset after": lambda telegram, method: telegram.faults.lose_answer(method),
    "500": lambda telegram, method: telegram.faults.refuse(method, 500),
    "502 in HTML": lambda telegram, method: telegram.faults.garble(method, 502, BAD_GATEWAY),
    "200 in HTML": lambda telegram, method: telegram.faults.garble(method, 200, BAD_GATEWAY),
    "no result": lambda telegram, method: telegram.faults.garble(method, 200, b'{"ok": true}'),
    "a list": lambda telegram, method: telegram.faults.garble(method, 200, b"[]"),
    "cut short": lambda telegram, method: telegram.faults.truncate(method),
    "429": lambda telegram, method: telegram.faults.slow_down(method, retry_after=1),
    "slow": lambda telegram, method: telegram.faults.delay(method, seconds=0.5),
}


async def _joined(centre: Centre, name: str = "Arta", household: str = "Besnik Krasniqi") -> Phone:
    phone = await centre.joins(name)
    centre.household(phone, household)
    return phone


@pytest.mark.parametrize("method", ["getUpdates", "editMessageText", "sendMessage", "answerCallbackQuery"])
@pytest.mark.parametrize("fault", FAULT)
async def test_one_fault_changes_nothing(centre: Centre, honesty: Honesty, fault: str, method: str) -> None:
    arta = await _joined(centre)
    await to_review(arta, "Besnik", needs=["Housing"])

    FAULT[fault](centre.telegram, method)
    await arta.taps("Save")
    await arta.sends("/today")

    assert needs_of(last_contact(centre)) == {"housing": "seen"}
    assert len(rows(centre, Contact)) == 1
    assert arta.card.startswith("Today")
    assert sum(text.startswith("Saved: V-2026-00001") for text in arta.all_texts) == 1


@pytest.mark.usefixtures("quick")
@pytest.mark.timeout(3600)
async def test_a_storm_of_faults_loses_and_doubles_nothing(
    any_centre: Centre, honesty: Honesty, record_property: Record
) -> None:
    seed = report.seed()
    luck = random.Random(seed)
    operators = [await _works(any_centre, name, luck) for name in ("Arta", "Milica", "Chiara", "Teuta")]
    working = [asyncio.create_task(operator.works()) for operator in operators]

    for _ in range(FAULTS):
        FAULT[luck.choice(list(FAULT))](any_centre.telegram, luck.choice(["getUpdates", ANY, ANY]))
        await until(lambda: any_centre.telegram.faults.waiting < AT_ONCE)
    for operator in operators:
        operator.finishing = True
    await asyncio.wait_for(asyncio.gather(*working), 60)
    await any_centre.settled()
    findings = Ledger(any_centre.engine, operators).findings()
    saved = sum(len(operator.saved) for operator in operators)

    figures = f"seed {seed}: {FAULTS} faults, {saved} visits and sessions saved, {len(findings)} findings"
    report.tell(record_property, f"faults of the network, {any_centre.engine.dialect.name}", figures)
    assert not findings, "\n".join(findings)
    assert saved >= len(operators)


async def _works(centre: Centre, name: str, luck: random.Random) -> Operator:
    phone = await centre.joins(name)
    household = centre.household(phone, f"Besnik {name}")
    return Operator(phone.person, f"Besnik {name}", household.id, random.Random(luck.random()))


@pytest.mark.parametrize("code", [500, 429])
async def test_others_are_served_while_one_chat_is_out_of_reach(centre: Centre, honesty: Honesty, code: int) -> None:
    arta = await _joined(centre)
    milica = await _joined(centre, "Milica", "Agim Berisha")
    for method in ("sendMessage", "editMessageText", "editMessageReplyMarkup"):
        if code == 429:
            centre.telegram.faults.slow_down(method, 60, FOREVER, chat=arta.person.id)
        else:
            centre.telegram.faults.refuse(method, code, FOREVER, chat=arta.person.id)
    arta.person.say("/visit")
    began = time.monotonic()

    for text in ("/visit", "Agim"):
        milica.person.say(text)
        await until(lambda: "Home visit" in milica.card, 5)
    took = time.monotonic() - began

    assert took < 2
    assert not arta.card.startswith("Home visit")


async def test_a_send_that_is_told_to_wait_comes_after_the_wait_and_once(centre: Centre, honesty: Honesty) -> None:
    arta = await _joined(centre)
    centre.telegram.faults.slow_down("sendMessage", retry_after=2)
    before, began = len(arta.person.heard), time.monotonic()

    await arta.sends("/visit")

    assert time.monotonic() - began >= 2
    assert [text.split("\n")[0] for text in arta.all_texts[before:]] == ["Home visit"]


async def test_an_edit_that_fails_after_the_send_does_not_send_again(centre: Centre, honesty: Honesty) -> None:
    """The names come with an edit; if that one fails, the message is there already."""
    arta = await _joined(centre)
    await arta.sends("/visit", "Besnik")
    await arta.taps("Besnik", "Visit made today", "No needs seen", LISTENED, "The family")
    before = len(arta.person.heard)
    centre.telegram.faults.refuse("editMessageText", 500, times=2)

    await arta.sends("she was glad")

    assert len(arta.person.heard) == before + 1
    assert "she was glad" in arta.card


async def test_an_edit_that_is_only_said_to_be_done_is_no_mistake_of_ours(
    centre: Centre, honesty: Honesty, caplog: pytest.LogCaptureFixture
) -> None:
    arta = await _joined(centre)
    await arta.sends("/visit", "Besnik")
    centre.telegram.faults.garble("editMessageText", 200, b'{"ok": true, "result": true}')

    await arta.taps("Besnik")
    await arta.sends("/menu")

    assert "Menu" in arta.card
    assert "showing failed" not in caplog.text


OUTAGES: dict[str, Callable[[Telegram], None]] = {
    "no network": lambda telegram: telegram.faults.cut_network(),
    "500": lambda telegram: telegram.faults.refuse("getUpdates", 500, FOREVER),
    "502 in HTML": lambda telegram: telegram.faults.garble("getUpdates", 502, BAD_GATEWAY, FOREVER),
    "cut short": lambda telegram: telegram.faults.truncate("getUpdates", times=FOREVER),
    "conflict": lambda telegram: telegram.faults.refuse("getUpdates", 409, FOREVER, CONFLICT),
    "400": lambda telegram: telegram.faults.refuse("getUpdates", 400, FOREVER, "Bad Request: what"),
    "at once and empty": lambda telegram: telegram.faults.garble(
        "getUpdates", 200, b'{"ok": true, "result": []}', FOREVER
    ),
    "always the same": lambda telegram: telegram.faults.garble(
        "getUpdates", 200, b'{"ok": true, "result": [{"update_id": 7}]}', FOREVER
    ),
    "never readable": lambda telegram: telegram.faults.garble(
        "getUpdates", 200, b'{"ok": true, "result": [null, 7, {"update_id": "x"}]}', FOREVER
    ),
    "no list": lambda telegram: telegram.faults.garble("getUpdates", 200, b'{"ok": true, "result": 7}', FOREVER),
}


@pytest.mark.parametrize("outage", OUTAGES)
async def test_there_is_no_tight_loop_in_an_outage(centre: Centre, honesty: Honesty, outage: str) -> None:
    arta = await _joined(centre)
    OUTAGES[outage](centre.telegram)
    arta.person.say("/visit")  # wakes the poll that waits
    before = centre.telegram.knocks

    await asyncio.sleep(2)
    knocks = centre.telegram.knocks - before
    centre.telegram.faults.clear()
    await centre.settled()

    assert knocks <= 8
    assert arta.card.startswith("Home visit")


async def test_another_process_that_polls_is_told_of_and_outlived(
    centre: Centre, honesty: Honesty, caplog: pytest.LogCaptureFixture
) -> None:
    arta = await _joined(centre)
    centre.telegram.faults.refuse("getUpdates", 409, 2, CONFLICT)

    await arta.sends("/visit")

    assert arta.card.startswith("Home visit")
    assert caplog.text.count("another process polls for the same bot, trying again") == 1


async def test_a_poll_that_is_told_to_wait_waits(centre: Centre, honesty: Honesty) -> None:
    arta = await _joined(centre)
    await arta.sends("/menu")
    centre.telegram.faults.slow_down("getUpdates", retry_after=2)
    arta.person.say("/visit")
    began = time.monotonic()

    await centre.settled()
    arta.person.say("/today")
    await centre.settled()

    assert time.monotonic() - began >= 2
    assert arta.card.startswith("Today")
