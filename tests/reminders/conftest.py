"""What the tests of this folder share."""

import pytest
from sqlalchemy import Engine

from tests.reminders.team import Team


@pytest.fixture
def team(engine: Engine) -> Team:
    """Three people on a fresh database."""
    return Team(engine)
