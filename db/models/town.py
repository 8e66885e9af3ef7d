"""What the coordinator keeps of the town: its parts, and its holidays."""

from datetime import date

from sqlalchemy.orm import Mapped

from db.columns import plain
from db.models.base import Base


class Neighbourhood(Base):
    """A part of the town, named as its readers name it; the coordinator edits and confirms the list."""

    __tablename__ = "neighbourhoods"

    id: Mapped[int] = plain(primary_key=True)
    code: Mapped[str] = plain(unique=True)
    name_sq: Mapped[str] = plain()
    name_sr: Mapped[str] = plain()  # in Cyrillic; the Latin form is generated
    name_it: Mapped[str] = plain()
    bank: Mapped[str | None] = plain()  # north, south
    confirmed: Mapped[bool] = plain(default=False)
    retired: Mapped[bool] = plain(default=False)


class Holiday(Base):
    """A day nobody works. `source` says where it comes from; the coordinator edits the list."""

    __tablename__ = "holidays"

    id: Mapped[int] = plain(primary_key=True)
    day: Mapped[date] = plain(unique=True)
    name: Mapped[str] = plain()
    source: Mapped[str] = plain()
