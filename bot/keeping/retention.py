"""How long anything is kept. One table says it for every table of the database; once a day what is over goes.

In small batches, a transaction each: whenever the bot is stopped, the next day's first tick goes on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select

from bot.audit import sealing
from bot.casework import intake, loosenotes, writeups
from bot.keeping import erasing, leaving, oblivion
from bot.keeping.leaving import closed_by, years_later
from bot.work import Work
from db.models import (
    Account,
    Base,
    Card,
    Contact,
    Draft,
    Fact,
    FollowUp,
    Household,
    Invite,
    LooseNote,
    Media,
    Note,
)

BATCH = 50
"""Rows at a time; of households, sessions and drafts, each of which has many rows, a tenth."""
FEW = BATCH // 10
DONE = "kept no longer"
"""The fact that says on which day all that was over has gone."""


@dataclass(frozen=True)
class Keeping:
    """What a centre has set."""

    data: Path
    years: int = 5
    audio_days: int = 30


Step = Callable[[Work, Keeping], int]
"""Lets a batch go; returns how many rows that were."""


@dataclass(frozen=True)
class Limit:
    """How long the rows of a table are kept, in words; and what lets them go, where it is time alone."""

    words: str
    goes: Step | None = None


# --- what time alone lets go ----------------------------------------------------------------------------------------

INVITES_FOR = timedelta(days=30)
CARDS_FOR = timedelta(days=180)
OPEN_DRAFTS_FOR = timedelta(days=90)
TAKEN_BACK_FOR = timedelta(days=90)
SETTLED_FOR = timedelta(days=30)
UNSETTLED_FOR = timedelta(days=180)


def _old(work: Work, entity: type[Base], *over: ColumnElement[bool]) -> int:
    """Delete a batch of rows. The newest row stays: SQLite would give its number away again."""
    id_ = entity.__table__.c.id
    newest = select(func.max(id_)).scalar_subquery()
    ids = list(work.db.scalars(select(id_).where(*over, id_ != newest).limit(BATCH)))
    work.db.execute(delete(entity).where(id_.in_(ids)))
    return len(ids)


def _invites(work: Work, keeping: Keeping) -> int:
    return _old(work, Invite, Invite.expires_at < work.now - INVITES_FOR)


def _cards(work: Work, keeping: Keeping) -> int:
    talks = select(Account.talk_id).where(Account.talk_id.is_not(None))
    return _old(work, Card, Card.created_at < work.now - CARDS_FOR, Card.id.not_in(talks))


def _drafts(work: Work, keeping: Keeping) -> int:
    """Thrown away as its author would: a record that was being corrected stays as it was."""
    old = select(Draft).where(Draft.status == "open", Draft.updated_at < work.now - OPEN_DRAFTS_FOR).limit(FEW)
    found = work.db.scalars(old).all()
    for draft in found:
        intake.cancel(work, work.db.get_one(Account, draft.account_id), draft)
    return len(found)


def _loose_notes(work: Work, keeping: Keeping) -> int:
    """What nobody has said whose it is, is thrown away; of what was thrown away the row goes."""
    over = (LooseNote.settled_at.is_(None), LooseNote.written_at < work.now - UNSETTLED_FOR)
    forgotten = work.db.scalars(select(LooseNote).where(*over).limit(FEW)).all()
    for note in forgotten:
        loosenotes.discard(work, work.db.get_one(Account, note.account_id), [note])
    thrown = (LooseNote.household_id.is_(None), LooseNote.settled_at < work.now - SETTLED_FOR)
    return max(_old(work, LooseNote, *thrown), len(forgotten))


def _media(work: Work, keeping: Keeping) -> int:
    """Sounds that nobody wrote up; the rows of files that are deleted and that nothing refers to."""
    writeups.delete_old(work, keeping.audio_days)
    unused = ~exists().where(Note.media_id == Media.id) & ~exists().where(LooseNote.media_id == Media.id)
    return _old(work, Media, Media.state == writeups.DELETED, Media.created_at < work.now - SETTLED_FOR, unused)


def _contacts(work: Work, keeping: Keeping) -> int:
    """Sessions with anonymous visitors after as many years as households; what was taken back, sooner."""
    sessions = work.db.scalars(_over_sessions(work, keeping).limit(FEW)).all()
    oblivion.forget_sessions(work, sessions)
    return len(sessions)


def _over_sessions(work: Work, keeping: Keeping) -> Select[Any]:
    """A next contact that is still open keeps one, and so does a form in which what was taken back is open again."""
    waiting = exists().where(FollowUp.set_by == Contact.id, FollowUp.resolved_on.is_(None))
    day = years_later(work.today, -keeping.years)
    old = Contact.household_id.is_(None) & (Contact.day <= day) & ~waiting
    taken_back = (Contact.void_at < work.now - TAKEN_BACK_FOR) & ~_IN_HAND
    return select(Contact).where(Contact.forgotten_at.is_(None), or_(old, taken_back)).order_by(Contact.id)


_IN_HAND = exists().where(Draft.status == "open", Draft.id == Contact.draft_id)
"""Its form is open."""


def _households(work: Work, keeping: Keeping) -> int:
    """Closed ones, once the coordinator was shown that they go; taken back ones; and what came to one that was gone."""
    closed = closed_by(years_later(work.today, -keeping.years)) & (Household.forget_on <= work.today)
    open_again = exists().where(Contact.household_id == Household.id, _IN_HAND)
    taken_back = Household.forgotten_at.is_(None) & (Household.void_at < work.now - TAKEN_BACK_FOR) & ~open_again
    late = exists().where(Contact.household_id == Household.id, Contact.forgotten_at.is_(None))
    over = or_(closed, taken_back, Household.forgotten_at.is_not(None) & late)
    found = work.db.scalars(select(Household).where(over).order_by(Household.id).limit(FEW)).all()
    oblivion.forget(work, found)
    return len(found)


def _audit(work: Work, keeping: Keeping) -> int:
    """Once a month, so that not every day leaves a line that says that older ones went."""
    if work.today.day == 1:
        sealing.forget(work, work.now - timedelta(days=366 * (keeping.years + 1)))
    return 0


# --- the table ------------------------------------------------------------------------------------------------------

WITH_ITS_RECORD = Limit("as long as the visit, session or household they belong to")
NOBODYS = Limit("kept: says nothing of anybody")

LIMITS: Mapping[str, Limit] = {
    "households": Limit(
        "5 years after the file was closed (`ASCOLTO_KEEP_YEARS`), shown to the coordinator the month before; then"
        " codes and months are left. Taken back: 90 days",
        _households,
    ),
    "persons": WITH_ITS_RECORD,
    "contacts": Limit(
        "as long as the household; with an anonymous visitor 5 years (`ASCOLTO_KEEP_YEARS`), taken back 90 days; then"
        " codes and months are left",
        _contacts,
    ),
    "contact_needs": Limit("kept: a code that counts"),
    "contact_requests": Limit("kept: a code that counts"),
    "contact_resources": Limit("kept: a code that counts"),
    "contact_interventions": Limit("kept: a code that counts"),
    "notes": WITH_ITS_RECORD,
    "confidential": WITH_ITS_RECORD,
    "amendments": WITH_ITS_RECORD,
    "proposals": WITH_ITS_RECORD,
    "queries": WITH_ITS_RECORD,
    "follow_ups": WITH_ITS_RECORD,
    "moves": WITH_ITS_RECORD,
    "loose_notes": Limit(
        "with a household: as long as it; belonging to nobody 180 days; thrown away 30 days, without words",
        _loose_notes,
    ),
    "media": Limit(
        "photos as long as their note; voice messages until they are written up, at most 30 days"
        " (`ASCOLTO_KEEP_AUDIO_DAYS`)",
        _media,
    ),
    "drafts": Limit("open ones 90 days after the last answer; saved or thrown away: nothing is left in them", _drafts),
    "cards": Limit("180 days: what stands on a screen, as ids", _cards),
    "messages": Limit("2 days, then deleted in the chat; 35 where that failed: numbers, never what they say"),
    "updates": Limit("48 hours: numbers alone"),
    "invites": Limit("24 hours, the row 30 days longer", _invites),
    "accounts": Limit("as long as records name who wrote them"),
    "handovers": Limit("kept: ids alone"),
    "audit": Limit("a year longer than closed files: ids alone", _audit),
    "seal_keys": Limit("as long as the lines they seal"),
    "erasures": Limit("kept: references alone, to erase them again whenever a backup is restored"),
    "neighbourhoods": NOBODYS,
    "holidays": NOBODYS,
    "counters": NOBODYS,
    "facts": NOBODYS,
}
"""For how long the rows of each table are kept."""


def sweep(work: Work, keeping: Keeping) -> None:
    """Let a batch of everything go that is over. When nothing is left of today's, a look at one row is all it takes."""
    done = work.db.get(Fact, DONE)
    if done is not None and done.value == work.today.isoformat():
        return
    erasing.apply_ledger(work, keeping.data)
    leaving.announce(work, keeping.years)
    over = {name: limit.goes(work, keeping) for name, limit in LIMITS.items() if limit.goes}
    if any(count >= FEW for count in over.values()):
        return
    work.db.merge(Fact(name=DONE, value=work.today.isoformat()))
