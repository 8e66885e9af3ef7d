"""What the subcommands of `ascolto` do. They are the machine owner's hands: the chat has its own."""

import argparse
import asyncio
import os
import signal
import sys
import threading
from contextlib import suppress

import uvloop
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot import doctor as doctoring
from bot import exports, people
from bot.app import WrongToken, clock_of, open_database, running
from bot.clock import today
from bot.logs import set_up
from bot.registry import NameCache
from bot.settings import Settings
from bot.work import Work
from db.guard import Guard, hold
from db.models import Fact

GUARD_LOOK = 5.0  # s


class Failed(Exception):
    """Something a subcommand could not do, in one sentence."""


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """The bot, until it is told to stop."""
    set_up()
    settings.required_token()
    engine = open_database(settings)
    guard = hold(engine, settings.data)
    try:
        uvloop.run(_run(settings, engine, guard))
    except WrongToken:
        raise Failed("Telegram does not know the token in TELEGRAM_BOT_TOKEN: copy it again from @BotFather.") from None
    finally:
        guard.release()
        engine.dispose()
    return 0


async def _run(settings: Settings, engine: Engine, guard: Guard) -> None:
    stopped = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    working = asyncio.create_task(_work(settings, engine, guard))
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if working.done():
        working.result()
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working


async def _work(settings: Settings, engine: Engine, guard: Guard) -> None:
    """Stand by until no other process runs on this database, then work for as long as that stays so."""
    told = threading.Event()
    try:
        await asyncio.to_thread(guard.acquire, told)
        async with running(settings, engine, clock_of(settings)) as app:
            while not app.polling.done() and await asyncio.to_thread(guard.held):
                await asyncio.wait({app.polling}, timeout=GUARD_LOOK)
            if app.polling.done():
                app.polling.result()
    finally:
        told.set()


def practice(asked: argparse.Namespace) -> int:
    """Practice is a program of its own: this process becomes it."""
    arguments = [word for word in asked.arguments if word != "--"]
    os.execv(sys.executable, [sys.executable, "-m", "practice", *arguments])  # noqa: S606 - our own program, no shell


def invite(settings: Settings, asked: argparse.Namespace) -> int:
    """A link to follow and, alone on the last line, its code."""
    if not asked.name.strip():
        raise Failed("--name is empty: say how colleagues call her or him.")
    engine = open_database(settings)
    try:
        with Session(engine) as db, db.begin():
            work = Work(db, clock_of(settings).now(), settings.timezone, NameCache())
            code = people.invite(work, asked.name.strip(), asked.role, asked.language)
            bot = db.get(Fact, "bot")
            username = bot.value if bot else None
    finally:
        engine.dispose()
    link = f"https://t.me/{username}?start={code}" if username else f"/start {code}"
    sys.stdout.write(f"For {asked.name.strip()}, once, within 24 hours. Open this link on her or his phone")
    sys.stdout.write(":\n" if username else " (or send this to the bot, which has not run yet):\n")
    sys.stdout.write(f"{link}\n{code}\n")
    return 0


def export(settings: Settings, asked: argparse.Namespace) -> int:
    """All records, one JSON object a line, or as CSV files; read in one state while the bot goes on."""
    day = today(clock_of(settings), settings.timezone)
    try:
        reader = exports.open_source(settings)
        try:
            exports.write(reader, day, asked.format, asked.output)
        finally:
            reader.dispose()
    except exports.ExportRefused as refusal:
        raise Failed(str(refusal)) from None
    return 0


def doctor(settings: Settings, asked: argparse.Namespace) -> int:
    """What is in order and what is not; 1 when something is not."""
    findings = doctoring.look(settings, clock_of(settings))
    for finding in findings:
        sys.stdout.write(f"{'ok  ' if finding.good else 'BAD '} {finding.what}: {finding.said}\n")
    bad = [finding for finding in findings if not finding.good]
    if bad:
        raise Failed(" ".join(f"{finding.what}: {finding.said}" for finding in bad))
    return 0


def migrate(settings: Settings, asked: argparse.Namespace) -> int:
    """The newest schema; `run` does the same at its start."""
    open_database(settings).dispose()
    return 0
