"""A simulated year hour by hour, against an oracle: each reminder exactly once, on the right day, in its hours."""

import random
import threading
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from db.crypto import Keyring
from db.engine import make_engine
from tests.reminders.morning import at
from tests.reminders.simulation import Simulation, hours

BAJRAM = (date(2026, 3, 20), date(2026, 5, 27))


def _hours_allowed(simulation: Simulation) -> None:
    assert all(8 <= sent.at.hour < 20 for sent in simulation.sent)
    assert all(sent.at.weekday() < 5 and sent.at.date() not in simulation.oracle.holidays
               for sent in simulation.digests)  # fmt: skip


def _once(simulation: Simulation) -> None:
    assert Counter((sent.to, sent.day) for sent in simulation.digests).most_common(1)[0][1] == 1
    asked = simulation.oracle.asked
    told = Counter(about for sent in simulation.singles for about in sent.about)
    assert all(times <= 1 + asked[id_].moves for id_, times in told.items())  # once for each day it was due


@pytest.mark.timeout(300)
def test_a_year_without_any_trouble(sqlite_engine: Engine) -> None:
    start, end = at(0, 30, date(2026, 1, 1)), at(0, 30, date(2027, 1, 1))
    simulation = Simulation(sqlite_engine, start)
    luck = random.Random(1)

    for now in hours(start, end):
        if luck.random() < 0.08:
            simulation.something_happens(now)
        if now == at(10, 30, date(2026, 2, 2)):
            for day in BAJRAM:
                simulation.closes_on(day)
        simulation.hour(now)

    assert simulation.sent == simulation.expected
    assert len(simulation.digests) > 500
    assert len(simulation.singles) > 50
    assert {(sent.at.hour, sent.at.minute) for sent in simulation.digests} == {(8, 30)}
    _hours_allowed(simulation)
    _once(simulation)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("day", [date(2026, 3, 19), date(2026, 10, 15)], ids=str)
def test_weeks_around_a_change_of_the_clocks_full_of_trouble(engine: Engine, day: date) -> None:
    _full_of_trouble(Simulation(engine, at(0, 30, day)), 5, days=20)


@pytest.mark.timeout(300)
def test_a_year_of_outages_cut_networks_blocked_phones_and_clock_jumps(sqlite_engine: Engine) -> None:
    simulation = Simulation(sqlite_engine, at(0, 30, date(2026, 1, 1)))

    _full_of_trouble(simulation, 1, days=365)

    assert len(simulation.digests) > 300


def _full_of_trouble(simulation: Simulation, seed: int, days: int) -> None:
    trouble = Trouble(simulation, seed)
    start = simulation.team.now

    for now in hours(start, start + timedelta(days=days)):
        trouble.changes(now)
        if trouble.luck.random() < 0.12:
            simulation.something_happens(now)
        if not trouble.down:
            simulation.hour(now + trouble.clock_is_wrong_by, network=not trouble.cut)

    assert simulation.sent == simulation.expected
    _hours_allowed(simulation)
    _once(simulation)


class Trouble:
    """What goes wrong, each for some hours: the bot is down, the network cut, a phone blocked, the clock wrong."""

    def __init__(self, simulation: Simulation, seed: int) -> None:
        self.luck = random.Random(seed)
        self._simulation = simulation
        self._until: dict[str, datetime] = {}
        self.clock_is_wrong_by = timedelta()

    @property
    def down(self) -> bool:
        """Whether the bot is not running."""
        return "down" in self._until

    @property
    def cut(self) -> bool:
        """Whether nothing reaches Telegram."""
        return "cut" in self._until

    def changes(self, now: datetime) -> None:
        """Let trouble begin and end."""
        for kind in [kind for kind, end in self._until.items() if end <= now]:
            del self._until[kind]
            if kind == "blocked":
                self._simulation.blocks(self._simulation.team.milica, blocked=False)
            if kind == "clock":
                self.clock_is_wrong_by = timedelta()
        for kind, chance in (("down", 0.004), ("cut", 0.012), ("blocked", 0.001), ("clock", 0.003)):
            if kind not in self._until and self.luck.random() < chance:
                self._until[kind] = now + timedelta(hours=self.luck.randint(1, 60))
                if kind == "blocked":
                    self._simulation.blocks(self._simulation.team.milica, blocked=True)
                if kind == "clock":
                    self.clock_is_wrong_by = timedelta(hours=self.luck.choice((-30, -3, -1, 1, 5, 26, 100)))


def test_two_processes_that_tick_at_once_say_everything_once(engine: Engine, keyring: Keyring) -> None:
    start = at(0, 30, date(2026, 3, 20))
    simulation = Simulation(engine, start)
    other = make_engine(engine.url, keyring)

    def both(now: datetime) -> set[int]:
        found: list[set[int]] = []
        failed: list[BaseException] = []
        together = threading.Barrier(2)

        def run(which: Engine) -> None:
            together.wait()
            try:
                found.append(simulation.tick(now, which))
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=run, args=(which,)) for which in (engine, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        return set().union(*found)

    for now in hours(start, start + timedelta(days=11)):
        for _ in range(2):
            simulation.something_happens(now)
        simulation.hour(now, tick=both)
    other.dispose()

    assert simulation.sent == simulation.expected
    assert len(simulation.digests) > 5
    assert simulation.singles


def test_what_a_wrong_clock_has_prepared_waits_for_its_day(engine: Engine) -> None:
    simulation = Simulation(engine, at(7))
    family, friday = simulation.households[0], date(2026, 3, 13)
    simulation.team.plans(simulation.team.arta, family, friday, urgent=True)

    simulation.hour(at(8, 30, friday), network=False)
    for now in (at(8, 30), at(9, 30), at(8, 30, date(2026, 3, 12))):
        simulation.hour(now)
    too_early = list(simulation.sent)
    simulation.hour(at(8, 30, friday))

    assert too_early == []
    assert [sent.day for sent in simulation.sent] == [None, friday]
