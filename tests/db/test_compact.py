"""Writing the files of a database anew: by whoever owns it, and told in a sentence where it cannot be."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from db.compact import NotCompacted, compact
from db.crypto import Keyring
from db.engine import make_engine
from db.models import Base


@pytest.fixture
def clerk(postgresql_url: str, keyring: Keyring) -> Iterator[Engine]:
    """A database of somebody who may do no more on the server than that."""
    superuser = make_engine(postgresql_url, keyring)
    with superuser.begin() as connection:
        connection.execute(text("CREATE ROLE clerk LOGIN"))
        connection.execute(text(f"ALTER DATABASE {superuser.url.database} OWNER TO clerk"))
        for table in Base.metadata.tables:
            connection.execute(text(f"ALTER TABLE {table} OWNER TO clerk"))
    engine = make_engine(superuser.url.set(username="clerk"), keyring)
    yield engine
    engine.dispose()
    with superuser.begin() as connection:
        connection.execute(text("REASSIGN OWNED BY clerk TO ascolto"))
        connection.execute(text("DROP ROLE clerk"))
    superuser.dispose()


@pytest.mark.postgresql
def test_an_owner_who_is_nothing_else_may_do_it(clerk: Engine) -> None:
    with clerk.connect() as connection:
        before = connection.scalar(text("SELECT pg_relation_filenode('persons')"))

    compact(clerk)

    with clerk.connect() as connection:
        assert connection.scalar(text("SELECT pg_relation_filenode('persons')")) != before


def test_who_is_in_the_way_is_told(engine: Engine, reader: Engine) -> None:
    with reader.connect() as connection:
        connection.execute(text("SELECT count(*) FROM persons")).all()
        with engine.begin() as writing:
            writing.execute(text("UPDATE counters SET value = value"))

        with pytest.raises(NotCompacted, match=r"^The database could not be written anew"):
            compact(engine, patience=0)

    compact(engine)
