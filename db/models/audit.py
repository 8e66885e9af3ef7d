"""The log of who did what."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped

from db.columns import UtcDateTime, plain, tells
from db.crypto import EncryptedBytes
from db.models.base import Base, partial
from db.sealing import digest


def _stamp(context: DefaultExecutionContext) -> bytes:
    """The stamp of the line that is being written."""
    return digest(context.current_parameters or {})


class Audit(Base):
    """Who did what to which record, by ids only: see `bot.audit.auditing`; stamps and seals: `db.sealing`."""

    __tablename__ = "audit"

    id: Mapped[int] = plain(primary_key=True)
    at: Mapped[datetime] = plain(UtcDateTime())
    account_id: Mapped[int | None] = plain()
    action: Mapped[str] = plain()
    kind: Mapped[str] = plain()
    object_id: Mapped[int | None] = plain()
    # until it is sealed; encrypted, so that only who has the key can write one
    stamp: Mapped[bytes | None] = tells(EncryptedBytes(), default=_stamp)
    sealed_no: Mapped[int | None] = plain(index=True, unique=True)  # its place in the chain; none: not sealed yet
    seal: Mapped[str | None] = plain()

    __table_args__ = (
        partial("ix_audit_unsealed", "id", where="sealed_no IS NULL"),
        Index("ix_audit_object", "kind", "object_id"),
    )


class SealKey(Base):
    """The one key of the audit's chain, made when the first line is sealed: it outlives a change of the key file."""

    __tablename__ = "seal_keys"

    id: Mapped[int] = plain(primary_key=True)
    key: Mapped[bytes] = tells(EncryptedBytes())
