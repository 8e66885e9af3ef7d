"""The chat forgets: which messages are to be gone, from when on, and which cannot be deleted any more.

Every message of either side is remembered with the moment from which on it is to be gone (`Message.due_at`): 44 hours
after it came, for Telegram deletes nothing that is older than 48; earlier, when the form it belongs to is finished, and
ten minutes after it was opened where it was to be read only. Whatever is due is deleted by whoever shows the cards,
after them; what is not told as deleted is tried again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import bindparam, delete, exists, func, or_, select, update

from bot.work import Work
from db.models import Account, Card, Draft, Media, Message

KEPT = timedelta(hours=44)
DELETABLE = timedelta(hours=48)
READING = timedelta(minutes=10)
"""How long what was opened for reading stays, and what belongs to no form."""
COUNTED = timedelta(days=35)
"""How long we know of a message that could not be deleted."""
AT_ONCE = 100
PENDING = (Message.deleted_at.is_(None), Message.left_at.is_(None))


@dataclass(frozen=True)
class Forget:
    """Messages of one chat to be deleted. `old`: beyond Telegram's limit, so that they are tried once, together."""

    account_id: int
    chat_id: int
    ids: tuple[int, ...]
    old: bool


# --- when they are to go --------------------------------------------------------------------------------------------


def message(work: Work, account_id: int, message_id: int | None, at: datetime | None = None) -> None:
    """Let a message go, now or `at` a moment; one that goes earlier anyway still does."""
    when = at or work.now
    those = (Message.account_id == account_id, Message.message_id == message_id, Message.due_at > when)
    work.db.execute(update(Message).where(*PENDING, *those).values(due_at=when))
    if when <= work.now:
        work.owed.add(account_id)


def conversation(work: Work, account: Account, draft: Draft) -> None:
    """A form is finished: all that was said in it goes, and what belongs to none; the card she is on stays."""
    talk = work.get(Card, account.talk_id) if account.talk_id else None
    soon = or_(Message.draft_id == draft.id, Message.due_at <= work.now + READING)
    those = update(Message).where(*PENDING, Message.account_id == account.id, Message.due_at > work.now, soon)
    if talk is not None and talk.message_id is not None:
        those = those.where(Message.message_id != talk.message_id)
    work.db.execute(those.values(due_at=work.now))
    if talk is not None:
        talk.stale_id = None  # it goes as a whole, not its buttons alone
    work.owed.add(account.id)


def belongs(work: Work, account_id: int, message_id: int, draft_id: int) -> None:
    """A message shows a form from now on, whatever it showed before: it goes with that form."""
    those = (Message.account_id == account_id, Message.message_id == message_id)
    work.db.execute(update(Message).where(*those).values(draft_id=draft_id))


def empty_chat(work: Work, account: Account) -> None:
    """Everything that can still be deleted in somebody's chat, also where she may not use the bot any more."""
    those = (Message.account_id == account.id, Message.due_at > work.now)
    work.db.execute(update(Message).where(*PENDING, *those).values(due_at=work.now))
    work.owed.add(account.id)


def emptied(work: Work, account_id: int, message_id: int | None) -> None:
    """A message stays, but shows nothing of anybody any more."""
    those = (Message.account_id == account_id, Message.message_id == message_id)
    work.db.execute(update(Message).where(*PENDING, *those).values(deleted_at=work.now))


# --- what goes now --------------------------------------------------------------------------------------------------

_DUE = (
    select(Message.message_id, Message.direction, Message.sent_at)
    .where(Message.account_id == bindparam("account_id"), *PENDING, Message.due_at <= bindparam("now"))
    .order_by(Message.id)
    .limit(AT_ONCE)
)


def due(work: Work, account: Account) -> list[Forget]:
    """What is to be deleted in a chat now, a hundred at a time. The card somebody is on stays."""
    found = work.db.execute(_DUE, {"account_id": account.id, "now": work.now}).all()
    if found and _is_fetching(work, account):  # a file that is not here yet may be gone with its message
        found = [row for row in found if row.direction == "out"]
    standing = _standing(work, account) if found else None
    fresh = [row.message_id for row in found if row.message_id != standing and row.sent_at > work.now - DELETABLE]
    old = [row.message_id for row in found if row.message_id != standing and row.sent_at <= work.now - DELETABLE]
    return [Forget(account.id, account.telegram_id or 0, tuple(ids), ids is old) for ids in (fresh, old) if ids]


def _is_fetching(work: Work, account: Account) -> bool:
    waiting = exists().where(Media.account_id == account.id, Media.state == "waiting")
    return bool(work.db.scalar(select(waiting)))


def _standing(work: Work, account: Account) -> int | None:
    """The message of the card she is on; nobody is on one who may not use the bot."""
    talk = work.get(Card, account.talk_id) if account.talk_id and account.status == "active" else None
    return talk.message_id if talk is not None else None


def done(work: Work, account_id: int, gone: Collection[int], left: Collection[int]) -> None:
    """Write down what was deleted, and what cannot be; if more is due, it is next."""
    for ids, told in ((gone, {"deleted_at": work.now}), (left, {"left_at": work.now})):
        if ids:
            those = (Message.account_id == account_id, Message.message_id.in_(ids))
            work.db.execute(update(Message).where(*those).values(**told))
    if work.db.execute(_DUE, {"account_id": account_id, "now": work.now}).first() is not None:
        work.owed.add(account_id)


# --- the sweep ------------------------------------------------------------------------------------------------------

ACCOUNTS_DUE = (
    select(Message.account_id)
    .join(Account, Account.id == Message.account_id)
    .where(*PENDING, Message.due_at <= bindparam("now"))
    .where(Account.telegram_id.is_not(None), Account.blocked_at.is_(None))
)
"""The accounts in whose chats something is due and can be deleted."""


def accounts_due(work: Work) -> list[Account]:
    """Those in whose chats something is to go now."""
    these = Account.id.in_(ACCOUNTS_DUE.distinct())
    return list(work.db.scalars(select(Account).where(these).order_by(Account.id), {"now": work.now}))


def give_up(work: Work) -> int:
    """Of who cannot be reached: what has become too old to be deleted. Returns how many that are."""
    unreachable = select(Account.id).where(or_(Account.telegram_id.is_(None), Account.blocked_at.is_not(None)))
    those = (Message.account_id.in_(unreachable), Message.sent_at <= work.now - DELETABLE)
    lost = work.db.scalars(update(Message).where(*PENDING, *those).values(left_at=work.now).returning(Message.id))
    return len(lost.all())


def drop_rows(work: Work) -> None:
    """Messages that are gone need not be known any longer than a second delivery of them may come."""
    work.db.execute(delete(Message).where(Message.deleted_at < work.now - DELETABLE))
    work.db.execute(delete(Message).where(Message.left_at < work.now - COUNTED))


def left_on(work: Work, day: date) -> int:
    """Of how many messages we learnt on a day that they cannot be deleted."""
    begins = datetime.combine(day, time(), work.zone)
    ends = datetime.combine(day + timedelta(days=1), time(), work.zone)
    query = select(func.count()).where(Message.left_at >= begins, Message.left_at < ends)
    return work.db.scalar(query) or 0
