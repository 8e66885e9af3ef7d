"""What can go wrong between the bot and Telegram, on request."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from practice.errors import ApiError, too_many

ANY = "*"
"""Stands for every method."""


@dataclass
class Knob:
    """One ordered fault: for `method`, `times` more calls."""

    method: str
    times: int
    error: ApiError | None = None
    seconds: float = 0
    lose_answer: bool = False


class Faults:
    """The faults ordered and not yet used up."""

    def __init__(self) -> None:
        self.is_cut = False
        self.connections: set[asyncio.Transport] = set()
        """Those of the bot's requests that wait for an answer."""
        self.on_cut: list[Callable[[bool], None]] = []
        self._knobs: list[Knob] = []

    def cut_network(self, cut: bool = True) -> None:
        """Take the bot off the network, or put it back: its connections end at once, without an answer."""
        self.is_cut = cut
        if cut:
            for connection in list(self.connections):
                connection.abort()
        for told in self.on_cut:
            told(cut)

    def refuse(self, method: str, code: int, times: int = 1, description: str = "Internal Server Error") -> None:
        """Answer the next calls of a method with an error instead of doing them."""
        self._knobs.append(Knob(method, times, ApiError(code, description)))

    def slow_down(self, method: str, retry_after: int, times: int = 1) -> None:
        """Answer the next calls of a method with 429 and `retry_after` seconds."""
        self._knobs.append(Knob(method, times, too_many(retry_after)))

    def delay(self, method: str, seconds: float, times: int = 1) -> None:
        """Let the next calls of a method take longer."""
        self._knobs.append(Knob(method, times, seconds=seconds))

    def lose_answer(self, method: str, times: int = 1) -> None:
        """Do the next calls of a method and close the connection without an answer."""
        self._knobs.append(Knob(method, times, lose_answer=True))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.cut_network(False)
        self._knobs.clear()

    def take(self, method: str) -> Knob | None:
        """The fault that this call meets, used up once."""
        for knob in self._knobs:
            if knob.method in (ANY, method) and knob.times > 0:
                knob.times -= 1
                return knob
        return None
