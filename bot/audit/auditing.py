"""What is written down of what people do: who did what to which record, and when. Ids only, never a word.

Reading counts too: what was opened, looked for, shown or taken away. A card that is drawn again is no new reading.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from sqlalchemy import bindparam, select

from bot.words import Text, text
from bot.work import Work
from db.models import Account, Audit


class Deed(StrEnum):
    """What was done. The values are stored: they never change."""

    # read
    OPENED = "opened"
    SEARCHED = "searched"
    FOUND = "found"
    NAMED = "showed the name of"
    LISTENED = "listened to"
    EXPORTED = "exported"
    BREACH = "breach sheet"
    BACKED_UP = "backed up"
    # written
    REGISTERED = "registered"
    IMPORTED = "imported"
    SAVED = "saved"
    NOTED = "noted"
    CORRECTED = "corrected"
    UNDONE = "undone"
    CANCELLED = "cancelled"
    WRITTEN_UP = "written up"
    KEPT = "kept"
    DISCARDED = "discarded"
    MEMBER = "wrote a person of"
    CLOSED = "closed"
    PAUSED = "paused"
    REOPENED = "reopened"
    KEPT_LONGER = "kept longer"
    LET_GO = "no longer kept"
    ERASED = "erased"
    # what comes next
    MOVED = "moved"
    RESOLVED = "resolved"
    HANDED_OVER = "handed over"
    GAVE_BACK = "gave back"
    # together
    FOR_MEETING = "for the meeting"
    NOT_FOR_MEETING = "not for the meeting"
    DECIDED = "decided"
    ASKED = "asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    # people
    INVITED = "invited"
    JOINED = "joined"
    ASKED_TO_JOIN = "asked to join"
    ADMITTED = "admitted"
    TURNED_AWAY = "turned away"
    SUSPENDED = "suspended"
    LET_BACK = "let back"
    REVOKED = "revoked"
    LOCKED = "locked"
    LOCKED_TOO = "confirmed the lock of"
    MADE_OPERATOR = "made operator"
    ENDED_OPERATOR = "ended operator"
    MADE_COORDINATOR = "made coordinator"
    ENDED_COORDINATOR = "ended coordinator"
    MADE_MONITOR = "made monitor"
    ENDED_MONITOR = "ended monitor"
    # the house
    KEY_PRINTED = "put on paper"
    KEY_CHECKED = "checked"
    KEY_ROTATED = "rotated"
    FORGOTTEN = "forgotten"
    RESTORED = "restored"


LABELS: Mapping[Deed, Text] = {
    Deed.OPENED: text("opened"),
    Deed.SEARCHED: text("searched"),
    Deed.FOUND: text("found by a search"),
    Deed.NAMED: text("name shown in a list"),
    Deed.LISTENED: text("listened to"),
    Deed.EXPORTED: text("exported"),
    Deed.BREACH: text("sheet for a breach"),
    Deed.BACKED_UP: text("backup made"),
    Deed.REGISTERED: text("registered"),
    Deed.IMPORTED: text("imported from a list"),
    Deed.SAVED: text("saved"),
    Deed.NOTED: text("note added"),
    Deed.CORRECTED: text("corrected"),
    Deed.UNDONE: text("taken back"),
    Deed.CANCELLED: text("form thrown away"),
    Deed.WRITTEN_UP: text("voice message written up"),
    Deed.KEPT: text("note kept"),
    Deed.DISCARDED: text("note thrown away"),
    Deed.MEMBER: text("member written down"),
    Deed.CLOSED: text("file closed"),
    Deed.PAUSED: text("file paused"),
    Deed.REOPENED: text("file opened again"),
    Deed.KEPT_LONGER: text("closed file kept longer"),
    Deed.LET_GO: text("closed file not kept longer"),
    Deed.ERASED: text("erased on request"),
    Deed.MOVED: text("next contact moved"),
    Deed.RESOLVED: text("next contact settled"),
    Deed.HANDED_OVER: text("handed over"),
    Deed.GAVE_BACK: text("given back"),
    Deed.FOR_MEETING: text("put down for the meeting"),
    Deed.NOT_FOR_MEETING: text("taken off the meeting"),
    Deed.DECIDED: text("decision written down"),
    Deed.ASKED: text("question asked"),
    Deed.ANSWERED: text("question answered"),
    Deed.ACCEPTED: text("proposal accepted"),
    Deed.REFUSED: text("proposal not accepted"),
    Deed.INVITED: text("invited"),
    Deed.JOINED: text("joined"),
    Deed.ASKED_TO_JOIN: text("followed the invite"),
    Deed.ADMITTED: text("confirmed"),
    Deed.TURNED_AWAY: text("not confirmed"),
    Deed.SUSPENDED: text("suspended"),
    Deed.LET_BACK: text("restored"),
    Deed.REVOKED: text("revoked"),
    Deed.LOCKED: text("locked as a lost phone"),
    Deed.LOCKED_TOO: text("lock confirmed"),
    Deed.MADE_OPERATOR: text("made operator"),
    Deed.ENDED_OPERATOR: text("no longer operator"),
    Deed.MADE_COORDINATOR: text("made coordinator"),
    Deed.ENDED_COORDINATOR: text("no longer coordinator"),
    Deed.MADE_MONITOR: text("made monitor"),
    Deed.ENDED_MONITOR: text("no longer monitor"),
    Deed.KEY_PRINTED: text("recovery sheet made"),
    Deed.KEY_CHECKED: text("recovery sheet checked"),
    Deed.KEY_ROTATED: text("key changed"),
    Deed.FORGOTTEN: text("older lines removed"),
    Deed.RESTORED: text("backup brought back"),
}

Kind = Literal[
    "accesses",
    "account",
    "audit",
    "case",
    "confidential",
    "contact",
    "draft",
    "follow_up",
    "handover",
    "history",
    "household",
    "key",
    "loose_note",
    "proposal",
    "query",
    "registry",
]
"""What a line is about. A `confidential` entry and a `history` have the id of their contact, the `accesses` and a
`case` that of the household, the `audit` itself the number of a line; a `registry` has none."""


ONCE_IN = timedelta(minutes=10)
"""A card stays open for so long: within it the same reading is written down once."""


def note(work: Work, account: Account | None, deed: Deed, kind: Kind, object_id: int | None) -> None:
    """Write down that somebody did something; `account` None: the bot itself, or the machine's owner."""
    by = account.id if account else None
    work.db.add(Audit(at=work.now, account_id=by, action=deed.value, kind=kind, object_id=object_id))


_LATELY = (
    select(Audit.id)
    .where(Audit.kind == bindparam("kind"), Audit.object_id == bindparam("object"))
    .where(Audit.account_id == bindparam("account"), Audit.action == Deed.OPENED.value, Audit.at > bindparam("since"))
    .limit(1)
)


def opened(work: Work, account: Account, kind: Kind, object_id: int) -> None:
    """Write down that somebody opened something: once in ten minutes, as its card is drawn again for many reasons."""
    about = {"kind": kind, "object": object_id, "account": account.id, "since": work.now - ONCE_IN}
    if work.db.scalar(_LATELY, about) is None:
        note(work, account, Deed.OPENED, kind, object_id)
