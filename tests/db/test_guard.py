"""The guard: one process runs, a second is refused or stands by."""

import multiprocessing
import threading
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from db import guard
from db.crypto import Keyring
from db.engine import make_engine
from db.guard import AlreadyRunning, hold


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask more often than in earnest."""
    monkeypatch.setattr(guard, "_POLL_S", 0.05)


def test_the_guard_is_held_until_it_is_let_go(engine: Engine, tmp_path: Path) -> None:
    first, second = hold(engine, tmp_path), hold(engine, tmp_path)
    before = first.held()

    taken = first.acquire(threading.Event())

    assert (before, taken, first.held(), second.held()) == (False, True, True, False)
    first.release()
    first.release()
    assert not first.held()
    assert second.try_acquire()
    second.release()


def test_a_second_process_on_the_same_files_is_refused(sqlite_url: str, tmp_path: Path, keyring: Keyring) -> None:
    engine = make_engine(sqlite_url, keyring)
    ours, theirs = multiprocessing.Pipe()
    other = multiprocessing.get_context("spawn").Process(target=hold_until_told, args=(tmp_path, theirs))
    other.start()
    assert ours.recv() == "held"

    with pytest.raises(AlreadyRunning, match=f"runs already on {tmp_path}: stop that one first"):
        hold(engine, tmp_path).acquire(threading.Event())

    other.kill()
    other.join()
    after = hold(engine, tmp_path)
    assert after.try_acquire()
    after.release()


def hold_until_told(data: Path, pipe: Connection) -> None:
    """Run as another process: hold the guard of `data` until killed."""
    guard.FileGuard(data / "lock").try_acquire()
    pipe.send("held")
    pipe.recv()


@pytest.mark.postgresql
def test_a_second_process_on_one_server_stands_by_and_takes_over(
    postgresql_url: str, tmp_path: Path, keyring: Keyring
) -> None:
    engine = make_engine(postgresql_url, keyring)
    first, second = hold(engine, tmp_path), hold(engine, tmp_path)
    first.acquire(threading.Event())
    standby = threading.Thread(target=second.acquire, args=(threading.Event(),))
    standby.start()
    standby.join(0.3)
    waited = standby.is_alive()

    first.release()
    standby.join(10)

    assert waited
    assert second.held()
    second.release()
    engine.dispose()


@pytest.mark.postgresql
def test_a_standby_that_is_told_to_stop_gives_up(postgresql_url: str, tmp_path: Path, keyring: Keyring) -> None:
    engine = make_engine(postgresql_url, keyring)
    first, second, stopped = hold(engine, tmp_path), hold(engine, tmp_path), threading.Event()
    first.acquire(stopped)
    threading.Timer(0.2, stopped.set).start()

    taken = second.acquire(stopped)

    assert not taken
    first.release()
    engine.dispose()


@pytest.mark.postgresql
def test_a_lost_connection_loses_the_guard(postgresql_url: str, tmp_path: Path, keyring: Keyring) -> None:
    engine = make_engine(postgresql_url, keyring)
    first, second = hold(engine, tmp_path), hold(engine, tmp_path)
    first.acquire(threading.Event())
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            )
        )

    taken = second.acquire(threading.Event())

    assert taken
    assert [first.held(), first.held(), second.held()] == [False, False, True]
    first.release()
    second.release()
    engine.dispose()


@pytest.mark.postgresql
def test_a_standby_waits_for_a_server_that_is_away(tmp_path: Path, keyring: Keyring) -> None:
    engine, stopped = make_engine("postgresql+psycopg://ascolto@127.0.0.1:1/ascolto", keyring), threading.Event()
    threading.Timer(0.2, stopped.set).start()

    assert not hold(engine, tmp_path).acquire(stopped)
