"""The queue of updates between people and the bot, with Telegram's rules of delivery.

An update is delivered again and again until a later offset confirms it; taps are dropped after 150 s, the rest
after 24 h; ids start at random, and again at random after a week without updates.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from practice.clock import PracticeClock
from practice.errors import CONFLICT, ApiError, Json

TAP_LIFETIME = timedelta(seconds=150)
LIFETIME = timedelta(hours=24)
QUIET = timedelta(days=7)
LONGEST_POLL = 50
"""Seconds."""
MOST = 100
"""Updates in one answer."""
FUTURE = 10
"""An offset further than this beyond the last id confirms nothing."""

_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True)
class Pending:
    """An update that was not confirmed yet."""

    update_id: int
    kind: str
    payload: Json
    expires: datetime
    raw: bool = False

    def to_api(self) -> Json:
        """As getUpdates answers it."""
        return self.payload if self.raw else {"update_id": self.update_id, self.kind: self.payload}


class UpdateQueue:
    """Updates in order of arrival and the one poll that may wait for them."""

    def __init__(self, clock: PracticeClock) -> None:
        self._clock = clock
        self._pending: list[Pending] = []
        self._allowed: frozenset[str] | None = None
        self._last_id = _random_id()
        self._last_at = clock.now()
        self._poll: asyncio.Future[None] | None = None
        self.delivered = 0
        """Updates handed out so far, each delivery counted."""
        self.on_confirmed: list[Callable[[list[int]], None]] = []
        """Told the ids that the bot has just confirmed."""
        self.tamper: Callable[[list[Json]], list[Any]] = list
        """What is done to an answer before it is given: nothing, unless a test makes a worse Telegram of this one."""

    @property
    def waiting(self) -> bool:
        """Whether a poll waits for updates."""
        return self._poll is not None and not self._poll.done()

    @property
    def pending(self) -> list[Pending]:
        """What was not confirmed, without what is too old."""
        now = self._clock.now()
        self._pending = [each for each in self._pending if each.expires > now]
        return list(self._pending)

    def add(self, kind: str, payload: Json) -> int | None:
        """Queue an update; returns its id, or None when the bot did not ask for this kind."""
        if not self._wanted(kind):
            return None
        now = self._clock.now()
        self._last_id = _random_id() if now - self._last_at > QUIET else self._last_id + 1
        self._last_at = now
        lifetime = TAP_LIFETIME if kind == "callback_query" else LIFETIME
        self._queue(Pending(self._last_id, kind, payload, now + lifetime))
        return self._last_id

    def inject(self, raw: Json) -> int:
        """Queue an update as it stands, however malformed; returns the id under which it can be confirmed."""
        given = raw.get("update_id")
        self._last_id = given if type(given) is int else self._last_id + 1
        self._queue(Pending(self._last_id, "", raw, self._clock.now() + LIFETIME, raw=True))
        return self._last_id

    async def get(self, offset: int, limit: int, seconds: int, allowed: Any = None) -> list[Json]:
        """Answer getUpdates: confirm what lies before `offset`, wait up to `seconds` s for something to deliver."""
        if isinstance(allowed, Sequence) and not isinstance(allowed, str):
            self._allowed = frozenset(allowed) or None
        self._confirm(offset)
        if not self.pending and seconds > 0:
            await self._wait(min(seconds, LONGEST_POLL))
        answered = self.pending[: min(max(limit, 1), MOST)]
        self.delivered += len(answered)
        return self.tamper([each.to_api() for each in answered])

    def to_json(self) -> Json:
        """What must not get lost when practice ends."""
        pending = [[each.update_id, each.kind, each.payload, each.expires.isoformat()] for each in self.pending]
        return {"last_id": self._last_id, "last_at": self._last_at.isoformat(), "pending": pending}

    def from_json(self, kept: Json) -> None:
        """Go on where `to_json` stopped."""
        self._last_id = kept["last_id"]
        self._last_at = datetime.fromisoformat(kept["last_at"])
        self._pending = [
            Pending(update_id, kind, payload, datetime.fromisoformat(expires))
            for update_id, kind, payload, expires in kept["pending"]
        ]

    def drop(self) -> None:
        """Forget all that waits."""
        self._pending.clear()

    def restart_ids(self) -> None:
        """Let the next id be a random one, as after a quiet week."""
        self._last_at = self._clock.now() - QUIET - timedelta(seconds=1)

    def _wanted(self, kind: str) -> bool:
        return kind not in _NOT_BY_DEFAULT if self._allowed is None else kind in self._allowed

    def _confirm(self, offset: int) -> None:
        before = self._pending
        if offset < 0:
            self._pending = self.pending[offset:]
        elif offset <= self._last_id + FUTURE:
            self._pending = [each for each in self._pending if each.update_id >= offset]
        kept = {id(each) for each in self._pending}
        confirmed = [each.update_id for each in before if id(each) not in kept]
        for told in self.on_confirmed if confirmed else ():
            told(confirmed)

    def _queue(self, pending: Pending) -> None:
        self._pending.append(pending)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    async def _wait(self, seconds: float) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(ApiError(409, CONFLICT))
        self._poll = mine = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await mine
        except TimeoutError:
            return
        finally:
            if self._poll is mine:
                self._poll = None


def _random_id() -> int:
    return random.randrange(100_000_000, 1_000_000_000)
