"""What all tables have in common."""

from sqlalchemy import Index, MetaData, text
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The parent of all tables. Constraints have names, so that a later migration can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def partial(name: str, *columns: str, where: str) -> Index:
    """An index of those rows alone of which `where`, a condition in SQL, is true."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
