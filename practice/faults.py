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
    chat: int | None = None
    """Only calls for this chat."""
    drop: bool = False
    """The connection ends before anything is done."""
    status: int = 200
    body: bytes | None = None
    """Answered after the call was done, in place of the proper answer."""
    cut_at: int | None = None
    """How many bytes of the proper answer arrive."""

    def meets(self, method: str, chat: int | None) -> bool:
        """Whether it is for this call."""
        return self.times > 0 and self.method in (ANY, method) and self.chat in (None, chat)


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

    def order(self, *knobs: Knob) -> None:
        """Order faults of any kind."""
        self._knobs.extend(knobs)

    def refuse(
        self,
        method: str,
        code: int,
        times: int = 1,
        description: str = "Internal Server Error",
        chat: int | None = None,
    ) -> None:
        """Answer the next calls of a method (for a chat) with an error instead of doing them."""
        self.order(Knob(method, times, ApiError(code, description), chat=chat))

    def slow_down(self, method: str, retry_after: int, times: int = 1, chat: int | None = None) -> None:
        """Answer the next calls of a method (for a chat) with 429 and `retry_after` seconds."""
        self.order(Knob(method, times, too_many(retry_after), chat=chat))

    def drop(self, method: str, times: int = 1) -> None:
        """Close the connection of the next calls of a method without doing them."""
        self.order(Knob(method, times, drop=True))

    def truncate(self, method: str, size: int = 20, times: int = 1) -> None:
        """Do the next calls of a method and answer with the first `size` bytes of what is to be said."""
        self.order(Knob(method, times, cut_at=size))

    def garble(self, method: str, status: int, body: bytes, times: int = 1) -> None:
        """Do the next calls of a method and answer with something else, as a proxy on the way may."""
        self.order(Knob(method, times, status=status, body=body))

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

    @property
    def waiting(self) -> int:
        """How many faults were ordered and have not struck yet."""
        return sum(knob.times for knob in self._knobs)

    def take(self, method: str, chat: int | None = None) -> Knob | None:
        """The fault that this call meets, used up once."""
        for knob in self._knobs:
            if knob.meets(method, chat):
                knob.times -= 1
                return knob
        return None
