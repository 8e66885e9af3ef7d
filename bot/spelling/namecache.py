"""The names of all households in memory, for finding: decrypted once, and again when one was written."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.spelling.names import Found, NameIndex
from db.models import Counter, Person

NAMES = "names"
"""The counter that rises whenever a name is written, so that every process knows when its index is old."""


class NameCache:
    """The index of decrypted names in memory, rebuilt when another transaction has changed a name."""

    def __init__(self) -> None:
        self._index = NameIndex()
        self._version = -1

    def search(self, db: Session, typed: str, limit: int) -> list[Found]:
        """Households by a typed name or part of one; best first."""
        version = db.scalar(select(Counter.value).where(Counter.name == NAMES)) or 0
        if version != self._version:
            rows = db.execute(select(Person.household_id, Person.name).where(Person.name.is_not(None)))
            self._index = NameIndex((household, name) for household, name in rows if name)
            self._version = version
        return self._index.search(typed, limit)

    def forget(self) -> None:
        """Drop what was read in a transaction that was rolled back."""
        self._version = -1
