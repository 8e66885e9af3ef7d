"""A database being made when the process is killed: nothing of it is there, and the next start makes it whole."""

import subprocess
import sys

import pytest
from sqlalchemy import Engine

from db.migrate import schema_state
from tests.fire.place import Place

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize("statements", [2, 40])
async def test_a_migration_is_done_whole_or_not_at_all(
    place: Place, empty: Engine, empty_url: str, statements: int
) -> None:
    killed = _migrates(place, empty_url, f"while migrating:{statements}")
    between, newest = schema_state(empty)
    again = _migrates(place, empty_url)

    assert (killed, between, again) == (-9, None, 0)
    assert schema_state(empty) == (newest, newest)


def _migrates(place: Place, url: str, point: str = "") -> int:
    command = (sys.executable, "-m", "bot", "migrate")
    return subprocess.run(command, env=place.environment(url, point), capture_output=True, check=False).returncode
