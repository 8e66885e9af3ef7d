"""Drafts: forms being filled in. One function is one thing a person does; each runs inside one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bot import registry
from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.casework import proposals, records, settling, visits, writeups
from bot.casework.facts import DraftFacts
from bot.chat import forgetting
from bot.conversations import closing, engine, handover, household, lists, moving, person, session, visit, wording
from bot.conversations.engine import Answer
from bot.conversations.form import Form, Question
from bot.conversations.refused import Refused
from bot.conversations.review import noted, review_lines
from bot.conversations.screens import screen
from bot.conversations.walk import Draft as Filled
from bot.conversations.walk import Walk
from bot.people import permissions
from bot.people.permissions import Action, NotOpen
from bot.words import Line, Screen, text
from bot.work import Work
from db.models import Account, Contact, Draft, Household

FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        visit.FORM,
        session.FORM,
        household.FORM,
        person.FORM,
        closing.FORM,
        closing.PAUSING,
        closing.DELETION,
        closing.DECISION,
        closing.QUESTION,
        closing.REPLY,
        moving.FORM,
        handover.FORM,
        lists.NEIGHBOURHOOD,
        lists.HOLIDAY,
        wording.FORM,
    )
}

APART = frozenset(q.name for form in FORMS.values() for q in form.questions if q.discreet)
"""Answers that are confidential: kept apart, for their author and the coordinator alone."""

Saver = Callable[[Work, Account, Draft, Mapping[str, Any]], Contact | Household | None]
SAVERS: Mapping[str, tuple[Action, Saver]] = {
    "visit": (Action.LOG, visits.save),
    "session": (Action.LOG, visits.save),
    "household": (Action.LOG, settling.save_household),
    "person": (Action.HOUSEHOLD, settling.save_person),
    "closing": (Action.PROPOSE, settling.save_closing),
    "pausing": (Action.HOUSEHOLD, settling.save_pausing),
    "deletion": (Action.PROPOSE, settling.save_deletion),
    "handover": (Action.HAND_OVER, settling.save_handover),
    "decision": (Action.GUIDE, settling.save_decision),
    "question": (Action.GUIDE, settling.save_question),
    "reply": (Action.REPLY, settling.save_reply),
    "move": (Action.FOLLOW_UP, settling.save_move),
    "neighbourhood": (Action.LISTS, settling.save_neighbourhood),
    "holiday": (Action.LISTS, settling.save_holiday),
    "wording": (Action.WRITE_UP, writeups.save),
}
"""Who may fill in each form, and what its answers become, inside the transaction of the tap on *Save*."""


def start(work: Work, account: Account, form: str, answers: Mapping[str, Any] | None = None) -> Draft:
    """Open a form, with the answers that are known already. Raises NotOpen."""
    _check_form(account, form)
    begun = Filled(answers=dict(answers or {}))
    draft = Draft(
        account_id=account.id,
        form=form,
        version=FORMS[form].version,
        status="open",
        rev=begun.rev,
        content=begun.to_json(),
        created_at=work.now,
        updated_at=work.now,
    )
    work.db.add(draft)
    work.db.flush()
    return draft


def open_drafts(work: Work, account: Account) -> list[Draft]:
    """Her unfinished forms, the newest first."""
    query = select(Draft).where(Draft.account_id == account.id, Draft.status == "open")
    return list(work.db.scalars(query.order_by(Draft.updated_at.desc(), Draft.id.desc())))


def read(draft: Draft) -> Filled:
    """A stored draft as forms see it."""
    return Filled(**draft.content, rev=draft.rev)


def facts(work: Work, account: Account, draft: Draft) -> DraftFacts:
    """What the form may ask, for the answers the draft has now."""
    now = DraftFacts(work, account, draft.content.get("answers", {}), draft.contact_id)
    now.learn(work.memo.get(("facts", draft.id)))
    work.memo["facts", draft.id] = now
    return now


def walk(work: Work, account: Account, draft: Draft) -> Walk:
    """Where the talk stands for a draft."""
    return Walk(FORMS[draft.form], read(draft), facts(work, account, draft))


def look(work: Work, account: Account, draft: Draft) -> Screen:
    """The draft's card as it is now."""
    return screen(walk(work, account, draft))


def question(work: Work, account: Account, draft: Draft) -> Question | None:
    """What the draft's card asks; None: it is the review."""
    return walk(work, account, draft).current


def answer(work: Work, account: Account, draft: Draft, given: Answer) -> None:
    """Take an answer. Raises Refused with the reason; then nothing has changed."""
    _check(account, draft)
    _write(work, draft, engine.step(walk(work, account, draft), given))


def takes_notes(work: Work, account: Account, draft: Draft) -> bool:
    """Whether the form has a place for a note, given its answers."""
    return engine.place_of_notes(walk(work, account, draft)) is not None


def add_note(work: Work, account: Account, draft: Draft, note: Mapping[str, Any]) -> bool:
    """Add to the note without answering what the card asks; False: the form has no place for a note now."""
    _check(account, draft)
    noted = engine.with_note(walk(work, account, draft), note)
    if noted is not None:
        _write(work, draft, noted)
    return noted is not None


def correct(work: Work, account: Account, draft: Draft, message_id: int, words: str) -> bool:
    """Take an edited message in place of what it said before; False: no answer of this draft came from it."""
    _check(account, draft)
    changed = engine.edited(walk(work, account, draft), message_id, words)
    if changed is not None:
        _write(work, draft, changed)
    return changed is not None


