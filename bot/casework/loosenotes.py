"""What was sent while no form was open: kept until somebody says whose it is. Then it stays with the household."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.casework import writeups
from bot.chat import forgetting
from bot.people import permissions
from bot.people.permissions import Action
from bot.work import Work
from db.models import Account, Household, LooseNote, Media


@dataclass(frozen=True)
class Arrived:
    """A message as it came: a text, a photo with its caption, or a voice message."""

    kind: str
    words: str
    file_id: str
    message_id: int
    sent_at: datetime | None


def take(work: Work, account: Account, arrived: Arrived) -> LooseNote:
    """Keep a message; its file is fetched afterwards."""
    media = None
    if arrived.file_id:
        media = Media(account_id=account.id, kind=arrived.kind, file_id=arrived.file_id, created_at=work.now)
        work.db.add(media)
        work.db.flush()
    note = LooseNote(
        account_id=account.id,
        kind=arrived.kind,
        words=arrived.words or None,
        media_id=media.id if media else None,
        message_id=arrived.message_id,
        written_at=arrived.sent_at or work.now,
    )
    work.db.add(note)
    work.db.flush()
    return note


def unsettled(work: Work, account: Account, ids: Sequence[int] | None = None) -> list[LooseNote]:
    """Her notes that nobody has settled, oldest first; of `ids` only, where they are given."""
    query = select(LooseNote).where(LooseNote.account_id == account.id, LooseNote.settled_at.is_(None))
    if ids is not None:
        query = query.where(LooseNote.id.in_(ids))
    return list(work.db.scalars(query.order_by(LooseNote.id)))


def keep(work: Work, account: Account, notes: Sequence[LooseNote], household: Household) -> None:
    """They belong to this household. Raises NotOpen."""
    _insist(account, notes)
    for note in notes:
        note.household_id, note.settled_at = household.id, work.now
        _write_down(work, account, note, Deed.KEPT)


def discard(work: Work, account: Account, notes: Sequence[LooseNote]) -> None:
    """They are thrown away, words and files. Raises NotOpen."""
    _insist(account, notes)
    for note in notes:
        note.settled_at, note.words = work.now, None
        writeups.delete_file(work, work.db.get(Media, note.media_id) if note.media_id else None)
        _write_down(work, account, note, Deed.DISCARDED)


def _insist(account: Account, notes: Sequence[LooseNote]) -> None:
    permissions.insist(account, Action.SORT, own=all(note.account_id == account.id for note in notes))


def _write_down(work: Work, account: Account, note: LooseNote, deed: Deed) -> None:
    forgetting.message(work, note.account_id, note.message_id)
    auditing.note(work, account, deed, "loose_note", note.id)


def correct(work: Work, account: Account, message_id: int, words: str) -> bool:
    """Take an edited message over, while its note is not settled; False: none came from it."""
    query = select(LooseNote).where(LooseNote.account_id == account.id, LooseNote.message_id == message_id)
    note = work.db.scalars(query.where(LooseNote.settled_at.is_(None))).first()
    if note is not None:
        _insist(account, [note])
        note.words = words or None
    return note is not None


def of_household(work: Work, household: Household, most: int) -> list[tuple[LooseNote, str]]:
    """The newest notes kept with a household, each with its author's name."""
    query = select(LooseNote, Account).join(Account, Account.id == LooseNote.account_id)
    query = query.where(LooseNote.household_id == household.id).order_by(LooseNote.id.desc()).limit(most)
    return [(note, author.name) for note, author in work.db.execute(query)]
