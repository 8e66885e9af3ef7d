"""A form on its way."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped

from db.columns import REFERS, UtcDateTime, identifies, plain
from db.crypto import EncryptedJSON
from db.models.base import Base


class Draft(Base):
    """A form that is being filled in. `content` holds the answers by question name, and where the talk stands."""

    __tablename__ = "drafts"

    id: Mapped[int] = plain(primary_key=True)
    account_id: Mapped[int] = plain(ForeignKey("accounts.id"), index=True)
    form: Mapped[str] = plain()
    version: Mapped[int] = plain()
    status: Mapped[str] = plain(default="open")  # open, saved, cancelled
    rev: Mapped[int] = plain(default=1)
    content: Mapped[dict[str, Any]] = identifies(EncryptedJSON(), default=dict)  # empty once saved: see the record
    contact_id: Mapped[int | None] = plain(index=True, info={REFERS: "contacts"})  # the record it made, or corrects
    created_at: Mapped[datetime] = plain(UtcDateTime())
    updated_at: Mapped[datetime] = plain(UtcDateTime())
