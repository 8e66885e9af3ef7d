"""A process that has stopped hearing must end, so that its service starts it again."""

import asyncio
import time

import pytest

from bot.commands import Failed, run
from db.guard import Guard
from tests.talk import Centre


class _Held:
    """A guard that nobody takes away."""

    def try_acquire(self) -> bool:
        return True

    def acquire(self, stopped: object) -> bool:
        return True

    def held(self) -> bool:
        return True

    def release(self) -> None:
        """Nothing to let go."""


@pytest.fixture
def guard() -> Guard:
    """Held for good."""
    return _Held()


async def test_a_poller_that_stands_still_ends_the_process(
    centre: Centre, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "GUARD_LOOK", 0.01)
    centre.app.poller.moved_at = time.monotonic() - run.STANDSTILL - 1

    with pytest.raises(Failed, match="Nothing was heard"):
        await run._watch(centre.app, guard)


async def test_one_that_waits_for_the_network_does_not(
    centre: Centre, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "GUARD_LOOK", 0.01)
    monkeypatch.setattr(run, "STANDSTILL", 5.0)
    centre.telegram.faults.cut_network(True)

    watching = asyncio.create_task(run._watch(centre.app, guard))
    done, _ = await asyncio.wait({watching}, timeout=8)
    watching.cancel()

    assert not done
