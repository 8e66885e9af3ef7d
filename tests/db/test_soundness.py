"""Whether a database opens with its key: one damaged value is not another key."""

import pytest
from sqlalchemy import Engine

from db.crypto import KEY_BYTES, DecryptError, Encrypted, Keyring
from db.engine import make_engine
from db.models import Base
from db.soundness import Unsound, open_ends
from tests import everyrow


def ends(engine: Engine) -> int:
    with engine.connect() as connection:
        return open_ends(connection)


def test_the_oldest_and_the_newest_of_each_column_open(engine: Engine) -> None:
    everyrow.fill(engine, 3)

    columns = [column for each in Base.metadata.sorted_tables for column in each.columns]
    assert ends(engine) == 2 * sum(isinstance(column.type, Encrypted) for column in columns)


def test_one_value_that_is_damaged_is_named_with_what_to_do(engine: Engine) -> None:
    everyrow.fill(engine, 2)
    everyrow.damage_one(engine, "persons.name")

    with pytest.raises(Unsound, match=r"damaged in persons\.name: .*`ascolto restore`"):
        ends(engine)


@pytest.mark.parametrize("same_id", [True, False])
def test_another_key_is_no_damage(engine: Engine, keyring: Keyring, database_url: str, same_id: bool) -> None:
    everyrow.fill(engine, 2)
    other = make_engine(database_url, Keyring({keyring.active + (not same_id): bytes(KEY_BYTES)}))

    with pytest.raises(DecryptError):
        ends(other)
    other.dispose()
