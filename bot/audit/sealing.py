"""The audit's chain. A sweep seals what was written, so that a line that is removed, changed or put in is noticed.

The last seal is the head: who keeps it elsewhere, as every backup does, notices that the end was cut off as well.
Old lines go from the beginning only; then the last of them is the anchor, and a line in the chain says so.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, delete, func, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session

from bot.audit.auditing import Deed, note
from bot.work import Work
from db.crypto import KEY_BYTES, DecryptError, keyring_of
from db.models import Audit, Fact, SealKey
from db.sealing import FIELDS, FIRST, digest, seal

log = logging.getLogger("ascolto.sealing")
HEAD, ANCHOR = "audit head", "audit anchor"
KEY = 1
"""The id of the one key there is."""
LINE = tuple(getattr(Audit, name) for name in FIELDS)


@dataclass(frozen=True)
class Link:
    """A place in the chain: the number of a line, from 1, and its seal."""

    number: int
    seal: str

    def __str__(self) -> str:
        return f"{self.number} {self.seal}"

    @classmethod
    def read(cls, written: str) -> "Link":
        """What `str` wrote. Raises ValueError."""
        number, seal_ = written.split()
        return cls(int(number), seal_)


START = Link(0, FIRST)


def head(db: Session) -> Link | None:
    """The last line that was sealed: what a backup keeps. None: nothing is sealed yet."""
    return link(db, HEAD)


def link(db: Session, name: str) -> Link | None:
    """The place that is remembered under HEAD or ANCHOR."""
    written = db.scalar(select(Fact.value).where(Fact.name == name))
    return Link.read(written) if written else None


def sweep(work: Work) -> int:
    """Seal the lines that are not, in the order of their ids; returns how many. Two at once wait for each other.

    A line without a stamp that fits was not written by Ascolto: it stays unsealed, and `ascolto audit` names it. One
    that cannot even be read keeps the others waiting, and nothing else.
    """
    key = _key(work)
    if key is None:
        log.error("the audit cannot be sealed: its key or its head is gone")
        return 0
    try:
        waiting = unsealed(work.db)
    except (ValueError, TypeError):
        log.error("the audit cannot be sealed: a line of it cannot be read")
        return 0
    last = head(work.db) or START
    sealed = []
    for line in waiting:
        if line.genuine:
            last = Link(last.number + 1, seal(key, last.seal, last.number + 1, line.id, line.said))
            sealed.append({"id": line.id, "sealed_no": last.number, "seal": last.seal, "stamp": None})
    if sealed:
        work.db.execute(update(Audit), sealed)
        _remember(work, HEAD, last)
    return len(sealed)


def forget(work: Work, before: datetime) -> int:
    """Remove the lines from the beginning that are older than an instant, as far as no younger one stands between
    them; returns how many. What is left begins at the anchor."""
    sweep(work)
    younger = work.db.scalar(select(func.min(Audit.sealed_no)).where(Audit.at >= before))
    last = younger - 1 if younger is not None else (head(work.db) or START).number
    seal_ = work.db.scalar(select(Audit.seal).where(Audit.sealed_no == last))
    if seal_ is None:
        return 0
    gone = work.db.scalar(select(func.count()).select_from(Audit).where(Audit.sealed_no <= last)) or 0
    work.db.execute(delete(Audit).where(Audit.sealed_no <= last))
    _remember(work, ANCHOR, Link(last, seal_))
    note(work, None, Deed.FORGOTTEN, "audit", last)
    sweep(work)
    return gone


# --- the lines that are not sealed ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unsealed:
    """A line as it was written, and whether its stamp fits."""

    id: int
    said: dict[str, Any]
    genuine: bool

    @property
    def at(self) -> datetime:
        """When it was written, as it says."""
        at: datetime = self.said["at"]
        return at


def unsealed(db: Session) -> list[Unsealed]:
    """The lines that wait for the sweep, in the order of their ids."""
    stamp = type_coerce(Audit.stamp, LargeBinary).label("stamp")
    rows = db.execute(select(Audit.id, *LINE, stamp).where(Audit.sealed_no.is_(None)).order_by(Audit.id)).mappings()
    connection = db.connection()
    found = []
    for row in rows:
        said = {name: row[name] for name in FIELDS}
        found.append(Unsealed(row["id"], said, _fits(connection, row["stamp"], said)))
    return found


def _fits(connection: Connection, stamp: bytes | None, said: dict[str, Any]) -> bool:
    try:
        stamped = keyring_of(connection.engine).decrypt(bytes(stamp or b""), "audit.stamp")
    except (DecryptError, TypeError):  # SQLite keeps a text where bytes belong
        return False
    return stamped == digest(said)


# --- what is remembered ---------------------------------------------------------------------------------------------


def _key(work: Work) -> bytes | None:
    """The chain's key, locked for this transaction; made where nothing was sealed yet. None: it cannot go on."""
    asked = select(SealKey.key).where(SealKey.id == KEY).with_for_update()
    key = work.db.scalar(asked)
    if key is None and not _begun(work):
        insert = insert_on_sqlite if work.db.get_bind().dialect.name == "sqlite" else insert_on_postgresql
        fresh = insert(SealKey).values(id=KEY, key=secrets.token_bytes(KEY_BYTES))
        work.db.execute(fresh.on_conflict_do_nothing())
        key = work.db.scalar(asked)
    if key is not None and head(work.db) is None and _begun(work):
        return None
    return key


def _begun(work: Work) -> bool:
    """Whether anything was sealed before."""
    sealed = select(Audit.id).where(Audit.sealed_no.is_not(None)).limit(1)
    return head(work.db) is not None or work.db.scalar(sealed) is not None


def _remember(work: Work, name: str, place: Link) -> None:
    work.db.merge(Fact(name=name, value=str(place)))
    work.db.flush()
