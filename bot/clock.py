"""What time it is. Whoever needs the time is handed a clock, so that practice and tests can move it."""

import json
import threading
from datetime import UTC, date, datetime, timedelta, tzinfo
from http.client import HTTPConnection, HTTPException
from typing import Protocol
from urllib.parse import urlsplit

_TIMEOUT_S = 1.0
_ATTEMPTS = 2  # the first may meet a kept connection that the other side has closed meanwhile


class Clock(Protocol):
    """Anything that knows the time."""

    def now(self) -> datetime:
        """Return this instant, aware and in UTC."""


def today(clock: Clock, zone: tzinfo) -> date:
    """Return the date on the calendar of `zone`."""
    return clock.now().astimezone(zone).date()


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return this instant, aware and in UTC."""
        return datetime.now(UTC)


class PracticeClock:
    """The clock of practice mode, asked at a loopback URL that answers `{"now": ISO-8601}`. Threads may share it."""

    def __init__(self, url: str) -> None:
        """Take the address; nothing is asked before the first `now`."""
        parts = urlsplit(url)
        self._path = parts.path or "/"
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT_S)
        self._lock = threading.Lock()
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return practice time; while it does not answer, it runs on from the last known offset."""
        with self._lock:
            for _ in range(_ATTEMPTS):
                try:
                    self._offset = self._ask() - datetime.now(UTC)
                    break
                except (OSError, HTTPException, ValueError, KeyError, TypeError):
                    self._connection.close()
            return datetime.now(UTC) + self._offset

    def _ask(self) -> datetime:
        self._connection.request("GET", self._path)
        answer = self._connection.getresponse().read()
        return datetime.fromisoformat(json.loads(answer)["now"]).astimezone(UTC)
