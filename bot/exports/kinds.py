"""The kinds of records and their fields. Names here are stable: a column may be renamed, a field never.

A new column fails the tests until it is given a field here or a reason in `LEFT_OUT`.
"""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import load_only, selectinload

from bot.exports.shape import Field, Kind, Known, computed, contact, household, objects, renamed, same
from bot.exports.visible import BATCH, CONFIDENTIAL_NEEDS, visible
from bot.followups.followups import state
from db.models import (
    Account,
    Amendment,
    Audit,
    Base,
    Confidential,
    Contact,
    Draft,
    FollowUp,
    Handover,
    Holiday,
    Household,
    LooseNote,
    Media,
    Neighbourhood,
    Person,
    Proposal,
    Query,
)

LEFT_OUT = {
    "invites": "secret",
    "updates": "the bot's own bookkeeping",
    "cards": "the bot's own bookkeeping, drawn again from the records",
    "messages": "the bot's own bookkeeping",
    "counters": "the bot's own bookkeeping",
    "facts": "the bot's own bookkeeping",
    "seal_keys": "secret",
    "audit.stamp": "what `ascolto audit` checks; it can be read with the key only",
    "audit.sealed_no": "what `ascolto audit` checks",
    "audit.seal": "what `ascolto audit` checks",
    "erasures": "references alone, for whoever restores an older backup",
    "accounts.keyboard_language": "the bot's own bookkeeping",
    "accounts.talk_id": "the bot's own bookkeeping",
    "accounts.seen_as": "kept only until it is confirmed who followed an invite, and shown to the coordinator alone",
    "accounts.digested_on": "the bot's own bookkeeping",
    "drafts.rev": "the bot's own bookkeeping",
    "loose_notes.message_id": "the bot's own bookkeeping",
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
        *same("status", "language", "telegram_id", "blocked_at", "suspended_at", "locked_until"),
        *same("passcode_at", "two_step_at", "created_at"),
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
        *same("status", "paused_until", "closure_reason", "closure_agreed", "closed_on"),
        renamed("owner", "owner_id"),
        *same("created_at", "created_by"),
        computed("void", _void),
        *same("void_at", "forget_on", "kept_until", "forgotten_at"),
    ),
)

