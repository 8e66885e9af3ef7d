"""A centre beside the plain model: how it is opened, what the coordinator and the clock do, and what must be true after
every step. What operators do is in `tests.model.test_model`.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from db.crypto import Keyring
from db.engine import make_engine
from tests.model import plain
from tests.model.operated import HOUSEHOLDS, digest, in_model, in_tables, opens_file
from tests.model.plain import Closed, Event, Mornings, Reopened, Resting
from tests.reminders.morning import lists
from tests.talk import BELGRADE, Centre, opened
from tests.talks.ways import restarted

OPERATORS = ("Arta", "Milica")
TEUTA = "Teuta"
PURPOSES = {"visit": "Visit again", "step": "A step to check"}


class Beside(RuleBasedStateMachine):
    """A centre with two operators, a coordinator and two households, beside the model of what they do."""

    database: Path
    keyring: Keyring

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.mornings = Mornings()
        self.digests = dict.fromkeys((*OPERATORS, TEUTA), 0)
        self.lists: dict[str, set[int]] = {name: set() for name in self.digests}
        self.runner, self.stack = asyncio.Runner(), AsyncExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="ascolto-model-"))
        self.does(self._opens())

    def does(self, act: Coroutine[Any, Any, None]) -> None:
        """Let people talk with the bot until that is done."""
        self.runner.run(act)

    async def _opens(self) -> None:
        file = self.folder / "ascolto.db"
        shutil.copy(self.database, file)
        engine = make_engine(f"sqlite:///{file}", self.keyring)
        self.stack.callback(engine.dispose)
        self.centre: Centre = await self.stack.enter_async_context(opened(engine, self.folder))
        self.phones = {name: await self.centre.joins(name) for name in OPERATORS}
        self.phones[TEUTA] = await self.centre.joins(TEUTA, role="coordinator")
        for name in HOUSEHOLDS.values():
            self.centre.household(self.phones[plain.REGISTERED_BY], name)

    def teardown(self) -> None:
        """Close the centre."""
        self.does(self.stack.aclose())
        self.runner.close()
        shutil.rmtree(self.folder)

    @property
    def now(self) -> datetime:
        """The centre's time."""
        return self.centre.telegram.clock.now().astimezone(BELGRADE)

    @property
    def today(self) -> date:
        """The centre's day."""
        return self.now.date()

    # --- the coordinator --------------------------------------------------------------------------------------------

    @precondition(lambda self: self._files(open_=True))
    @rule(data=st.data(), goals=st.booleans())
    def closes(self, data: st.DataObject, goals: bool) -> None:
        """A file ends; where goals were reached, somebody asks again."""
        code = data.draw(st.sampled_from(self._files(open_=True)))
        teuta = self.phones[TEUTA]
        self.does(opens_file(teuta, code))
        self.does(teuta.taps("Close the file…", "Goals reached" if goals else "Moved away", "Yes", "Save"))
        self.events.append(Closed(code, self.today, goals))

    @precondition(lambda self: self._files(resting=False))
    @rule(data=st.data(), days=st.sampled_from([1, 8, 20]))
    def lets_rest(self, data: st.DataObject, days: int) -> None:
        """A file rests until a day."""
        code = data.draw(st.sampled_from(self._files(resting=False)))
        until, teuta = self.today + timedelta(days=days), self.phones[TEUTA]
        self.does(opens_file(teuta, code))
        self.does(teuta.taps("Let it rest until…"))
        self.does(teuta.sends(f"{until.day}.{until.month}.{until.year}"))
        self.does(teuta.taps("Save"))
        self.events.append(Resting(code, until))

    @precondition(lambda self: self._files(open_=False) + self._files(resting=True))
    @rule(data=st.data())
    def opens_again(self, data: st.DataObject) -> None:
        """A file that is closed or rests is open again."""
        code = data.draw(st.sampled_from(self._files(open_=False) + self._files(resting=True)))
        teuta = self.phones[TEUTA]
        self.does(opens_file(teuta, code))
        self.does(teuta.taps("No longer resting" if plain.fold(self.events, code).open else "Open the file again"))
        self.events.append(Reopened(code))

    def _files(self, *, open_: bool = True, resting: bool | None = None) -> list[str]:
        files = {code: plain.fold(self.events, code) for code in HOUSEHOLDS}
        found = [code for code, file in files.items() if file.open == open_]
        return [code for code in found if resting is None or (files[code].rests_until > date.min) == resting]

    # --- time -------------------------------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([4, 60, 5 * 60, 24 * 60, 9 * 24 * 60]))
    def waits(self, minutes: int) -> None:
        """Time passes."""
        self.does(self.centre.waits(timedelta(minutes=minutes)))
        self._has_woken()

    @rule()
    def sleeps(self) -> None:
        """It is half past eight, the next time that it is."""
        morning = datetime.combine(self.today, time(8, 30), BELGRADE)
        self.does(self.centre.moves_to(morning if morning > self.now else morning + timedelta(days=1)))
        self._has_woken()

    @rule(minutes=st.sampled_from([0, 4, 9 * 60, 4 * 24 * 60]))
    def restarts(self, minutes: int) -> None:
        """The bot is stopped, and started some time later."""
        self.does(self._restarts(timedelta(minutes=minutes)))
        self._has_woken()

    async def _restarts(self, after: timedelta) -> None:
        await self.centre.app.stop()
        self.centre.telegram.clock.forward(after)
        await self.stack.enter_async_context(restarted(self.centre))

    def _has_woken(self) -> None:
        """Whoever has somebody waiting has got her list; each line once, the longest overdue first."""
        files = {code: plain.fold(self.events, code) for code in HOUSEHOLDS}
        for name, phone in self.phones.items():
            expected = self.mornings.wake(self.now, name, coordinates=name == TEUTA, files=files)
            if expected:
                self.digests[name] += 1
                listed = digest(phone)
                days = {(code, PURPOSES[purpose]): day for day, code, purpose in expected}
                assert sorted(listed) == sorted(days), f"{name}: {listed} and not {sorted(days)}"
                assert [days[line] for line in listed] == [day for day, _, _ in expected]

    # --- what must be true after every step -------------------------------------------------------------------------

    @invariant()
    def tables_say_what_the_model_says(self) -> None:
        """Records, needs and next contacts of each household; nothing doubled."""
        for code in HOUSEHOLDS:
            expected = in_model(self.events, code)
            found = self.centre.does(partial(in_tables, code=code))
            assert found == expected, f"{code}: {found} and not {expected}"

    @invariant()
    def lists_come_once(self) -> None:
        """As many lists came into each chat as there were mornings with something to do; after two days they go."""
        for name, phone in self.phones.items():
            self.lists[name] |= {message.message_id for message in lists(phone)}
        assert {name: len(lists) for name, lists in self.lists.items()} == self.digests
