"""A database being made, or brought from an earlier schema, when the process is killed: nothing of that is done, and
the next start does it whole."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, MetaData, insert, select
from sqlalchemy.orm import Session

from db import migrate
from db.crypto import Keyring, keyring_of
from db.engine import make_migrator
from db.migrate import schema_state
from db.models import Account, Audit
from tests import report
from tests.fire.harness import Nursery, nursery
from tests.fire.place import Place

pytestmark = pytest.mark.timeout(900)

_REVISIONS = sorted(migrate._known())
EARLIER = [None, *_REVISIONS[:-1]]
STEP = report.size("FIRE_STEP", 4)
"""From nothing a kill comes at every so manieth statement; on what people wrote, at each."""
WHEN = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("revision", EARLIER)
async def test_a_migration_killed_at_any_statement_is_done_whole_by_the_next_start(
    place: Place, empty: Engine, empty_url: str, revision: str | None
) -> None:
    _bring_to(empty, revision)
    before, killed = _everything(empty), 0

    async with nursery() as starts:
        for statement in count(1, 1 if revision else STEP):
            ended = await _migrates(starts, place, empty_url, statement)
            if ended == 0:
                break
            assert ended == -9
            assert schema_state(empty)[0] == revision
            assert _everything(empty) == before
            killed += 1

    current, newest = schema_state(empty)
    assert current == newest
    assert killed > 5
    if revision:
        _assert_kept(empty)


async def _migrates(starts: Nursery, place: Place, url: str, statement: int) -> int:
    env = place.environment(url, f"while migrating:{statement}")
    bot = await starts.start({**env, "FIRE_COMMAND": "migrate"})
    return await bot.ended()


def _bring_to(engine: Engine, revision: str | None) -> None:
    """The schema of an earlier version, with what its people may have written."""
    if revision is None:
        return
    migrator = make_migrator(engine.url, keyring_of(engine))
    with migrator.begin() as connection:
        command.upgrade(migrate._config(connection), revision)
        _write(connection, keyring_of(engine))
    migrator.dispose()


def _write(connection: Any, keyring: Keyring) -> None:
    tables = MetaData()
    tables.reflect(connection)
    name = keyring.encrypt(b"Arta", "accounts.name")
    account = {"id": 1, "name": name, "roles": "operator", "status": "active", "created_at": WHEN}
    line = {"id": 1, "at": WHEN, "account_id": 1, "action": "joined", "kind": "account", "object_id": 1}
    connection.execute(insert(tables.tables["accounts"]).values(account))
    connection.execute(insert(tables.tables["audit"]).values(line))


def _everything(engine: Engine) -> Mapping[str, list[tuple[Any, ...]]]:
    """All rows of all tables there are, but for what the bot knows of itself: a backup was made before."""
    with engine.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        kept = [table for table in tables.sorted_tables if table.name != "facts"]
        return {table.name: [tuple(row) for row in connection.execute(select(table))] for table in kept}


def _assert_kept(engine: Engine) -> None:
    """What was written before reads the same."""
    with Session(engine) as db:
        account, line = db.scalars(select(Account)).one(), db.scalars(select(Audit)).one()
    assert (account.name, account.status, account.created_at) == ("Arta", "active", WHEN)
    assert (line.action, line.object_id, line.at) == ("joined", 1, WHEN)
