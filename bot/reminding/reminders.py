"""Reminders: the tables are the truth, a tick only asks them what is to be said now. Twice is once.

A tick on which nothing is to be done is a handful of look-ups and writes nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, String, bindparam, cast, delete, exists, func, or_, select, update

from bot.audit import sealing
from bot.chat import cards, forgetting
from bot.followups import followups, handovers
from bot.followups.workdays import add_fixed_holidays, begins_week, works_today
from bot.people import alerts, people, standing, told
from bot.people.permissions import Action, may
from bot.reminding import overview
from bot.reminding.quiet import digest_time, is_quiet
from bot.work import Work
from db.models import Account, Audit, Card, Fact, FollowUp, Update

UPDATES_KEPT = timedelta(hours=48)
TOLD_EVERY = timedelta(minutes=1)
TICK = "last tick"
LOCK = 0x4173636F6C746F03
"""PostgreSQL's advisory lock of a tick: "Ascolto" and 3."""
REACHABLE = (Account.status == "active", Account.blocked_at.is_(None))


def tick(work: Work) -> bool:
    """Everything that the time alone brings about. True: it was time to write down that the bot is alive."""
    if not _anything(work, _glance(work)) or not _alone(work):
        return False
    seen = _glance(work)  # of two processes the second finds it done
    first = _is_first(work, seen)
    if first:
        _once_a_day(work)
    if digest_time(work.local):
        if first or seen.urgent:
            _urgent(work)
        if (first or seen.undigested) and works_today(work):
            _digests(work)
    _sweep(work, seen, first=first)
    due = _is_to_be_told(work, seen)
    if due:
        remember(work, TICK, work.now.isoformat())
    return due


def _anything(work: Work, seen: Row[Any]) -> bool:
    """Whether there may be something to do: then it is looked at again, by one process alone."""
    found = (seen.urgent, seen.undigested, seen.over, seen.waiting, seen.unsealed, seen.due)
    return any(found) or _is_first(work, seen) or _is_to_be_told(work, seen)


def _is_first(work: Work, seen: Row[Any]) -> bool:
    """Whether nothing has ticked yet today."""
    return not seen.last or datetime.fromisoformat(seen.last).astimezone(work.zone).date() != work.today


def _is_to_be_told(work: Work, seen: Row[Any]) -> bool:
    return not seen.last or abs(work.now - datetime.fromisoformat(seen.last)) >= TOLD_EVERY


def _sweep(work: Work, seen: Row[Any], *, first: bool) -> None:
    """What does not depend on the hour."""
    if first or seen.over:
        standing.open_again(work)
        _hide_names(work)
        _close_cards(work)
    if first or seen.over or seen.waiting:
        _wake_waiting(work)
    if seen.unsealed:
        sealing.sweep(work)
    if first or seen.due:
        clear_chats(work)


def _alone(work: Work) -> bool:
    """Whether no other process is ticking: what it does, it does for both. SQLite has one writer anyway."""
    if work.db.get_bind().dialect.name == "sqlite":
        return True
    return bool(work.db.scalar(select(func.pg_try_advisory_xact_lock(LOCK))))


_GLANCE = select(
    select(Fact.value).where(Fact.name == TICK).scalar_subquery().label("last"),
    exists()
    .where(FollowUp.resolved_on.is_(None), FollowUp.due <= bindparam("today"), FollowUp.urgent.is_(True))
    .label("urgent"),
    exists().where(*REACHABLE, Account.digested_on.is_distinct_from(bindparam("today"))).label("undigested"),
    or_(
        exists().where(Card.names_until <= bindparam("now")),
        exists().where(Card.closes_at <= bindparam("now")),
        exists().where(Account.locked_until <= bindparam("now")),
    ).label("over"),
    exists().where(Card.waking, Card.shown_rev < Card.rev).label("waiting"),
    exists().where(Audit.sealed_no.is_(None)).label("unsealed"),
    forgetting.ACCOUNTS_DUE.exists().label("due"),
)


def _glance(work: Work) -> Row[Any]:
    """When the last tick was, and for which of its parts there may be something to do: one look instead of five."""
    return work.db.execute(_GLANCE, {"today": work.today, "now": work.now}).one()


def remember(work: Work, name: str, value: str) -> None:
    """Keep what the bot knows of itself."""
    fact = work.db.get(Fact, name)
    if fact is None:
        work.db.add(Fact(name=name, value=value))
    else:
        fact.value = value


def _once_a_day(work: Work) -> None:
    add_fixed_holidays(work)
    handovers.return_what_is_due(work)
    people.forget_unconfirmed(work)
    standing.unbind_revoked(work)
    work.db.execute(delete(Update).where(Update.seen_at < work.now - UPDATES_KEPT))
    forgetting.drop_rows(work)
    if forgetting.give_up(work):
        alerts.of_undeleted(work)


def _urgent(work: Work) -> None:
    """Urgent ones come singly, just before the digest, on any day of the week; once for each day they are due."""
    key = "due:" + cast(FollowUp.id, String) + ":" + cast(FollowUp.due, String)
    for item in followups.urgent_now(work, ~exists().where(Card.key == key)):
        asked = item.follow_up
        owner = work.db.get_one(Account, asked.owner_id)
        if may(owner, Action.FOLLOW_UP) and owner.blocked_at is None:
            said = told.urgent_key(asked.id, asked.due)
            cards.push(work, owner, "alert", {"why": "due", "follow_up": asked.id}, key=said, waking=True)


def _digests(work: Work) -> None:
    """One list a morning for each who can be reached, and who coordinates the week at its beginning; or no message."""
    waiting = or_(Account.digested_on.is_(None), Account.digested_on != work.today)
    query = select(Account).where(*REACHABLE, waiting).order_by(Account.id).with_for_update()
    for account in work.db.scalars(query).all():
        account.digested_on = work.today
        if may(account, Action.WEEK) and followups.for_morning(work, account):
            cards.push(work, account, "digest", {}, key=told.digest_key(work.today, account.id), waking=True)
        if may(account, Action.CENTRE) and begins_week(work) and overview.is_waiting(work):
            cards.push(work, account, "monday", {}, key=told.monday_key(work.today, account.id), waking=True)


def _hide_names(work: Work) -> None:
    """Ten minutes after *Show names* they are gone again."""
    for card in work.db.scalars(select(Card).where(Card.names_until <= work.now)):
        card.names_until = None
        cards.redraw(work, card)


def _close_cards(work: Work) -> None:
    """Ten minutes after a card was opened for reading the conversation is at the menu again."""
    open_ = select(Account).join(Card, Card.id == Account.talk_id).where(Card.closes_at <= work.now)
    for account in work.db.scalars(open_).all():
        cards.close(work, account)
    work.db.execute(update(Card).where(Card.closes_at <= work.now).values(closes_at=None))


def clear_chats(work: Work) -> None:
    """Messages are to go, also where the conversation stands on one of them."""
    for account in forgetting.accounts_due(work):
        work.owed.add(account.id)
        if account.status == "active":
            cards.start_over(work, account)


def _wake_waiting(work: Work) -> None:
    """What had to wait for the morning is drawn now."""
    if not is_quiet(work.local):
        waiting = select(Card.account_id).join(Account, Account.id == Card.account_id)
        waiting = waiting.where(Card.waking, Card.shown_rev < Card.rev, *REACHABLE)
        work.owed.update(work.db.scalars(waiting.distinct()))


def all_owed(work: Work) -> None:
    """At the start: everything that was not shown before the last stop."""
    work.owed.update(work.db.scalars(select(Card.account_id).where(Card.shown_rev < Card.rev).distinct()))
