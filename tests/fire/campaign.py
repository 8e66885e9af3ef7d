"""A campaign: operators work, the bot is killed at random moments and named points, and started again each time."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot import registry
from bot.people import people
from bot.registry import Newcomer
from bot.work import Work
from db.keyfile import open_keyring
from practice.clock import PracticeClock
from practice.person import Person
from practice.server import serve
from practice.telegram import Telegram
from tests.fire import harness
from tests.fire.figures import Figures
from tests.fire.harness import Bot, Nursery
from tests.fire.honesty import Honesty
from tests.fire.ledger import Ledger
from tests.fire.operators import Operator
from tests.fire.points import AT_WORK
from tests.fire.repeats import Repeats
from tests.talk import BELGRADE, WEDNESDAY

NAMES = ("Arta", "Milica", "Chiara")
FINISH = 90.0  # s for everybody to end her visit
LONGEST_LIFE = 1.5  # s of a bot before it is killed from outside
IN_STORM = 0.3  # of all lives, where there are storms
LONGEST_IN_STORM = 7.0  # s; it looks every five whether the guard is still its own
FRESH_EVERY = 12


@dataclass
class Worked(Figures):
    """What was done meanwhile."""

    at_points: int = 0
    storms: int = 0
    saved: int = 0
    answers: int = 0
    repeats: int = 0

    def counted(self) -> str:
        return (
            f"{self.at_points} of them at named points, {self.storms} times the server stopped or cut connections, "
            f"{self.saved} visits and sessions saved, {self.answers} answers looked up, "
            f"{self.repeats} messages repeated"
        )


class Campaign:
    """One campaign on one database, which is at the newest schema and empty."""

    def __init__(self, engine: Engine, folder: Path, seed: int, storms: Sequence[Callable[[], None]] = ()) -> None:
        """`storms`: what happens to the server of the database while the bot works."""
        self._storms = storms
        self._engine = engine
        self._folder = folder
        self._luck = random.Random(seed)
        self._telegram = Telegram(PracticeClock(WEDNESDAY))
        self._url = engine.url.render_as_string(hide_password=False)
        self._diary: list[str] = []
        self.figures = Worked(seed)

    async def run(self, kills: int) -> Worked:
        """Kill the bot `kills` times; returns the figures, whose `findings` are to be empty."""
        async with harness.nursery() as nursery, serve(self._telegram) as base:
            operators = [joins(self._engine, self._telegram, name, self._luck) for name in NAMES]
            honesty, repeats = Honesty(self._telegram, self._engine), Repeats(self._telegram)
            ledger = Ledger(self._engine, operators)
            working = [asyncio.create_task(operator.works()) for operator in operators]
            for number in range(kills):
                await self._life(nursery, base, fresh=number % FRESH_EVERY == 0)
                self.figures.findings += await asyncio.to_thread(ledger.findings)
                await self._last_requests_are_done()
                repeats.a_kill()
                if self.figures.findings:
                    break
            await self._finish(nursery, base, operators, working)
            self.figures.findings += await asyncio.to_thread(ledger.findings)
        self._sum_up(operators, honesty, repeats, ledger)
        self._keep_diaries(operators)
        return self.figures

    async def _life(self, nursery: Nursery, base: str, *, fresh: bool) -> None:
        """Start the bot and kill it, or let it kill itself."""
        point = f"{self._luck.choice(AT_WORK)}:{self._luck.randint(1, 12)}" if self._luck.random() < 0.5 else ""
        env = harness.environment(self._telegram, base, self._folder, self._url, point)
        bot = await (harness.start_fresh(env) if fresh else nursery.start(env))
        await self._lives(bot, at_point=bool(point))
        await harness.kill(bot)
        self.figures.kills += 1
        self._diary.append(f"{time.time():.3f} kill {self.figures.kills} {point}")

    async def _last_requests_are_done(self) -> None:
        """What the dead one had asked for is on its account, however slow this machine is."""
        await asyncio.sleep(0.1)
        while self._telegram.in_progress:  # noqa: ASYNC110 - a count that tells nobody when it falls
            await asyncio.sleep(0.02)

    async def _lives(self, bot: Bot, *, at_point: bool) -> None:
        if not at_point and self._luck.random() < 0.2:
            await asyncio.sleep(self._luck.uniform(0, 0.3))  # while it starts
            return
        waiting = asyncio.ensure_future(bot.ended())
        polling = asyncio.ensure_future(harness.polls(self._telegram))
        await asyncio.wait({waiting, polling}, return_when=asyncio.FIRST_COMPLETED)
        polling.cancel()
        life = LONGEST_LIFE if at_point else self._luck.uniform(0, LONGEST_LIFE)
        if self._storms and self._luck.random() < IN_STORM:
            await asyncio.to_thread(self._luck.choice(self._storms))
            self.figures.storms += 1
            life = self._luck.uniform(0, LONGEST_IN_STORM)
        done, _ = await asyncio.wait({waiting}, timeout=life)
        if done:
            self.figures.at_points += 1
            if waiting.result() != -9:
                self.figures.findings.append(f"it ended by itself with {waiting.result()}")

    async def _finish(
        self, nursery: Nursery, base: str, operators: list[Operator], working: list["asyncio.Task[None]"]
    ) -> None:
        """Once more without a kill: everybody ends her visit."""
        bot = await nursery.start(harness.environment(self._telegram, base, self._folder, self._url))
        for operator in operators:
            operator.finishing = True
        try:
            async with asyncio.timeout(FINISH):
                await asyncio.gather(*working)
                await self._telegram.settled(patience=FINISH)
        except TimeoutError:
            queue = self._telegram.updates
            under_way = f"{len(queue.pending)} updates, {self._telegram.in_progress} calls, polling: {queue.waiting}"
            self.figures.findings.append(f"at the end: {under_way}")
            stuck = [_stands(operator) for operator, task in zip(operators, working, strict=True) if not task.done()]
            self.figures.findings.append(f"not finished: {stuck}")
        code = await harness.stop(bot)
        if code:
            self.figures.findings.append(f"it stopped with {code}")

    def _keep_diaries(self, operators: list[Operator]) -> None:
        """What everybody saw and did, for whoever looks for the cause of a finding."""
        for operator in operators:
            said = [
                f"{m.date} {m.message_id} {'bot' if m.sender.is_bot else 'she'}: {m.text!r}"
                for m in operator.person.messages
            ]
            (self._folder / f"{operator.person.key}.txt").write_text(
                "\n".join([*sorted([*operator.diary, *self._diary]), *said])
            )

    def _sum_up(self, operators: list[Operator], honesty: Honesty, repeats: Repeats, ledger: Ledger) -> None:
        self.figures.saved = sum(len(operator.saved) for operator in operators)
        self.figures.answers = ledger.compared
        self.figures.repeats = repeats.total
        if repeats.worst[0] > 1:
            self.figures.findings.append("sent again {} times for one kill: {}".format(*repeats.worst))
        self.figures.findings += [f"update {id_} was confirmed before its commit" for id_ in honesty.untrue]
        self.figures.findings += [f"still in the chat: {said!r}" for each in operators for said in _left(each)]


def _left(operator: Operator) -> list[str]:
    """What she typed in forms that she saved and that the bot has not deleted."""
    notes = {entry.note for entry in operator.saved}
    return [message.text for message in operator.person.messages if message.text in notes]


def _stands(operator: Operator) -> str:
    return f"{operator.person.name} at {operator.person.last.text!r}"


def joins(engine: Engine, telegram: Telegram, name: str, luck: random.Random) -> Operator:
    """An operator with an account, a phone that has pressed Start, and a household of her own to visit."""
    with Session(engine) as db, db.begin():
        work = Work(db, telegram.clock.now(), BELGRADE)
        person = Person(telegram, name, language_code="en", language="en", role="operator")
        account = people.accept(work, people.invite(work, name, "operator", "en"), person.id)
        assert account is not None
        newcomer = Newcomer("family", "tavnik", "given", "sq", f"Besnik {name}")
        household = registry.register(work, account, newcomer).id
    person.starts()
    return Operator(person, f"Besnik {name}", household, random.Random(luck.random()))


def campaign_engine(url: str, folder: Path) -> Engine:
    """The engine of the harness itself, with the key that the bot will use."""
    from db.engine import make_engine

    return make_engine(url, open_keyring(folder / "key"))
