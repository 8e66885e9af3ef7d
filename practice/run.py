"""Practice mode as a whole: the server, the people and the bot, from start to stop."""

import asyncio
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from practice.loading import load
from practice.memory import recall, remember
from practice.server import HOST, serve
from practice.setting import bot_environment
from practice.supervisor import Supervisor
from practice.team import People
from practice.telegram import Telegram

_NOTHING_REAL = "Nothing here is real: people and households are invented, and no message leaves this computer."
_HINT = "Open the address in a browser. Ctrl-C ends practice and keeps what was practised; --fresh forgets it."


async def practise(folder: Path, port: int, *, hint: bool = True) -> None:
    """Serve the page on `port` (another if it is taken), bring the people, run the bot, until told to stop."""
    stopped = _stop_signal()
    telegram = Telegram()
    people = People(telegram, folder)
    recall(telegram, folder)
    env: dict[str, str] = {}  # filled in when the server has its port, before the bot starts
    bot = Supervisor((sys.executable, "-m", "bot", "run"), env)
    async with AsyncExitStack() as stack:
        base = await _serve(stack, telegram, bot, port)
        env |= bot_environment(folder, base, telegram.token)
        _say(f"Practice mode: {base}/", _NOTHING_REAL, *([_HINT] if hint else []))
        await people.come(env)
        await asyncio.to_thread(load, env, telegram.clock.now())
        stack.callback(remember, telegram, folder)
        stack.push_async_callback(bot.stop)
        await bot.start()
        await stopped.wait()


async def _serve(stack: AsyncExitStack, telegram: Telegram, bot: Supervisor, port: int) -> str:
    try:
        return await stack.enter_async_context(serve(telegram, bot, port))
    except OSError:
        _say(f"Port {port} on {HOST} is in use; taking a free one.")
        return await stack.enter_async_context(serve(telegram, bot, 0))


def _stop_signal() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(each, stopped.set)
    return stopped


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
