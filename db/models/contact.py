"""Contacts, and what was seen, asked for and done at each."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, relationship

from db.columns import UtcDateTime, identifies, plain, tells
from db.crypto import EncryptedJSON, EncryptedText
from db.models.base import Base
from db.models.note import Note


class Contact(Base):
    """A home visit made or tried, or a listening session. One draft makes one contact, however often saved."""

    __tablename__ = "contacts"

    id: Mapped[int] = plain(primary_key=True)
    reference: Mapped[str] = plain(unique=True)  # V-2026-00042
    type: Mapped[str] = plain()
    draft_id: Mapped[int] = plain(ForeignKey("drafts.id"), unique=True)
    household_id: Mapped[int | None] = plain(ForeignKey("households.id"), index=True)
    author_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    colleague_id: Mapped[int | None] = plain(ForeignKey("accounts.id"))
    day: Mapped[date] = plain(index=True)
    outcome: Mapped[str] = plain()
    next_step_by: Mapped[str | None] = plain()
    place: Mapped[str | None] = plain()  # of a session: centre, phone, elsewhere
    arrival: Mapped[str | None] = plain()  # how somebody came to a session
    session_kind: Mapped[str | None] = plain()  # simple, plan
    sex: Mapped[str | None] = plain()  # of an anonymous visitor
    age_band: Mapped[str | None] = plain()
    code_word: Mapped[str | None] = identifies(EncryptedText())  # by which an anonymous visitor can be found again
    person_id: Mapped[int | None] = plain(ForeignKey("persons.id"))
    for_meeting: Mapped[bool] = plain(default=False)
    decision: Mapped[str | None] = tells(EncryptedText())  # what the team decided on it
    urgent: Mapped[bool] = plain(default=False)
    answers: Mapped[dict[str, Any]] = identifies(EncryptedJSON(), default=dict)
    made_household: Mapped[bool] = plain(default=False)
    saved_at: Mapped[datetime] = plain(UtcDateTime())
    amended_at: Mapped[datetime | None] = plain(UtcDateTime())
    void_at: Mapped[datetime | None] = plain(UtcDateTime())
    forgotten_at: Mapped[datetime | None] = plain(UtcDateTime(), index=True)  # its codes are left, nothing that tells

    needs: Mapped[list["ContactNeed"]] = relationship(cascade="all, delete-orphan")
    requests: Mapped[list["ContactRequest"]] = relationship(cascade="all, delete-orphan")
    resources: Mapped[list["ContactResource"]] = relationship(cascade="all, delete-orphan")
    interventions: Mapped[list["ContactIntervention"]] = relationship(cascade="all, delete-orphan")
    notes: Mapped[list[Note]] = relationship(cascade="all, delete-orphan", order_by="Note.id")


class ContactNeed(Base):
    """A need seen at a contact, and how it stood then: seen, still, better, solved."""

    __tablename__ = "contact_needs"

    id: Mapped[int] = plain(primary_key=True)
    contact_id: Mapped[int] = plain(ForeignKey("contacts.id"), index=True)
    code: Mapped[str] = plain()
    state: Mapped[str] = plain()


class ContactIntervention(Base):
    """What was done at a contact."""

    __tablename__ = "contact_interventions"

    id: Mapped[int] = plain(primary_key=True)
    contact_id: Mapped[int] = plain(ForeignKey("contacts.id"), index=True)
    code: Mapped[str] = plain()


class ContactRequest(Base):
    """What somebody asked for."""

    __tablename__ = "contact_requests"

    id: Mapped[int] = plain(primary_key=True)
    contact_id: Mapped[int] = plain(ForeignKey("contacts.id"), index=True)
    code: Mapped[str] = plain()


class ContactResource(Base):
    """A strength of a household, as it was seen at a contact."""

    __tablename__ = "contact_resources"

    id: Mapped[int] = plain(primary_key=True)
    contact_id: Mapped[int] = plain(ForeignKey("contacts.id"), index=True)
    code: Mapped[str] = plain()


class Confidential(Base):
    """Violence or addiction, seen by its author and the coordinator alone; in no list, report or ordinary export."""

    __tablename__ = "confidential"

    id: Mapped[int] = plain(primary_key=True)
    contact_id: Mapped[int] = plain(ForeignKey("contacts.id"), index=True)
    author_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    content: Mapped[dict[str, Any]] = identifies(EncryptedJSON())  # {"codes": [...], "note": "..."}
    created_at: Mapped[datetime] = plain(UtcDateTime())
