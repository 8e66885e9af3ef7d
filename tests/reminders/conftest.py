"""What the tests of this folder share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.reminders.morning import at
from tests.reminders.team import Team
from tests.talk import Centre, opened


@pytest.fixture
def team(engine: Engine) -> Team:
    """Three people on a fresh database."""
    return Team(engine)


@pytest.fixture
async def centre(engine: Engine, tmp_path: Path) -> AsyncIterator[Centre]:
    """A centre with the bot at work, on a Wednesday at seven in the morning."""
    async with opened(engine, tmp_path, at(7)) as centre:
        yield centre
