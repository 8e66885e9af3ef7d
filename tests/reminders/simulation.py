"""A centre at work through simulated time: the bot's own tick and drawing on a real database, with an oracle beside.

Events (a visit logged, a day moved, something handed over) are drawn by chance and done to both.
"""

import random
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from bot.chat import cards
from bot.followups import followups
from bot.handlers.jobs import Job, owed
from bot.reminding import reminders
from bot.spelling.namecache import NameCache
from bot.work import Work
from db.models import Account, Card, FollowUp, Holiday
from tests.reminders.oracle import Asked, Oracle, Sent
from tests.reminders.team import Team, put
from tests.talk import BELGRADE

FIXED = ((1, 1), (1, 2), (1, 7), (2, 17), (4, 9), (5, 1), (5, 9), (12, 25))


def without_waiting(engine: Engine) -> Engine:
    """Let commits not wait for the disk: nobody pulls the plug here, and a year has many."""
    hurry = "PRAGMA synchronous = OFF" if engine.dialect.name == "sqlite" else "SET synchronous_commit = off"

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        del record
        cursor = connection.cursor()
        cursor.execute(hurry)
        cursor.close()

    return engine


class Simulation:
    """`sent` is what the bot has sent, `expected` what the oracle says."""

    def __init__(self, engine: Engine, start: datetime, seed: int = 7) -> None:
        self.engine = without_waiting(engine)
        self.luck = random.Random(seed)
        self.team = Team(engine, start)
        people = (self.team.arta, self.team.milica, self.team.besa)
        holidays = {date(year, month, day) for year in range(2025, 2029) for month, day in FIXED}
        self.oracle = Oracle(people, self.team.besa, holidays)
        self.households = [self.team.household(f"Family {number}") for number in range(30)]
        self.sent: list[Sent] = []
        self.expected: list[Sent] = []
        self._messages = count(1000)
        self._names = NameCache()

    # --- time -------------------------------------------------------------------------------------------------------

    def hour(self, now: datetime, *, network: bool = True, tick: Callable[[datetime], set[int]] | None = None) -> None:
        """One tick, and everything that is owed after it drawn and sent."""
        now = now.astimezone(UTC)
        self.team.now = now
        told = self.oracle.hour(now.astimezone(BELGRADE), network=network)
        self.expected += sorted(told, key=lambda sent: sent.to)
        for account in sorted((tick or self.tick)(now)):
            self._send(now, account, network=network)

    def tick(self, now: datetime, engine: Engine | None = None) -> set[int]:
        """The bot's own; returns to whom something is owed."""
        with Session(engine or self.engine, expire_on_commit=False) as db, db.begin():
            work = Work(db, now, BELGRADE, self._names)
            reminders.tick(work)
        return work.owed

    def _send(self, now: datetime, account: int, *, network: bool) -> None:
        with Session(self.engine, expire_on_commit=False) as db, db.begin():
            work = Work(db, now, BELGRADE, self._names)
            jobs = [job for job in owed(work, account) if isinstance(job, Job)]
            for job in jobs if network else ():
                card = work.db.get_one(Card, job.card_id)
                if card.message_id is None and card.place in ("digest", "alert"):  # not the coordinator's week
                    self.sent.append(_sent(now, job, card))
                cards.shown(work, card, job.rev, next(self._messages), stripped=False)

    # --- what happens meanwhile -------------------------------------------------------------------------------------

    def something_happens(self, now: datetime) -> None:
        """One thing somebody does, done to the tables and to the oracle."""
        self.team.now = now.astimezone(UTC)
        today = now.astimezone(BELGRADE).date()
        asked = [each for each in self.oracle.asked.values() if each.open]
        chance = self.luck.random()
        if len(asked) < 12 or chance < 0.3:
            self._plan(today)
        elif chance < 0.6:
            self._end(self.luck.choice(asked))
        elif chance < 0.9:
            self._move(self.luck.choice(asked), today)
        else:
            self._hand_over(self.luck.choice(asked))

    def _plan(self, today: date) -> None:
        owner = self.luck.choice(self.oracle.people)
        due, urgent = today + timedelta(days=self.luck.randint(0, 20)), self.luck.random() < 0.3
        purpose = self.luck.choice(("papers", "health", "step"))
        household = self.luck.choice(self.households)
        id_ = self.team.does(lambda work: put(work, owner, household, due, purpose, urgent=urgent))
        self.oracle.asked[id_] = Asked(id_, owner, due, urgent)

    def _end(self, asked: Asked) -> None:
        how = self.luck.choice(("phone", "not_needed"))
        self._does(asked, lambda work, account, row: followups.resolve(work, account, row, how))
        asked.open = False

    def _move(self, asked: Asked, today: date) -> None:
        due = max(asked.due, today) + timedelta(days=self.luck.randint(1, 9))
        self._does(asked, lambda work, account, row: followups.move(work, account, row, due))
        asked.due, asked.moves = due, asked.moves + 1

    def _hand_over(self, asked: Asked) -> None:
        owner = self.luck.choice([person for person in self.oracle.people if person != asked.owner])
        self._does(
            asked, lambda work, account, row: followups.hand_to(work, account, row, work.db.get_one(Account, owner))
        )
        asked.owner = owner

    def _does(self, asked: Asked, act: Callable[[Work, Account, FollowUp], None]) -> None:
        by = asked.owner
        self.team.does(lambda work: act(work, work.db.get_one(Account, by), work.db.get_one(FollowUp, asked.id)))

    def closes_on(self, day: date) -> None:
        """The coordinator adds a holiday."""
        self.oracle.holidays.add(day)
        self.team.does(lambda work: work.db.add(Holiday(day=day, name="Bajram", source="the coordinator")))

    def blocks(self, person: int, *, blocked: bool) -> None:
        """Somebody blocks the bot, or lets it write again."""
        change = self.oracle.blocked.add if blocked else self.oracle.blocked.discard
        change(person)

        def write(work: Work) -> None:
            work.db.get_one(Account, person).blocked_at = work.now if blocked else None

        self.team.does(write)

    # --- what came of it --------------------------------------------------------------------------------------------

    @property
    def digests(self) -> list[Sent]:
        """The morning's lists that were sent."""
        return [each for each in self.sent if each.day]

    @property
    def singles(self) -> list[Sent]:
        """The urgent ones that were sent."""
        return [each for each in self.sent if not each.day]


def hours(start: datetime, end: datetime) -> Iterable[datetime]:
    """Every hour from one instant to another, counted as instants: a day may have 23 or 25."""
    now = start.astimezone(UTC)
    while now < end:
        yield now
        now += timedelta(hours=1)


def _sent(now: datetime, job: Job, card: Card) -> Sent:
    local = now.astimezone(BELGRADE)
    buttons = [button["callback_data"].split("|") for row in job.markup["inline_keyboard"] for button in row]
    about = tuple(int(data[-1]) for data in buttons if data[-2] == "contact")
    return Sent(local, card.account_id, about, local.date() if card.place == "digest" else None)