def save(work: Work, account: Account, draft: Draft) -> Contact | Household | None:
    """Make the record, or the household. Saving twice makes it once; a question that came up meanwhile comes first."""
    if draft.status == "saved":
        return work.db.get(Contact, draft.contact_id) if draft.contact_id else None
    _check(account, draft)
    filled = walk(work, account, draft)
    if filled.current is not None:
        raise Refused(text("One more question before this can be saved."))
    if draft.contact_id is None and (reason := filled.overtaken()) is not None:
        raise Refused(reason)
    answers = filled.answers()
    colleagues = _colleagues_record(work, account, draft)
    if colleagues is not None:
        proposals.propose(work, account, "amend", {"answers": answers}, contact=colleagues, reason=answers["why"])
    record = None if colleagues else SAVERS[draft.form][1](work, account, draft, answers)
    draft.status, draft.updated_at = "saved", work.now
    draft.contact_id = record.id if isinstance(record, Contact) else None
    draft.content = Filled().to_json()  # the record holds it all now
    draft.rev += 1
    forgetting.conversation(work, account, draft)
    return record


def _colleagues_record(work: Work, account: Account, draft: Draft) -> Contact | None:
    """The record of somebody else that this draft corrects: it waits for the coordinator's tap."""
    record = work.db.get(Contact, draft.contact_id) if draft.contact_id else None
    return record if record is not None and record.author_id != account.id else None


def undo(work: Work, account: Account, contact: Contact) -> Draft:
    """Take a fresh record back: its review is open again with all answers, and it is as if it had not been saved.

    Raises NotOpen.
    """
    permissions.insist(account, Action.CORRECT, own=contact.author_id == account.id)
    answers = visits.take_back(work, account, contact)
    draft = work.db.get_one(Draft, contact.draft_id)
    return _reopen(work, draft, answers, contact)


def undo_note(work: Work, account: Account, draft: Draft) -> Draft:
    """Take back a note that was added to a colleague's record: the review is open again with it. Raises NotOpen."""
    permissions.insist(account, Action.FILL_IN, own=draft.account_id == account.id)
    twin = work.db.get_one(Contact, draft.contact_id)
    answers = visits.take_back_note(work, account, draft, twin)
    draft.status, draft.contact_id = "open", None
    _write(work, draft, Filled(answers=answers, rev=draft.rev + 1))
    return draft


def amend(work: Work, account: Account, contact: Contact) -> Draft:
    """Open the review of a record that stays as it is until the correction is saved. Raises NotOpen."""
    permissions.insist(account, Action.PROPOSE, own=contact.author_id == account.id)
    open_ = select(Draft).where(Draft.account_id == account.id, Draft.contact_id == contact.id, Draft.status == "open")
    draft = work.db.scalars(open_.limit(1)).first()
    if draft is not None:
        return draft
    answers = records.answers_of(work, account, contact)
    made_in = work.db.get_one(Draft, contact.draft_id)
    if account.id != contact.author_id:
        made_in = start(work, account, made_in.form)
    return _reopen(work, made_in, answers, contact)


def read_record(work: Work, account: Account, contact: Contact) -> tuple[Line, ...]:
    """The answers of a record as the review lists them; none of them is ever in a sent message."""
    answers = records.answers_of(work, account, contact)
    known = DraftFacts(work, account, answers, contact.id)
    form = work.db.get_one(Draft, contact.draft_id).form
    lines = review_lines(Walk(FORMS[form], Filled(answers=answers), known))
    for author, notes in records.added_to(work, contact).items():
        lines.append(Line(text("Note ({name}): {note}", name=author.name, note=noted(notes))))
    return tuple(replace(line, private=True) for line in lines)


def _reopen(work: Work, draft: Draft, answers: Mapping[str, Any], contact: Contact) -> Draft:
    draft.status, draft.contact_id = "open", contact.id
    _write(work, draft, Filled(answers=dict(answers), rev=draft.rev + 1))
    return draft


def cancel(work: Work, account: Account, draft: Draft) -> None:
    """Throw a draft away. A record that was being corrected stays as it was. Raises NotOpen."""
    permissions.insist(account, Action.FILL_IN, own=draft.account_id == account.id)
    corrected = work.db.get(Contact, draft.contact_id) if draft.contact_id else None
    standing = corrected is not None and corrected.void_at is None
    if corrected is not None and corrected.made_household:
        registry.forget_void(work, work.db.get_one(Household, corrected.household_id))
    draft.status = "saved" if standing else "cancelled"
    _write(work, draft, Filled(rev=draft.rev + 1))
    forgetting.conversation(work, account, draft)
    auditing.note(work, account, Deed.CANCELLED, "draft", draft.id)


def _check(account: Account, draft: Draft) -> None:
    """Raises NotOpen where the draft, or its form, is not hers; Refused where it is finished."""
    permissions.insist(account, Action.FILL_IN, own=draft.account_id == account.id)
    _check_form(account, draft.form)
    if draft.status != "open":
        raise Refused(text("This is finished already."))


def _check_form(account: Account, form: str) -> None:
    if not permissions.ever(account, SAVERS[form][0]):
        raise NotOpen


def _write(work: Work, draft: Draft, filled: Filled) -> None:
    gone = _files(draft.content["answers"]) - _files(filled.answers)
    draft.content, draft.rev, draft.updated_at = filled.to_json(), filled.rev, work.now
    for media_id in gone:
        writeups.delete_unused(work, media_id)


def _files(answers: Mapping[str, Any]) -> set[int]:
    """The voice messages and photos of the notes."""
    return {note["media"] for note in answers.get("note") or () if "media" in note}
