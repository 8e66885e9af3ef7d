"""People with phones: operators who log one visit after the other, and somebody who talks to an echo."""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bench.api import Api, Json, Shown, private

PATIENCE = 30.0  # s until a step that brings nothing counts as broken
LOOK = 0.01  # s that somebody looks at a screen before she does the next thing


@dataclass(frozen=True)
class Move:
    """One thing a person does – types, or taps a button with these words – and what then must be on her screen."""

    types: str = ""
    taps: str = ""
    text: str = ""
    button: str = ""

    def led_to(self, shown: Shown) -> bool:
        """Whether the screen is the one this leads to."""
        return self.text in shown.text and any(self.button in label for label, _ in shown.buttons or [("", "")])


def visit(code: str, note: str) -> Sequence[Move]:
    """A home visit, as most of them are: ten steps, three of them typed."""
    return (
        Move(types="/visit", text="Which household?"),
        Move(types=code, text="Found", button=code),
        Move(taps=code, text="What happened?"),
        Move(taps="Visit made today", text="Needs seen"),
        Move(taps="Housing", button="✓ Housing"),
        Move(taps="Continue", text="What was done"),
        Move(taps="Listening only", text="Who takes the next step?"),
        Move(taps="The family", text="A note?"),
        Move(types=note, button="Save · "),
        Move(taps="Save · ", text="Saved: V-"),
    )


STEPS_OF_A_VISIT = len(visit("", ""))


class Person(Protocol):
    """Whoever uses a bot."""

    chat_id: int

    def moves(self) -> Iterator[Move]:
        """What she does, without end."""


@dataclass
class Operator:
    """Logs a visit to one household after the other."""

    chat_id: int
    codes: Iterator[str]

    def moves(self) -> Iterator[Move]:
        """As of a Person."""
        for number in itertools.count(1):
            yield from visit(next(self.codes), f"They spoke of the winter and of the school, {number}.")


@dataclass
class Talker:
    """Says something new each time; the bot says it again."""

    chat_id: int

    def moves(self) -> Iterator[Move]:
        """As of a Person."""
        for number in itertools.count(1):
            said = f"They spoke of the winter and of the school, {number}."
            yield Move(types=said, text=said)


class Phone:
    """One chat: does the next thing and waits until its screen has come."""

    def __init__(self, api: Api, person: Person) -> None:
        self._api = api
        self._moves = person.moves()
        self._user = {**private(person.chat_id), "is_bot": False, "language_code": "en"}
        self._screens: list[Shown] = []
        self._awaited: Move | None = None
        self._came: asyncio.Future[float]
        self._free = 0.0  # when she may do the next thing
        self.chat_id = person.chat_id

    @property
    def busy(self) -> bool:
        """Whether it waits for its screen."""
        return self._awaited is not None

    async def step(self) -> float:
        """One step; how long it took until the screen was there, in seconds. Raises TimeoutError."""
        move = next(self._moves)
        self._awaited, self._came = move, asyncio.get_running_loop().create_future()
        await asyncio.sleep(self._free - time.perf_counter())
        begun = time.perf_counter()
        if move.types:
            self._says(move.types)
        else:
            self._taps(move.taps)
        try:
            async with asyncio.timeout(PATIENCE):
                came = await self._came
        except TimeoutError:
            raise TimeoutError(f"{move} led to {self._screens[-1:]}") from None
        self._free = came + LOOK + self._api.trip / 2  # not before the bot knows that it was shown
        return came - begun

    def sees(self, shown: Shown) -> None:
        """The bot has sent or changed a message of this chat."""
        if shown.buttons:
            self._screens = [*(s for s in self._screens[-3:] if s.message_id != shown.message_id), shown]
        if self._awaited is not None and self._awaited.led_to(shown):
            self._awaited = None
            self._came.set_result(time.perf_counter())

    def _message(self, id_: int, text: str) -> Json:
        return {"message_id": id_, "from": self._user, "chat": private(self.chat_id), "date": int(time.time()),
                "text": text}  # fmt: skip

    def _says(self, words: str) -> None:
        message = self._message(self._api.new_id(), words)
        if words.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(words)}]
        self._api.queue("message", message)

    def _taps(self, label: str) -> None:
        screen, data = self._button(label)
        query = {"id": str(self._api.new_id()), "from": self._user, "chat_instance": "1", "data": data}
        self._api.queue("callback_query", {**query, "message": self._message(screen.message_id, screen.text)})

    def _button(self, words: str) -> tuple[Shown, str]:
        for screen in reversed(self._screens):
            for label, data in screen.buttons:
                if words in label:
                    return screen, data
        raise LookupError(f"no button {words!r} on {self._screens}")


class Street:
    """All phones of one bot."""

    def __init__(self, api: Api, people: Sequence[Person]) -> None:
        self.phones = [Phone(api, person) for person in people]
        self._of = {phone.chat_id: phone for phone in self.phones}
        api.on_shown = self._show

    def _show(self, shown: Shown) -> None:
        if shown.chat_id in self._of:
            self._of[shown.chat_id].sees(shown)

    async def walk(self, steps: int, people: int = 1) -> list[float]:
        """Closed loop: the first `people` go on as soon as they are answered, `steps` in all; each step's seconds."""

        async def go(phone: Phone) -> list[float]:
            return [await phone.step() for _ in range(steps // people)]

        took = await asyncio.gather(*(go(phone) for phone in self.phones[:people]))
        return [each for one in took for each in one]

    async def walk_for(self, seconds: float) -> int:
        """Closed loop, all of them, for a time; how many steps were done."""
        end = time.perf_counter() + seconds

        async def go(phone: Phone) -> int:
            done = 0
            while time.perf_counter() < end:
                await phone.step()
                done += time.perf_counter() < end
            return done

        return sum(await asyncio.gather(*(go(phone) for phone in self.phones)))

    async def stroll(self, seconds: float, rate: float) -> list[float]:
        """Open loop: `rate` steps a second, whoever's turn it is, whether or not the bot keeps up; seconds each."""
        tasks, begun = [], time.perf_counter()
        turns = itertools.cycle(self.phones)
        for number in range(int(seconds * rate)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            phone = next(turns)
            while phone.busy:
                phone = next(turns)
            tasks.append(asyncio.create_task(phone.step()))
        return list(await asyncio.gather(*tasks))
