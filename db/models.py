"""The tables. Every column says what it gives away: *plain*, *tells* something of a family, or *identifies* somebody.

The last two are encrypted; coded answers stay plain so that SQL can count them. A date is a local date, an instant is
aware UTC. What can be computed (the state of a follow-up, of a need) has no column.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, MetaData, UniqueConstraint, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import DeclarativeBase, Mapped, relationship

from db.columns import REFERS, UtcDateTime, identifies, plain, tells
from db.crypto import EncryptedBytes, EncryptedJSON, EncryptedText
from db.sealing import digest


class Base(DeclarativeBase):
    """The parent of all tables. Constraints have names, so that a later migration can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# --- people ---------------------------------------------------------------------------------------------------------


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


# --- the conversation -----------------------------------------------------------------------------------------------


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
    asked: Mapped[str | None] = identifies(EncryptedText())  # what the person was last shown: see `bot.seen`
    asked_at: Mapped[datetime | None] = plain(UtcDateTime())  # since when, by Telegram's clock
    asked_in: Mapped[int | None] = plain(BigInteger())  # the message it came with; none: it came by an edit
    message_id: Mapped[int | None] = plain(BigInteger())
    stale_id: Mapped[int | None] = plain(BigInteger())  # an older message of it whose buttons are to go
    waking: Mapped[bool] = plain(default=False)  # comes by itself: never between 20:00 and 08:00
    sent_at: Mapped[datetime | None] = plain(UtcDateTime())  # since when that message is there, by Telegram's clock
    names_until: Mapped[datetime | None] = plain(UtcDateTime(), index=True)
    closes_at: Mapped[datetime | None] = plain(UtcDateTime(), index=True)  # then what is read is closed
    created_at: Mapped[datetime] = plain(UtcDateTime())

    __table_args__ = (
        Index(
            "ix_cards_owed",
            "account_id",
            sqlite_where=text("shown_rev < rev"),
            postgresql_where=text("shown_rev < rev"),
        ),
    )


class Message(Base):
    """A chat message, remembered so that it can be deleted: see `bot.forgetting`."""

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
        *(
            Index(name, *columns, sqlite_where=text(which), postgresql_where=text(which))
            for name, columns, which in (
                ("ix_messages_due", ("due_at",), "deleted_at IS NULL AND left_at IS NULL"),
                ("ix_messages_of_account", ("account_id", "due_at"), "deleted_at IS NULL AND left_at IS NULL"),
                ("ix_messages_left", ("left_at",), "left_at IS NOT NULL"),
            )
        ),
    )


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


# --- the registry ---------------------------------------------------------------------------------------------------


class Neighbourhood(Base):
    """A part of the town, named as its readers name it; the coordinator edits and confirms the list."""

    __tablename__ = "neighbourhoods"

    id: Mapped[int] = plain(primary_key=True)
    code: Mapped[str] = plain(unique=True)
    name_sq: Mapped[str] = plain()
    name_sr: Mapped[str] = plain()  # in Cyrillic; the Latin form is generated
    name_it: Mapped[str] = plain()
    bank: Mapped[str | None] = plain()  # north, south
    confirmed: Mapped[bool] = plain(default=False)
    retired: Mapped[bool] = plain(default=False)


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


class Holiday(Base):
    """A day nobody works. `source` says where it comes from; the coordinator edits the list."""

    __tablename__ = "holidays"

    id: Mapped[int] = plain(primary_key=True)
    day: Mapped[date] = plain(unique=True)
    name: Mapped[str] = plain()
    source: Mapped[str] = plain()


# --- the records ----------------------------------------------------------------------------------------------------


class Contact(Base):
    """A home visit made or tried (later also a listening session). One draft makes one contact, however often saved."""

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
    notes: Mapped[list["Note"]] = relationship(cascade="all, delete-orphan", order_by="Note.id")


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


class Confidential(Base):
    """Violence or addiction, seen by its author and the coordinator alone; in no list, report or ordinary export."""

    __tablename__ = "confidential"

    id: Mapped[int] = plain(primary_key=True)
    contact_id: Mapped[int] = plain(ForeignKey("contacts.id"), index=True)
    author_id: Mapped[int] = plain(ForeignKey("accounts.id"))
    content: Mapped[dict[str, Any]] = identifies(EncryptedJSON())  # {"codes": [...], "note": "..."}
    created_at: Mapped[datetime] = plain(UtcDateTime())


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


# --- the next contact -----------------------------------------------------------------------------------------------


class FollowUp(Base):
    """A day to go back or to check something. Its state is computed: see `bot.followups.state`.

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
        Index(
            "ix_follow_ups_open",
            "due",
            sqlite_where=text("resolved_on IS NULL"),
            postgresql_where=text("resolved_on IS NULL"),
        ),
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


# --- the house ------------------------------------------------------------------------------------------------------


class Counter(Base):
    """The last number given out under a name: households, visits of a year."""

    __tablename__ = "counters"

    name: Mapped[str] = plain(primary_key=True)
    value: Mapped[int] = plain(default=0)


class Fact(Base):
    """What the bot knows of itself: its user name, its last poll and tick."""

    __tablename__ = "facts"

    name: Mapped[str] = plain(primary_key=True)
    value: Mapped[str] = plain()


def _stamp(context: DefaultExecutionContext) -> bytes:
    """Whoever writes a line stamps it."""
    return digest(context.current_parameters or {})


class Erasure(Base):
    """A household that was erased on request, by its reference: erased again whenever an older backup is restored."""

    __tablename__ = "erasures"

    code: Mapped[str] = plain(primary_key=True)
    at: Mapped[datetime] = plain(UtcDateTime())


class Audit(Base):
    """Who did what to which record, by ids only: see `bot.auditing`; stamps and seals: `db.sealing`."""

    __tablename__ = "audit"

    id: Mapped[int] = plain(primary_key=True)
    at: Mapped[datetime] = plain(UtcDateTime())
    account_id: Mapped[int | None] = plain()
    action: Mapped[str] = plain()
    kind: Mapped[str] = plain()
    object_id: Mapped[int | None] = plain()
    stamp: Mapped[bytes | None] = tells(
        EncryptedBytes(), default=_stamp
    )  # until it is sealed; encrypted: nobody else writes it
    sealed_no: Mapped[int | None] = plain(index=True, unique=True)  # its place in the chain; none: not sealed yet
    seal: Mapped[str | None] = plain()

    __table_args__ = (
        Index(
            "ix_audit_unsealed",
            "id",
            sqlite_where=text("sealed_no IS NULL"),
            postgresql_where=text("sealed_no IS NULL"),
        ),
        Index("ix_audit_object", "kind", "object_id"),
    )


class SealKey(Base):
    """The one key of the audit's chain, made when the first line is sealed: it outlives a change of the key file."""

    __tablename__ = "seal_keys"

    id: Mapped[int] = plain(primary_key=True)
    key: Mapped[bytes] = tells(EncryptedBytes())
