"""`ascolto run`: the bot, until it is told to stop."""

import argparse
import asyncio
import logging
import signal
import threading
import time
from contextlib import suppress

import uvloop
from sqlalchemy import Engine

from bot import watchdog
from bot.app import App, WrongToken, running
from bot.commands import Failed
from bot.opening import bring_up_to_date, clock_of, connect
from bot.settings import TELEGRAM, Settings, SettingsError
from db.guard import Guard, hold

log = logging.getLogger("ascolto")

GUARD_LOOK = 5.0  # s
STANDSTILL = 180.0  # s; a poll takes half a minute, a wait after an error as long


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: everything is set in the environment."""


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Run until SIGTERM, SIGINT or SIGHUP."""
    settings.required_token()
    engine = connect(settings)
    guard = hold(engine, settings.data)
    try:
        uvloop.run(_run(settings, engine, guard))
    except WrongToken:
        raise SettingsError(settings.token_variable, _unknown_token(settings)) from None
    finally:
        guard.release()
        engine.dispose()
    return 0


def _unknown_token(settings: Settings) -> str:
    elsewhere = "" if settings.api_url == TELEGRAM else " – or TELEGRAM_API_URL leads to no Bot API"
    return f"holds a token that Telegram does not know: copy it again from @BotFather{elsewhere}."


async def _run(settings: Settings, engine: Engine, guard: Guard) -> None:
    stopped = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    working = asyncio.create_task(_work(settings, engine, guard))
    waiting = asyncio.create_task(stopped.wait())
    beating = asyncio.create_task(watchdog.beat())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if working.done():
        working.result()
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    beating.cancel()


async def _work(settings: Settings, engine: Engine, guard: Guard) -> None:
    """Stand by until no other process runs on this database, then work for as long as that stays so."""
    told = threading.Event()
    free = await asyncio.to_thread(guard.try_acquire)
    try:
        while True:
            if not free:
                log.warning("another process works on this database, or it is away: standing by")
                await asyncio.to_thread(guard.acquire, told)
            await asyncio.to_thread(bring_up_to_date, settings, engine)
            async with running(settings, engine, clock_of(settings), nightly=True) as app:
                await _watch(app, guard)
            free = False
    finally:
        told.set()


async def _watch(app: App, guard: Guard) -> None:
    """Return when the guard is lost. Raises what ends the polling, and Failed when it has stood still for too long."""
    while await asyncio.to_thread(guard.held):
        await asyncio.wait({app.polling}, timeout=GUARD_LOOK)
        if app.polling.done():
            app.polling.result()
        if time.monotonic() - app.poller.moved_at > STANDSTILL:
            raise Failed("Nothing was heard for three minutes, not even an error: start the bot again.")
