"""Migrations, run from the installed package: no alembic.ini, and the environment is handed its connection.

Alembic takes ten megabytes, and is loaded only where there is something to migrate: a bot that runs for months has
nothing. Which schema a database has, and which there are, is told without it.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from db.crypto import KEY_BYTES, Keyring, keyring_of
from db.engine import make_migrator
from db.refusal import Refusal

if TYPE_CHECKING:
    from alembic.config import Config

LOCK = 0x4173636F6C746F01
"""PostgreSQL's advisory lock around migrating: "Ascolto" and 1."""


class SchemaError(Refusal):
    """A database that this version of the program cannot use: one sentence."""


def upgrade(engine: Engine) -> None:
    """Bring the database of `engine` to the newest schema: all of it or nothing, one process at a time."""
    migrator = make_migrator(engine.url, keyring_of(engine))
    try:
        with migrator.begin() as connection:  # on SQLite this takes the write lock
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            _upgrade(connection)
    finally:
        migrator.dispose()


def schema_state(engine: Engine) -> tuple[str | None, str]:
    """Return the revision the database has (None: an empty one) and the newest that this program knows."""
    with engine.connect() as connection:
        return revision_of(connection), max(_known())


def revision_of(connection: Connection) -> str | None:
    """The revision a database has; None: it has no schema yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def knows(revision: str | None) -> bool:
    """Whether a schema is one that this program knows, today's or an earlier one."""
    return revision in _known()


def _known() -> set[str]:
    """The revisions there are: they are numbered, and their files are called so."""
    return {file.name[:4] for file in Path(__file__).with_name("migrations").glob("versions/[0-9]*.py")}


def new_migration(name: str) -> None:
    """Write a migration: what the models have and an empty database brought to head has not."""
    from alembic import command

    with TemporaryDirectory() as folder:
        engine = make_migrator(f"sqlite:///{folder}/empty.db", Keyring({1: bytes(KEY_BYTES)}))
        upgrade(engine)
        with engine.begin() as connection:
            number = len(_known()) + 1
            command.revision(_config(connection), name, autogenerate=True, rev_id=f"{number:04}")
        engine.dispose()


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(_config(connection), "head")
    except CommandError as error:
        raise SchemaError("The database was written by a newer Ascolto: install that version.") from error
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise SchemaError("The migration would leave rows that refer to nothing: nothing was changed.")


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = connection
    return config


if __name__ == "__main__":
    new_migration(sys.argv[1])
