"""The web server of practice mode: the Bot API, the page and the clock, on this computer only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from practice import bot_api, page_api
from practice.events import Events
from practice.page import FILES
from practice.page_api import BotProcess
from practice.same_origin import protect, same_origin
from practice.telegram import Telegram

HOST = "127.0.0.1"
STATIC = Path(__file__).parent / "static"
_SHOWN = ("image/", "audio/", "video/")
"""What a browser may open in the page; everything else is only saved."""


def make_app(telegram: Telegram, bot: BotProcess | None = None) -> web.Application:
    """Everything that practice mode answers over HTTP; `bot` is who runs the bot's process, if anybody."""
    app = web.Application(client_max_size=bot_api.UPLOAD_LIMIT, middlewares=[same_origin])
    app[bot_api.TELEGRAM] = telegram
    app[page_api.EVENTS] = Events(telegram)
    if bot is not None:
        app[page_api.BOT] = bot
        bot.on_change.append(lambda: app[page_api.EVENTS].tell({"type": "bot", "state": bot.state}))
    app.add_routes(bot_api.routes)
    app.add_routes(page_api.routes)
    app.router.add_get("/clock", clock)
    app.router.add_get(FILES + "{unique_id}", sent_file)
    app.router.add_get("/", index)
    app.router.add_static("/static", STATIC)
    app.on_response_prepare.append(protect)
    app.on_shutdown.append(_close)
    return app


async def clock(request: web.Request) -> web.Response:
    """What time it is in practice."""
    return web.json_response({"now": request.app[bot_api.TELEGRAM].clock.now().isoformat()})


async def index(_request: web.Request) -> web.FileResponse:
    """The page."""
    return web.FileResponse(STATIC / "index.html")


async def sent_file(request: web.Request) -> web.Response:
    """A photo, voice note or document for the page to show."""
    stored = request.app[bot_api.TELEGRAM].files.of_unique_id(request.match_info["unique_id"])
    if stored is None:
        raise web.HTTPNotFound
    shown = stored.mime.startswith(_SHOWN) and "svg" not in stored.mime
    headers = {"Content-Type": stored.mime if shown else "application/octet-stream"}
    return web.Response(body=stored.data, headers=headers)


async def _close(app: web.Application) -> None:
    app[page_api.EVENTS].close()


@asynccontextmanager
async def serve(telegram: Telegram, bot: BotProcess | None = None, port: int = 0) -> AsyncIterator[str]:
    """Serve until left; gives the base address, `http://127.0.0.1:PORT`. OSError if the port is taken."""
    # A bot that is killed in the middle of a long poll must not count as waiting: its handler is cancelled.
    app = make_app(telegram, bot)
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port)
        await site.start()
        bound = runner.addresses[0][1]
        yield f"http://{HOST}:{bound}"
    finally:
        await runner.cleanup()
