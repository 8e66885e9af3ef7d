"""A new key: everything that is encrypted is written anew with it, then the old one leaves the key file.

Where it stands is in the data itself: each stored field begins with the id of its key, and the key file holds both keys
until nothing is left under the old one. So what was killed at any moment is simply done again, and finds less to do.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, LargeBinary, MetaData, Row, Table, column, func, or_, select, table, update

from db.compact import compact
from db.crypto import DecryptError, Encrypted, Keyring
from db.keyfile import KeyUse, fresh_key, read_keyring, replace_key_file
from db.models import Base
from db.refusal import Refusal

BATCH = 100  # rows in one transaction

Progress = Callable[[int, int], None]
"""Called with how many rows are done, of how many."""


class RotationError(Refusal):
    """A field that neither key opens: one sentence with its place, never content."""


def is_under_way(keyring: Keyring) -> bool:
    """Whether a rotation was begun and not ended."""
    return len(keyring.keys) > 1


def begin(path: Path, data: Path) -> Keyring:
    """Give the key file at `path` a new key above the old one, or find the one that a killed rotation gave it. `data`
    is the folder of the data, where others lock the key that they use.

    Raises KeyInUse where somebody could go on writing with the old key, and KeyFileError.
    """
    use = KeyUse(data, alone=True)
    try:
        keyring = read_keyring(path)
        if not is_under_way(keyring):
            keyring = Keyring({**fresh_key(*keyring.keys), **keyring.keys})
            replace_key_file(path, keyring)
        return keyring
    finally:
        use.release()


def rotate(engine: Engine, keyring: Keyring, progress: Progress, metadata: MetaData = Base.metadata) -> None:
    """Write everything anew with the active key, and leave nothing under another one in the database's files.

    The caller holds the guard of the database. Raises RotationError and NotCompacted; after both all can be read still.
    """
    stored = [_Stored(each) for each in metadata.sorted_tables if _encrypted(each)]
    while left := list(_left(engine, stored, keyring.active)):
        for done in range(0, len(left), BATCH):
            progress(done, len(left))
            with engine.begin() as connection:
                for one, key in left[done : done + BATCH]:
                    one.write_anew(connection, keyring, key)
        progress(len(left), len(left))
    compact(engine)


def end(path: Path, keyring: Keyring) -> None:
    """Take the old key out of the key file. Only after `rotate`: what is under it can never be read again."""
    replace_key_file(path, Keyring({keyring.active: keyring.keys[keyring.active]}))


def _encrypted(mapped: Table) -> list[str]:
    """The names of a table's encrypted columns, whichever they are by now."""
    return [each.name for each in mapped.columns if isinstance(each.type, Encrypted)]


def _left(engine: Engine, stored: list["_Stored"], active: int) -> Iterator[tuple["_Stored", Row[Any]]]:
    """The rows with something under another key."""
    with engine.connect() as connection:
        for one in stored:
            yield from ((one, key) for key in connection.execute(one.under_another_key(active)))


class _Stored:
    """A table as it is stored: its encrypted columns are bytes."""

    def __init__(self, mapped: Table) -> None:
        self.mapped = mapped
        self._key = [column(each.name, each.type) for each in mapped.primary_key]
        self._fields = [column(name, LargeBinary()) for name in _encrypted(mapped)]
        self._table = table(mapped.name, *self._key, *self._fields)

    def under_another_key(self, active: int) -> Any:
        """Select the primary keys of the rows in which a field begins with another id."""
        first_bytes = [func.substr(field, 1, 1, type_=LargeBinary()) for field in self._fields]
        return select(*self._key).where(or_(*(byte != bytes([active]) for byte in first_bytes)))

    def write_anew(self, connection: Connection, keyring: Keyring, key: Row[Any]) -> None:
        """Write the fields of one row with the active key."""
        there = [part == value for part, value in zip(self._key, key, strict=True)]
        row = connection.execute(select(*self._fields).where(*there).with_for_update()).one_or_none()
        if row is not None:
            filled = {field.name: value for field, value in zip(self._fields, row, strict=True) if value is not None}
            fresh = {name: self._anew(keyring, name, value, key) for name, value in filled.items()}
            connection.execute(update(self._table).where(*there).values(fresh))

    def _anew(self, keyring: Keyring, name: str, stored: bytes, key: Row[Any]) -> bytes:
        place = f"{self.mapped.name}.{name}"
        try:
            return keyring.encrypt(keyring.decrypt(bytes(stored), place), place)
        except DecryptError:
            where = f"{place} of row {', '.join(map(str, key))}"
            raise RotationError(f"{where} opens with neither key: bring the last backup back first.") from None
