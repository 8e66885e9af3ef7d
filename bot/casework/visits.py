"""A contact as a record, home visit or listening session: saved from a draft, taken back, corrected.

Everything that saving changes elsewhere can be undone.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from bot import registry
from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.casework import consequences, records, writeups
from bot.casework.facts import DraftFacts
from bot.people import alerts, permissions
from bot.people.permissions import Action
from bot.spelling.latin import latin
from bot.words import Text, text
from bot.work import Work
from db.models import (
    Account,
    Amendment,
    Contact,
    Draft,
    FollowUp,
    Household,
)

TYPES = {"visit": ("home_visit", "V"), "session": ("listening", "S")}
"""What each form makes, and the letter of its reference."""

TAKEN_OVER = "taken_over"
"""The outcome of an entry that is no visit: needs that an older registry knew of."""


def save(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> Contact:
    """Make the record of a visit, or write the corrected one. One draft makes one record."""
    if answers.get("twin") == "same":
        return _add_my_note(work, account, draft, answers)
    contact = _record_of(work, draft)
    if contact is not None and contact.void_at is None:
        permissions.insist(account, Action.CORRECT, own=contact.author_id == account.id)
        correct(work, account, contact, answers)
        return contact
    if contact is None:
        type_, letter = TYPES[draft.form]
        contact = Contact(draft_id=draft.id, type=type_, author_id=account.id, saved_at=work.now, made_household=False)
        contact.reference = _reference(work, letter)
    contact.void_at, contact.saved_at = None, work.now
    records.write(work, account, contact, answers)
    auditing.note(work, account, Deed.SAVED, "contact", contact.id)
    return contact


def _record_of(work: Work, draft: Draft) -> Contact | None:
    """The record a draft has made, or corrects."""
    if draft.contact_id is not None:
        return work.db.get(Contact, draft.contact_id)
    return work.db.scalars(select(Contact).where(Contact.draft_id == draft.id)).first()


def correct(work: Work, account: Account, contact: Contact, answers: Mapping[str, Any]) -> None:
    """Write corrected answers into a record, whoever corrects it; what was confidential stays its author's own."""
    author = work.db.get_one(Account, contact.author_id)
    kept = correction(work, account, contact, answers)
    _write_down_change(work, account, contact, kept, answers.get("why", ""))
    written_up, files = writeups.written(contact.notes), _files(contact)
    records.clear(work, contact)
    records.write(work, author, contact, kept)
    writeups.restore(contact.notes, written_up)
    for media_id in files - _files(contact):
        writeups.delete_unused(work, media_id)
    auditing.note(work, account, Deed.CORRECTED, "contact", contact.id)


