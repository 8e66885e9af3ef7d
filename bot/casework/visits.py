"""A contact as a record, home visit or listening session: saved from a draft, taken back, corrected.

Everything that saving changes elsewhere can be undone.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from bot import registry
from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.casework import consequences, writeups
from bot.casework.facts import DraftFacts
from bot.conversations.form import MARKED
from bot.people import alerts, permissions
from bot.people.permissions import Action
from bot.registry import Newcomer
from bot.spelling.latin import latin
from bot.words import Text, text
from bot.work import Work
from db.models import (
    Account,
    Amendment,
    Confidential,
    Contact,
    ContactIntervention,
    ContactNeed,
    ContactRequest,
    ContactResource,
    Draft,
    FollowUp,
    Household,
    Note,
)

APART = ("note", "confidential", "confidential_note", "name", "phone", "safe_to_call", "code_word")
"""Answers with a place of their own; they do not stand in the record's column of answers."""

TYPES = {"visit": ("home_visit", "V"), "session": ("listening", "S")}
"""What each form makes, and the letter of its reference."""

ANONYMOUS = "anonymous"

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
    _write(work, account, contact, answers)
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
    _clear(work, contact)
    _write(work, author, contact, kept)
    writeups.restore(contact.notes, written_up)
    for media_id in files - _files(contact):
        writeups.delete_unused(work, media_id)
    auditing.note(work, account, Deed.CORRECTED, "contact", contact.id)


