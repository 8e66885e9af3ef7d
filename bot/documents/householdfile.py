"""Everything the centre holds on one household, as a document that can be read: for the family that asks for it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from bot import registry
from bot.casework import intake, records
from bot.conversations.codelists import (
    CLOSURE_REASONS,
    CONSENTS,
    DONE_OTHERWISE,
    FOLLOW_UP_PURPOSES,
    HOUSEHOLD_KINDS,
    NEED_STATUS,
    NEEDS,
    label,
)
from bot.conversations.review import review_lines
from bot.followups import followups
from bot.handlers.places import deciding, loose, record
from bot.handlers.places.family import person_label
from bot.people.permissions import COORDINATOR
from bot.words import FullDay, Text, inside, raw, text
from bot.work import Work
from db.models import (
    Account,
    Amendment,
    Base,
    Contact,
    Draft,
    FollowUp,
    Household,
    LooseNote,
    Media,
    Note,
    Proposal,
    Query,
)

T = TypeVar("T", bound=Base)


@dataclass(frozen=True)
class Attached:
    """A photo or a voice message, or what is to be said in its place."""

    kind: str
    content: bytes | None


@dataclass
class Part:
    """A heading, what stands below it, and the photos and voice messages."""

    heading: Text
    said: list[Text] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)


def document(work: Work, household: Household, *, confidential: bool) -> list[Part]:
    """All that is held on a household, part by part; what is kept apart only where it is asked for."""
    nobody = Account(roles="", status="suspended", name="")
    parts = [_about(work, household), _needs(work, household)]
    for contact in _all(work, Contact, Contact.household_id == household.id, by=Contact.day):
        reader = Account(id=contact.author_id, roles=COORDINATOR, status="active", name="") if confidential else nobody
        parts.append(_contact(work, contact, reader, confidential=confidential))
    parts += [_next(work, household), _loose(work, household), _asked(work, household, nobody)]
    parts += [_unfinished(work, draft, confidential=confidential) for draft in _open_drafts(work, household)]
    return [part for part in parts if part.said or part.attached]


def _all(work: Work, entity: type[T], *which: ColumnElement[bool], by: InstrumentedAttribute[object]) -> Sequence[T]:
    return list(work.db.scalars(select(entity).where(*which).order_by(by, entity.__table__.c.id)))


def _day(work: Work, at: datetime) -> FullDay:
    return FullDay(at.astimezone(work.zone).date())


def _name(work: Work, account_id: int | None) -> str:
    return work.db.get_one(Account, account_id).name if account_id else ""


# --- who ------------------------------------------------------------------------------------------------------------


def _about(work: Work, household: Household) -> Part:
    whom = registry.reference(work, household)
    part = Part(text("What the centre holds on {household}", household=whom))
    by, day = _name(work, household.created_by), _day(work, household.created_at)
    part.said = [
        text("As of {day}", day=FullDay(work.today)),
        label(HOUSEHOLD_KINDS, household.kind),
        text("Registered by {name}, {day}", name=by, day=day),
        *_consent(work, household),
    ]
    if phone := registry.phone(household):
        part.said.append(phone)
    if household.owner_id:
        part.said.append(text("Usually visited by {name}", name=_name(work, household.owner_id)))
    part.said += [person_label(work, person) for person in household.persons]
    return Part(part.heading, [*part.said, *_rests(household)])


def _consent(work: Work, household: Household) -> list[Text]:
    answer = label(CONSENTS, household.consent)
    if household.consent_at is None:
        return [text("Consent: {answer}", answer=answer)]
    by, day = _name(work, household.consent_by), _day(work, household.consent_at)
    return [text("Consent: {answer}, {day}, asked by {name}", answer=answer, day=day, name=by)]


def _rests(household: Household) -> Iterator[Text]:
    """How the file stands, where it is not simply open."""
    if household.status == "closed" and household.closed_on:
        reason = label(CLOSURE_REASONS, household.closure_reason or "other")
        yield text("File closed: {reason}, {day}", reason=reason, day=FullDay(household.closed_on))
        if household.closure_agreed is not None:
            yield deciding.AGREED["yes" if household.closure_agreed else "no"]
    if household.status == "paused" and household.paused_until:
        yield text("Resting until {day}", day=FullDay(household.paused_until))


def _needs(work: Work, household: Household) -> Part:
    part = Part(text("Needs"))
    for need in registry.needs_ever(work, household.id):
        stands = inside(label(NEED_STATUS, need.state)) if need.state != "seen" else text("seen")
        what, since = label(NEEDS, need.code), FullDay(need.since)
        part.said.append(text("{need}: {state} (since {day})", need=what, state=stands, day=since))
    return part


# --- visits and sessions --------------------------------------------------------------------------------------------


def _contact(work: Work, contact: Contact, reader: Account, *, confidential: bool) -> Part:
    part = Part(text("{reference}, {day}", reference=contact.reference, day=FullDay(contact.day)))
    by, day = _name(work, contact.author_id), _day(work, contact.saved_at)
    part.said.append(text("Written by {name}, {day}", name=by, day=day))
    if contact.void_at is not None:
        part.said.append(text("Taken back on {day}", day=_day(work, contact.void_at)))
    part.said += [line.text for line in intake.read_record(work, reader, contact)]
    if contact.code_word:
        part.said.append(text("Code word: {word}", word=contact.code_word))
    if contact.decision:
        part.said.append(text("Decided by the team: {decision}", decision=contact.decision))
    if confidential:
        part.said += _apart(work, contact)
    part.said += [*_questions(work, contact), *_corrections(work, contact, reader)]
    part.attached = [each for note in contact.notes for each in _attached(work, note)]
    return part


def _apart(work: Work, contact: Contact) -> Iterator[Text]:
    entry = records.confidential_of(work, contact)
    if entry is not None:
        yield from _confidential(entry.content["codes"], entry.content["note"])


def _confidential(codes: Iterable[str], note: str) -> Iterator[Text]:
    for code in codes:
        yield text("Confidential: {what}", what=label(NEEDS, code))
    if note:
        yield text("Confidential: {what}", what=note)


def _questions(work: Work, contact: Contact) -> Iterator[Text]:
    for query in _all(work, Query, Query.contact_id == contact.id, by=Query.asked_at):
        by, day = _name(work, query.asked_by), _day(work, query.asked_at)
        yield text("Asked by {name}, {day}: {question}", name=by, day=day, question=query.question)
        if query.answer:
            yield text("Answer: {answer}", answer=query.answer)


def _corrections(work: Work, contact: Contact, reader: Account) -> Iterator[Text]:
    for amendment in _all(work, Amendment, Amendment.contact_id == contact.id, by=Amendment.at):
        changes = record.changes(work, reader, contact, amendment.change)
        if changes:
            by, day = _name(work, amendment.account_id), _day(work, amendment.at)
            yield text("Corrected by {name}, {day}", name=by, day=day)
            if amendment.reason:
                yield text("Reason: {reason}", reason=amendment.reason)
            yield from (line.text for line in changes)


def _attached(work: Work, note: Note | LooseNote) -> Iterator[Attached]:
    media = work.db.get(Media, note.media_id) if note.media_id else None
    if media is not None and (media.content is not None or not note.words):
        yield Attached(media.kind, media.content)


# --- what else ------------------------------------------------------------------------------------------------------


def _next(work: Work, household: Household) -> Part:
    part = Part(text("Next contacts"))
    for planned in _all(work, FollowUp, FollowUp.household_id == household.id, by=FollowUp.due):
        purpose = label(FOLLOW_UP_PURPOSES, planned.purpose)
        owner = _name(work, planned.owner_id)
        part.said.append(text("{purpose}: {day}, {name}", purpose=purpose, day=FullDay(planned.due), name=owner))
        if planned.line:
            part.said.append(raw(planned.line))
        part.said += _settled(planned)
    return part


def _settled(planned: FollowUp) -> Iterator[Text]:
    if planned.resolved_on is None or planned.resolution is None:
        return
    day = FullDay(planned.resolved_on)
    if planned.resolution in {code.code for code in DONE_OTHERWISE}:
        yield text("Settled: {how}, {day}", how=inside(label(DONE_OTHERWISE, planned.resolution)), day=day)
    elif planned.resolution in followups.DROPPED_BY:
        yield text("No longer planned, {day}", day=day)
    else:
        yield text("Settled, {day}", day=day)


def _loose(work: Work, household: Household) -> Part:
    part = Part(text("Notes without a visit"))
    for note in _all(work, LooseNote, LooseNote.household_id == household.id, by=LooseNote.written_at):
        by, day = _name(work, note.account_id), _day(work, note.written_at)
        what: Text | str = note.words or loose.KINDS[note.kind]
        part.said.append(text("{day} · {name} – {note}", day=day, name=by, note=what))
        part.attached += _attached(work, note)
    return part


def _asked(work: Work, household: Household, reader: Account) -> Part:
    """What colleagues asked the coordinator for; of a correction that waits, from what to what as well."""
    part = Part(text("Asked of the coordinator"))
    contacts = select(Contact.id).where(Contact.household_id == household.id)
    those = (Proposal.household_id == household.id) | Proposal.contact_id.in_(contacts)
    for proposal in _all(work, Proposal, those, by=Proposal.at):
        by, day = work.db.get_one(Account, proposal.account_id), _day(work, proposal.at)
        part.said.append(text("{what} {name}, {day}", what=deciding.ASKED[proposal.kind], name=by.name, day=day))
        if proposal.reason:
            part.said.append(text("Reason: {reason}", reason=proposal.reason))
        if proposal.decision:
            part.said.append(deciding.DECIDED[proposal.decision])
        part.said += [line.text for line in deciding.changes(work, reader, by, proposal)]
    return part


def _open_drafts(work: Work, household: Household) -> Iterable[Draft]:
    contacts = set(work.db.scalars(select(Contact.id).where(Contact.household_id == household.id)))
    for draft in _all(work, Draft, Draft.status == "open", by=Draft.updated_at):
        said = str(draft.content["answers"].get("household", ""))
        if draft.contact_id in contacts or said == str(household.id):
            yield draft


def _unfinished(work: Work, draft: Draft, *, confidential: bool) -> Part:
    """What a form says so far: its review would say that something is kept apart."""
    by = work.db.get_one(Account, draft.account_id)
    part = Part(text("A form that {name} has not finished", name=by.name))
    walk, answers = intake.walk(work, by, draft), draft.content["answers"]
    open_ones = {name: value for name, value in answers.items() if name not in intake.APART}
    part.said = [line.text for line in review_lines(replace(walk, draft=replace(walk.draft, answers=open_ones)))]
    if confidential:
        part.said += _confidential(answers.get("confidential", {}), answers.get("confidential_note", ""))
    sent = [note["media"] for note in answers.get("note") or () if "media" in note]
    media = _all(work, Media, Media.id.in_(sent), by=Media.id)
    part.attached = [Attached(each.kind, each.content) for each in media]
    return part
