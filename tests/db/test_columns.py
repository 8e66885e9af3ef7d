"""Column markers and instants."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, String, select
from sqlalchemy.orm import Session

from db.columns import identifies, plain, privacy, tells
from db.crypto import Encrypted, EncryptedText
from db.models import Base
from tests.db.rows import Family, write

ALL_COLUMNS = [column for table in Base.metadata.tables.values() for column in table.columns]


def test_every_stored_column_says_what_it_holds() -> None:
    unmarked = [str(column) for column in ALL_COLUMNS if privacy(column) is None]

    assert unmarked == []


def test_exactly_the_columns_that_tell_or_identify_are_encrypted() -> None:
    wrong = [str(c) for c in ALL_COLUMNS if (privacy(c) != "plain") != isinstance(c.type, Encrypted)]

    assert wrong == []


@pytest.mark.parametrize("mark", [tells, identifies])
@pytest.mark.parametrize("type_", [String, String(20), None])
def test_what_tells_or_identifies_must_be_encrypted(mark: Callable[..., object], type_: object) -> None:
    with pytest.raises(TypeError, match="needs an encrypted type"):
        mark(type_)


@pytest.mark.parametrize("type_", [EncryptedText, EncryptedText()])
def test_what_is_encrypted_is_not_marked_plain(type_: EncryptedText) -> None:
    with pytest.raises(TypeError, match="not encrypted"):
        plain(type_)
    with pytest.raises(TypeError, match="not encrypted"):
        plain(type_=type_)


def test_a_mark_keeps_what_else_is_known_of_the_column() -> None:
    column = tells(EncryptedText, info={"unit": "days"}, nullable=True).column

    assert column.info == {"unit": "days", "privacy": "tells"}


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Europe/Belgrade"), timezone(timedelta(hours=-11))])
def test_an_instant_comes_back_in_utc(engine: Engine, zone: timezone) -> None:
    seen = datetime(2026, 10, 25, 2, 30, 15, 123456, tzinfo=zone)

    write(engine, Family(seen=seen), Family(seen=None))

    with Session(engine) as session:
        stored = session.scalars(select(Family.seen).where(Family.seen.is_not(None))).one()
        assert stored == seen.astimezone(UTC)
        assert stored is not None
        assert stored.tzinfo is UTC


def test_instants_are_compared_as_instants(engine: Engine) -> None:
    noon = datetime(2026, 3, 25, 12, tzinfo=UTC)
    write(engine, Family(seen=noon))

    with Session(engine) as session:
        an_hour_before = (noon - timedelta(hours=1)).astimezone(ZoneInfo("Europe/Belgrade"))
        assert session.scalar(select(Family.id).where(Family.seen > an_hour_before)) is not None
        assert session.scalar(select(Family.id).where(Family.seen > noon)) is None


def test_an_instant_without_its_zone_is_refused(engine: Engine) -> None:
    with pytest.raises(Exception, match="needs its time zone"):
        write(engine, Family(seen=datetime(2026, 3, 25, 12)))  # noqa: DTZ001 - the refusal is what is tested
