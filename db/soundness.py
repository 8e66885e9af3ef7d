"""Whether a database is whole and opens with its key, and what it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, inspect, select, table

from db.crypto import DecryptError, Encrypted, KeyMissing
from db.migrate import revision_of
from db.models import Base, Fact
from db.refusal import Refusal


class Unsound(Refusal):
    """A database that is damaged: one sentence."""


@dataclass(frozen=True)
class Contents:
    """What a database holds: its schema, how many rows each table has, and the end of the access log, if it says."""

    schema: str | None
    rows: dict[str, int]
    audit_head: str | None


def look(connection: Connection) -> Contents:
    """Look into a database of this or an older schema. Raises Unsound, or DecryptError where the key does not fit."""
    if connection.dialect.name == "sqlite":
        _check_pages(connection)
    open_ends(connection)
    names = inspect(connection).get_table_names()
    rows = {name: _count(connection, name) for name in names if name != "alembic_version"}
    return Contents(revision_of(connection), rows, _audit_head(connection) if Fact.__tablename__ in names else None)


def open_ends(connection: Connection) -> int:
    """Open the oldest and the newest value of each encrypted column there is: with the one a change of the key
    begins, and the other was written last. Returns how many there were.

    Raises DecryptError where the key does not fit, and Unsound where it opens the others, but not one.
    """
    opened, shut = 0, {}
    for place, query in _ends(connection):
        try:
            opened += len(connection.scalars(query).all())
        except KeyMissing:
            raise
        except DecryptError as error:
            shut[place] = error
    for place, why in shut.items():
        raise _damaged(f" in {place}") if opened else why
    return opened


def _ends(connection: Connection) -> Iterator[tuple[str, Select[Any]]]:
    there = inspect(connection)
    for each in Base.metadata.sorted_tables:
        named = {column["name"] for column in there.get_columns(each.name)} if there.has_table(each.name) else set()
        for column in each.columns:
            if column.name in named and isinstance(column.type, Encrypted):
                query = select(column).where(column.is_not(None)).limit(1)
                yield str(column), query.order_by(*(key.asc() for key in each.primary_key))
                yield str(column), query.order_by(*(key.desc() for key in each.primary_key))


def _check_pages(connection: Connection) -> None:
    said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if said != "ok":
        raise _damaged()


def _damaged(where: str = "") -> Unsound:
    return Unsound(f"The database is damaged{where}: put the newest backup back with `ascolto restore`.")


def _count(connection: Connection, name: str) -> int:
    return connection.execute(select(func.count()).select_from(table(name))).scalar_one()


def _audit_head(connection: Connection) -> str | None:
    return connection.scalar(select(Fact.value).where(Fact.name == "audit head"))
