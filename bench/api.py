"""A Bot API that costs next to nothing, so that the bot is measured: bare HTTP on loopback, answers from memory.

`trip` is the round trip that every call is made to take (s). What a chat sees is told to `on_shown`.
"""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast
from urllib.parse import parse_qsl

BOT = {"id": 700000001, "is_bot": True, "first_name": "Ascolto", "username": "ascolto_bench_bot"}
TOKEN = "700000001:" + "b" * 35
SHOWING = frozenset({"sendMessage", "editMessageText"})
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
Json = dict[str, Any]


@dataclass
class Shown:
    """A message of the bot as its chat sees it; `buttons` are (label, callback data)."""

    chat_id: int
    message_id: int
    text: str
    buttons: list[tuple[str, str]]


@dataclass
class Api:
    """What the server knows and counts. `calls` by method; `bytes` of what was shown: texts and keyboards."""

    trip: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    on_shown: Callable[[Shown], None] = lambda shown: None
    polled: asyncio.Event = field(default_factory=asyncio.Event)
    _updates: list[Json] = field(default_factory=list)
    _waiting: Callable[[Any], None] | None = None
    _ids: int = 1000
    _update_id: int = 500_000_000

    def queue(self, kind: str, payload: Json) -> None:
        """Something a person did, for the next getUpdates."""
        self._update_id += 1
        self._updates.append({"update_id": self._update_id, kind: payload})
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            waiting(self._updates[:100])

    def new_id(self) -> int:
        """The id of the next message of any chat."""
        self._ids += 1
        return self._ids

    def perform(self, method: str, asked: dict[str, str], size: int, answer: Callable[[Any], None]) -> None:
        """Do one call and give its result to `answer`, which for a poll may be later."""
        self.calls[method] += 1
        if method == "getUpdates":
            self._poll(int(asked.get("offset", 0)), answer)
        elif method in SHOWING:
            self.bytes += size
            answer(self._show(method, asked))
        else:
            answer(BOT if method == "getMe" else True)

    def _poll(self, offset: int, answer: Callable[[Any], None]) -> None:
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        self.polled.set()
        if self._updates:
            answer(self._updates[:100])
        else:
            self._waiting = answer

    def _show(self, method: str, asked: dict[str, str]) -> Json:
        chat, now = int(asked["chat_id"]), int(time.time())
        sent = method == "sendMessage"
        id_ = self.new_id() if sent else int(asked["message_id"])
        markup = json.loads(asked.get("reply_markup", "{}"))
        rows = markup.get("inline_keyboard", [])
        buttons = [(button["text"], button["callback_data"]) for row in rows for button in row]
        self.on_shown(Shown(chat, id_, asked["text"], buttons))
        message: Json = {"message_id": id_, "from": BOT, "chat": private(chat), "date": now, "text": asked["text"]}
        if "entities" in asked:
            message["entities"] = json.loads(asked["entities"])
        if rows:
            message["reply_markup"] = markup
        return message if sent else {**message, "edit_date": now}


def private(chat_id: int) -> Json:
    """A private chat."""
    return {"id": chat_id, "type": "private", "first_name": "Arta"}


class _Connection(asyncio.Protocol):
    """One kept connection: requests one after the other."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._read = b""
        self._transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._read, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._read) < whole:
                return
            head, body, self._read = self._read[:end], self._read[end + 4 : whole], self._read[whole:]
            method = head.split(b" ", 2)[1].rsplit(b"/", 1)[1].decode()
            self._later(partial(self._perform, method, body))

    def _perform(self, method: str, body: bytes) -> None:
        self._api.perform(method, dict(parse_qsl(body.decode())), len(body), self._answer)

    def _answer(self, result: Any) -> None:
        body = json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._later(lambda: self._transport.write(head.encode() + body))

    def _later(self, act: Callable[[], None]) -> None:
        """Half a round trip from now."""
        if self._api.trip:
            asyncio.get_running_loop().call_later(self._api.trip / 2, act)
        else:
            act()


@asynccontextmanager
async def serve(api: Api) -> AsyncIterator[str]:
    """Serve until left; gives the base address."""
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(api), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
