"""Exporting beside the bot at work: each export is of one moment, and nobody waits for it."""

import asyncio
import json
import random
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.fire import harness
from tests.fire.campaign import NAMES, joins
from tests.fire.exported import Records, logged, torn
from tests.fire.place import Place

pytestmark = pytest.mark.timeout(300)

EXPORTS = 4


async def exports(place: Place, database_url: str) -> Records:
    """What `ascolto export` writes, by kind."""
    env = place.environment(database_url)
    command = (sys.executable, "-m", "bot", "export")
    process = await asyncio.create_subprocess_exec(*command, env=env, stdout=PIPE, stderr=PIPE)
    written, complaints = await process.communicate()
    assert (process.returncode, complaints.decode()) == (0, "")
    records: Records = {}
    for line in written.decode().splitlines():
        record = json.loads(line)
        records.setdefault(record["kind"], []).append(record)
    return records


async def test_each_export_beside_the_bot_at_work_is_of_one_moment(
    place: Place, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    operators = [joins(engine, place.telegram, name, random.Random(name)) for name in NAMES]
    bot = await place.starts("log", database_url)
    working = [asyncio.create_task(operator.works()) for operator in operators]

    taken = [await exports(place, database_url) for _ in range(EXPORTS)]
    for operator in operators:
        operator.finishing = True
    await asyncio.wait_for(asyncio.gather(*working), 90)
    last = await exports(place, database_url)

    seen = sorted(entry.reference for operator in operators for entry in operator.saved)
    counts = [len(logged(records)) for records in (*taken, last)]
    assert [torn(records) for records in (*taken, last)] == [[]] * (EXPORTS + 1)
    assert sorted(each["reference"] for each in logged(last)) == seen
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
    assert await harness.stop(bot) == 0
    assert "WARNING" not in place.log("log")
    assert "ERROR" not in place.log("log")
