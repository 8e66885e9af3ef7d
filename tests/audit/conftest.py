"""A centre with something to ask about."""

import os
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.audit import sealing
from bot.settings import read
from tests.audit.owner import NOW, Owner, begins, opens
from tests.machine import install


@pytest.fixture
def owner(
    engine: Engine,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Owner:
    """A centre with Arta and Milica and two households, opened by both."""
    install(tmp_path, database_url, monkeypatch)
    owner = Owner(engine, read(os.environ), capsys)
    owner.does(begins)
    for day, (account, household) in enumerate(((1, 1), (2, 1), (2, 2)), start=1):
        at = NOW + timedelta(days=day)
        owner.does(partial(opens, account=account, household=household), at)
    owner.does(sealing.sweep)
    return owner
