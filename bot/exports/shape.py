"""How a kind of record is described: its name, its query, and each field with the column it comes from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select


@dataclass(frozen=True)
class Known:
    """What rows refer to, loaded once: codes and references by id, and the day it is."""

    today: date
    households: Mapping[int, str]
    contacts: Mapping[int, str]
    amended: Mapping[int, datetime]  # the last change that may be shown, by contact


Read = Callable[[Any, Known], Any]


@dataclass(frozen=True)
class Field:
    """A field of a record. Its name is a promise to those who read exports; its column may be renamed."""

    name: str
    column: str | None  # None: computed
    read: Read
    inner: tuple["Field", ...] = ()  # of a list of objects


@dataclass(frozen=True)
class Kind:
    """A kind of record. `query` selects its rows in their order, in batches; `shown` leaves rows out."""

    name: str
    query: Select[Any]
    fields: tuple[Field, ...]
    shown: Callable[[Any, Known], bool] = lambda row, known: True

    def read(self, row: Any, known: Known) -> dict[str, Any]:
        """The fields of a row, in their order."""
        return _object(self.fields, row, known)

    def names(self) -> tuple[str, ...]:
        """All field names; those of objects in a list as `notes[].words`."""
        return ("kind", *_names(self.fields))


def same(*names: str) -> tuple[Field, ...]:
    """Fields that are called as their columns are."""
    return tuple(Field(name, name, _attribute(name)) for name in names)


def renamed(name: str, column: str) -> Field:
    """A field with a name of its own."""
    return Field(name, column, _attribute(column))


def household(name: str, column: str) -> Field:
    """A household by its code."""
    return Field(name, column, lambda row, known: known.households.get(getattr(row, column)))


def contact(name: str, column: str) -> Field:
    """A visit or session by its reference."""
    return Field(name, column, lambda row, known: known.contacts.get(getattr(row, column)))


def computed(name: str, read: Read, column: str | None = None) -> Field:
    """A field that is worked out."""
    return Field(name, column, read)


def objects(name: str, *fields: Field) -> Field:
    """A list of objects, one for each row of a relationship."""

    def read(row: Any, known: Known) -> list[dict[str, Any]]:
        return [_object(fields, part, known) for part in getattr(row, name)]

    return Field(name, None, read, fields)


def _attribute(column: str) -> Read:
    return lambda row, known: getattr(row, column)


def _object(fields: tuple[Field, ...], row: Any, known: Known) -> dict[str, Any]:
    return {field.name: field.read(row, known) for field in fields}


def _names(fields: tuple[Field, ...]) -> Iterator[str]:
    for field in fields:
        yield field.name
        yield from (f"{field.name}[].{name}" for name in _names(field.inner))
