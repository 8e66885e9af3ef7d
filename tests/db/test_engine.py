"""Engines: who may write, who waits for whom, and which errors pass by."""

import sqlite3
import threading

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from db.crypto import Keyring
from db.engine import is_passing, make_engine, make_reader
from tests.db.rows import Base, Family, Visit, write

PASSING_SQLITE = ["SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_READONLY_DBMOVED", "SQLITE_IOERR_WRITE"]


def test_sqlite_is_set_up_on_every_connection(sqlite_url: str, keyring: Keyring) -> None:
    engine, reader = make_engine(sqlite_url, keyring), make_reader(sqlite_url, keyring)
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete", "query_only")

    with engine.connect() as one, engine.connect() as _:
        writing = [one.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names] if _ is not one else []
    with reader.connect() as one:
        reading = [one.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert writing == ["wal", 2, 1, 5000, 1, 0]
    assert reading == ["wal", 2, 0, 5000, 1, 1]
    engine.dispose()
    reader.dispose()


def test_two_writers_wait_for_each_other(database_url: str, keyring: Keyring) -> None:
    """Each reads and then writes what it has read: with a plain BEGIN one of the two would fail or be lost."""
    first, second = make_engine(database_url, keyring), make_engine(database_url, keyring)
    write(first, Family(id=1, facts=0))
    errors: list[Exception] = []

    def count_up(engine: Engine) -> None:
        try:
            for _ in range(25):
                with Session(engine) as session, session.begin():
                    family = session.get_one(Family, 1, with_for_update=True)
                    family.facts = family.facts + 1
        except DBAPIError as error:
            errors.append(error)

    threads = [threading.Thread(target=count_up, args=(engine,)) for engine in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    with Session(first) as session:
        assert session.get_one(Family, 1).facts == 50
    first.dispose()
    second.dispose()


def test_a_reader_cannot_write(engine: Engine, reader: Engine) -> None:
    write(engine, Family(name="Arta"))

    with pytest.raises(DBAPIError), reader.begin() as connection:
        connection.execute(text("DELETE FROM test_families"))

    with Session(engine) as session:
        assert session.scalars(select(Family.name)).all() == ["Arta"]


def test_a_long_read_neither_stops_the_writer_nor_sees_it(engine: Engine, reader: Engine) -> None:
    write(engine, Family(name="Arta"))

    with Session(reader) as reading:
        before = reading.scalars(select(Family.name)).all()
        write(engine, Family(name="Milica"))
        during = reading.scalars(select(Family.name)).all()

    with Session(reader) as reading:
        after = reading.scalars(select(Family.name).order_by(Family.id)).all()
    assert (before, during, after) == (["Arta"], ["Arta"], ["Arta", "Milica"])


def test_a_failed_transaction_leaves_nothing_not_even_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        Base.metadata.create_all(connection)
        connection.execute(text("INSERT INTO test_families (id) VALUES (1)"))
        connection.rollback()

    with pytest.raises(DBAPIError) as refused, engine.connect() as connection:
        connection.execute(text("SELECT * FROM test_families"))
    assert not is_passing(refused.value)


def test_a_row_that_refers_to_nothing_is_refused(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as refused:
        write(engine, Visit(family_id=404))

    assert not is_passing(refused.value)


def test_an_error_does_not_tell_what_was_to_be_stored(engine: Engine) -> None:
    write(engine, Family(id=1))

    with pytest.raises(DBAPIError) as refused, engine.begin() as connection:
        connection.execute(
            text("INSERT INTO test_families (id, nothing) VALUES (:id, :name)"), {"id": 1, "name": "Arta"}
        )

    assert "Arta" not in str(refused.value)


def test_a_locked_database_is_a_passing_error(sqlite_url: str, keyring: Keyring) -> None:
    engine, other = make_engine(sqlite_url, keyring), create_engine(sqlite_url, connect_args={"timeout": 0})

    with engine.begin(), pytest.raises(OperationalError) as refused, other.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE anything (id INTEGER)")

    assert is_passing(refused.value)
    engine.dispose()
    other.dispose()


@pytest.mark.parametrize("name", PASSING_SQLITE)
def test_what_sqlite_may_get_over_is_passing(name: str) -> None:
    assert is_passing(OperationalError("", {}, sqlite_error(name)))


@pytest.mark.parametrize("name", ["SQLITE_ERROR", "SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CONSTRAINT_UNIQUE"])
def test_what_sqlite_cannot_get_over_is_not(name: str) -> None:
    assert not is_passing(OperationalError("", {}, sqlite_error(name)))


def test_a_program_error_is_not_passing() -> None:
    assert not is_passing(ValueError("locked"))


def sqlite_error(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(name)
    error.sqlite_errorcode = getattr(sqlite3, name)
    return error


@pytest.mark.postgresql
def test_a_connection_that_the_server_ends_is_a_passing_error(postgresql_url: str, keyring: Keyring) -> None:
    engine = make_engine(postgresql_url, keyring)

    with pytest.raises(DBAPIError) as refused, engine.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert is_passing(refused.value)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


@pytest.mark.postgresql
def test_a_server_that_is_away_is_a_passing_error(keyring: Keyring) -> None:
    engine = make_engine("postgresql+psycopg://ascolto@127.0.0.1:1/ascolto", keyring)

    with pytest.raises(DBAPIError) as refused:
        engine.connect()

    assert is_passing(refused.value)
