"""Notes: words, voice messages, photos."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped

from db.columns import UtcDateTime, identifies, plain, tells
from db.crypto import EncryptedBytes, EncryptedText
from db.models.base import Base


class Note(Base):
    """A part of a contact's note: words, a voice message or a photo, each with its author."""

    __tablename__ = "notes"

    id: Mapped[int] = plain(primary_key=True)
    contact_id: Mapped[int] = plain(ForeignKey("contacts.id"), index=True)
    author_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    draft_id: Mapped[int | None] = plain(ForeignKey("drafts.id"), index=True)
    kind: Mapped[str] = plain()  # text, voice, photo
    words: Mapped[str | None] = tells(EncryptedText())
    media_id: Mapped[int | None] = plain(ForeignKey("media.id"))
    written_at: Mapped[datetime] = plain(UtcDateTime())
    worded_by: Mapped[int | None] = plain(ForeignKey("accounts.id"))  # who wrote up a voice message
    worded_at: Mapped[datetime | None] = plain(UtcDateTime())


class LooseNote(Base):
    """Something sent while no form was open: kept until somebody says whose it is. Then it stays with the household."""

    __tablename__ = "loose_notes"

    id: Mapped[int] = plain(primary_key=True)
    account_id: Mapped[int] = plain(ForeignKey("accounts.id"), index=True)
    household_id: Mapped[int | None] = plain(ForeignKey("households.id"), index=True)
    kind: Mapped[str] = plain()  # text, voice, photo
    words: Mapped[str | None] = tells(EncryptedText())
    media_id: Mapped[int | None] = plain(ForeignKey("media.id"))
    message_id: Mapped[int | None] = plain(BigInteger())  # so that an edited message changes it
    written_at: Mapped[datetime] = plain(UtcDateTime())
    worded_by: Mapped[int | None] = plain(ForeignKey("accounts.id"))  # who wrote up a voice message
    worded_at: Mapped[datetime | None] = plain(UtcDateTime())
    settled_at: Mapped[datetime | None] = plain(UtcDateTime())  # kept with a household, or thrown away


class Media(Base):
    """A voice message or photo; fetched from Telegram after the update was committed."""

    __tablename__ = "media"

    id: Mapped[int] = plain(primary_key=True)
    account_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    kind: Mapped[str] = plain()
    file_id: Mapped[str] = tells(EncryptedText())
    content: Mapped[bytes | None] = identifies(EncryptedBytes())
    state: Mapped[str] = plain(default="waiting", index=True)  # waiting, kept, lost, deleted
    created_at: Mapped[datetime] = plain(UtcDateTime())
