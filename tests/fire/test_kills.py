"""The bot killed again and again while three operators work: nothing accepted is lost, nothing is doubled."""

import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests import report
from tests.fire.campaign import Campaign, Worked, campaign_engine
from tests.fire.weather import cut
from tests.postgres import Cluster
from tests.report import Record

KILLS = report.size("FIRE_KILLS", 125)
KILLS_PG = report.size("FIRE_KILLS_PG", 25)

pytestmark = pytest.mark.timeout(7200)


async def _kill(
    url: str, folder: Path, kills: int, storms: Callable[[Engine], Sequence[Callable[[], None]]] = lambda engine: ()
) -> Worked:
    engine = campaign_engine(url, folder)
    figures = await Campaign(engine, folder, report.seed(), storms(engine)).run(kills)
    engine.dispose()
    return figures


def _judge(figures: Worked) -> None:
    assert not figures.findings, "\n".join(figures.findings)
    assert figures.repeats <= figures.kills
    assert figures.saved > 0


async def test_nothing_accepted_is_lost_and_nothing_doubled(
    sqlite_url: str, tmp_path: Path, record_property: Record
) -> None:
    figures = await _kill(sqlite_url, tmp_path, KILLS)

    report.tell(record_property, "kills, sqlite", figures)
    _judge(figures)


@pytest.mark.postgresql
async def test_nor_when_the_server_is_stopped_and_cuts_connections_meanwhile(
    postgresql_url: str, cluster: Cluster, tmp_path: Path, record_property: Record
) -> None:
    def storms(engine: Engine) -> Sequence[Callable[[], None]]:
        return (
            partial(cut, engine),
            partial(_away, cluster, signal.SIGINT, 0.0),
            partial(_away, cluster, signal.SIGQUIT, 1.0),
        )

    figures = await _kill(postgresql_url, tmp_path, KILLS_PG, storms)

    report.tell(record_property, "kills, postgresql", figures)
    _judge(figures)
    assert figures.storms > 0


def _away(cluster: Cluster, how: signal.Signals, seconds: float) -> None:
    cluster.stop(how)
    time.sleep(seconds)
    cluster.start()
