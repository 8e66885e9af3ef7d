"""A table for the tests of encryption and engines, apart from the product's own."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, Session

from db.columns import UtcDateTime, identifies, plain, tells
from db.crypto import EncryptedBytes, EncryptedJSON, EncryptedText


class Base(DeclarativeBase):
    """Apart from the product's models."""


class Family(Base):
    """Something of each type."""

    __tablename__ = "test_families"

    id: Mapped[int] = plain(primary_key=True)
    name: Mapped[str | None] = identifies(EncryptedText)
    facts: Mapped[Any] = tells(EncryptedJSON(), nullable=True)
    photo: Mapped[bytes | None] = tells(EncryptedBytes())
    seen: Mapped[datetime | None] = plain(UtcDateTime())


class Visit(Base):
    """Something that refers to it."""

    __tablename__ = "test_visits"

    id: Mapped[int] = plain(primary_key=True)
    family_id: Mapped[int] = plain(ForeignKey(Family.id))


def write(engine: Engine, *rows: Base) -> None:
    """Make the tables if need be and commit `rows`."""
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add_all(rows)
