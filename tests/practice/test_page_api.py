"""The page's API: phones, clock, network, and who may use it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from practice.person import Person
from practice.telegram import Telegram


async def state(http: ClientSession) -> dict[str, Any]:
    """What the page reads first."""
    async with http.get("/api/state") as response:
        told: dict[str, Any] = await response.json()
    return told


async def does(http: ClientSession, path: str, **asked: Any) -> int:
    """Post to the page's API; returns the status."""
    async with http.post(f"/api/{path}", json=asked) as response:
        return response.status


@asynccontextmanager
async def listening(http: ClientSession) -> AsyncIterator[ClientResponse]:
    """The stream of events, open."""
    async with http.get("/api/events") as response:
        await response.content.readuntil(b"\n\n")
        yield response


async def event(stream: ClientResponse) -> dict[str, Any]:
    """The next event."""
    async with asyncio.timeout(2):
        line = await stream.content.readuntil(b"\n\n")
    told: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
    return told


async def test_the_state_shows_a_phone_with_everything_on_it(http: ClientSession, bot: Bot, arta: Person) -> None:
    await bot.set_my_commands([("visit", "Vizitë")])
    await bot.send_message(arta.id, "menu", reply_markup=ReplyKeyboardMarkup([["Visit", "Session"]]))
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Ruaj", callback_data="save")]])
    await bot.send_message(arta.id, "card", reply_markup=buttons, protect_content=True)

    told = await state(http)

    (person,) = told["people"]
    start, menu, card = person.pop("messages")
    assert person == {
        "id": "arta",
        "name": "Arta",
        "role": "operator",
        "language": "sq",
        "note": "",
        "reply_keyboard": [["Visit", "Session"]],
        "commands": [{"command": "visit", "description": "Vizitë"}],
    }
    assert (start["from"], start["text"], menu["from"]) == ("person", "/start", "bot")
    assert card["inline_keyboard"] == [[{"text": "Ruaj", "callback_data": "save"}]]
    assert card["protected"]
    assert told["network"] == {"cut": False}
    assert told["bot"] == {"state": "stopped", "username": "ascolto_practice_bot"}


async def test_what_is_done_on_the_page_reaches_the_bot(http: ClientSession, bot: Bot, arta: Person) -> None:
    card = await bot.send_message(arta.id, "card")

    done = [
        await does(http, "people/arta/say", text="12.2."),
        await does(http, "people/arta/edit", message_id=arta.messages[-1].message_id, text="13.2."),
        await does(http, "people/arta/tap", message_id=card.message_id, callback_data="save"),
        await does(http, "people/arta/location", latitude=42.89, longitude=20.86),
        await does(http, "people/arta/sticker"),
        await does(http, f"people/{arta.id}/dice"),
        await does(http, "people/arta/poll"),
        await does(http, "people/arta/forward"),
    ]
    updates = await bot.get_updates()

    assert done == [200] * 8
    said, edited, tapped, location, *others = updates
    assert said.message is not None
    assert said.message.text == "12.2."
    assert edited.edited_message is not None
    assert edited.edited_message.text == "13.2."
    assert tapped.callback_query is not None
    assert tapped.callback_query.data == "save"
    assert location.message is not None
    assert location.message.location is not None
    assert len(others) == 4


async def test_a_file_from_the_page_is_shown_and_reaches_the_bot(http: ClientSession, bot: Bot, arta: Person) -> None:
    await http.post("/api/people/arta/file?kind=voice&name=a.ogg", data=b"OggS", headers={"Content-Type": "audio/ogg"})

    (update,) = await bot.get_updates()
    (person,) = (await state(http))["people"]
    voice = person["messages"][-1]
    shown = await http.get(voice["file_url"])
    assert voice["kind"] == "voice"
    assert (shown.content_type, await shown.read()) == ("audio/ogg", b"OggS")
    assert update.message is not None
    assert update.message.voice is not None


async def test_a_web_page_that_was_sent_is_only_saved(http: ClientSession, arta: Person) -> None:
    arta.send_document(b"<script>alert(1)</script>", "x.html", "text/html")

    (person,) = (await state(http))["people"]
    shown = await http.get(person["messages"][-1]["file_url"])

    assert shown.content_type == "application/octet-stream"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


