"""A contact as rows: what a form's answers write, and the answers read back from them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from bot import registry
from bot.casework import consequences
from bot.conversations.form import MARKED
from bot.people import alerts
from bot.registry import Newcomer
from bot.work import Work
from db.models import (
    Account,
    Confidential,
    Contact,
    ContactIntervention,
    ContactNeed,
    ContactRequest,
    ContactResource,
    Household,
    Note,
)

APART = ("note", "confidential", "confidential_note", "name", "phone", "safe_to_call", "code_word")
"""Answers with a place of their own; they do not stand in the record's column of answers."""

ANONYMOUS = "anonymous"


def write(work: Work, account: Account, contact: Contact, answers: Mapping[str, Any]) -> None:
    """Write all that answers say into a contact, and what follows from them elsewhere."""
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
    contact.notes.extend(notes_of(work, contact.draft_id, noted(answers), account))
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
    void_made_household(work, contact)
    contact.made_household = False


def void_made_household(work: Work, contact: Contact) -> None:
    """What was registered with a contact goes with it, unless somebody else has been there since."""
    if not (contact.made_household and contact.household_id):
        return
    others = select(Contact.id).where(Contact.household_id == contact.household_id, Contact.void_at.is_(None))
    if work.db.scalar(others.where(Contact.id != contact.id).limit(1)) is None:
        work.db.get_one(Household, contact.household_id).void_at = work.now


def _need_state(state: str) -> str:
    return "seen" if state == MARKED else state


def noted(answers: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The parts of a note among answers."""
    return answers.get("note") or ()


def notes_of(work: Work, draft_id: int, noted: Sequence[Mapping[str, Any]], account: Account) -> list[Note]:
    """The parts of a note as rows."""
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


def clear(work: Work, contact: Contact) -> None:
    """Remove what the record has written elsewhere."""
    work.db.execute(delete(Confidential).where(Confidential.contact_id == contact.id))
    others = [note for note in contact.notes if note.draft_id != contact.draft_id]
    contact.needs, contact.interventions, contact.notes = [], [], others
    contact.requests, contact.resources = [], []
    work.db.flush()


# --- read back --------------------------------------------------------------------------------------------------------


def answers_of(work: Work, account: Account, contact: Contact) -> dict[str, Any]:
    """All answers of a record as its form gave them; what is confidential only for its author."""
    answers = dict(contact.answers)
    notes = [note_answer(note) for note in contact.notes if note.draft_id == contact.draft_id]
    answers["note"] = notes
    if contact.code_word:
        answers["code_word"] = contact.code_word
    if account.id == contact.author_id:
        answers |= confidential_answers(work, contact)
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
            added.setdefault(work.db.get_one(Account, note.author_id), []).append(note_answer(note))
    return added


def confidential_of(work: Work, contact: Contact) -> Confidential | None:
    """The entry that is kept apart. Whoever calls this has asked whether she may see it."""
    return work.db.scalars(select(Confidential).where(Confidential.contact_id == contact.id)).first()


def confidential_answers(work: Work, contact: Contact) -> dict[str, Any]:
    """What is kept apart, as its author's form gave it."""
    entry = confidential_of(work, contact)
    if entry is None:
        return {}
    codes = dict.fromkeys(entry.content["codes"], MARKED)
    return {"confidential": codes, "confidential_note": entry.content["note"]}


def note_answer(note: Note) -> dict[str, Any]:
    """A part of a note as its form gave it."""
    kept = {"kind": note.kind, "words": note.words, "media": note.media_id, "author": note.author_id, "message": 0}
    return {name: value for name, value in kept.items() if value is not None}