def correction(work: Work, account: Account, contact: Contact, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that somebody's correction leaves in a record."""
    kept = {name: value for name, value in answers.items() if name != "why"}
    return kept if account.id == contact.author_id else kept | _confidential_answers(work, contact)


def _files(contact: Contact) -> set[int]:
    return {note.media_id for note in contact.notes if note.media_id}


def _reference(work: Work, letter: str) -> str:
    """`V-2026-00042`: counted anew each year."""
    series = f"{letter}-{work.today.year}"
    return f"{series}-{registry.count_up(work, series):05d}"


def _write(work: Work, account: Account, contact: Contact, answers: Mapping[str, Any]) -> None:
    household = _household(work, account, contact, answers)
    contact.household_id = household.id if household else None
    contact.day = date.fromisoformat(answers["date"])
    contact.outcome = answers.get("outcome", "done")
    _write_session(contact, answers)
    contact.next_step_by = answers.get("next_step_by")
    contact.urgent = "urgent" in answers.get("urgent", {})
    contact.for_meeting = "meeting" in answers.get("meeting", {})
    contact.colleague_id = int(answers["colleague"]) if answers.get("colleague") else None
    contact.answers = {name: value for name, value in answers.items() if name not in APART}
    contact.needs = [ContactNeed(code=c, state=_need_state(s)) for c, s in answers.get("needs", {}).items()]
    contact.interventions = [ContactIntervention(code=c) for c in answers.get("done", {})]
    contact.notes.extend(_notes(work, contact.draft_id, _noted(answers), account))
    work.db.add(contact)
    work.db.flush()
    _write_confidential(work, account, contact, answers)
    if household and answers.get("renewed_consent"):
        registry.consented(
            work, account, household, answers["renewed_consent"], answers.get("renewed_consent_language")
        )
    consequences.settle(work, account, contact, answers)
    alerts.of_visit(work, account, contact)


def _write_session(contact: Contact, answers: Mapping[str, Any]) -> None:
    """What only a listening session has; of a visit all of it is empty."""
    contact.place, contact.arrival = answers.get("place"), answers.get("arrival")
    contact.session_kind = answers.get("session_kind") or ("simple" if contact.type == "listening" else None)
    sex, _, band = answers.get("visitor", "").partition(".")
    contact.sex, contact.age_band = sex or None, band or None
    contact.code_word = answers.get("code_word") or None
    contact.person_id = int(answers["person"]) if answers.get("person") else None
    contact.requests = [ContactRequest(code=code) for code in answers.get("requests", {})]
    contact.resources = [ContactResource(code=code) for code in answers.get("resources", {})]


def _household(work: Work, account: Account, contact: Contact, answers: Mapping[str, Any]) -> Household | None:
    """The household of the contact; registered with it where it is new; none for an anonymous visitor."""
    if answers["household"] == ANONYMOUS:
        _drop_made_household(work, contact)
        return None
    if answers["household"] != registry.NEW:
        _drop_made_household(work, contact)
        return work.db.get_one(Household, int(answers["household"]))
    if contact.made_household and contact.household_id:
        household = work.db.get_one(Household, contact.household_id)
        household.void_at = None
        registry.describe(work, account, household, Newcomer.described(answers))
        return household
    contact.made_household = True
    return registry.register(work, account, Newcomer.described(answers))


def _drop_made_household(work: Work, contact: Contact) -> None:
    """The visit turned out to be to a household that was known: the one made for it goes."""
    _void_made_household(work, contact)
    contact.made_household = False


def _void_made_household(work: Work, contact: Contact) -> None:
    """What was registered with a contact goes with it, unless somebody else has been there since."""
    if not (contact.made_household and contact.household_id):
        return
    others = select(Contact.id).where(Contact.household_id == contact.household_id, Contact.void_at.is_(None))
    if work.db.scalar(others.where(Contact.id != contact.id).limit(1)) is None:
        work.db.get_one(Household, contact.household_id).void_at = work.now


def _need_state(state: str) -> str:
    return "seen" if state == MARKED else state


def _noted(answers: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return answers.get("note") or ()


def _notes(work: Work, draft_id: int, noted: Sequence[Mapping[str, Any]], account: Account) -> list[Note]:
    return [
        Note(
            author_id=note.get("author") or account.id,
            draft_id=draft_id,
            kind=note["kind"],
            words=note.get("words"),
            media_id=note.get("media"),
            written_at=work.now,
        )
        for note in noted
    ]


def _write_confidential(work: Work, account: Account, contact: Contact, answers: Mapping[str, Any]) -> None:
    codes = list(answers.get("confidential", {}))
    if codes:
        content = {"codes": codes, "note": answers.get("confidential_note", "")}
        work.db.add(Confidential(contact_id=contact.id, author_id=account.id, content=content, created_at=work.now))


def _add_my_note(work: Work, account: Account, draft: Draft, answers: Mapping[str, Any]) -> Contact:
    """A colleague has saved this visit already: what this person has to say is added to the same record."""
    twin = DraftFacts(work, account, answers, draft.contact_id).twin
    if twin is None:  # taken back meanwhile; the engine asks again before it comes to this
        raise LookupError("no visit to add the note to")
    twin.notes.extend(_notes(work, draft.id, _noted(answers), account))
    auditing.note(work, account, Deed.NOTED, "contact", twin.id)
    return twin


# --- second thoughts ------------------------------------------------------------------------------------------------


def answers_of(work: Work, account: Account, contact: Contact) -> dict[str, Any]:
    """All answers of a record as its form gave them; what is confidential only for its author."""
    answers = dict(contact.answers)
    notes = [_note_answer(note) for note in contact.notes if note.draft_id == contact.draft_id]
    answers["note"] = notes
    if contact.code_word:
        answers["code_word"] = contact.code_word
    if account.id == contact.author_id:
        answers |= _confidential_answers(work, contact)
    if contact.made_household and contact.household_id:
        household = work.db.get_one(Household, contact.household_id)
        answers["name"] = registry.head_name(work, household)
        answers["phone"], answers["safe_to_call"] = household.phone or "", household.safe_to_call or ""
    return answers


def added_to(work: Work, contact: Contact) -> dict[Account, list[dict[str, Any]]]:
    """What colleagues added to a record, by author: parts of notes as answers."""
    added: dict[Account, list[dict[str, Any]]] = {}
    for note in contact.notes:
        if note.draft_id != contact.draft_id:
            added.setdefault(work.db.get_one(Account, note.author_id), []).append(_note_answer(note))
    return added


def confidential_of(work: Work, contact: Contact) -> Confidential | None:
    """The entry that is kept apart. Whoever calls this has asked whether she may see it."""
    return work.db.scalars(select(Confidential).where(Confidential.contact_id == contact.id)).first()


def _confidential_answers(work: Work, contact: Contact) -> dict[str, Any]:
    entry = confidential_of(work, contact)
    if entry is None:
        return {}
    codes = dict.fromkeys(entry.content["codes"], MARKED)
    return {"confidential": codes, "confidential_note": entry.content["note"]}


def _note_answer(note: Note) -> dict[str, Any]:
    kept = {"kind": note.kind, "words": note.words, "media": note.media_id, "author": note.author_id, "message": 0}
    return {name: value for name, value in kept.items() if value is not None}


def take_back(work: Work, account: Account, contact: Contact) -> dict[str, Any]:
    """Make it as if the visit had not been saved; returns its answers, for the review that is open again."""
    answers = answers_of(work, account, contact)
    consequences.take_back(work, contact)
    _clear(work, contact)
    contact.void_at = work.now
    alerts.redraw(work, contact)
    _void_made_household(work, contact)
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
        "note": [_note_answer(note) for note in mine],
    }
    twin.notes = [note for note in twin.notes if note not in mine]
    work.db.flush()
    return answers


def _clear(work: Work, contact: Contact) -> None:
    """Remove what the record has written elsewhere."""
    work.db.execute(delete(Confidential).where(Confidential.contact_id == contact.id))
    others = [note for note in contact.notes if note.draft_id != contact.draft_id]
    contact.needs, contact.interventions, contact.notes = [], [], others
    contact.requests, contact.resources = [], []
    work.db.flush()


def _write_down_change(work: Work, account: Account, contact: Contact, answers: Mapping[str, Any], reason: str) -> None:
    change = change_to(work, contact, answers)
    if change:
        contact.amended_at = work.now
        work.db.add(
            Amendment(contact_id=contact.id, account_id=account.id, at=work.now, change=change, reason=reason or None)
        )


def change_to(work: Work, contact: Contact, answers: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What is different in these answers: by question, what it was and what it becomes."""
    before = answers_of(work, work.db.get_one(Account, contact.author_id), contact)
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
    answers = answers_of(work, work.db.get_one(Account, contact.author_id), contact)
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
