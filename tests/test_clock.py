"""Clocks: the machine's, and the one of practice mode that can be moved."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest

from bot.clock import PracticeClock, SystemClock, today

A_SECOND = timedelta(seconds=1)


class Answer(BaseHTTPRequestHandler):
    """A practice server's `/clock`."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet
    offset = timedelta()
    body: bytes | None = None
    connections: ClassVar[set[object]] = set()

    def do_GET(self) -> None:
        """Tell the moved time, or whatever the test wants said instead."""
        self.connections.add(self.client_address)
        body = self.body or json.dumps({"now": (datetime.now(UTC) + self.offset).isoformat()}).encode()
        self.send_response(200 if self.path == "/clock" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Keep quiet."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    """A practice server."""
    monkeypatch.setattr(Answer, "connections", set())
    monkeypatch.setattr(Answer, "offset", timedelta(days=7))
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def clock(server: ThreadingHTTPServer) -> PracticeClock:
    """The clock that asks it."""
    return PracticeClock(f"http://127.0.0.1:{server.server_port}/clock")


def test_the_machines_clock_is_aware_and_in_utc() -> None:
    now = SystemClock().now()

    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < A_SECOND


def test_today_is_the_date_where_the_people_are() -> None:
    class Midnight:
        def now(self) -> datetime:
            return datetime(2026, 3, 25, 23, 30, tzinfo=UTC)

    assert today(Midnight(), ZoneInfo("Europe/Belgrade")) == date(2026, 3, 26)
    assert today(Midnight(), UTC) == date(2026, 3, 25)


def test_practice_time_is_what_the_server_says(clock: PracticeClock) -> None:
    now = clock.now()

    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC) - timedelta(days=7)) < A_SECOND


def test_practice_time_follows_when_it_is_moved(clock: PracticeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    before = clock.now()

    monkeypatch.setattr(Answer, "offset", timedelta(days=14))

    assert abs(clock.now() - before - timedelta(days=7)) < A_SECOND


def test_many_threads_ask_over_one_connection(clock: PracticeClock) -> None:
    with ThreadPoolExecutor(8) as pool:
        times = list(pool.map(lambda _: clock.now(), range(100)))

    assert max(times) - min(times) < timedelta(seconds=5)
    assert len(Answer.connections) == 1


@pytest.mark.parametrize("body", [b"not json", b"{}", b"[]", b'{"now": 5}', b'{"now": "soon"}'])
def test_a_strange_answer_is_not_believed(clock: PracticeClock, monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    clock.now()

    monkeypatch.setattr(Answer, "body", body)

    assert abs(clock.now() - datetime.now(UTC) - timedelta(days=7)) < A_SECOND


def test_time_runs_on_when_the_server_is_gone(server: ThreadingHTTPServer, clock: PracticeClock) -> None:
    clock.now()

    server.shutdown()
    server.server_close()
    clock._connection.close()  # what the end of the server's process does to the kept connection

    assert abs(clock.now() - datetime.now(UTC) - timedelta(days=7)) < A_SECOND


def test_a_server_that_was_never_there_means_the_machines_time() -> None:
    assert abs(PracticeClock("http://127.0.0.1:1/clock").now() - datetime.now(UTC)) < A_SECOND
