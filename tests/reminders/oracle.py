"""What ought to be sent, worked out a second time in plain Python: no database, no SQL, nothing of the bot's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

WAKE, DIGEST, SLEEP = time(8), time(8, 30), time(20)
DIGEST_LINES = 10


@dataclass
class Asked:
    """A follow-up as the oracle knows it."""

    id: int
    owner: int
    due: date
    urgent: bool
    moves: int = 0
    open: bool = True


@dataclass(frozen=True)
class Sent:
    """A message: at which instant, to whom, and about which follow-ups; `day` where it is a digest."""

    at: datetime
    to: int
    about: tuple[int, ...]
    day: date | None = None


@dataclass
class Waiting:
    """A message that is to be sent as soon as that is possible."""

    to: int
    created: datetime
    follow_up: int | None = None
    day: date | None = None


@dataclass
class Oracle:
    """Follow-ups, who may be reached, and what was said already."""

    people: tuple[int, ...]
    coordinator: int
    holidays: set[date]
    asked: dict[int, Asked] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    said_urgent: set[tuple[int, date]] = field(default_factory=set)
    said_digest: set[tuple[int, date]] = field(default_factory=set)
    considered: dict[int, date] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)

    def hour(self, local: datetime, *, network: bool) -> list[Sent]:
        """The bot is awake at this moment: what is sent."""
        if DIGEST <= local.time() < SLEEP:
            self._urgent_ones(local)
            if local.weekday() < 5 and local.date() not in self.holidays:
                self._lists(local)
        return self._deliver(local, network=network) if WAKE <= local.time() < SLEEP else []

    def _urgent_ones(self, now: datetime) -> None:
        for each in self._sorted(lambda asked: asked.urgent and asked.due <= now.date()):
            if (each.id, each.due) not in self.said_urgent and each.owner not in self.blocked:
                self.said_urgent.add((each.id, each.due))
                self.waiting.append(Waiting(each.owner, now, follow_up=each.id))

    def _lists(self, now: datetime) -> None:
        for person in self.people:
            if person in self.blocked or self.considered.get(person) == now.date():
                continue
            self.considered[person] = now.date()
            if self._list_of(person, now.date()) and (person, now.date()) not in self.said_digest:
                self.said_digest.add((person, now.date()))
                self.waiting.append(Waiting(person, now, day=now.date()))

    def _deliver(self, now: datetime, *, network: bool) -> list[Sent]:
        sent, still = [], []
        for each in self.waiting:
            if each.to in self.blocked or each.created > now:
                still.append(each)
                continue
            about = self._about(each, now)
            if not about:
                continue
            if network:
                sent.append(Sent(now, each.to, about, each.day and now.date()))
            else:
                still.append(each)
        self.waiting = still
        return sent

    def _about(self, each: Waiting, now: datetime) -> tuple[int, ...]:
        """What a message says if it is sent now; nothing: it is not sent any more."""
        if each.follow_up is None:
            return self._list_of(each.to, now.date()) if each.day == now.date() else ()
        asked = self.asked[each.follow_up]
        true = asked.open and asked.urgent and asked.due <= now.date() and asked.owner == each.to
        return (asked.id,) if true else ()

    def _list_of(self, person: int, today: date) -> tuple[int, ...]:
        own = self._sorted(lambda asked: asked.owner == person and asked.due <= today)
        late = self._sorted(lambda asked: asked.owner != person and self._worries(asked, today))
        both = [*own, *(late if person == self.coordinator else [])]
        return tuple(asked.id for asked in both[:DIGEST_LINES])

    @staticmethod
    def _worries(asked: Asked, today: date) -> bool:
        patience = timedelta(days=1 if asked.urgent else 7)
        return today - asked.due >= patience or asked.moves >= 3

    def _sorted(self, which: Callable[[Asked], bool]) -> list[Asked]:
        found = [asked for asked in self.asked.values() if asked.open and which(asked)]
        return sorted(found, key=lambda asked: (not asked.urgent, asked.due, asked.id))
