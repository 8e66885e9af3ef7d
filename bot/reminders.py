"""Reminders: the tables are the truth, a tick only asks them what is to be said now. Twice is once."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from bot import cards, followups, people
from bot.followups import open_until
from bot.quiet import digest_time, is_quiet
from bot.work import Work
from bot.workdays import add_fixed_holidays, holidays, is_working
from db.models import Account, Card, Fact, Update

UPDATES_KEPT = timedelta(hours=48)


def tick(work: Work) -> None:
    """Everything that the time alone brings about."""
    add_fixed_holidays(work)
    if digest_time(work.local):
        for account in people.active(work):
            _urgent(work, account)
        if is_working(work.today, holidays(work)):
            for account in people.active(work):
                _digest(work, account)
    _hide_names(work)
    _drop_old_digests(work)
    _wake_waiting(work)
    work.db.execute(delete(Update).where(Update.seen_at < work.now - UPDATES_KEPT))
    remember(work, "last tick", work.now.isoformat())


def remember(work: Work, name: str, value: str) -> None:
    """Keep what the bot knows of itself."""
    fact = work.db.get(Fact, name)
    if fact is None:
        work.db.add(Fact(name=name, value=value))
    else:
        fact.value = value


def _urgent(work: Work, account: Account) -> None:
    """Urgent ones come singly, just before the digest, on any day of the week; once for each day they are due."""
    if account.blocked_at is not None:
        return
    for item in open_until(work, work.today, account):
        if item.follow_up.urgent:
            key = f"due:{item.follow_up.id}:{item.follow_up.due}:{account.id}"
            cards.push(work, account, "alert", {"why": "due", "follow_up": item.follow_up.id}, key=key, waking=True)


def _digest(work: Work, account: Account) -> None:
    """One list a morning for each; nothing to do, no message."""
    if account.digested_on == work.today or account.blocked_at is not None:
        return
    account.digested_on = work.today
    if people.works_with_families(account) and followups.anything_for(work, account):
        cards.push(work, account, "digest", {}, key=f"digest:{work.today}:{account.id}", waking=True)


def _hide_names(work: Work) -> None:
    """Ten minutes after *Show names* they are gone again."""
    for card in work.db.scalars(select(Card).where(Card.names_until <= work.now)):
        card.names_until = None
        cards.redraw(work, card)


def _drop_old_digests(work: Work) -> None:
    """A digest that never reached its reader is not sent on another day: that day's own takes its place."""
    start = work.local.replace(hour=0, minute=0, second=0, microsecond=0)
    unsent = (Card.place == "digest", Card.message_id.is_(None), Card.shown_rev < Card.rev, Card.created_at < start)
    work.db.execute(update(Card).where(*unsent).values(shown_rev=Card.rev))


def _wake_waiting(work: Work) -> None:
    """What had to wait for the morning is drawn now."""
    if not is_quiet(work.local):
        waiting = select(Card.account_id).where(Card.waking, Card.shown_rev < Card.rev)
        work.owed.update(work.db.scalars(waiting.distinct()))


def all_owed(work: Work) -> None:
    """At the start: everything that was not shown before the last stop."""
    work.owed.update(work.db.scalars(select(Card.account_id).where(Card.shown_rev < Card.rev).distinct()))
