"""Voice messages that wait for somebody to write down what they say; then, or after a month, the sound goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.chat import cards
from bot.conversations.refused import Refused
from bot.people.permissions import Action, may
from bot.words import text
from bot.work import Work
from db.models import Account, Card, Contact, Draft, Household, LooseNote, Media, Note

PLACE = "listen"
VOICE = "voice"
NOTED, LOOSE = "n", "l"
DELETED = "deleted"
AUDIBLE = ("waiting", "kept")
PLAYED_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Voice:
    """A voice message of a contact or a loose note. `key` names it in buttons and forms: `n12`, `l5`."""

    key: str
    media_id: int
    author: Account
    spoken_at: datetime
    household_id: int | None
    record: tuple[auditing.Kind, int]


def waiting(work: Work, account: Account) -> list[Voice]:
    """All that is not written up, in a language she reads; oldest first."""
    found = [*_of_contacts(work), *_loose(work, account)]
    hers = [v for v in found if may(account, Action.WRITE_UP, own=v.author.id == account.id)]
    return sorted((v for v in hers if reads(account, v.author)), key=lambda v: v.spoken_at)


def find(work: Work, account: Account, key: str) -> Voice | None:
    """One of them, if it still waits and she may write it up."""
    return next((voice for voice in waiting(work, account) if voice.key == key), None)


def reads(account: Account, author: Account) -> bool:
    """Whether she understands what the author says: her own voice, or her language in either script."""
    return account.id == author.id or _spoken(account) == _spoken(author)


def _spoken(account: Account) -> str:
    return (account.language or "en").split("_")[0]


def _of_contacts(work: Work) -> list[Voice]:
    query = (
        select(Note, Account, Contact.household_id)
        .join(Media, Media.id == Note.media_id)
        .join(Contact, Contact.id == Note.contact_id)
        .join(Account, Account.id == Note.author_id)
        .where(Note.kind == VOICE, Note.words.is_(None), Contact.void_at.is_(None), Media.state.in_(AUDIBLE))
    )
    return [_voice(NOTED, note, author, household) for note, author, household in work.db.execute(query)]


def _loose(work: Work, account: Account) -> list[Voice]:
    """Loose ones that are kept with a household; those not settled yet are their author's alone."""
    query = (
        select(LooseNote, Account)
        .join(Media, Media.id == LooseNote.media_id)
        .join(Account, Account.id == LooseNote.account_id)
        .where(LooseNote.kind == VOICE, LooseNote.words.is_(None), Media.state.in_(AUDIBLE))
        .where(or_(LooseNote.household_id.is_not(None), LooseNote.account_id == account.id))
    )
    return [_voice(LOOSE, note, author, note.household_id) for note, author in work.db.execute(query)]


def _voice(letter: str, note: Note | LooseNote, author: Account, household: int | None) -> Voice:
    return Voice(f"{letter}{note.id}", note.media_id or 0, author, note.written_at, household, _record(note))


def _record(note: Note | LooseNote) -> tuple[auditing.Kind, int]:
    """What is written down of it: a note of a record has another id after each correction."""
    return ("contact", note.contact_id) if isinstance(note, Note) else ("loose_note", note.id)


# --- listening ------------------------------------------------------------------------------------------------------


def play(work: Work, account: Account, voice: Voice) -> bool:
    """Send it to her, for ten minutes. False: it is in her chat already."""
    playing = select(Card).where(Card.account_id == account.id, Card.place == PLACE, Card.names_until > work.now)
    if any(card.params[VOICE] == voice.key for card in work.db.scalars(playing)):
        return False
    card = cards.push(work, account, PLACE, {VOICE: voice.key, "media": voice.media_id})
    if card is not None:
        card.names_until = work.now + PLAYED_FOR
    auditing.note(work, account, Deed.LISTENED, *voice.record)
    return True


def _stop_playing(work: Work, media_id: int) -> None:
    playing = select(Card).where(Card.place == PLACE, Card.names_until.is_not(None))
    for card in work.db.scalars(playing):
        if card.params["media"] == media_id:
            card.names_until = None
            cards.redraw(work, card)


# --- writing --------------------------------------------------------------------------------------------------------


def save(work: Work, account: Account, draft: Draft, answers: Any) -> None:
    """Write down what a voice message says; the sound goes. Raises Refused when somebody else has done so."""
    voice = find(work, account, draft.content["answers"].get(VOICE, ""))
    if voice is None:
        raise Refused(text("This voice message is written up already, or is gone."))
    id_, loose = int(voice.key[1:]), voice.key.startswith(LOOSE)
    note = work.db.get_one(LooseNote, id_) if loose else work.db.get_one(Note, id_)
    note.words, note.worded_by, note.worded_at = answers["words"], account.id, work.now
    work.db.flush()
    delete_file(work, work.db.get_one(Media, voice.media_id))
    auditing.note(work, account, Deed.WRITTEN_UP, *voice.record)


def household(work: Work, voice: Voice) -> Household | None:
    """The household it belongs to, if to any."""
    return work.db.get(Household, voice.household_id) if voice.household_id else None


# --- the sound goes -------------------------------------------------------------------------------------------------


def delete_file(work: Work, media: Media | None) -> None:
    """Forget a voice message or photo: what was fetched and the handle of Telegram's own copy."""
    if media is not None:
        media.content, media.file_id, media.state = None, "", DELETED
        _stop_playing(work, media.id)


def delete_unused(work: Work, media_id: int) -> None:
    """Forget a voice message or photo that was taken out of a form, unless a record has it."""
    if work.db.scalar(select(Note.id).where(Note.media_id == media_id).limit(1)) is None:
        delete_file(work, work.db.get(Media, media_id))


def delete_old(work: Work, days: int) -> None:
    """Forget the voice messages that are older than so many days, written up or not."""
    old = select(Media).where(
        Media.kind == VOICE, Media.state != DELETED, Media.created_at < work.now - timedelta(days=days)
    )
    for media in work.db.scalars(old):
        delete_file(work, media)


def written(notes: Sequence[Note]) -> dict[int, tuple[str | None, int | None, datetime | None]]:
    """What has been written up of a record's voice messages, by media: it outlives a correction of the record."""
    return {n.media_id: (n.words, n.worded_by, n.worded_at) for n in notes if n.media_id and n.worded_by}


def restore(notes: Sequence[Note], wordings: dict[int, tuple[str | None, int | None, datetime | None]]) -> None:
    """Put it back."""
    for note in notes:
        if note.media_id in wordings:
            note.words, note.worded_by, note.worded_at = wordings[note.media_id]