def correction(work: Work, account: Account, contact: Contact, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that somebody's correction leaves in a record."""
    kept = {name: value for name, value in answers.items() if name != "why"}
    return kept if account.id == contact.author_id else kept | records.confidential_answers(work, contact)


def _files(contact: Contact) -> set[int]:
    return {note.media_id for note in contact.notes if note.media_id}


def _reference(work: Work, letter: str) -> str:
    """`V-2026-00042`: counted anew each year."""
    series = f"{letter}-{work.today.year}"
    return f"{series}-{registry.count_up(work, series):05d}"


def _add_my_note(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> Contact:
    """A colleague has saved this visit already: what this person has to say is added to the same record."""
    twin = DraftFacts(work, account, answers, draft.contact_id).twin
    if twin is None:  # taken back meanwhile; the engine asks again before it comes to this
        raise LookupError("no visit to add the note to")
    twin.notes.extend(records.notes_of(work, draft.id, records.noted(answers), account))
    auditing.note(work, account, Deed.NOTED, "contact", twin.id)
    return twin


# --- second thoughts ------------------------------------------------------------------------------------------------


def take_back(work: Work, account: Account, contact: Contact) -> dict[str, Any]:
    """Make it as if the visit had not been saved; returns its answers, for the review that is open again."""
    answers = records.answers_of(work, account, contact)
    consequences.take_back(work, contact)
    records.clear(work, contact)
    contact.void_at = work.now
    alerts.redraw(work, contact)
    records.void_made_household(work, contact)
    if not contact.made_household and answers.get("renewed_consent") and contact.household_id:
        registry.ask_again(work.db.get_one(Household, contact.household_id))
    auditing.note(work, account, Deed.UNDONE, "contact", contact.id)
    return answers


def take_back_note(work: Work, account: Account, draft: Draft, twin: Contact) -> dict[str, Any]:
    """Remove the note that was added to a colleague's record from this draft; returns the answers it came from."""
    mine = [note for note in twin.notes if note.draft_id == draft.id and note.author_id == account.id]
    answers = {
        "household": str(twin.household_id),
        "outcome": "done",
        "date": twin.day.isoformat(),
        "twin": "same",
        "note": [records.note_answer(note) for note in mine],
    }
    twin.notes = [note for note in twin.notes if note not in mine]
    work.db.flush()
    return answers


def _write_down_change(work: Work, account: Account, contact: Contact, answers: Mapping[str, Any], reason: str) -> None:
    change = change_to(work, contact, answers)
    if change:
        contact.amended_at = work.now
        work.db.add(
            Amendment(contact_id=contact.id, account_id=account.id, at=work.now, change=change, reason=reason or None)
        )


def change_to(work: Work, contact: Contact, answers: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What is different in these answers: by question, what it was and what it becomes."""
    before = records.answers_of(work, work.db.get_one(Account, contact.author_id), contact)
    named = sorted({*before, *answers})
    return {name: [before.get(name), answers.get(name)] for name in named if before.get(name) != answers.get(name)}


def whom(work: Work, contact: Contact) -> Text:
    """Whom a record is about, by reference: never by name."""
    household = work.db.get(Household, contact.household_id) if contact.household_id else None
    return registry.reference(work, household) if household else text("Anonymous visitor")


def link(work: Work, account: Account, contact: Contact, household: Household) -> None:
    """Put an anonymous session into a household's file, if the person wishes: a correction, kept in its history.

    Raises NotOpen.
    """
    permissions.insist(account, Action.LINK, own=contact.author_id == account.id)
    answers = records.answers_of(work, work.db.get_one(Account, contact.author_id), contact)
    correct(work, account, contact, {**answers, "household": str(household.id)})


def by_code_word(work: Work, typed: str) -> list[Contact]:
    """Anonymous sessions whose code word this is, whatever the script and capitals; the newest first."""
    query = select(Contact).where(
        Contact.code_word.is_not(None), Contact.household_id.is_(None), Contact.void_at.is_(None)
    )
    wanted = latin(typed.strip())
    return [one for one in work.db.scalars(query.order_by(Contact.id.desc())) if latin(one.code_word or "") == wanted]


def of_today(work: Work, account: Account) -> list[Contact]:
    """What she saved today and may still correct; nothing that an import wrote in her name."""
    start = work.local.replace(hour=0, minute=0, second=0, microsecond=0)
    standing = (Contact.void_at.is_(None), Contact.forgotten_at.is_(None))
    hers = (Contact.author_id == account.id, *standing, Contact.outcome != TAKEN_OVER)
    query = select(Contact).where(*hers, Contact.saved_at >= start)
    return list(work.db.scalars(query.order_by(Contact.id.desc()).limit(40)))


def set_by(work: Work, contact: Contact) -> FollowUp | None:
    """The follow-up that stands after a contact: the one it set or moved."""
    query = select(FollowUp).where(FollowUp.household_id == contact.household_id, FollowUp.resolved_on.is_(None))
    standing = [
        f for f in work.db.scalars(query.order_by(FollowUp.due)) if f.set_by == contact.id or _moved(f, contact)
    ]
    return standing[0] if standing else None


def _moved(follow_up: FollowUp, contact: Contact) -> bool:
    return any(move.contact_id == contact.id for move in follow_up.moves)
