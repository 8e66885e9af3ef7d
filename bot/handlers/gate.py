"""The one gate before everything: who may talk to the bot. Strangers get nothing but one neutral line a day."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.chat.forgetting import READING
from bot.conversations.answers import storable
from bot.desk import keep_message
from bot.handlers.incoming import Incoming, Kind
from bot.handlers.places import onboarding
from bot.handlers.strangers import NEUTRAL, WAITING
from bot.people import alerts, people
from bot.words import Text
from bot.work import Work
from db.models import Account

MOST_WRONG = 5
WRONG_WITHIN = timedelta(hours=1)


@dataclass
class Strangers:
    """What is remembered of people without an account: in memory only, so that nothing is kept about them."""

    greeted: dict[int, date] = field(default_factory=dict)
    wrong: dict[int, list[datetime]] = field(default_factory=dict)

    def may_greet(self, user_id: int, today: date) -> bool:
        """Whether the neutral line is still to be said today."""
        if self.greeted.get(user_id) == today:
            return False
        self.greeted = {user: day for user, day in self.greeted.items() if day == today}
        self.greeted[user_id] = today
        return True

    def may_try(self, user_id: int, now: datetime) -> bool:
        """Whether a code of this person is looked at: not after five wrong ones in an hour."""
        recent = [at for at in self.wrong.get(user_id, []) if at > now - WRONG_WITHIN]
        self.wrong[user_id] = recent
        return len(recent) < MOST_WRONG

    def was_wrong(self, user_id: int, now: datetime) -> None:
        """Count a wrong code."""
        self.wrong.setdefault(user_id, []).append(now)


def known(work: Work, incoming: Incoming) -> Account | None:
    """The active account of whoever did this, in a private chat; None: nobody the bot talks to."""
    if incoming.chat_id != incoming.user_id:
        return None
    account = people.by_telegram(work, incoming.user_id)
    return account if account is not None and account.status == "active" else None


def knock(work: Work, incoming: Incoming, strangers: Strangers) -> Text | None:
    """A stranger at the door: a good code lets her in, or lets her wait to be confirmed. The neutral line to say."""
    if asks_privacy(incoming):
        return NEUTRAL if strangers.may_greet(incoming.user_id, work.today) else None
    if incoming.kind is not Kind.TEXT or incoming.words.split(maxsplit=1)[:1] != ["/start"]:
        return None
    code = incoming.words.removeprefix("/start").strip()
    if not code:
        return NEUTRAL if strangers.may_greet(incoming.user_id, work.today) else None
    if not strangers.may_try(incoming.user_id, work.now):
        return None
    account = people.accept(work, code, incoming.user_id, incoming.called if storable(incoming.called) else "")
    if account is None:
        strangers.was_wrong(incoming.user_id, work.now)
        return NEUTRAL if strangers.may_greet(incoming.user_id, work.today) else None
    if people.waits(account):
        alerts.of_joining(work, account)
        return WAITING
    onboarding.welcome(work, account, incoming.language)
    return None


def remember(work: Work, incoming: Incoming) -> None:
    """A message of somebody whose account is not open, or just was: nothing comes of it, but it is deleted as well."""
    account = people.by_telegram(work, incoming.user_id) if incoming.chat_id == incoming.user_id else None
    if account is not None and incoming.sent_at is not None:
        keep_message(work, account.id, incoming.message_id, "in", incoming.sent_at, due_at=work.now + READING)


def asks_privacy(incoming: Incoming) -> bool:
    """Whether somebody wants to know what is kept."""
    return incoming.kind is Kind.TEXT and incoming.words.split(maxsplit=1)[:1] == ["/privacy"]


def held(work: Work, incoming: Incoming) -> str:
    """The language of an account that is not open, or not yet; of a stranger nothing is known."""
    account = people.by_telegram(work, incoming.user_id) if incoming.chat_id == incoming.user_id else None
    return (account.language or "en") if account is not None else ""