async def test_events_tell_what_changes(http: ClientSession, bot: Bot, arta: Person) -> None:
    async with listening(http) as stream:
        sent = await bot.send_message(arta.id, "one")
        message = await event(stream)
        await sent.edit_text("two")
        edit = await event(stream)
        await sent.delete()
        delete = await event(stream)
        await bot.send_message(arta.id, "menu", reply_markup=ReplyKeyboardMarkup([["Visit"]]))
        await event(stream)
        keyboard = await event(stream)

    assert (message["type"], message["person"], message["message"]["text"]) == ("message", "arta", "one")
    assert (edit["type"], edit["message"]["text"], edit["message"]["edited"]) == ("edit", "two", True)
    assert delete == {"type": "delete", "person": "arta", "message_id": sent.message_id}
    assert keyboard == {"type": "keyboard", "person": "arta", "reply_keyboard": [["Visit"]]}


async def test_groups_are_not_on_the_page(http: ClientSession, telegram: Telegram, arta: Person) -> None:
    async with listening(http) as stream:
        arta.adds_bot_to_group("Neighbours")
        arta.say("only this")
        told = await event(stream)

    assert told["message"]["text"] == "only this"


async def test_the_clock_moves_for_everybody(http: ClientSession, telegram: Telegram) -> None:
    before = telegram.clock.now()
    async with listening(http) as stream:
        await does(http, "clock", forward=3600)
        told = await event(stream)
    async with http.get("/clock") as response:
        now = datetime.fromisoformat((await response.json())["now"])

    assert told["type"] == "clock"
    assert timedelta(hours=1) <= now - before < timedelta(hours=1, seconds=5)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("2026-03-30", datetime(2026, 3, 30, 7, tzinfo=UTC)),
        ("2026-03-30T08:29", datetime(2026, 3, 30, 6, 29, tzinfo=UTC)),
        ("2026-12-24T07:30:00Z", datetime(2026, 12, 24, 7, 30, tzinfo=UTC)),
    ],
)
async def test_the_clock_goes_to_a_local_morning_or_an_instant(
    http: ClientSession, telegram: Telegram, to: str, expected: datetime
) -> None:
    await does(http, "clock", to=to)
    there = telegram.clock.now()
    await does(http, "clock", reset=True)

    assert timedelta() <= there - expected < timedelta(seconds=5)
    assert abs(telegram.clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


async def test_the_network_is_cut_and_restored(http: ClientSession, telegram: Telegram) -> None:
    async with listening(http) as stream:
        await does(http, "network", cut=True)
        cut = telegram.faults.is_cut
        told = await event(stream)
        await does(http, "network", cut=False)

    assert cut
    assert told == {"type": "network", "cut": True}
    assert not telegram.faults.is_cut


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("people/nobody/say", {"text": "x"}, 404),
        ("people/arta/dance", {}, 404),
        ("people/arta/say", {}, 400),
        ("people/arta/tap", {"message_id": 1, "callback_data": "x"}, 400),
        ("people/arta/edit", {"message_id": "x", "text": "x"}, 400),
        ("clock", {"to": "yesterday"}, 400),
        ("clock", {"forward": 1e300}, 400),
        ("clock", {"forward": 1e12}, 400),
        ("bot", {"do": "kill"}, 409),
    ],
)
async def test_nonsense_is_refused(
    http: ClientSession, arta: Person, path: str, asked: dict[str, Any], status: int
) -> None:
    assert await does(http, path, **asked) == status


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Host": "evil.test"}]
)
async def test_another_site_cannot_drive_practice(
    http: ClientSession, telegram: Telegram, headers: dict[str, str]
) -> None:
    async with http.post("/api/network", data=b'{"cut": true}', headers=headers) as response:
        assert response.status == 403

    assert not telegram.faults.is_cut


async def test_the_page_itself_may(http: ClientSession, base: str, telegram: Telegram) -> None:
    async with http.post("/api/network", json={"cut": True}, headers={"Origin": base}) as response:
        assert response.status == 200

    assert telegram.faults.is_cut


async def test_the_page_is_served_and_may_not_be_framed(http: ClientSession) -> None:
    async with http.get("/") as page, http.get("/static/app.js") as script:
        assert (page.content_type, script.status) == ("text/html", 200)
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
