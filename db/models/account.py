"""Those who may talk to the bot, and how they come in."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped

from db.columns import UtcDateTime, identifies, plain
from db.crypto import EncryptedText
from db.models.base import Base


class Account(Base):
    """Somebody who may talk to the bot: invited, then bound to one Telegram account.

    Pending and bound: an invite from the chat was followed, and whoever coordinates has not said yet whether it is her.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = plain(primary_key=True)
    telegram_id: Mapped[int | None] = plain(BigInteger(), unique=True)
    name: Mapped[str] = identifies(EncryptedText())
    roles: Mapped[str] = plain()  # codes joined by a comma: a person may hold several
    status: Mapped[str] = plain()  # pending, active, suspended, revoked
    language: Mapped[str | None] = plain()
    keyboard_language: Mapped[str | None] = plain()  # the language its reply keyboard was last asked for in
    talk_id: Mapped[int | None] = plain()  # the card the conversation is on
    digested_on: Mapped[date | None] = plain()  # the last day whose digest was considered
    blocked_at: Mapped[datetime | None] = plain(UtcDateTime())  # the person has blocked the bot
    suspended_at: Mapped[datetime | None] = plain(UtcDateTime())
    locked_until: Mapped[datetime | None] = plain(UtcDateTime())  # of who alone coordinated: then it opens by itself
    seen_as: Mapped[str | None] = identifies(EncryptedText())  # her name at Telegram, until she is confirmed
    passcode_at: Mapped[datetime | None] = plain(UtcDateTime())  # when she said that Telegram's passcode is on
    two_step_at: Mapped[datetime | None] = plain(UtcDateTime())  # the same of two-step verification
    created_at: Mapped[datetime] = plain(UtcDateTime())


class Invite(Base):
    """A code of one use, kept as a hash. One that a colleague made in the chat is to be confirmed when it was used."""

    __tablename__ = "invites"

    id: Mapped[int] = plain(primary_key=True)
    account_id: Mapped[int] = plain(ForeignKey("accounts.id"), index=True)
    by_id: Mapped[int | None] = plain(ForeignKey("accounts.id"))  # none: the machine's owner, who need not be asked
    code_hash: Mapped[str] = plain(unique=True)
    expires_at: Mapped[datetime] = plain(UtcDateTime())
    used_at: Mapped[datetime | None] = plain(UtcDateTime())
