"""What becomes of a record afterwards: changes, proposals, questions on it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped

from db.columns import UtcDateTime, identifies, plain, tells
from db.crypto import EncryptedJSON, EncryptedText
from db.models.base import Base


class Amendment(Base):
    """A saved answer that was changed: who, when, which, from what, to what."""

    __tablename__ = "amendments"

    id: Mapped[int] = plain(primary_key=True)
    contact_id: Mapped[int] = plain(ForeignKey("contacts.id"), index=True)
    account_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    at: Mapped[datetime] = plain(UtcDateTime())
    change: Mapped[dict[str, Any]] = identifies(EncryptedJSON())  # {question: [before, after]}
    reason: Mapped[str | None] = tells(EncryptedText())


class Proposal(Base):
    """A change that waits for the coordinator's tap: correcting a colleague's record, deleting one, closing a file."""

    __tablename__ = "proposals"

    id: Mapped[int] = plain(primary_key=True)
    kind: Mapped[str] = plain()  # amend, delete, close
    contact_id: Mapped[int | None] = plain(ForeignKey("contacts.id"), index=True)
    household_id: Mapped[int | None] = plain(ForeignKey("households.id"), index=True)
    account_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    at: Mapped[datetime] = plain(UtcDateTime())
    content: Mapped[dict[str, Any]] = identifies(EncryptedJSON(), default=dict)  # the answers that are proposed
    reason: Mapped[str | None] = tells(EncryptedText())
    decision: Mapped[str | None] = plain()  # accepted, refused; none: waiting
    decided_by: Mapped[int | None] = plain(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = plain(UtcDateTime())


class Query(Base):
    """A question on a record: it reaches the author as a message, and the answer comes back."""

    __tablename__ = "queries"

    id: Mapped[int] = plain(primary_key=True)
    contact_id: Mapped[int] = plain(ForeignKey("contacts.id"), index=True)
    asked_by: Mapped[int] = plain(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = plain(UtcDateTime())
    question: Mapped[str] = tells(EncryptedText())
    answer: Mapped[str | None] = tells(EncryptedText())
    answered_at: Mapped[datetime | None] = plain(UtcDateTime())
