"""The web server of practice mode: the Bot API, the page and the clock, on this computer only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from practice import bot_api
from practice.telegram import Telegram

HOST = "127.0.0.1"


def make_app(telegram: Telegram) -> web.Application:
    """Everything that practice mode answers over HTTP."""
    app = web.Application(client_max_size=bot_api.UPLOAD_LIMIT)
    app[bot_api.TELEGRAM] = telegram
    app.add_routes(bot_api.routes)
    app.router.add_get("/clock", clock)
    return app


async def clock(request: web.Request) -> web.Response:
    """What time it is in practice."""
    return web.json_response({"now": request.app[bot_api.TELEGRAM].clock.now().isoformat()})


@asynccontextmanager
async def serve(telegram: Telegram, port: int = 0) -> AsyncIterator[str]:
    """Serve until left; gives the base address, `http://127.0.0.1:PORT`."""
    # A bot that is killed in the middle of a long poll must not count as waiting: its handler is cancelled.
    runner = web.AppRunner(make_app(telegram), handler_cancellation=True, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port, shutdown_timeout=0.1)
        await site.start()
        host, bound = runner.addresses[0][:2]
        yield f"http://{host}:{bound}"
    finally:
        await runner.cleanup()
