"""Practice mode as a whole: the server, the people and the bot, from start to stop."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from practice.memory import keep, recall
from practice.server import HOST, serve
from practice.setting import bot_environment
from practice.supervisor import Supervisor
from practice.team import People
from practice.telegram import Telegram

_NOTHING_REAL = "Nothing here is real: people and households are invented, and no message leaves this computer."
_HINT = "Open the address in a browser. Ctrl-C ends practice and keeps what was practised; --fresh forgets it."
_FIRST = "The first start invites the team and writes thirty households; the phones stay silent for some seconds."


async def practise(folder: Path, port: int) -> None:
    """Serve the page on `port` (another if it is taken), bring the people, run the bot, until told to stop."""
    running = asyncio.create_task(_for_ever(folder, port))
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(each, running.cancel)
    with suppress(asyncio.CancelledError):
        await running


async def _for_ever(folder: Path, port: int) -> None:
    async with practising(Telegram(), folder, port):
        await asyncio.Event().wait()


@asynccontextmanager
async def practising(telegram: Telegram, folder: Path, port: int = 0) -> AsyncIterator[str]:
    """Practice inside a `with` block; gives the address of the page when the bot was started."""
    people = People(telegram, folder)
    recall(telegram, folder)
    env: dict[str, str] = {}  # filled in when the server has its port, before the bot starts
    bot = Supervisor((sys.executable, "-m", "bot", "run"), env)
    async with AsyncExitStack() as stack:
        base = await _serve(stack, telegram, bot, port)
        env |= bot_environment(folder, base, telegram.token)
        _say(f"Practice mode: {base}/", _NOTHING_REAL, _HINT, *([] if people.settled else [_FIRST]))
        with bot.preparing():
            await people.come(env)
        await stack.enter_async_context(keep(telegram, folder))
        people.save()
        stack.push_async_callback(bot.stop)
        await bot.start()
        yield base


async def _serve(stack: AsyncExitStack, telegram: Telegram, bot: Supervisor, port: int) -> str:
    try:
        return await stack.enter_async_context(serve(telegram, bot, port))
    except OSError:
        _say(f"Port {port} on {HOST} is in use; taking a free one.")
        return await stack.enter_async_context(serve(telegram, bot, 0))


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
