"""What was received and sent, and what is shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from db.columns import UtcDateTime, identifies, plain
from db.crypto import EncryptedJSON, EncryptedText
from db.models.base import Base, partial


class Update(Base):
    """An update whose effects are committed; remembered for 48 h so that a second delivery has no second effect."""

    __tablename__ = "updates"

    update_id: Mapped[int] = plain(BigInteger(), primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime] = plain(UtcDateTime(), index=True)


class Card(Base):
    """A message the bot shows and may redraw: the conversation, a digest, a notice.

    `rev` counts what should be seen, `shown_rev` what was. `message_id` is where it is shown; none: to be sent.
    """

    __tablename__ = "cards"

    id: Mapped[int] = plain(primary_key=True)
    account_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    place: Mapped[str] = plain()
    params: Mapped[dict[str, Any]] = identifies(EncryptedJSON(), default=dict)
    key: Mapped[str | None] = plain(unique=True)  # what must not be shown twice: digest of a day, an urgent follow-up
    rev: Mapped[int] = plain(default=1)
    shown_rev: Mapped[int] = plain(default=0)
    fresh_rev: Mapped[int] = plain(default=0)  # the revision from which on it belongs below what was typed
    asked: Mapped[str | None] = identifies(EncryptedText())  # what the person was last shown: see `bot.chat.seen`
    asked_at: Mapped[datetime | None] = plain(UtcDateTime())  # since when, by Telegram's clock
    asked_in: Mapped[int | None] = plain(BigInteger())  # the message it came with; none: it came by an edit
    message_id: Mapped[int | None] = plain(BigInteger())
    stale_id: Mapped[int | None] = plain(BigInteger())  # an older message of it whose buttons are to go
    waking: Mapped[bool] = plain(default=False)  # comes by itself: never between 20:00 and 08:00
    sent_at: Mapped[datetime | None] = plain(UtcDateTime())  # since when that message is there, by Telegram's clock
    names_until: Mapped[datetime | None] = plain(UtcDateTime(), index=True)
    closes_at: Mapped[datetime | None] = plain(UtcDateTime(), index=True)  # then what is read is closed
    created_at: Mapped[datetime] = plain(UtcDateTime())

    __table_args__ = (partial("ix_cards_owed", "account_id", where="shown_rev < rev"),)


class Message(Base):
    """A chat message, remembered so that it can be deleted: see `bot.chat.forgetting`."""

    __tablename__ = "messages"

    id: Mapped[int] = plain(primary_key=True)
    account_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    message_id: Mapped[int] = plain(BigInteger())
    direction: Mapped[str] = plain()  # in, out
    sent_at: Mapped[datetime] = plain(UtcDateTime(), index=True)
    draft_id: Mapped[int | None] = plain(ForeignKey("drafts.id", ondelete="SET NULL"), index=True)
    due_at: Mapped[datetime] = plain(UtcDateTime())  # from when on it is to be gone
    deleted_at: Mapped[datetime | None] = plain(UtcDateTime())
    left_at: Mapped[datetime | None] = plain(UtcDateTime())  # since when we know that it cannot be deleted

    __table_args__ = (
        UniqueConstraint("account_id", "message_id"),
        partial("ix_messages_due", "due_at", where="deleted_at IS NULL AND left_at IS NULL"),
        partial("ix_messages_of_account", "account_id", "due_at", where="deleted_at IS NULL AND left_at IS NULL"),
        partial("ix_messages_left", "left_at", where="left_at IS NOT NULL"),
    )
