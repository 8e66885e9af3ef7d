"""The next contact: when, whose, moved and handed over."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, relationship

from db.columns import UtcDateTime, plain, tells
from db.crypto import EncryptedText
from db.models.base import Base, partial


class FollowUp(Base):
    """A day to go back or to check something. Its state is computed: see `bot.followups.followups.state`.

    It is a household's, or an anonymous visitor's: then the session that set it says whose.
    """

    __tablename__ = "follow_ups"

    id: Mapped[int] = plain(primary_key=True)
    household_id: Mapped[int | None] = plain(ForeignKey("households.id"), index=True)
    owner_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    purpose: Mapped[str] = plain(default="visit")
    line: Mapped[str | None] = tells(EncryptedText())
    urgent: Mapped[bool] = plain(default=False)
    set_on: Mapped[date] = plain()
    set_by: Mapped[int | None] = plain(ForeignKey("contacts.id"), index=True)
    first_due: Mapped[date] = plain()
    due: Mapped[date] = plain()  # the last move's day, else the first one
    resolved_on: Mapped[date | None] = plain()
    resolved_by: Mapped[int | None] = plain(ForeignKey("contacts.id"), index=True)
    resolution: Mapped[str | None] = plain()  # visit, replaced, review, or a code of done_otherwise

    moves: Mapped[list["Move"]] = relationship(order_by="Move.id", cascade="all, delete-orphan")

    __table_args__ = (
        CheckConstraint("household_id IS NOT NULL OR set_by IS NOT NULL", name="ck_follow_ups_whose"),
        partial("ix_follow_ups_open", "due", where="resolved_on IS NULL"),
        {"sqlite_autoincrement": True},  # the number of one that was taken back is on cards: nobody gets it again
    )


class Move(Base):
    """A follow-up put to another day: after an attempt (then by a contact) or by hand."""

    __tablename__ = "moves"

    id: Mapped[int] = plain(primary_key=True)
    follow_up_id: Mapped[int] = plain(ForeignKey("follow_ups.id"), index=True)
    due: Mapped[date] = plain()
    contact_id: Mapped[int | None] = plain(ForeignKey("contacts.id"), index=True)
    account_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    was_urgent: Mapped[bool] = plain()
    at: Mapped[datetime] = plain(UtcDateTime())


class Handover(Base):
    """Follow-ups and households handed to a colleague, for good or until a day; can be undone."""

    __tablename__ = "handovers"

    id: Mapped[int] = plain(primary_key=True)
    from_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    to_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    by_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    until: Mapped[date | None] = plain(index=True)
    follow_ups: Mapped[list[int]] = plain(JSON())
    at: Mapped[datetime] = plain(UtcDateTime())
    ended_at: Mapped[datetime | None] = plain(UtcDateTime())
