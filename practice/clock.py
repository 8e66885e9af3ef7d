"""The time of practice: the real one plus what the trainer added."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class PracticeClock:
    """Runs like a real clock and can be moved; everything practised on reads this one."""

    def __init__(self, start: datetime | None = None) -> None:
        """`start`: an aware instant to begin at, else the real time."""
        self.added = timedelta()
        """How far it is ahead of the real time."""
        self.on_move: list[Callable[[], None]] = []
        if start is not None:
            self.move_to(start)

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC) + self.added

    def forward(self, by: timedelta) -> None:
        """Move the clock on (or, with a negative time, back)."""
        self._move(self.added + by)

    def move_to(self, instant: datetime) -> None:
        """Let it be `instant` (aware) now."""
        self._move(instant - datetime.now(UTC))

    def reset(self) -> None:
        """Back to the real time."""
        self._move(timedelta())

    def _move(self, added: timedelta) -> None:
        _ = datetime.now(UTC) + added  # OverflowError before anything is changed
        self.added = added
        for told in self.on_move:
            told()
