"""What a step of an intake costs, beside the stock echo of python-telegram-bot: CPU, time, memory, calls.

A step is parsed, checked, committed with synchronous FULL, answered with the next card. The echo keeps nothing.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import town
from bench.api import TOKEN, Api, serve
from bench.figures import Figure, of_pairs, percentile
from bench.people import STEPS_OF_A_VISIT, Operator, Street, Talker
from bench.process import ASCOLTO, ECHO, Bot, started

OPERATORS = 50
TRIP = 0.1  # s: a phone network's round trip
RATE = 30.0  # steps a second: what Telegram lets a bot answer


@dataclass(frozen=True)
class Size:
    """How much is measured. `round_` in steps, times in seconds."""

    rounds: int
    round_: int
    stroll: float
    rush: float
    households: int
    drafts: int


QUICK = Size(rounds=3, round_=100, stroll=8, rush=5, households=4_000, drafts=20_000)
FULL = Size(rounds=9, round_=300, stroll=40, rush=20, households=20_000, drafts=20_000)


@dataclass(frozen=True)
class Side:
    """A bot with the people who use it."""

    bot: Bot
    street: Street

    async def cpu_of(self, steps: int) -> float:
        """CPU of a step, in ms, somebody going on as soon as she is answered."""
        before = self.bot.cpu()
        done = len(await self.street.walk(steps))
        return (self.bot.cpu() - before) / done * 1000


@asynccontextmanager
async def echo() -> AsyncIterator[Side]:
    """The stock echo and people who talk to it."""
    api = Api()
    async with serve(api) as base, started(ECHO, api, town.environment(Path(), base, TOKEN)) as bot:
        yield Side(bot, Street(api, [Talker(town.FIRST_CHAT + i) for i in range(OPERATORS)]))


@asynccontextmanager
async def ascolto(folder: Path, households: int, drafts: int = 0) -> AsyncIterator[Side]:
    """Ascolto in a folder of its own, and operators who log visits; `drafts` lie about, begun and parked."""
    (folder / "data").mkdir(mode=0o700, parents=True)
    engine = town.opened(folder)
    town.settle(engine, OPERATORS, households)
    town.park(engine, drafts, OPERATORS)
    engine.dispose()
    api, codes = Api(), town.codes(households)
    async with serve(api) as base, started(ASCOLTO, api, town.environment(folder, base, TOKEN)) as bot:
        yield Side(bot, Street(api, [Operator(town.FIRST_CHAT + i, codes) for i in range(OPERATORS)]))


async def measure(folder: Path, size: Size) -> list[Figure]:
    """All figures of a step."""
    async with AsyncExitStack() as stack:
        floor = await stack.enter_async_context(echo())
        ours = await stack.enter_async_context(ascolto(folder / "empty", size.households))
        parked = await stack.enter_async_context(ascolto(folder / "parked", size.households, size.drafts))
        figures = await _cpu(floor, ours, parked, size)
        figures += await _calls(ours)
        figures += await _pace(floor, ours, size)
        figures += await _rush(floor, ours, size)
        return [*figures, *_memory(floor, ours)]


async def _cpu(floor: Side, ours: Side, parked: Side, size: Size) -> list[Figure]:
    sides = (floor, ours, parked)
    for side in sides:
        await side.street.walk(5 * STEPS_OF_A_VISIT)
    rounds = [[await side.cpu_of(size.round_) for side in sides] for _ in range(size.rounds)]
    of_echo, of_ours, of_parked = (list(each) for each in zip(*rounds, strict=True))
    return [
        Figure("CPU of a durable step", _ms(of_ours), _ms(of_echo), of_pairs(of_ours, of_echo), 0.5, 0.35),
        Figure(
            f"– with {size.drafts:,} parked drafts, to without", _ms(of_parked), _ms(of_ours),
            of_pairs(of_parked, of_ours), 1.1,
        ),
    ]  # fmt: skip


async def _calls(ours: Side) -> list[Figure]:
    """Calls of ten visits by one person, but for getUpdates; and how many trips one waits for a card."""
    api, steps = ours.bot.api, 10 * STEPS_OF_A_VISIT
    before, shown = api.calls.copy(), api.bytes
    await ours.street.walk(steps)
    calls = (api.calls - before).total() - (api.calls["getUpdates"] - before["getUpdates"])
    api.trip = TRIP
    waited = median(await ours.street.walk(2 * STEPS_OF_A_VISIT)) / TRIP
    api.trip = 0
    kb = (api.bytes - shown) / (steps / STEPS_OF_A_VISIT) / 1000
    return [
        Figure("API calls of a step", f"{calls / steps:.2f}", "–", calls / steps, 2.1, plain=True),
        Figure("round trips from a tap to its card, its own included", f"{waited:.2f}", "–", waited, 1.5, plain=True),
        Figure("kB of text and buttons a visit", f"{kb:.1f}", "–", kb, plain=True),
    ]


async def _pace(floor: Side, ours: Side, size: Size) -> list[Figure]:
    """Waiting at a steady pace."""
    took = [percentile(await side.street.stroll(size.stroll, RATE), 0.99) * 1000 for side in (floor, ours)]
    return [Figure(f"p99 at {RATE:g} steps/s", f"{took[1]:.0f} ms", f"{took[0]:.0f} ms", took[1] / took[0], 4)]


async def _rush(floor: Side, ours: Side, size: Size) -> list[Figure]:
    """Everybody at once over a slow network, each chat in order."""
    done = []
    for side in (floor, ours):
        side.bot.api.trip = TRIP
        done.append(await side.street.walk_for(size.rush) / size.rush)
        side.bot.api.trip = 0
    name = f"steps/s of {OPERATORS} people at {TRIP * 1000:g} ms round trip"
    return [Figure(name, f"{done[1]:.0f}", f"{done[0]:.1f}", done[1] / done[0], 10, 20, at_least=True)]


def _memory(floor: Side, ours: Side) -> list[Figure]:
    used, least = ours.bot.rss(), floor.bot.rss()
    return [Figure("RSS after all this", f"{used:.0f} MB", f"{least:.0f} MB", used / least, 2.2)]


async def measure_start(folder: Path, times: int) -> list[Figure]:
    """CPU from nothing to the first getUpdates, the database being there."""
    (folder / "data").mkdir(mode=0o700, parents=True)
    engine = town.opened(folder)
    town.settle(engine, OPERATORS, 1_000)
    engine.dispose()
    taken: dict[tuple[str, ...], list[float]] = {ECHO: [], ASCOLTO: []}
    for _ in range(times):
        for command, so_far in taken.items():
            api = Api()
            async with (
                serve(api) as base,
                started(command, api, town.environment(folder, base, TOKEN)) as bot,
            ):
                so_far.append(bot.cpu())
    of_echo, ours = taken.values()
    said, least = f"{median(ours):.2f} s", f"{median(of_echo):.2f} s"
    return [Figure("CPU of the start, until it polls", said, least, of_pairs(ours, of_echo))]


def _ms(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ms"
