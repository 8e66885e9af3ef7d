"""A database as an earlier version of the program has left it."""

from datetime import UTC, datetime

from alembic import command
from sqlalchemy import Engine, text

from db.crypto import Keyring
from db.engine import make_migrator
from db.migrate import _config

SINCE = datetime(2026, 1, 7, tzinfo=UTC)


def as_at_first(engine: Engine, keyring: Keyring, *names: str) -> None:
    """The first schema, with an operator of each name."""
    migrator = make_migrator(engine.url, keyring)
    with migrator.begin() as connection:
        command.upgrade(_config(connection), "0001")
        for name in names:
            row = {"name": keyring.encrypt(name.encode(), "accounts.name"), "at": SINCE}
            connection.execute(
                text(
                    "INSERT INTO accounts (name, roles, status, created_at) VALUES (:name, 'operator', 'active', :at)"
                ),
                row,
            )
    migrator.dispose()
