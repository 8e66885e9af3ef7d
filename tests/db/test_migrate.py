"""Migrations: from nothing to the newest schema, once, and as the models say."""

import subprocess
import sys
import threading
from datetime import UTC, date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.crypto import Keyring
from db.engine import make_engine, make_migrator
from db.migrate import SchemaError, _config, _known, schema_state, upgrade
from db.models import Account, Base, FollowUp
from tests.db.rows import Family, Visit, write


def test_an_empty_database_is_brought_to_the_newest_schema(empty: Engine) -> None:
    before = schema_state(empty)

    upgrade(empty)

    current, head = schema_state(empty)
    assert before == (None, head)
    assert current == head


def test_the_schemas_there_are_are_those_that_alembic_finds(engine: Engine) -> None:
    with engine.connect() as connection:
        found = ScriptDirectory.from_config(_config(connection))

    assert schema_state(engine) == (found.get_current_head(), found.get_current_head())
    assert _known() == {each.revision for each in found.walk_revisions()}


def test_a_bot_with_nothing_to_migrate_does_not_load_what_migrates() -> None:
    asked = "import sys, bot.commands.run; print(sorted({'alembic', 'psycopg', 'openpyxl'} & set(sys.modules)))"

    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout

    assert said == "[]\n"


def test_the_schema_is_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_a_next_contact_is_a_households_or_of_the_session_that_set_it(engine: Engine) -> None:
    day = date(2026, 3, 25)
    arta = Account(id=1, name="Arta", roles="operator", status="active", created_at=datetime(2026, 3, 11, tzinfo=UTC))
    nobodys = FollowUp(owner_id=1, set_on=day, first_due=day, due=day)

    with Session(engine) as db:
        db.add(arta)
        db.flush()
        db.add(nobodys)

        with pytest.raises(IntegrityError, match="ck_follow_ups_whose"):
            db.flush()


def test_a_second_upgrade_changes_nothing(engine: Engine) -> None:
    before = schema_state(engine)

    upgrade(engine)

    assert schema_state(engine) == before


def test_a_reader_can_ask_for_the_state(reader: Engine) -> None:
    current, head = schema_state(reader)

    assert current == head


def test_two_first_starts_at_once_upgrade_once(empty: Engine, empty_url: str, keyring: Keyring) -> None:
    errors: list[Exception] = []

    def start() -> None:
        engine = make_engine(empty_url, keyring)
        try:
            upgrade(engine)
        except Exception as error:  # whatever goes wrong in the thread is what the test is about
            errors.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert len(set(schema_state(empty))) == 1


def test_a_database_of_a_newer_program_is_refused_with_a_sentence(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'of tomorrow'"))

    with pytest.raises(SchemaError, match="newer Ascolto"):
        upgrade(engine)


def test_a_table_changed_by_copying_keeps_the_rows_that_refer_to_it(database_url: str, keyring: Keyring) -> None:
    migrator = make_migrator(database_url, keyring)
    write(migrator, Family(id=1, name="Arta"))
    write(migrator, Visit(family_id=1))

    with migrator.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("test_families", recreate="auto") as batch:
            batch.alter_column("name", nullable=False)

    with Session(migrator) as session:
        assert session.scalars(select(Visit.family_id)).all() == [1]
        assert session.scalars(select(Family.name)).all() == ["Arta"]
    migrator.dispose()


def test_an_upgrade_leaves_the_connections_rules_as_they_were(sqlite_url: str, keyring: Keyring) -> None:
    engine = make_engine(sqlite_url, keyring)

    upgrade(engine)

    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()
