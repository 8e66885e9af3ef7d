"""The bot killed again and again while three operators log visits: nothing accepted is lost, nothing is doubled."""

from pathlib import Path

import pytest

from tests.fire import report
from tests.fire.campaign import Campaign, campaign_engine

KILLS = {"sqlite": report.size("FIRE_KILLS", 120), "postgresql": report.size("FIRE_KILLS_PG", 30)}


@pytest.mark.timeout(3600)
async def test_nothing_accepted_is_lost_and_nothing_doubled(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = campaign_engine(database_url, tmp_path)

    figures = await Campaign(engine, tmp_path, report.seed()).run(KILLS[engine.dialect.name])

    report.tell(capsys, f"kills, {engine.dialect.name}", figures)
    engine.dispose()
    assert not figures.findings, "\n".join(figures.findings)
    assert figures.repeats <= figures.kills
    assert figures.visits > 0
