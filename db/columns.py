"""Columns that say what they hold: plain, something that tells about a person, or something that identifies one."""

from datetime import UTC, datetime
from typing import Any, Literal, cast

from sqlalchemy import Column, DateTime, Dialect, TypeDecorator
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from db.crypto import Encrypted

Privacy = Literal["plain", "tells", "identifies"]
AnyType = TypeEngine[Any] | type[TypeEngine[Any]]
EncryptedType = Encrypted | type[Encrypted]

_MARK = "privacy"
REFERS = "refers"
"""Of a column that holds another table's id without a foreign key, in its `info`: the name of that table."""


def plain(*args: AnyType | SchemaItem | str, **options: Any) -> MappedColumn[Any]:
    """Map a column that says nothing about anybody: codes, dates, counters. Arguments as for `mapped_column`."""
    if any(map(_is_encrypted, (*args, options.get("type_")))):
        raise TypeError("a plain column is not encrypted: mark it tells or identifies")
    return _marked("plain", *args, **options)


def tells(type_: EncryptedType, *args: SchemaItem, **options: Any) -> MappedColumn[Any]:
    """Map a column that tells something about a person. Takes an encrypted type, else as `mapped_column`."""
    return _encrypted("tells", type_, *args, **options)


def identifies(type_: EncryptedType, *args: SchemaItem, **options: Any) -> MappedColumn[Any]:
    """Map a column that says who a person is. Takes an encrypted type, else as `mapped_column`."""
    return _encrypted("identifies", type_, *args, **options)


def privacy(column: Column[Any]) -> Privacy | None:
    """Return the mark of a column; None when it has none."""
    return cast(Privacy | None, column.info.get(_MARK))


def _encrypted(mark: Privacy, type_: EncryptedType, *args: SchemaItem, **options: Any) -> MappedColumn[Any]:
    if not _is_encrypted(type_):
        raise TypeError(f"a column that {mark} needs an encrypted type")
    return _marked(mark, type_, *args, **options)


def _is_encrypted(type_: object) -> bool:
    return isinstance(type_, Encrypted) or (isinstance(type_, type) and issubclass(type_, Encrypted))


def _marked(mark: Privacy, *args: Any, **options: Any) -> MappedColumn[Any]:
    options["info"] = {**options.get("info", {}), _MARK: mark}
    return mapped_column(*args, **options)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Aware in and out, always UTC; a naive one is refused with ValueError. SQLite keeps the digits."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC; what SQLite gives back has no zone and is UTC already."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
