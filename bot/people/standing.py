"""Who may go on using the bot: roles, suspending and restoring, revoking, and the lock of a lost phone.

Somebody always coordinates. Who alone does so can't be suspended or revoked and keeps that role: let somebody else
coordinate first. Her lost phone can be locked, but by a colleague for an hour only. A second colleague who says the
same makes it last, and so does the machine's owner, who can always restore. Whoever has locked her account
can't do so again for a day: who finds a colleague's phone can't keep her out.
"""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import exists, func, select

from bot.audit.auditing import Deed
from bot.chat import forgetting
from bot.conversations.refused import Refused
from bot.people import alerts, people, permissions
from bot.people.permissions import COORDINATOR, MONITOR, OPERATOR, ROLES, Action
from bot.words import text
from bot.work import Work
from db.models import Account, Audit, FollowUp, Message

LAST_IS_LOCKED_FOR = timedelta(hours=1)
LOCKED_AGAIN_AFTER = timedelta(hours=24)
MADE = {OPERATOR: Deed.MADE_OPERATOR, COORDINATOR: Deed.MADE_COORDINATOR, MONITOR: Deed.MADE_MONITOR}
ENDED = {OPERATOR: Deed.ENDED_OPERATOR, COORDINATOR: Deed.ENDED_COORDINATOR, MONITOR: Deed.ENDED_MONITOR}

NOT_THE_LAST = text("Nobody else coordinates. Let somebody else coordinate first.")
ONE_ROLE_STAYS = text("At least one role has to stay.")
NOT_OPEN_NOW = text("This account is not in use now.")
ONCE_A_DAY = text("You have locked this account today. Ask a second colleague, or whoever looks after the computer.")


def coordinates_alone(work: Work, account: Account) -> bool:
    """Whether nobody else coordinates. All who do are locked, so that two don't go at the same moment."""
    query = select(Account).where(Account.status == "active").order_by(Account.id).with_for_update()
    found = work.db.scalars(query.execution_options(populate_existing=True)).all()
    return [other.id for other in found if people.is_coordinator(other)] == [account.id]


def set_roles(work: Work, by: Account | None, account: Account, roles: Collection[str]) -> None:
    """Give her these roles and no others; she is told. Raises Refused."""
    people.check(by, Action.PEOPLE)
    wanted = [role for role in ROLES if role in roles]
    if not wanted:
        raise Refused(ONE_ROLE_STAYS)
    if COORDINATOR not in wanted and coordinates_alone(work, account):
        raise Refused(NOT_THE_LAST)
    before = permissions.roles(account)
    for role in sorted(before.symmetric_difference(wanted)):
        people.note(work, by, ENDED[role] if role in before else MADE[role], account)
    if set(wanted) != before:
        account.roles = ",".join(wanted)
        account.keyboard_language = None  # other buttons are open to her now
        if by is not account:
            alerts.of_roles(work, account)


def suspend(work: Work, by: Account | None, account: Account) -> None:
    """Let her use the bot no more, until she is restored. Raises Refused."""
    people.check(by, Action.PEOPLE)
    _check_in_use(account)
    if coordinates_alone(work, account):
        raise Refused(NOT_THE_LAST)
    _stop(work, account)
    people.note(work, by, Deed.SUSPENDED, account)


def restore(work: Work, by: Account | None, account: Account) -> None:
    """Let her use the bot again; she is told."""
    people.check(by, Action.PEOPLE)
    if account.status != "suspended":
        return
    by_whom = locked_by(work, account)
    alerts.redraw_lock(work, account)
    account.status, account.suspended_at, account.locked_until = "active", None, None
    people.note(work, by, Deed.LET_BACK, account)
    alerts.of_restored(work, account, by_whom)


