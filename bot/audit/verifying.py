"""Whether the audit's chain is whole; if it is not, the first line at which it breaks, in one sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from bot.audit.auditing import Deed
from bot.audit.sealing import ANCHOR, HEAD, KEY, LINE, START, Link, Unsealed, link, unsealed
from db.crypto import DecryptError
from db.models import Audit, SealKey
from db.sealing import FIELDS, seal

BATCH = 500
_UNREADABLE = "A line of the log cannot be read any more."


@dataclass(frozen=True)
class Chain:
    """What was found: how many lines are sealed and how many wait for the next sweep; `broken` says where and how."""

    sealed: int
    waiting: int
    broken: str | None


class _Broken(Exception):
    """One sentence."""


def verify(db: Session, kept: Link | None = None) -> Chain:
    """Look at every line in its order. `kept` is the head that a backup has: it shows that the end was cut off."""
    walk, waiting = _Walk(db, kept), list[Unsealed]()
    try:
        waiting = _waiting(db)
        walk.through()
        _stamped(waiting)
    except _Broken as broken:
        return Chain(walk.sealed, len(waiting), str(broken))
    return Chain(walk.sealed, len(waiting), None)


class _Walk:
    """From the anchor to the head, a line at a time."""

    def __init__(self, db: Session, kept: Link | None) -> None:
        self._db = db
        self._kept = kept
        self.sealed = 0

    def through(self) -> None:
        """All of it. Raises _Broken."""
        anchor, head = self._place(ANCHOR), self._place(HEAD)
        last, witnessed = anchor, anchor == START
        key = self._key(head)
        for line in self._lines():
            last = _next(key, last, line)
            self.sealed += 1
            self._compare(last)
            witnessed = witnessed or _says_forgotten(line, anchor)
        if last.number < head.number:
            raise _Broken(f"Line {last.number + 1} of the log is missing: it ends before line {head.number}.")
        if last != head:
            raise _Broken(f"Line {head.number + 1} of the log was not put there by Ascolto.")
        if not witnessed:
            raise _Broken(f"The lines up to {anchor.number} of the log were not removed by Ascolto.")
        if self._kept is not None and self._kept.number > last.number:
            raise _Broken(f"Line {last.number + 1} of the log is missing: the backup knows line {self._kept.number}.")

    def _place(self, name: str) -> Link:
        try:
            return link(self._db, name) or START
        except ValueError:
            raise _Broken(f"What is remembered as the {name} was changed.") from None

    def _key(self, head: Link) -> bytes:
        try:
            key = self._db.scalar(select(SealKey.key).where(SealKey.id == KEY))
        except DecryptError:
            raise _Broken("The key of the log does not open.") from None
        if key is None and head != START:
            raise _Broken("The key of the log is missing.")
        return key or b""

    def _lines(self) -> Iterator[RowMapping]:
        asked = select(Audit.id, Audit.sealed_no, Audit.seal, *LINE).where(Audit.sealed_no.is_not(None))
        rows = self._db.execute(asked.order_by(Audit.sealed_no).execution_options(yield_per=BATCH)).mappings()
        try:
            yield from rows
        except (ValueError, TypeError):
            raise _Broken(_UNREADABLE) from None

    def _compare(self, last: Link) -> None:
        if self._kept is not None and self._kept.number == last.number and self._kept != last:
            raise _Broken(f"Line {last.number} of the log is not the one that the backup knows.")


def _next(key: bytes, last: Link, line: RowMapping) -> Link:
    number = last.number + 1
    if line["sealed_no"] != number:
        raise _Broken(f"Line {number} of the log is missing.")
    said: dict[str, Any] = {name: line[name] for name in FIELDS}
    if not compare_digest(seal(key, last.seal, number, line["id"], said), line["seal"] or ""):
        raise _Broken(f"Line {number} of the log ({_when(line['at'])}) is not as it was sealed.")
    return Link(number, line["seal"])


def _says_forgotten(line: RowMapping, anchor: Link) -> bool:
    return (line["action"], line["kind"], line["object_id"]) == (Deed.FORGOTTEN.value, "audit", anchor.number)


def _waiting(db: Session) -> list[Unsealed]:
    try:
        return unsealed(db)
    except (ValueError, TypeError):
        raise _Broken(_UNREADABLE) from None


def _stamped(waiting: list[Unsealed]) -> None:
    for line in waiting:
        if not line.genuine:
            raise _Broken(f"The line with the id {line.id} ({_when(line.at)}) was not written by Ascolto.")


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
