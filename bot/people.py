"""The people of the centre: invited by a code of one use, bound to their Telegram account, with one or more roles."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, select

from bot import auditing, permissions
from bot.auditing import Deed
from bot.latin import latin
from bot.permissions import COORDINATOR, Action, may, roles
from bot.work import Work
from db.models import Account, Invite

INVITE_LASTS = timedelta(hours=24)
CODE_BYTES = 20
"""160 bits: nobody guesses one, and it fits a deep link (64 characters)."""


def invite(work: Work, name: str, role: str, language: str | None = None) -> str:
    """Make a pending account and return the code that activates it once within 24 hours. Only its hash is kept."""
    account = Account(name=name, roles=role, status="pending", language=language, created_at=work.now)
    work.db.add(account)
    work.db.flush()
    code = secrets.token_urlsafe(CODE_BYTES)
    work.db.add(Invite(account_id=account.id, code_hash=_hash(code), expires_at=work.now + INVITE_LASTS))
    auditing.note(work, None, Deed.INVITED, "account", account.id)
    return code


def accept(work: Work, code: str, telegram_id: int) -> Account | None:
    """Bind the account of an invite to a Telegram account; None when the code is unknown, used or over.

    A Telegram account that is bound already, be it suspended, is not let in by another code.
    """
    query = select(Invite).where(Invite.code_hash == _hash(code)).with_for_update()
    found = work.db.scalars(query).first()
    if found is None or found.used_at is not None or found.expires_at <= work.now:
        return None
    account = work.db.get_one(Account, found.account_id)
    if account.status != "pending" or by_telegram(work, telegram_id) is not None:
        return None
    found.used_at = work.now
    account.telegram_id, account.status = telegram_id, "active"
    auditing.note(work, account, Deed.JOINED, "account", account.id)
    return account


_BY_TELEGRAM = select(Account).where(Account.telegram_id == bindparam("telegram_id")).with_for_update()


def by_telegram(work: Work, telegram_id: int) -> Account | None:
    """The account bound to a Telegram id, locked for this transaction."""
    with work.db.no_autoflush:
        return work.db.scalars(_BY_TELEGRAM, {"telegram_id": telegram_id}).first()


def is_coordinator(account: Account) -> bool:
    """Whether she coordinates. What that lets her do: see `bot.permissions`."""
    return COORDINATOR in roles(account)


def set_deputy(work: Work, by: Account, other: Account, *, deputy: bool) -> None:
    """Let an operator coordinate as well, or no longer: roles combine in a small centre."""
    permissions.insist(by, Action.PEOPLE)
    kept = roles(other) - {COORDINATOR}
    other.roles = ",".join(sorted(kept | {COORDINATOR} if deputy else kept))
    auditing.note(work, by, Deed.MADE_DEPUTY if deputy else Deed.ENDED_DEPUTY, "account", other.id)


def active(work: Work) -> Sequence[Account]:
    """All who may use the bot now, by name, in whichever script it is written."""
    found = work.db.scalars(select(Account).where(Account.status == "active"))
    return sorted(found, key=lambda account: (latin(account.name).replace("đ", "dj"), account.id))


def coordinators(work: Work) -> Sequence[Account]:
    """All active coordinators."""
    return [account for account in active(work) if is_coordinator(account)]


def colleagues(work: Work, account: Account) -> Sequence[Account]:
    """The others who work with families."""
    return [other for other in active(work) if other.id != account.id and may(other, Action.LOG)]


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode(errors="replace")).hexdigest()