PERSON = Kind(
    "person",
    _ordered(Person),
    (
        *same("id"),
        household("household", "household_id"),
        *same("name", "relation", "year_of_birth"),
        renamed("year_is_about", "about"),
        *same("sex", "elderly"),
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
    *same("worded_by", "worded_at"),
)

LISTENING = "listening"


def _codes(name: str) -> Field:
    """A list of codes, each of which has a row of its own."""
    return computed(name, lambda row, known: [part.code for part in getattr(row, name)])


def _contacts(*which: Any) -> Select[Any]:
    parts = (Contact.needs, Contact.requests, Contact.resources, Contact.interventions, Contact.notes)
    return _ordered(Contact, *map(selectinload, parts)).where(*which)


WHO = (
    *same("id", "reference"),
    renamed("draft", "draft_id"),
    household("household", "household_id"),
    renamed("author", "author_id"),
    renamed("colleague", "colleague_id"),
    *same("day", "outcome"),
)
WHAT = (
    Field("needs", None, _needs, same("code", "state")),
    _codes("requests"),
    _codes("resources"),
    _codes("interventions"),
    *same("next_step_by", "urgent"),
    objects("notes", *NOTE),
    *same("for_meeting", "decision"),
    computed("answers", lambda row, known: visible(row.answers), "answers"),
    *same("made_household", "saved_at"),
    computed("amended_at", lambda row, known: known.amended.get(row.id), "amended_at"),
    computed("void", _void),
    *same("void_at", "forgotten_at"),
)

VISIT = Kind("visit", _contacts(Contact.type != LISTENING), (*WHO, *same("type"), *WHAT))

SESSION = Kind(
    "session",
    _contacts(Contact.type == LISTENING),
    (
        *WHO,
        renamed("person", "person_id"),
        *same("sex", "age_band", "code_word", "place", "arrival", "session_kind"),
        *WHAT,
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
        contact("set_by", "set_by"),
        *same("first_due", "due"),
        computed("state", lambda row, known: state(row.due, row.resolution, known.today).value),
        objects(
            "moves",
            *same("due"),
            contact("contact", "contact_id"),
            renamed("account", "account_id"),
            *same("was_urgent", "at"),
        ),
        *same("resolved_on", "resolution"),
        contact("resolved_by", "resolved_by"),
    ),
)

DRAFT = Kind(
    "draft",
    _ordered(Draft),
    (
        *same("id"),
        renamed("account", "account_id"),
        *same("form", "version", "status"),
        contact("contact", "contact_id"),
        computed("answers", lambda row, known: visible(row.content.get("answers")), "content"),
        *same("created_at", "updated_at"),
    ),
)

AMENDMENT = Kind(
    "amendment",
    _ordered(Amendment),
    (
        *same("id"),
        contact("contact", "contact_id"),
        renamed("account", "account_id"),
        *same("at"),
        computed("change", lambda row, known: visible(row.change), "change"),
        *same("reason"),
    ),
    shown=lambda row, known: bool(visible(row.change)),
)

PROPOSAL = Kind(
    "proposal",
    _ordered(Proposal),
    (
        *same("id"),
        renamed("proposal_kind", "kind"),
        contact("contact", "contact_id"),
        household("household", "household_id"),
        renamed("account", "account_id"),
        *same("at"),
        computed("answers", lambda row, known: visible(row.content), "content"),
        *same("reason", "decision", "decided_by", "decided_at"),
    ),
    shown=lambda row, known: not row.content or bool(visible(row.content)),
)

QUESTION = Kind(
    "question",
    _ordered(Query),
    (
        *same("id"),
        contact("contact", "contact_id"),
        *same("asked_by", "asked_at", "question", "answer", "answered_at"),
    ),
)

HANDOVER = Kind(
    "handover",
    _ordered(Handover),
    (
        *same("id"),
        renamed("from", "from_id"),
        renamed("to", "to_id"),
        renamed("by", "by_id"),
        *same("until", "follow_ups", "at", "ended_at"),
    ),
)

LOOSE_NOTE = Kind(
    "loose_note",
    _ordered(LooseNote),
    (
        *same("id"),
        renamed("account", "account_id"),
        household("household", "household_id"),
        renamed("note_kind", "kind"),
        *same("words"),
        renamed("media", "media_id"),
        *same("written_at", "worded_by", "worded_at", "settled_at"),
    ),
)

MEDIA = Kind(
    "media",
    _ordered(Media, load_only(Media.id, Media.account_id, Media.kind, Media.state, Media.created_at)),
    (*same("id"), renamed("account", "account_id"), renamed("media_kind", "kind"), *same("state", "created_at")),
)

AUDIT = Kind(
    "audit",
    _ordered(Audit).where(Audit.kind != "confidential"),
    (
        *same("id", "at"),
        renamed("account", "account_id"),
        *same("action"),
        renamed("record_kind", "kind"),
        renamed("record", "object_id"),
    ),
)

CONFIDENTIAL = Kind(
    "confidential",
    _ordered(Confidential),
    (
        *same("id"),
        contact("contact", "contact_id"),
        renamed("author", "author_id"),
        computed("needs", lambda row, known: row.content["codes"], "content"),
        computed("note", lambda row, known: row.content["note"] or None),
        *same("created_at"),
    ),
)
"""What is kept apart: in no ordinary export, and alone in its own."""

KINDS = (
    ACCOUNT,
    NEIGHBOURHOOD,
    HOLIDAY,
    HOUSEHOLD,
    PERSON,
    VISIT,
    SESSION,
    FOLLOW_UP,
    HANDOVER,
    DRAFT,
    AMENDMENT,
    PROPOSAL,
    QUESTION,
    LOOSE_NOTE,
    MEDIA,
    AUDIT,
)
"""In the order of an export: what is referred to comes first."""
