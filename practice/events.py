"""Server-sent events: what happens in practice, told to every open page."""

import asyncio
import json

from aiohttp import web

from practice.errors import Json
from practice.page import event_view
from practice.telegram import Telegram

PING_EVERY = 15
"""Seconds; a page that is gone is noticed at the next ping."""
BACKLOG = 1000
"""Events kept for a page that does not read; then it must read the state again."""


class Events:
    """All open pages."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._open: set[asyncio.Queue[str | None]] = set()
        telegram.on_event.append(self.hear)
        telegram.clock.on_move.append(lambda: self.tell({"type": "clock", "now": telegram.clock.now().isoformat()}))
        telegram.faults.on_cut.append(lambda cut: self.tell({"type": "network", "cut": cut}))

    def hear(self, event: Json) -> None:
        """Pass on an event of Telegram."""
        if (told := event_view(self._telegram, event)) is not None:
            self.tell(told)

    def tell(self, event: Json) -> None:
        """Send an event to every page."""
        line = f"data: {json.dumps(event)}\n\n"
        for queue in list(self._open):
            if queue.qsize() >= BACKLOG:
                self._open.discard(queue)
                queue.put_nowait(None)
            else:
                queue.put_nowait(line)

    def close(self) -> None:
        """End all streams."""
        for queue in self._open:
            queue.put_nowait(None)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Answer one page until it goes or falls behind."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._open.add(queue)
        try:
            await response.write(b": hello\n\n")
            while (line := await _next(queue)) is not None:
                await response.write(line.encode())
        except ConnectionResetError:
            pass
        finally:
            self._open.discard(queue)
        return response


async def _next(queue: asyncio.Queue[str | None]) -> str | None:
    try:
        async with asyncio.timeout(PING_EVERY):
            return await queue.get()
    except TimeoutError:
        return ": ping\n\n"
