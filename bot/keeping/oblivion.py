"""Making a household, or an anonymous visitor's session, an anonymous count: codes and months are left, all else goes.

What is left is told column by column; a column that is added later goes unless it is listed here as one that stays.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Column, Date, Table, delete, select, update

from bot import registry
from bot.chat import cards
from bot.conversations.walk import Draft as Empty
from bot.keeping import belongings
from bot.keeping.belongings import Taken
from bot.spelling.namecache import NAMES
from bot.spelling.names import fold
from bot.work import Work
from db.columns import UtcDateTime
from db.models import Account, Base, Card, Contact, Draft, Household, Message

ERASED = "erased"
"""The place of a card whose household is not in the registry any more."""

STAYS: Mapping[str, frozenset[str]] = {
    "households": frozenset(
        {"id", "kind", "neighbourhood", "consent", "status", "closure_reason", "closure_agreed", "created_by"}
        | {"created_at", "closed_on", "void_at"}
    ),
    "contacts": frozenset(
        {"id", "type", "draft_id", "household_id", "author_id", "day", "outcome", "next_step_by", "place", "arrival"}
        | {"session_kind", "sex", "age_band", "urgent", "made_household", "saved_at", "void_at"}
    ),
    "contact_needs": frozenset({"id", "contact_id", "code", "state"}),
    "contact_requests": frozenset({"id", "contact_id", "code"}),
    "contact_resources": frozenset({"id", "contact_id", "code"}),
    "contact_interventions": frozenset({"id", "contact_id", "code"}),
    "drafts": frozenset({"id", "account_id", "form", "version", "rev", "contact_id", "created_at", "updated_at"}),
    "messages": frozenset(
        {"id", "account_id", "message_id", "direction", "sent_at", "draft_id", "deleted_at", "due_at", "left_at"}
    ),
}
"""What is left of the rows that stay, so that counts add up as before; days and instants become their month's first.
Rows of other tables go. Messages hold nothing that was said: they are kept until they can be deleted in the chat."""

_EXACT = frozenset({"messages"})


def forget(work: Work, households: Sequence[Household]) -> None:
    """Leave nothing of these households but what adds up. Twice is once."""
    if households:
        _wait_for_everybody(work)
        _forget(work, [belongings.of_household(work, household) for household in households], _called(households))
        registry.count_up(work, NAMES)


def forget_sessions(work: Work, sessions: Sequence[Contact]) -> None:
    """Leave nothing of these sessions with anonymous visitors but what adds up."""
    if sessions:
        _wait_for_everybody(work)
        _forget(work, [belongings.of_session(work, session) for session in sessions], set())


def _wait_for_everybody(work: Work) -> None:
    """Let no half-done answer of somebody add to a file while it goes. SQLite has one writer anyway."""
    work.db.execute(select(Account.id).order_by(Account.id).with_for_update()).all()


def _called(households: Sequence[Household]) -> set[str]:
    """Their codes and the words of their names, as they may stand in what was typed to find them."""
    names = [person.name for household in households for person in household.persons if person.name]
    return {word for name in names for word in fold(name)} | {household.code.lower() for household in households}


def _forget(work: Work, belongs: Sequence[Taken], called: set[str]) -> None:
    taken: Taken = defaultdict(set)
    for each in belongs:
        for name, ids in each.items():
            taken[name] |= ids
    taken["drafts"] |= _open_drafts(work, taken)
    taken["media"] |= _media_of_drafts(work, taken["drafts"])
    _redraw(work, taken, called)
    _leave_the_chats(work, taken["drafts"] | _stop_looking(work, called, taken["drafts"]))
    tables = [table for table in Base.metadata.sorted_tables if taken[table.name]]
    for table in tables:
        if table.name in STAYS:
            _code(work, table, taken[table.name])
    for table in reversed(tables):
        if table.name not in STAYS:
            _delete(work, table, taken[table.name])
    work.db.flush()
    work.db.expire_all()


def _open_drafts(work: Work, taken: Taken) -> set[int]:
    """Forms that somebody is filling in about it: who it is stands in their answers alone."""
    query = select(Draft).where(Draft.status == "open")
    return {draft.id for draft in work.db.scalars(query) if belongings.mentions(draft.content["answers"], taken)}


def _stop_looking(work: Work, called: set[str], gone: set[int]) -> set[int]:
    """Forms in which somebody looks for it stay open, without the words typed to find it."""
    query = select(Draft).where(Draft.status == "open", Draft.id.not_in(gone))
    looking = [draft for draft in work.db.scalars(query) if _says(draft.content.get("search"), called)]
    for draft in looking:
        draft.content = {**draft.content, "search": ""}
    return {draft.id for draft in looking}


def _media_of_drafts(work: Work, drafts: set[int]) -> set[int]:
    """Voice messages and photos that stand in answers which no record holds yet."""
    contents = work.db.scalars(select(Draft.content).where(Draft.id.in_(drafts)))
    notes = [note for content in contents for note in content.get("answers", {}).get("note") or ()]
    return {note["media"] for note in notes if "media" in note}


def _delete(work: Work, table: Table, ids: set[int]) -> None:
    """Delete rows; whoever else refers to one of them refers to nothing."""
    for link in belongings.LINKS:
        if link.parent == table.name and link.column.nullable:
            others = update(link.column.table).where(link.column.in_(ids))
            work.db.execute(others.values({link.column.name: None}))
    work.db.execute(delete(table).where(table.c.id.in_(ids)))


# --- the rows that stay ---------------------------------------------------------------------------------------------


def _code(work: Work, table: Table, ids: set[int]) -> None:
    goes = {column.name: _nothing(column) for column in table.columns if column.name not in STAYS[table.name]}
    dates = [] if table.name in _EXACT else _dates(table)
    for row in work.db.execute(select(table.c.id, *dates).where(table.c.id.in_(ids))).mappings().all():
        coarse = {column.name: month(work, row[column.name]) for column in dates}
        said = {**goes, **coarse, **_FRESH.get(table.name, _as_it_is)(work, row["id"])}
        if said:
            work.db.execute(update(table).where(table.c.id == row["id"]).values(said))


def _dates(table: Table) -> list[Column[Any]]:
    return [c for c in table.columns if isinstance(c.type, Date | UtcDateTime) and c.name in STAYS[table.name]]


def month(work: Work, day: date | datetime | None) -> date | datetime | None:
    """The first of the month; of an instant its noon, by the centre's clock."""
    if isinstance(day, datetime):
        first = day.astimezone(work.zone).date().replace(day=1)
        return datetime.combine(first, time(12), work.zone).astimezone(UTC)
    return day.replace(day=1) if day else None


