"""The centre that is walked through: made once, and left as it was by whoever tries something there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.crypto import Keyring
from db.engine import make_engine
from tests.permissions.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, keyring: Keyring) -> Iterator[World]:
    """A centre with one of everything."""
    path = tmp_path_factory.mktemp("permissions") / "ascolto.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = make_engine(f"sqlite:///{path}", keyring)
    yield World(engine)
    engine.dispose()
