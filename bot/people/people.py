"""The people of the centre: invited by a code of one use, bound to their Telegram account, with one or more roles."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import bindparam, select

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.people import permissions
from bot.people.permissions import COORDINATOR, Action, may, roles
from bot.spelling.latin import latin
from bot.work import Work
from db.models import Account, Invite

INVITE_LASTS = timedelta(hours=24)
CONFIRMED_WITHIN = timedelta(days=7)
"""For how long somebody who followed an invite may wait to be confirmed; then what was seen of her is forgotten."""
CODE_BYTES = 20
"""160 bits: nobody guesses one, and it fits a deep link (64 characters)."""
LONGEST_NAME = 40
LONGEST_SEEN = 200


def invite(work: Work, name: str, role: str, language: str | None = None, by: Account | None = None) -> str:
    """Make a pending account and return the code that can be used once within 24 hours. Only its hash is kept.

    The machine's owner invites `by` nobody, and the code lets her in at once; by a colleague, it is to be confirmed.
    """
    check(by, Action.PEOPLE)
    account = Account(name=name, roles=role, status="pending", language=language, created_at=work.now)
    work.db.add(account)
    work.db.flush()
    code = secrets.token_urlsafe(CODE_BYTES)
    by_id = by.id if by else None
    lasts = work.now + INVITE_LASTS
    work.db.add(Invite(account_id=account.id, by_id=by_id, code_hash=_hash(code), expires_at=lasts))
    note(work, by, Deed.INVITED, account)
    return code


def accept(work: Work, code: str, telegram_id: int, seen_as: str = "") -> Account | None:
    """Bind the account of an invite to a Telegram account; None when the code is unknown, used or over.

    A Telegram account that is bound already, be it suspended, is not let in by another code. Where the invite is to
    be confirmed, she stays pending, and her name at Telegram (`seen_as`) is kept until that is decided.
    """
    query = select(Invite).where(Invite.code_hash == _hash(code)).with_for_update()
    found = work.db.scalars(query).first()
    if found is None or found.used_at is not None or found.expires_at <= work.now:
        return None
    account = work.db.get_one(Account, found.account_id)
    if account.status != "pending" or _is_taken(work, telegram_id):
        return None
    found.used_at, account.telegram_id = work.now, telegram_id
    if found.by_id is None:
        account.status = "active"
        note(work, account, Deed.JOINED, account)
    else:
        account.seen_as = seen_as[:LONGEST_SEEN]
        note(work, account, Deed.ASKED_TO_JOIN, account)
    return account


def _is_taken(work: Work, telegram_id: int) -> bool:
    """Whether somebody has this Telegram account; who was revoked has none any more."""
    held = by_telegram(work, telegram_id)
    if held is not None and held.status == "revoked":
        held.telegram_id = None
        work.db.flush()
        return False
    return held is not None


def waits(account: Account) -> bool:
    """Whether she followed an invite and is to be confirmed."""
    return account.status == "pending" and account.telegram_id is not None


def ran_out(work: Work, account: Account) -> bool:
    """Whether nobody followed her invite in time: the code lets nobody in any more."""
    if account.status != "pending" or waits(account):
        return False
    lasts = select(Invite.id).where(Invite.account_id == account.id, Invite.expires_at > work.now)
    return work.db.scalars(lasts).first() is None


def admit(work: Work, by: Account, account: Account) -> None:
    """It is her: let her in. What was seen of her at Telegram is forgotten."""
    check(by, Action.PEOPLE)
    account.status, account.seen_as = "active", None
    note(work, by, Deed.ADMITTED, account)


def turn_away(work: Work, by: Account | None, account: Account) -> None:
    """It is not her, or nobody confirmed it in time: nothing of whoever it was is kept."""
    check(by, Action.PEOPLE)
    account.status, account.seen_as, account.telegram_id = "revoked", None, None
    note(work, by, Deed.TURNED_AWAY, account)


def forget_unconfirmed(work: Work) -> None:
    """Turn away who waited too long."""
    late = Invite.used_at <= work.now - CONFIRMED_WITHIN
    query = select(Account).join(Invite, Invite.account_id == Account.id).where(late, Account.status == "pending")
    for account in work.db.scalars(query.where(Account.telegram_id.is_not(None))).all():
        turn_away(work, None, account)


def check(by: Account | None, action: Action) -> None:
    """Ask of a colleague whether she may; nobody is the machine's owner, who is not asked. Raises NotOpen."""
    if by is not None:
        permissions.insist(by, action)


def note(work: Work, by: Account | None, deed: Deed, account: Account) -> None:
    """Write down who did what to an account; nobody: the machine's owner, or the time."""
    auditing.note(work, by, deed, "account", account.id)


_BY_TELEGRAM = select(Account).where(Account.telegram_id == bindparam("telegram_id")).with_for_update()


def by_telegram(work: Work, telegram_id: int) -> Account | None:
    """The account bound to a Telegram id, locked for this transaction."""
    with work.db.no_autoflush:
        return work.db.scalars(_BY_TELEGRAM, {"telegram_id": telegram_id}).first()


def is_coordinator(account: Account) -> bool:
    """Whether she coordinates. What that lets her do: see `bot.people.permissions`."""
    return COORDINATOR in roles(account)


def active(work: Work) -> Sequence[Account]:
    """All who may use the bot now, by name, in whichever script it is written."""
    return [account for account in everybody(work) if account.status == "active"]


def everybody(work: Work) -> Sequence[Account]:
    """All who may use the bot, may not for now, or may soon, by name, in whichever script it is written."""
    return _by_name(work.db.scalars(select(Account).where(Account.status != "revoked")))


def _by_name(found: Iterable[Account]) -> list[Account]:
    return sorted(found, key=lambda account: (_plain(account.name), account.id))


def named(typed: str, among: Sequence[Account]) -> Sequence[Account]:
    """Those whose name was typed, in either script; else those whose name begins so."""
    words = _plain(typed)
    whole = [account for account in among if _plain(account.name) == words]
    return whole or [account for account in among if _plain(account.name).startswith(words)]


def coordinators(work: Work) -> Sequence[Account]:
    """All active coordinators, by name. Asked at every record that is saved: nobody else's name is decrypted for it."""
    return _by_name(work.db.scalars(_COORDINATORS))


_COORDINATORS = select(Account).where(Account.status == "active", Account.roles.contains(COORDINATOR))
"""No other role's code has this one in it."""


def colleagues(work: Work, account: Account) -> Sequence[Account]:
    """The others who work with families."""
    return [other for other in team(work) if other.id != account.id]


def team(work: Work) -> Sequence[Account]:
    """All who work with families."""
    return [account for account in active(work) if may(account, Action.LOG)]


def _plain(name: str) -> str:
    return " ".join(latin(name).replace("đ", "dj").split())


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode(errors="replace")).hexdigest()