def _nothing(column: Column[Any]) -> Any:
    """What a column holds that nobody has filled in."""
    if column.nullable:
        return None
    default: Any = column.default
    if default is None:
        return None  # the database refuses it, unless `_FRESH` says what takes its place
    return default.arg if default.is_scalar else default.arg(None)


def _as_it_is(work: Work, id_: int) -> dict[str, Any]:
    del work, id_
    return {}


def _household(work: Work, id_: int) -> dict[str, Any]:
    household = work.db.get_one(Household, id_)
    closed = household.closed_on or work.today
    return {
        "code": f"A-{id_}",
        "status": "closed",
        "closed_on": month(work, closed),
        "forgotten_at": household.forgotten_at or work.now,
    }


def _contact(work: Work, id_: int) -> dict[str, Any]:
    contact = work.db.get_one(Contact, id_)
    return {"reference": f"A-{id_}", "forgotten_at": contact.forgotten_at or work.now}


def _draft(work: Work, id_: int) -> dict[str, Any]:
    draft = work.db.get_one(Draft, id_)
    status = "cancelled" if draft.status == "open" else draft.status
    return {"content": Empty().to_json(), "status": status, "rev": draft.rev + 1}


_FRESH: Mapping[str, Callable[[Work, int], dict[str, Any]]] = {
    "households": _household,
    "contacts": _contact,
    "drafts": _draft,
}
"""What takes the place of a reference, and what cannot be empty."""


# --- what stands in chats -------------------------------------------------------------------------------------------


def _redraw(work: Work, taken: Taken, called: set[str]) -> None:
    """Cards about it say that it is gone; one that only lists it, or says its name, is drawn anew without it. What a
    conversation lists is read from the rows whenever it is drawn: whoever is not at the menu sees hers anew."""
    talks = set(work.db.scalars(select(Account.talk_id).where(Account.talk_id.is_not(None))))
    for card in work.db.scalars(select(Card)).all():
        changed = _without(card, taken, called)
        if changed is not None:
            card.place, card.params = changed
            card.asked = card.names_until = card.closes_at = None
        if changed is not None or (card.id in talks and card.place != cards.HOME):
            cards.redraw(work, card)


def _without(card: Card, taken: Taken, called: set[str]) -> tuple[str, dict[str, Any]] | None:
    """The place and parameters of a card that has to do with it, without it; None: it has not."""
    for name, table in belongings.LISTS.items():
        if name in card.params and not taken[table].isdisjoint(card.params[name]):
            return card.place, {**card.params, name: [id_ for id_ in card.params[name] if id_ not in taken[table]]}
    if belongings.mentions(card.params, taken):
        return ERASED, {}
    said = [name for name in ("search", cards.NOTICE) if _says(card.params.get(name), called)]
    return (card.place, {name: part for name, part in card.params.items() if name not in said}) if said else None


def _says(words: Any, called: set[str]) -> bool:
    typed = json.dumps(words, ensure_ascii=False).lower() if words else ""
    return any(word in typed for word in called) or not called.isdisjoint(fold(typed))


def _leave_the_chats(work: Work, drafts: set[int]) -> None:
    """What was said in forms about it is to be gone from the chats now."""
    those = (Message.draft_id.in_(drafts), Message.deleted_at.is_(None), Message.due_at > work.now)
    work.db.execute(update(Message).where(*those).values(due_at=work.now))
