"""What the bot ought to know, said a second time in plain Python: what happened, folded from the start.

A record that is amended is changed in place and everything is folded again; one that is undone is left out. Needs
follow the days of the contacts, next contacts the order in which the records were first saved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

FIXED_HOLIDAYS = {(1, 1), (1, 2), (1, 7), (2, 17), (4, 9), (5, 1), (5, 9), (12, 25)}
PATIENCE = timedelta(days=7)
"""How long a next contact may be overdue before the coordinator hears of it."""
MOVES = 3
"""So often may it be put off before she does."""
REGISTERED_BY = "Arta"


@dataclass
class Visit:
    """A record: who was where on which day, what came of it, how each need stood, on which day somebody goes back."""

    who: str
    household: str
    day: date
    outcome: str  # done, nobody_home, postponed
    needs: dict[str, str] = field(default_factory=dict)
    next: date | None = None
    saved: date = date.min
    planned: date = date.min  # when its next contact was first asked for
    number: int = 0  # in the order of first saving
    undone: bool = False

    def goes_back(self, day: date | None, today: date) -> None:
        """Say when somebody goes back."""
        if self.next is None or self.undone:
            self.planned = today
        self.next = day


@dataclass
class Closed:
    """The coordinator has closed the file; where goals were reached, somebody asks again after three months."""

    household: str
    on: date
    goals_reached: bool


@dataclass
class Reopened:
    """She has opened a closed or resting file again."""

    household: str


@dataclass
class Resting:
    """She lets it rest until a day: no list has it before."""

    household: str
    until: date


Event = Visit | Closed | Reopened | Resting


@dataclass
class Next:
    """An open next contact: whose it is, when it was set, for which day first, for which day now, attempts since."""

    owner: str
    set_on: date
    first_due: date
    due: date
    attempts: int = 0


@dataclass
class File:
    """What follows for one household."""

    again: Next | None = None
    step: Next | None = None
    open: bool = True
    rests_until: date = date.min

    @property
    def waiting(self) -> list[tuple[str, Next]]:
        """Its open next contacts, each with its purpose."""
        return [(what, each) for what, each in (("visit", self.again), ("step", self.step)) if each]


def fold(events: Iterable[Event], household: str) -> File:
    """The file of a household after all that happened."""
    file = File()
    for event in events:
        match event:
            case Visit(undone=False) if event.household == household:
                _visited(file, event)
            case Closed(on=on) if event.household == household:
                asked = Next(REGISTERED_BY, on, due := working_day(in_three_months(on)), due)
                file = File(step=asked if event.goals_reached else None, open=False)
            case Reopened() if event.household == household:
                file.open, file.rests_until = True, date.min
            case Resting() if event.household == household:
                file.rests_until = event.until
    return file


def _visited(file: File, visit: Visit) -> None:
    """A visit made ends *visit again* set by then; an attempt moves it, or ends it where no other day is said."""
    planned = Next(visit.who, visit.planned, visit.next, visit.next) if visit.next else None
    if visit.outcome != "done" and file.again:
        if visit.next:
            file.again.due, file.again.attempts = visit.next, file.again.attempts + 1
        else:
            file.again = None
    elif planned or (file.again and file.again.set_on <= visit.day):
        file.again = planned


def needs(events: Iterable[Event], household: str, before: Visit | None = None) -> dict[str, tuple[date, str]]:
    """The open needs, since when and how they stood last; `before`: as they were when that visit was made."""
    last = (before.day, before.number) if before and before.number else (date.max, 0)
    found: dict[str, tuple[date, str]] = {}
    for visit in sorted(visits(events, household), key=lambda each: (each.day, each.number)):
        for need, stands in visit.needs.items() if (visit.day, visit.number) < last else ():
            since, _ = found.pop(need, (visit.day, ""))
            if stands != "solved":
                found[need] = since, stands
    return found


def visits(events: Iterable[Event], household: str) -> list[Visit]:
    """The records of a household that stand, in the order they were first saved."""
    return [each for each in events if isinstance(each, Visit) and each.household == household and not each.undone]


Line = tuple[date, str, str]
"""A line of the morning's list: the day it is due, the household, the purpose."""


@dataclass
class Mornings:
    """The list each person gets at half past eight on working days, once; later where the bot was not awake."""

    asked: dict[str, date] = field(default_factory=dict)

    def wake(self, now: datetime, person: str, *, coordinates: bool, files: Mapping[str, File]) -> list[Line]:
        """The list that is sent now, the longest overdue first, a coordinator's own before her colleagues'."""
        today = now.date()
        in_hours = time(8, 30) <= now.time() < time(20)
        if not in_hours or working_day(today) != today or self.asked.get(person) == today:
            return []
        self.asked[person] = today
        waiting = [(code, *each) for code, f in files.items() if f.rests_until <= today for each in f.waiting]
        own = [(e.due, code, what) for code, what, e in waiting if e.owner == person and e.due <= today]
        late = [(e.due, code, what) for code, what, e in waiting if e.owner != person and _worries(e, today)]
        return sorted(own) + sorted(late if coordinates else [])


def _worries(each: Next, today: date) -> bool:
    return today - each.due >= PATIENCE or each.attempts >= MOVES


def working_day(day: date) -> date:
    """That day, or the next one that is neither at the weekend nor a holiday."""
    while day.weekday() > 4 or (day.month, day.day) in FIXED_HOLIDAYS:
        day += timedelta(days=1)
    return day


def in_three_months(day: date) -> date:
    """The same day of the month, or its last one."""
    year, month = day.year + (day.month + 2) // 12, (day.month + 2) % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
