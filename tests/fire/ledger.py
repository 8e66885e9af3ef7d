"""What the operators saw, held against what the database has."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from db.models import Contact, Draft, Note
from tests.fire.operators import Entry, Operator


class Ledger:
    """Compares; each finding is one sentence."""

    def __init__(self, engine: Engine, operators: Sequence[Operator]) -> None:
        self._engine = engine
        self._operators = operators
        self.compared = 0  # answers that were looked up

    def findings(self) -> list[str]:
        """Accepted answers that are not there, records that are there twice, a damaged database."""
        with Session(self._engine) as db:
            return [
                *(found for operator in self._operators for entry in operator.entries for found in self._of(db, entry)),
                *self._doubled(db),
                *_damage(db),
            ]

    def _of(self, db: Session, entry: Entry) -> Iterable[str]:
        if not entry.draft:
            return
        draft = db.get(Draft, entry.draft)
        contact = db.scalars(select(Contact).where(Contact.draft_id == entry.draft)).first()
        if draft is None:
            yield f"{entry.note}: the draft is gone"
            return
        if entry.reference and (contact is None or contact.reference != entry.reference):
            yield f"{entry.note}: {entry.reference} was seen saved and is not there"
        for question, value in entry.accepted.items():
            self.compared += 1
            kept = _kept(draft, contact, question)
            if not _agrees(question, value, kept):
                yield f"{entry.note}: {question} was accepted as {value!r}, kept is {kept!r}"

    def _doubled(self, db: Session) -> Iterable[str]:
        # names typed below a card that was not marked as shown before a kill are notes as well, as often as typed
        written = {entry.note for operator in self._operators for entry in operator.entries}
        notes = Counter(note.words for note in db.scalars(select(Note)) if note.words in written)
        yield from (f"{words!r} stands in {times} notes" for words, times in notes.items() if times > 1)
        drafts = Counter(db.scalars(select(Contact.draft_id)))
        yield from (f"draft {draft} made {times} records" for draft, times in drafts.items() if times > 1)
        made = sum(1 for _ in drafts)
        seen = sum(len(operator.saved) for operator in self._operators)
        unseen = sum(1 for operator in self._operators if operator.entries and not operator.entries[-1].reference)
        if not seen <= made <= seen + unseen:
            yield f"{made} records for {seen} contacts seen saved and {unseen} under way"


def _kept(draft: Draft, contact: Contact | None, question: str) -> Any:
    """What the database has for a question: in the record once it was saved, else in the draft."""
    if draft.status != "saved" or contact is None:
        return draft.content.get("answers", {}).get(question)
    match question:
        case "needs":
            return {need.code: need.state for need in contact.needs}
        case "done":
            return {done.code: "" for done in contact.interventions}
        case "note":
            return [{"words": note.words} for note in contact.notes]
        case "household":
            return str(contact.household_id or "anonymous")
        case "requests":
            return dict.fromkeys(request.code for request in contact.requests)
    kept = {"outcome": contact.outcome, "next_step_by": contact.next_step_by, **contact.answers}
    return kept.get(question)


def _agrees(question: str, value: Any, kept: Any) -> bool:
    if question == "note":
        return [note.get("words") for note in kept or []].count(value) == 1
    if isinstance(value, dict):
        return set(value) == set(kept or {})
    return bool(value == kept)


def _damage(db: Session) -> Iterable[str]:
    """SQLite's own checks; PostgreSQL looks after itself."""
    if db.get_bind().dialect.name == "sqlite":
        said = db.scalars(text("PRAGMA integrity_check")).all()
        yield from (line for line in said if line != "ok")
        yield from (f"a row refers to nothing: {row}" for row in db.execute(text("PRAGMA foreign_key_check")))
