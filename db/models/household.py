"""Households and those who belong to them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, relationship

from db.columns import REFERS, UtcDateTime, identifies, plain, tells
from db.crypto import EncryptedText
from db.models.base import Base


class Household(Base):
    """Those who are accompanied together. Without consent it has a reference, a kind and a neighbourhood only."""

    __tablename__ = "households"

    id: Mapped[int] = plain(primary_key=True)
    code: Mapped[str] = plain(unique=True)  # F-0012
    kind: Mapped[str] = plain()
    neighbourhood: Mapped[str] = plain()
    consent: Mapped[str] = plain()
    consent_language: Mapped[str | None] = plain()
    consent_at: Mapped[datetime | None] = plain(UtcDateTime())
    consent_by: Mapped[int | None] = plain(ForeignKey("accounts.id"))
    phone: Mapped[str | None] = identifies(EncryptedText())
    safe_to_call: Mapped[str | None] = tells(EncryptedText())
    head_id: Mapped[int | None] = plain(info={REFERS: "persons"})  # one of its persons, or nobody
    status: Mapped[str] = plain(default="open")  # open, paused, closed
    paused_until: Mapped[date | None] = plain()
    closure_reason: Mapped[str | None] = plain()
    closure_agreed: Mapped[bool | None] = plain()  # with the family
    closed_on: Mapped[date | None] = plain()
    owner_id: Mapped[int | None] = plain(ForeignKey("accounts.id"))  # who usually goes there
    created_at: Mapped[datetime] = plain(UtcDateTime())
    created_by: Mapped[int] = plain(ForeignKey("accounts.id"))
    void_at: Mapped[datetime | None] = plain(UtcDateTime())  # taken back together with the visit that made it
    forget_on: Mapped[date | None] = plain()  # the coordinator was shown that it is forgotten from then on
    kept_until: Mapped[date | None] = plain()  # she keeps the closed file until then
    forgotten_at: Mapped[datetime | None] = plain(UtcDateTime(), index=True)  # coded rows are left, nothing that tells

    persons: Mapped[list["Person"]] = relationship(back_populates="household", order_by="Person.id")


class Person(Base):
    """Somebody of a household."""

    __tablename__ = "persons"

    id: Mapped[int] = plain(primary_key=True)
    household_id: Mapped[int] = plain(ForeignKey("households.id"), index=True)
    name: Mapped[str | None] = identifies(EncryptedText())
    relation: Mapped[str | None] = tells(EncryptedText())
    year_of_birth: Mapped[str | None] = tells(EncryptedText())
    sex: Mapped[str | None] = plain()
    about: Mapped[bool] = plain(default=False)  # the year of birth is only about right
    elderly: Mapped[bool | None] = plain()

    household: Mapped[Household] = relationship(back_populates="persons")
