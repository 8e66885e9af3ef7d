"""The bot without a network: what people send meanwhile waits at Telegram and comes all at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from tests.talk import Centre


@asynccontextmanager
async def outage(centre: Centre, lasts: timedelta = timedelta(hours=3)) -> AsyncIterator[None]:
    """Cut the bot off; what is sent inside is handled at the end, `lasts` later."""
    centre.telegram.faults.cut_network()
    yield
    centre.telegram.clock.forward(lasts)
    centre.telegram.faults.cut_network(cut=False)
    heard = asyncio.Event()
    centre.telegram.updates.on_confirmed.append(lambda _: heard.set())
    async with asyncio.timeout(60):
        while centre.telegram.updates.pending:
            heard.clear()
            await heard.wait()
    centre.telegram.updates.on_confirmed.pop()
    await centre.settled()
