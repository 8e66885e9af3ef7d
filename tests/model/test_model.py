"""The whole bot against the plain model of `tests.model.plain`: whatever two operators and a coordinator do, in any
order, with the bot stopped and started in between and the clock moved, the tables and the morning's lists say what the
model says. FIRE_SEED replays a run; a finding is printed as the shortest way to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from db.crypto import Keyring
from tests import report
from tests.model import plain
from tests.model.beside import OPERATORS, Beside
from tests.model.operated import HOUSEHOLDS, INTERVALS, OUTCOMES, answers, changes, corrects, goes_on, opens, saves
from tests.model.plain import Closed, Visit
from tests.report import Record

USUAL = 14
EXAMPLES = report.size("FIRE_MODEL", USUAL)
STEPS = 25
UNDO = timedelta(minutes=10)
UNSAID: dict[str, str] = {}
"""Of a visit whose needs were not asked yet."""

who = st.sampled_from(OPERATORS)
where = st.sampled_from(tuple(HOUSEHOLDS))
what = st.sampled_from(["Visit made today", "Visit made today", "Made yesterday", "Nobody at home", "Postponed"])
when = st.sampled_from(["In 1 week", "In 1 week", "In 2 weeks", "No further contact"])
needs = st.dictionaries(st.sampled_from(["health", "housing"]), st.sampled_from(["still", "better", "solved", ""]))
"""How each need stands, where it is open; where it is not, anything but the empty word means that it is seen."""


@dataclass
class Unfinished:
    """A form that somebody has left open: a new visit, one that was undone, or a correction of `of`."""

    visit: Visit
    label: str
    of: Visit | None = None


class Bot(Beside):
    """The operators of the centre: what they log, leave open, take back and correct."""

    def __init__(self) -> None:
        super().__init__()
        self.unfinished: dict[str, Unfinished] = {}
        self.last_saved: dict[str, tuple[Visit, datetime]] = {}

    # --- visits -----------------------------------------------------------------------------------------------------

    @rule(who=who, where=where, what=what, needs=needs, when=when)
    def logs(self, who: str, where: str, what: str, needs: Mapping[str, str], when: str) -> None:
        """A visit from the first card to *Save*."""
        visit = self._begun(who, where, what)
        self.does(opens(self.phones[who], where, what))
        self._finishes(visit, what, needs, when)

    @precondition(lambda self: self._free())
    @rule(data=st.data(), where=where, what=what, needs=needs, half=st.booleans())
    def leaves_a_form(self, data: st.DataObject, where: str, what: str, needs: Mapping[str, str], half: bool) -> None:
        """A visit that is begun only: up to the day, or up to the review."""
        who = data.draw(st.sampled_from(self._free()))
        visit = self._begun(who, where, what)
        self.does(opens(self.phones[who], where, what))
        if not half:
            self.does(answers(self.phones[who], what, self._say(visit, needs)))
        self.unfinished[who] = Unfinished(visit, what)

    @precondition(lambda self: self.unfinished)
    @rule(data=st.data(), needs=needs, when=when)
    def goes_on_with_it(self, data: st.DataObject, needs: Mapping[str, str], when: str) -> None:
        """What was left open is saved, however much later."""
        who = data.draw(st.sampled_from(sorted(self.unfinished)))
        form = self.unfinished.pop(who)
        self.does(goes_on(self.phones[who]))
        if form.of:
            self.does(answers(self.phones[who], "", {}))
            self._saves_correction(form.of, form.visit, None if self._closed_since(form.of) else when)
        else:
            self._finishes(form.visit, form.label, needs, when)

    @precondition(lambda self: self.unfinished)
    @rule(data=st.data())
    def throws_it_away(self, data: st.DataObject) -> None:
        """What was left open goes; a record that was being corrected stays as it was."""
        who = data.draw(st.sampled_from(sorted(self.unfinished)))
        if self.unfinished.pop(who).of:
            self.last_saved.pop(who, None)  # the card with *Undo* goes with the form
        self.does(goes_on(self.phones[who]))
        self.does(self.phones[who].taps("Cancel", "Yes, throw away"))

    def _free(self) -> list[str]:
        return [name for name in OPERATORS if name not in self.unfinished]

    def _begun(self, who: str, where: str, what: str) -> Visit:
        return Visit(who, where, self._day_of(what), OUTCOMES[what], needs=UNSAID)

    def _day_of(self, what: str) -> date:
        return self.today - timedelta(days=what == "Made yesterday")

    def _finishes(self, visit: Visit, what: str, said: Mapping[str, str], when: str) -> None:
        """Whatever is asked still, and *Save*."""
        asked = self._say(visit, said) if visit.needs is UNSAID else {}
        self.does(answers(self.phones[visit.who], what, asked))
        self._saves(visit, when)

    def _saves(self, visit: Visit, when: str | None) -> None:
        self.does(saves(self.phones[visit.who], when))
        if when:
            visit.goes_back(self._day(when), self.today)
        if not visit.number:
            visit.number = 1 + sum(isinstance(each, Visit) for each in self.events)
        if visit.undone or visit not in self.events:  # undone and saved again: it counts as saved now
            self.events = [each for each in self.events if each is not visit] + [visit]
            visit.saved = self.today
        visit.undone = False
        self.last_saved[visit.who] = visit, self.now

    def _day(self, when: str) -> date | None:
        days = INTERVALS[when]
        return plain.working_day(self.today + timedelta(days=days)) if days else None

    def _say(self, visit: Visit, said: Mapping[str, str], of: Visit | None = None) -> dict[str, str]:
        """Write down how needs stand as far as it can be said of them; returns what she taps."""
        if visit.outcome != "done":
            visit.needs = {}
            return {}
        offered = plain.needs(self.events, visit.household, before=of)
        taps = {code: stands if code in offered else stands and "seen" for code, stands in said.items()}
        hidden = {code for code, stands in visit.needs.items() if (stands == "seen") == (code in offered)}
        taps = {code: stands for code, stands in taps.items() if code not in hidden or (code in offered and stands)}
        kept = {code: stands for code, stands in visit.needs.items() if code not in taps}
        visit.needs = kept | {code: stands for code, stands in taps.items() if stands}
        return taps

    # --- second thoughts --------------------------------------------------------------------------------------------

    @precondition(lambda self: self._undoable())
    @rule(data=st.data())
    def undoes(self, data: st.DataObject) -> None:
        """Within ten minutes a record is taken back; its review stays open."""
        visit = data.draw(st.sampled_from(self._undoable()))
        self.does(self.phones[visit.who].taps("Undo"))
        assert "Taken back." in self.phones[visit.who].card
        visit.undone = True
        self.unfinished[visit.who] = Unfinished(visit, "")

    def _undoable(self) -> list[Visit]:
        saved = [(visit, at) for who, (visit, at) in sorted(self.last_saved.items()) if who in self._free()]
        fresh = [visit for visit, at in saved if not visit.undone and self.now < at + UNDO]
        return [visit for visit in fresh if not self._closed_since(visit)]

    @precondition(lambda self: self._correctable())
    @rule(data=st.data(), what=st.none() | what, needs=needs, when=st.none() | when, leaves=st.booleans())
    def corrects(
        self, data: st.DataObject, what: str | None, needs: Mapping[str, str], when: str | None, leaves: bool
    ) -> None:
        """A record of the same day gets other answers, at once or when she comes back to it."""
        of = data.draw(st.sampled_from(self._correctable()))
        visit, phone = replace(of, needs=dict(of.needs)), self.phones[of.who]
        if leaves or self._closed_since(of):
            what = when = None
        self.does(corrects(phone, f"V-{of.saved.year}-{of.number:05}"))
        if what:
            visit.outcome, visit.day = OUTCOMES[what], self._day_of(what)
        taps = self._say(visit, needs, of) if visit.outcome != of.outcome or not what else {}
        self.does(changes(phone, what, taps))
        if leaves:
            self.unfinished[of.who] = Unfinished(visit, "", of)
        else:
            self._saves_correction(of, visit, when or ("In 1 week" if visit.outcome != of.outcome else None))

    def _correctable(self) -> list[Visit]:
        visits = [each for each in self.events if isinstance(each, Visit) and not each.undone]
        return [each for each in visits if each.saved == self.today and each.who in self._free()]

    def _closed_since(self, visit: Visit) -> bool:
        """Whether its file was closed after it was saved: what that ended, no second thought opens in the model."""
        since = self.events[self.events.index(visit) :]
        return any(isinstance(each, Closed) and each.household == visit.household for each in since)

    def _saves_correction(self, of: Visit, visit: Visit, when: str | None) -> None:
        of.day, of.outcome, of.needs = visit.day, visit.outcome, visit.needs
        self._saves(of, when)


@pytest.mark.timeout(12 * 3600)
def test_the_bot_knows_what_the_model_knows(sqlite_template: Path, keyring: Keyring, record_property: Record) -> None:
    Bot.database, Bot.keyring = sqlite_template, keyring
    luck = report.seed(31 if EXAMPLES == USUAL else None)  # in every run of the tests the same lives
    size = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        database=None,  # FIRE_SEED replays a run
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],  # a step is a whole talk with the bot
    )

    run_state_machine_as_test(seed(luck)(Bot), settings=size)

    report.tell(record_property, "lives of a centre beside a model", f"seed {luck}: {EXAMPLES} lives of {STEPS} steps")
