"""One unit of work: the transaction a use case runs in, and what it may look at. The time is taken once."""

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.spelling.namecache import NameCache

Row = TypeVar("Row")


@dataclass
class Work:
    """A transaction (`db`), its instant (`now`, aware UTC) and the centre's time zone."""

    db: Session
    now: datetime
    zone: tzinfo
    names: NameCache = field(default_factory=NameCache)
    owed: set[int] = field(default_factory=set)  # accounts whose cards are to be drawn after the commit
    memo: dict[tuple[str, object], Any] = field(default_factory=dict)  # what was looked up already, by what and whose
    errand: bool = False  # a list is to be imported, beside the desk, after the commit

    def get(self, entity: type[Row], id_: int) -> Row | None:
        """A row by its id. What is still to be written cannot bear on it, and is not written first."""
        with self.db.no_autoflush:
            return self.db.get(entity, id_)

    @cached_property
    def local(self) -> datetime:
        """The instant on the centre's clock."""
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        """The local day."""
        return self.local.date()
