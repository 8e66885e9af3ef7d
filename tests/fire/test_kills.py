"""The bot killed again and again while three operators log visits: nothing accepted is lost, nothing is doubled."""

import os
import random
from pathlib import Path

import pytest

from tests.fire.campaign import Campaign, campaign_engine

KILLS = {"sqlite": int(os.environ.get("FIRE_KILLS", "120")), "postgresql": int(os.environ.get("FIRE_KILLS_PG", "30"))}


@pytest.mark.timeout(3600)
async def test_nothing_accepted_is_lost_and_nothing_doubled(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = campaign_engine(database_url, tmp_path)
    seed = int(os.environ.get("FIRE_SEED", random.randrange(10**6)))

    figures = await Campaign(engine, tmp_path, seed).run(KILLS[engine.dialect.name])

    with capsys.disabled():
        print(f"\n{engine.dialect.name}: {figures}")  # noqa: T201 - the figures, and the seed that replays them
    engine.dispose()
    assert not figures.findings, "\n".join(figures.findings)
    assert figures.worst <= 1
    assert figures.repeats <= figures.kills
    assert figures.visits > 0
