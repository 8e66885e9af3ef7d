"""What the house remembers of itself."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from db.columns import UtcDateTime, plain
from db.models.base import Base


class Counter(Base):
    """The last number given out under a name: households, visits of a year."""

    __tablename__ = "counters"

    name: Mapped[str] = plain(primary_key=True)
    value: Mapped[int] = plain(default=0)


class Fact(Base):
    """What the bot knows of itself: its user name, its last poll and tick."""

    __tablename__ = "facts"

    name: Mapped[str] = plain(primary_key=True)
    value: Mapped[str] = plain()


class Erasure(Base):
    """A household that was erased on request, by its reference: erased again whenever an older backup is restored."""

    __tablename__ = "erasures"

    code: Mapped[str] = plain(primary_key=True)
    at: Mapped[datetime] = plain(UtcDateTime())