def revoke(work: Work, by: Account | None, account: Account) -> None:
    """End it for good: her Telegram account is a stranger's from now on. What she wrote keeps its author.

    It stays known for as long as something in her chat is still to be deleted.
    Raises Refused.
    """
    people.check(by, Action.PEOPLE)
    if coordinates_alone(work, account):
        raise Refused(NOT_THE_LAST)
    _stop(work, account)
    account.status, account.seen_as, account.locked_until = "revoked", None, None
    people.note(work, by, Deed.REVOKED, account)


def lock(work: Work, by: Account | None, account: Account) -> None:
    """Suspend the account of a lost phone at once, delete what can be in that chat, tell who coordinates.

    Raises Refused. See above for who alone coordinates; nobody (`by`) is the machine's owner.
    """
    people.check(by, Action.LOCK)
    if account.locked_until is not None:
        lock_too(work, by, account)
        return
    _check_in_use(account)
    if by is not None and coordinates_alone(work, account):
        if _has_locked_lately(work, by, account):
            raise Refused(ONCE_A_DAY)
        account.locked_until = work.now + LAST_IS_LOCKED_FOR
    _stop(work, account)
    people.note(work, by, Deed.LOCKED, account)
    alerts.of_lock(work, by, account)


def lock_too(work: Work, by: Account | None, account: Account) -> None:
    """A second colleague, or the machine's owner, says that the phone is lost: the lock lasts. Raises Refused."""
    people.check(by, Action.LOCK)
    if account.status != "suspended" or account.locked_until is None:
        return
    if by is not None and by.id == locked_by(work, account):
        raise Refused(text("A second colleague has to say the same."))
    account.locked_until = None
    people.note(work, by, Deed.LOCKED_TOO, account)
    alerts.redraw_lock(work, account)


def open_again(work: Work) -> None:
    """The hour is over: who was locked while she alone coordinated is restored, unless somebody else does so now."""
    over = work.db.scalars(select(Account).where(Account.locked_until <= work.now).with_for_update()).all()
    for account in over:
        account.locked_until = None
        if not people.coordinators(work):
            restore(work, None, account)


def unbind_revoked(work: Work) -> None:
    """Forget the Telegram accounts of those who were revoked, once their chats are empty."""
    full = exists().where(Message.account_id == Account.id, *forgetting.PENDING)
    query = select(Account).where(Account.status == "revoked", Account.telegram_id.is_not(None), ~full)
    for account in work.db.scalars(query).all():
        account.telegram_id = None


def locked_by(work: Work, account: Account) -> int | None:
    """Who has locked it, where it is locked; None: the machine's owner did, or it is suspended otherwise."""
    rows = select(Audit.action, Audit.account_id).where(Audit.kind == "account", Audit.object_id == account.id)
    query = rows.where(Audit.action.in_((Deed.LOCKED, Deed.SUSPENDED))).order_by(Audit.id.desc()).limit(1)
    last = work.db.execute(query).first()
    return last.account_id if last is not None and last.action == Deed.LOCKED else None


def open_follow_ups(work: Work, account: Account) -> int:
    """How many next contacts are hers: while she is suspended, somebody has to take them over."""
    query = select(func.count()).where(FollowUp.owner_id == account.id, FollowUp.resolved_on.is_(None))
    return work.db.scalar(query) or 0


def _check_in_use(account: Account) -> None:
    if account.status != "active":
        raise Refused(NOT_OPEN_NOW)


def _stop(work: Work, account: Account) -> None:
    """What can still be deleted on her phone goes; once restored, she begins with a new card."""
    account.status, account.suspended_at = "suspended", work.now
    account.talk_id = None
    forgetting.empty_chat(work, account)


def _has_locked_lately(work: Work, by: Account, account: Account) -> bool:
    lately = (Audit.account_id == by.id, Audit.at > work.now - LOCKED_AGAIN_AFTER)
    query = select(Audit.id).where(Audit.kind == "account", Audit.object_id == account.id, Audit.action == Deed.LOCKED)
    return work.db.scalar(query.where(*lately).limit(1)) is not None
