"""Rows in every table there is, with something in every column, whichever they are by now."""

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnClause,
    Date,
    Engine,
    Integer,
    LargeBinary,
    Table,
    column,
    insert,
    select,
    table,
    update,
)

from db.columns import UtcDateTime
from db.crypto import Encrypted, EncryptedBytes, EncryptedJSON
from db.models import Base

BEGIN = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
Rows = dict[str, list[tuple[Any, ...]]]


def fill(engine: Engine, rows: int) -> None:
    """Write `rows` rows into each table of an empty database. A row refers to the rows of its own number."""
    with engine.begin() as connection:
        for each in Base.metadata.sorted_tables:
            given = [one for one in each.columns if one is not each.autoincrement_column]
            for number in range(1, rows + 1):
                connection.execute(insert(each).values({one.name: _value(one, number) for one in given}))


def read(engine: Engine, *apart: str) -> Rows:
    """All rows, opened, but those of the tables `apart`."""
    tables = [each for each in Base.metadata.sorted_tables if each.name not in apart]
    with engine.connect() as connection:
        return {each.name: sorted(map(_comparable, connection.execute(select(each)))) for each in tables}


def stored(engine: Engine) -> list[bytes]:
    """Every encrypted field as it is stored."""
    with engine.connect() as connection:
        fields = [field for each in Base.metadata.sorted_tables for field in _stored(each)]
        values = [value for field in fields for value in connection.scalars(select(field))]
    return [bytes(value) for value in values if value is not None]


def damage_one(engine: Engine, place: str) -> None:
    """Change the last byte of the oldest value of a `table.column`, as a failing disk would."""
    name, _, field = place.partition(".")
    there = table(name, column("id", Integer()), column(field, LargeBinary()))
    value = there.columns[field]
    with engine.begin() as connection:
        id_, stored = connection.execute(select(there.columns.id, value).order_by(there.columns.id).limit(1)).one()
        changed = bytes(stored[:-1]) + bytes([stored[-1] ^ 1])
        connection.execute(update(there).where(there.columns.id == id_).values({field: changed}))


def _stored(each: Table) -> list[ColumnClause[Any]]:
    names = [one.name for one in each.columns if isinstance(one.type, Encrypted)]
    return list(table(each.name, *(column(name, LargeBinary()) for name in names)).columns)


def _comparable(row: Any) -> tuple[Any, ...]:
    return tuple(repr(value) for value in row)


def _value(one: Column[Any], number: int) -> Any:
    if isinstance(one.type, Encrypted):
        return None if one.nullable and number % 3 == 0 else _secret(one, number)
    match one.type:
        case UtcDateTime():
            return BEGIN + timedelta(hours=number)
        case Date():
            return date(2026, 3, 11) + timedelta(days=number)
        case Boolean():
            return number % 2 == 0
        case Integer():
            return number
        case JSON():
            return [number]
    return f"{one.name} {number}"


def _secret(one: Column[Any], number: int) -> Any:
    words = f"{one} {number} " + secrets.token_hex(number * 7 % 400)
    match one.type:
        case EncryptedBytes():
            return words.encode() * 20
        case EncryptedJSON():
            return {"said": words}
    return words
