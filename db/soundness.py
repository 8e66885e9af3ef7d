"""Whether a database is whole and opens with its key, and what it holds."""

from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, inspect, select, table

from db.crypto import Encrypted
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
    begins, and the other was written last. Returns how many there were. Raises DecryptError."""
    opened, there = 0, inspect(connection)
    for each in Base.metadata.sorted_tables:
        named = {column["name"] for column in there.get_columns(each.name)} if there.has_table(each.name) else set()
        opened += sum(_open_ends(connection, each, name) for name in named)
    return opened


def _open_ends(connection: Connection, each: Table, name: str) -> int:
    column = each.columns.get(name)
    if column is None or not isinstance(column.type, Encrypted):
        return 0
    query = select(column).where(column.is_not(None)).limit(1)
    orders = [key.asc() for key in each.primary_key], [key.desc() for key in each.primary_key]
    return sum(len(connection.scalars(query.order_by(*order)).all()) for order in orders)


def _check_pages(connection: Connection) -> None:
    said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if said != "ok":
        raise Unsound("The database is damaged: put the newest backup back with `ascolto restore`.")


def _count(connection: Connection, name: str) -> int:
    return connection.execute(select(func.count()).select_from(table(name))).scalar_one()


def _audit_head(connection: Connection) -> str | None:
    return connection.scalar(select(Fact.value).where(Fact.name == "audit head"))
