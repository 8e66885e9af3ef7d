"""The kinds of records and their fields. Names here are stable: a column may be renamed, a field never.

A new column fails the tests until it is given a field here or a reason in `LEFT_OUT`.
"""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import load_only, selectinload

from bot.exports.shape import Field, Kind, Known, computed, household, objects, renamed, same, visit
from bot.exports.visible import BATCH, CONFIDENTIAL_NEEDS, visible
from bot.followups import state
from db.models import (
    Account,
    Amendment,
    Audit,
    Base,
    Contact,
    Draft,
    FollowUp,
    Holiday,
    Household,
    Media,
    Neighbourhood,
    Person,
)

LEFT_OUT = {
    "confidential": "seen by its author and the coordinator alone",
    "invites": "secret",
    "updates": "the bot's own bookkeeping",
    "cards": "the bot's own bookkeeping, drawn again from the records",
    "messages": "the bot's own bookkeeping",
    "counters": "the bot's own bookkeeping",
    "facts": "the bot's own bookkeeping",
    "accounts.keyboard_language": "the bot's own bookkeeping",
    "accounts.talk_id": "the bot's own bookkeeping",
    "accounts.digested_on": "the bot's own bookkeeping",
    "drafts.rev": "the bot's own bookkeeping",
    "media.file_id": "secret: it opens the file at Telegram",
    "media.content": "no text",
}
"""Tables and columns that are in no export, and why."""


def _ordered(model: type[Base], *options: Any) -> Select[Any]:
    by_id = model.__table__.c.id
    return select(model).options(*options).order_by(by_id).execution_options(yield_per=BATCH)


def _void(row: Any, known: Known) -> bool:
    del known
    return row.void_at is not None


ACCOUNT = Kind(
    "account",
    _ordered(Account),
    (
        *same("id", "name"),
        computed("roles", lambda row, known: row.roles.split(","), "roles"),
        *same("status", "language", "telegram_id", "blocked_at", "created_at"),
    ),
)

NEIGHBOURHOOD = Kind(
    "neighbourhood",
    _ordered(Neighbourhood),
    same("id", "code", "name_sq", "name_sr", "name_it", "bank", "confirmed", "retired"),
)

HOLIDAY = Kind("holiday", _ordered(Holiday), same("id", "day", "name", "source"))

HOUSEHOLD = Kind(
    "household",
    _ordered(Household),
    (
        *same("id", "code"),
        renamed("household_kind", "kind"),
        *same("neighbourhood", "consent", "consent_language", "consent_at", "consent_by", "phone", "safe_to_call"),
        renamed("head", "head_id"),
        *same("status", "paused_until", "closure_reason", "closed_on"),
        renamed("owner", "owner_id"),
        *same("created_at", "created_by"),
        computed("void", _void),
        *same("void_at"),
    ),
)

PERSON = Kind(
    "person",
    _ordered(Person),
    (
        *same("id"),
        household("household", "household_id"),
        *same("name", "relation", "year_of_birth", "sex", "elderly"),
    ),
)


def _needs(row: Contact, known: Known) -> list[dict[str, str]]:
    del known
    return [{"code": need.code, "state": need.state} for need in row.needs if need.code not in CONFIDENTIAL_NEEDS]


NOTE = (
    *same("kind", "words"),
    renamed("author", "author_id"),
    *same("written_at"),
    renamed("media", "media_id"),
    renamed("draft", "draft_id"),
)

VISIT = Kind(
    "visit",
    _ordered(Contact, selectinload(Contact.needs), selectinload(Contact.interventions), selectinload(Contact.notes)),
    (
        *same("id", "reference", "type"),
        renamed("draft", "draft_id"),
        household("household", "household_id"),
        renamed("author", "author_id"),
        renamed("colleague", "colleague_id"),
        *same("day", "outcome"),
        Field("needs", None, _needs, same("code", "state")),
        computed("interventions", lambda row, known: [done.code for done in row.interventions]),
        *same("next_step_by", "urgent"),
        objects("notes", *NOTE),
        computed("answers", lambda row, known: visible(row.answers), "answers"),
        *same("made_household", "saved_at"),
        computed("amended_at", lambda row, known: known.amended.get(row.id), "amended_at"),
        computed("void", _void),
        *same("void_at"),
    ),
)

FOLLOW_UP = Kind(
    "follow_up",
    _ordered(FollowUp, selectinload(FollowUp.moves)),
    (
        *same("id"),
        household("household", "household_id"),
        renamed("owner", "owner_id"),
        *same("purpose", "line", "urgent", "set_on"),
        visit("set_by", "set_by"),
        *same("first_due", "due"),
        computed("state", lambda row, known: state(row.due, row.resolution, known.today).value),
        objects(
            "moves",
            *same("due"),
            visit("visit", "contact_id"),
            renamed("account", "account_id"),
            *same("was_urgent", "at"),
        ),
        *same("resolved_on", "resolution"),
        visit("resolved_by", "resolved_by"),
    ),
)

DRAFT = Kind(
    "draft",
    _ordered(Draft),
    (
        *same("id"),
        renamed("account", "account_id"),
        *same("form", "version", "status"),
        visit("visit", "contact_id"),
        computed("answers", lambda row, known: visible(row.content.get("answers")), "content"),
        *same("created_at", "updated_at"),
    ),
)

AMENDMENT = Kind(
    "amendment",
    _ordered(Amendment),
    (
        *same("id"),
        visit("visit", "contact_id"),
        renamed("account", "account_id"),
        *same("at"),
        computed("change", lambda row, known: visible(row.change), "change"),
    ),
    shown=lambda row, known: bool(visible(row.change)),
)

MEDIA = Kind(
    "media",
    _ordered(Media, load_only(Media.id, Media.account_id, Media.kind, Media.state, Media.created_at)),
    (*same("id"), renamed("account", "account_id"), renamed("media_kind", "kind"), *same("state", "created_at")),
)

RECORDS = {"contact": "visit"}
"""Kinds of records that an export calls otherwise than the database."""

AUDIT = Kind(
    "audit",
    _ordered(Audit),
    (
        *same("id", "at"),
        renamed("account", "account_id"),
        *same("action"),
        computed("record_kind", lambda row, known: RECORDS.get(row.kind, row.kind), "kind"),
        renamed("record", "object_id"),
    ),
)

KINDS = (
    ACCOUNT,
    NEIGHBOURHOOD,
    HOLIDAY,
    HOUSEHOLD,
    PERSON,
    VISIT,
    FOLLOW_UP,
    DRAFT,
    AMENDMENT,
    MEDIA,
    AUDIT,
)
"""In the order of an export: what is referred to comes first."""
