"""Smoke talks with a Bot API that nobody here wrote: `lo-bot-api-emulator`, which refuses whatever it does not know.

It keeps no texts, so the test reads them where the bot's requests pass: in the transport.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator  # type: ignore[import-untyped]  # it has no types
from lo_bot_api_emulator.journal import verdict  # type: ignore[import-untyped]  # likewise
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.app import App, running
from bot.handlers.transport import CALLS, AiohttpRequest
from bot.people import people
from bot.settings import Settings
from bot.work import Work
from practice.clock import PracticeClock
from tests.talk import BELGRADE, say_protected

T = TypeVar("T")
TOKEN = "700000001:emulated-emulated-emulated-emulated"
ARTA = {"id": 5_000_000_017, "is_bot": False, "first_name": "Arta"}
CHAT = {"id": ARTA["id"], "type": "private", "first_name": "Arta"}
ITS_TIME = datetime(1970, 1, 1, 9, 0, tzinfo=UTC)
"""Close to what the emulator writes on every message: older ones would be deleted."""
METHODS: dict[str, Any] = json.loads(files("lo_bot_api_emulator").joinpath("contract.json").read_text())["methods"]


class Stripped(AiohttpRequest):
    """The bot's own transport without the fields this emulator does not know; it notes what passes."""

    def __init__(self, size: int = CALLS) -> None:
        super().__init__(size)
        self.screens: dict[int, dict[str, Any]] = {}
        """What each message said last: the request that sent or edited it, by the message's id."""
        self.dropped: set[tuple[str, str]] = set()
        """Method and field of what was taken away."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        """Strip, send, note."""
        name = url.rpartition("/")[2]
        asked = dict(request_data.parameters) if request_data else {}
        known = {field: value for field, value in asked.items() if field in METHODS[name]["parameters"]}
        self.dropped |= {(name, field) for field in asked if field not in known}
        parameters = [RequestParameter(field, value, None) for field, value in known.items()]
        status, body = await super().do_request(url, method, RequestData(parameters), *timeouts, **more)
        if name in ("sendMessage", "editMessageText") and status == 200:
            self.screens[json.loads(body)["result"]["message_id"]] = asked
        if name == "getMe":
            body = _with_username(body)
        return status, body


def _with_username(body: bytes) -> bytes:
    """The emulator's bot has none; each of Telegram's has one."""
    answer = json.loads(body)
    answer["result"]["username"] = "emulated_bot"
    return json.dumps(answer).encode()


class Emulated:
    """Arta's phone, the emulator and the bot that talks to it."""

    def __init__(self, emulator: LoBotApiEmulator, app: App, transport: Stripped) -> None:
        self.app = app
        self.transport = transport
        self._emulator = emulator
        self._ids = count(1_000_000)

    async def sends(self, text: str) -> None:
        """Send a message."""
        message = {"message_id": next(self._ids), "date": 1, "chat": CHAT, "from": ARTA, "text": text}
        await self._emulator.enqueue_update({"message": message}, token=TOKEN)

    async def taps(self, *labels: str) -> None:
        """Tap buttons by the beginning of their labels, each as soon as it is there."""
        for label in labels:
            message_id, data = await self._found(partial(self._button, label))
            message = {"message_id": message_id, "date": 1, "chat": CHAT, "text": "…"}
            query = {"id": str(next(self._ids)), "from": ARTA, "message": message, "chat_instance": "1", "data": data}
            await self._emulator.enqueue_update({"callback_query": query}, token=TOKEN)

    async def sees(self, words: str) -> str:
        """A message with these words, as soon as it is there."""
        return str(await self._found(lambda: self._text(words)))

    async def _found(self, look: Callable[[], T | None]) -> T:
        for _ in range(1000):
            if (found := look()) is not None:
                return found
            await asyncio.sleep(0.01)
        raise LookupError(self._text(""))

    def _text(self, words: str) -> str | None:
        texts = [str(asked["text"]) for asked in reversed(self.transport.screens.values())]
        return next((text for text in texts if words in text), None)

    def _button(self, label: str) -> tuple[int, str] | None:
        for message_id, asked in reversed(self.transport.screens.items()):
            for row in (asked.get("reply_markup") or {}).get("inline_keyboard", ()):
                for button in row:
                    if button["text"].startswith(label):
                        return message_id, button["callback_data"]
        return None


@asynccontextmanager
async def emulated(engine: Engine, folder: Path) -> AsyncIterator[Emulated]:
    """The bot at work with the emulator on loopback, which writes a journal of what it was asked."""
    emulator = LoBotApiEmulator(journal=folder / "journal.jsonl")
    runner = web.AppRunner(emulator.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    settings = Settings(TOKEN, base, folder, str(engine.url), folder / "key", BELGRADE)
    transport = Stripped()
    async with running(settings, engine, PracticeClock(ITS_TIME), transport=lambda _: transport) as app:
        yield Emulated(emulator, app, transport)
    await runner.cleanup()


def accepted(found: dict[str, Any]) -> bool:
    """Whether everything was, but for the one method that this emulator does not have."""
    refused = {(each["method"], each["status"]) for each in found["refusals"]}
    return bool(found["ok"]) or (refused == {("deleteMessages", 501)} and not found["malformed"])


@pytest.fixture
def code(engine: Engine) -> str:
    """An invite for Arta, whose Telegram is locked already."""
    with Session(engine) as db, db.begin():
        work = Work(db, ITS_TIME, BELGRADE)
        code = people.invite(work, "Arta", "operator", "en")
        say_protected(work)
        return code


async def test_a_visit_from_the_first_word_to_its_undoing_is_made_of_requests_that_are_accepted(
    engine: Engine, tmp_path: Path, code: str
) -> None:
    async with emulated(engine, tmp_path) as arta:
        await arta.sends("/start wrong")
        await arta.sees("private")
        await arta.sends(f"/start {code}")
        await arta.taps("Visit", "+ New household", "In Albanian", "Given")
        await arta.sees("Name and surname")
        await arta.sends("Fatime Shembulli")
        await arta.taps(
            "Family", "Tavnik", "Skip", "Visit made today", "Housing", "Continue", "Listening only", "Together"
        )
        await arta.sees("A note?")
        await arta.sends("The roof <b>leaks</b> & drips")
        await arta.taps("Save", "Undo", "Save")
        await arta.sees("V-1970-00001")

    found = verdict(
        tmp_path / "journal.jsonl",
        require_response=True,
        require_methods=["getMe", "getUpdates", "setMyCommands", "editMessageText", "answerCallbackQuery"],
    )
    assert accepted(found), found
    gone = {("deleteMessages", "chat_id"), ("deleteMessages", "message_ids")}
    assert arta.transport.dropped == {("sendMessage", "protect_content")} | gone


async def test_lists_a_language_and_a_draft_are_made_of_requests_that_are_accepted(
    engine: Engine, tmp_path: Path, code: str
) -> None:
    async with emulated(engine, tmp_path) as arta:
        await arta.sends(f"/start {code}")
        for command in ("/today", "/week", "/visit", "/drafts", "/help", "/menu", "/language"):
            await arta.sends(command)
        await arta.taps("Italiano")
        await arta.sends("/visit")
        await arta.sees("Quale famiglia")

    assert accepted(verdict(tmp_path / "journal.jsonl", require_response=True))
