"""What is over goes by itself: each table has its limit, and what is closed long ago becomes a number."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from bot import registry
from bot.casework import households, intake
from bot.keeping import leaving, retention
from bot.keeping.retention import LIMITS, Keeping
from bot.people import people
from bot.registry import Newcomer
from bot.work import Work
from db.columns import privacy
from db.models import (
    Account,
    Base,
    Card,
    Contact,
    ContactNeed,
    Draft,
    Fact,
    FollowUp,
    Household,
    Invite,
    LooseNote,
    Note,
    Person,
)
from tests.talk import BELGRADE

T = TypeVar("T")
START = datetime(2020, 1, 15, 9, tzinfo=UTC)
YEARS = 5


class Centre:
    """A centre through the years: its clock moves, and once a day what is over goes."""

    def __init__(self, engine: Engine, data: Path) -> None:
        self.engine, self.now, self.keeping = engine, START, Keeping(data)
        self.arta = self.does(lambda work: self._joins(work, "Arta", "operator"))
        self.teuta = self.does(lambda work: self._joins(work, "Teuta", "coordinator"))

    def does(self, act: Callable[[Work], T]) -> T:
        with Session(self.engine, expire_on_commit=False) as db, db.begin():
            return act(Work(db, self.now, BELGRADE))

    def _joins(self, work: Work, name: str, role: str) -> int:
        account = Account(name=name, roles=role, status="active", language="en", created_at=self.now)
        work.db.add(account)
        work.db.flush()
        return account.id

    def registers(self, name: str) -> int:
        newcomer = Newcomer("family", "tavnik", "given", "sq", name, "044 123 456")
        return self.does(lambda work: registry.register(work, work.db.get_one(Account, self.arta), newcomer).id)

    def visits(self, household: int, note: str) -> int:
        day = self.now.astimezone(BELGRADE).date().isoformat()
        said: dict[str, Any] = {
            "household": str(household),
            "outcome": "done",
            "date": day,
            "needs": {"housing": "yes"},
        }
        said |= {"done": {"listening": "yes"}, "note": [{"kind": "text", "words": note, "message": 0}]}

        def visit(work: Work) -> int:
            arta = work.db.get_one(Account, self.arta)
            saved = intake.save(work, arta, intake.start(work, arta, "visit", {**said, "next_step_by": "centre"}))
            assert saved is not None
            return saved.id

        return self.does(visit)

    def closes(self, household: int) -> None:
        def close(work: Work) -> None:
            teuta = work.db.get_one(Account, self.teuta)
            households.close(work, teuta, work.db.get_one(Household, household), "moved", agreed=True)

        self.does(close)

    def waits_until(self, day: date) -> None:
        """Nine in the morning of that day; what is over by then goes."""
        self.now = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        self.sweeps()

    def sweeps(self, most: int = 1000) -> int:
        """As the tick does, until all is done; returns how many transactions that took."""
        for number in range(most):
            self.does(lambda work: retention.sweep(work, self.keeping))
            if self.done():
                return number + 1
        return most

    def done(self) -> bool:
        fact = self.does(lambda work: work.db.get(Fact, retention.DONE))
        return fact is not None and fact.value == self.now.astimezone(BELGRADE).date().isoformat()

    def count(self, entity: type[Base], *which: Any) -> int:
        return self.does(lambda work: work.db.scalar(select(func.count()).select_from(entity).where(*which)) or 0)

    def household(self, id_: int) -> Household:
        with Session(self.engine) as db:
            return db.get_one(Household, id_)


@pytest.fixture
def centre(engine: Engine, tmp_path: Path) -> Centre:
    return Centre(engine, tmp_path)


@pytest.fixture
def closed(centre: Centre) -> Centre:
    """A household that was visited in January 2020, and whose file was closed on 10 February."""
    centre.visits(centre.registers("Nurije Hasani"), "The stove smokes.")
    centre.now = datetime(2020, 2, 10, 9, tzinfo=UTC)
    centre.closes(1)
    return centre


# --- the table ------------------------------------------------------------------------------------------------------


def test_every_table_says_how_long_it_is_kept() -> None:
    assert set(LIMITS) == set(Base.metadata.tables)


def test_what_tells_or_identifies_is_never_simply_kept() -> None:
    encrypted = {table.name for table in Base.metadata.sorted_tables if any(_tells(column) for column in table.columns)}

    assert [name for name in sorted(encrypted) if LIMITS[name].words.startswith("kept")] == []


def _tells(column: Any) -> bool:
    return bool(privacy(column) != "plain")


# --- closed files ---------------------------------------------------------------------------------------------------


def test_a_file_closed_for_five_years_becomes_a_number(closed: Centre) -> None:
    closed.waits_until(date(2025, 1, 27))
    closed.waits_until(date(2025, 2, 9))
    kept = closed.household(1).code

    closed.waits_until(date(2025, 2, 10))

    gone = closed.household(1)
    assert (kept, gone.code, gone.phone, gone.owner_id, gone.consent_language) == ("F-0001", "A-1", None, None, None)
    assert (gone.neighbourhood, gone.kind, gone.closed_on) == ("tavnik", "family", date(2020, 2, 1))
    assert [closed.count(each) for each in (Person, Note, FollowUp)] == [0, 0, 0]
    visit = closed.does(lambda work: work.db.get_one(Contact, 1))
    assert (visit.day, visit.outcome, visit.answers, visit.reference) == (date(2020, 1, 1), "done", {}, "A-1")
    assert closed.count(ContactNeed, ContactNeed.code == "housing") == 1


def test_nothing_goes_that_the_coordinator_was_not_shown(closed: Centre) -> None:
    closed.waits_until(date(2025, 6, 2))

    assert closed.household(1).code == "F-0001"

    closed.waits_until(date(2025, 6, 27))
    shown = closed.household(1).forget_on
    closed.waits_until(date(2025, 7, 1))
    assert (shown, closed.household(1).code) == (date(2025, 7, 1), "A-1")


def test_she_is_shown_once_in_the_last_week_and_on_a_working_day(closed: Centre) -> None:
    shown = {}
    for day in range(20, 32):
        closed.waits_until(date(2025, 1, day))
        shown[day] = closed.count(Card, Card.place == leaving.PLACE)

    assert [day for day, cards in shown.items() if cards] == list(range(27, 32))
    assert set(shown.values()) == {0, 1}


def test_what_she_keeps_stays_a_year_and_is_shown_again(closed: Centre) -> None:
    closed.waits_until(date(2025, 1, 27))
    closed.does(lambda work: _keeps(work, closed))

    closed.waits_until(date(2025, 12, 31))
    closed.waits_until(date(2026, 2, 12))
    still = closed.household(1).code
    closed.waits_until(date(2026, 2, 25))
    again = closed.household(1).forget_on
    closed.waits_until(date(2026, 3, 2))

    assert (still, again, closed.household(1).code) == ("F-0001", date(2026, 3, 1), "A-1")
    assert closed.count(Card, Card.key == f"{leaving.PLACE}:2026-03-01:{closed.teuta}") == 1


def _keeps(work: Work, centre: Centre) -> None:
    leaving.keep_longer(work, work.db.get_one(Account, centre.teuta), work.db.get_one(Household, 1))


def test_an_open_file_stays_whatever_its_age(centre: Centre) -> None:
    centre.visits(centre.registers("Nurije Hasani"), "The stove smokes.")

    for day in (date(2039, 12, 28), date(2040, 1, 2)):
        centre.waits_until(day)

    assert (centre.household(1).code, centre.count(Note)) == ("F-0001", 1)


def test_one_that_was_opened_again_and_closed_again_counts_from_then_on(closed: Centre) -> None:
    closed.waits_until(date(2025, 1, 27))
    closed.does(lambda work: households.reopen(work, work.db.get_one(Account, 2), work.db.get_one(Household, 1)))
    closed.closes(1)

    closed.waits_until(date(2025, 2, 10))

    assert closed.household(1).code == "F-0001"
    assert closed.household(1).forget_on is None


def test_many_go_in_small_batches_and_a_stop_between_them_loses_none(centre: Centre) -> None:
    for number in range(12):
        centre.visits(centre.registers(f"Nurije Hasani {number}"), "The stove smokes.")
        centre.closes(number + 1)
    centre.waits_until(date(2024, 12, 30))
    centre.now = datetime(2025, 1, 15, 8, tzinfo=UTC)

    centre.sweeps(most=1)
    halfway = centre.count(Household, Household.forgotten_at.is_not(None))
    centre.now += timedelta(days=1)
    centre.sweeps()

    assert halfway == retention.FEW
    assert centre.count(Household, Household.forgotten_at.is_not(None)) == 12
    assert centre.count(Note) == 0


def test_a_day_on_which_nothing_is_over_costs_one_look(centre: Centre) -> None:
    first = centre.sweeps()

    again = centre.sweeps()

    assert (first, again) == (1, 1)
    assert centre.done()


# --- what else goes -------------------------------------------------------------------------------------------------


def test_a_session_with_an_anonymous_visitor_becomes_a_number(centre: Centre) -> None:
    contact = centre.visits(centre.registers("Nurije Hasani"), "Her code word is Pelikan.")
    centre.does(lambda work: setattr(work.db.get_one(Contact, contact), "household_id", None))
    centre.does(lambda work: setattr(work.db.get_one(Contact, contact), "code_word", "Pelikan"))
    centre.does(lambda work: work.db.execute(delete(FollowUp)))

    centre.waits_until(date(2025, 1, 14))
    before = centre.count(Note)
    centre.waits_until(date(2025, 1, 15))

    session = centre.does(lambda work: work.db.get_one(Contact, contact))
    assert (before, centre.count(Note), session.code_word, session.answers) == (1, 0, None, {})
    assert centre.household(1).code == "F-0001"


def test_what_was_taken_back_is_empty_after_ninety_days(centre: Centre) -> None:
    contact = centre.visits(centre.registers("Nurije Hasani"), "The stove smokes.")

    def takes_back(work: Work) -> None:
        arta = work.db.get_one(Account, centre.arta)
        intake.cancel(work, arta, intake.undo(work, arta, work.db.get_one(Contact, contact)))

    centre.does(takes_back)
    before = centre.does(lambda work: work.db.get_one(Contact, contact).answers)
    centre.now += timedelta(days=91)
    centre.sweeps()

    after = centre.does(lambda work: work.db.get_one(Contact, contact))
    assert (bool(before), after.answers, after.household_id) == (True, {}, 1)
    assert centre.household(1).code == "F-0001"


def test_an_open_form_goes_after_ninety_days_and_a_record_it_corrects_stays(centre: Centre) -> None:
    contact = centre.visits(centre.registers("Nurije Hasani"), "The stove smokes.")

    def opens(work: Work) -> None:
        arta = work.db.get_one(Account, centre.arta)
        intake.start(work, arta, "visit", {"household": "1"})
        intake.amend(work, arta, work.db.get_one(Contact, contact))

    centre.does(opens)
    centre.now += timedelta(days=89)
    centre.sweeps()
    before = centre.count(Draft, Draft.status == "open")
    centre.now += timedelta(days=2)
    centre.sweeps()

    assert (before, centre.count(Draft, Draft.status == "open"), centre.count(Note)) == (2, 0, 1)
    assert centre.does(lambda work: work.db.get_one(Contact, contact).void_at) is None


def test_notes_of_nobody_cards_and_invites_go_in_their_time(centre: Centre) -> None:
    def leaves(work: Work) -> None:
        arta = work.db.get_one(Account, centre.arta)
        for number in range(3):
            work.db.add(LooseNote(account_id=arta.id, kind="text", words="Pelikan", written_at=work.now))
            work.db.add(Card(account_id=arta.id, place="home", params={}, created_at=work.now))
            people.invite(work, f"Milica {number}", "operator")

    centre.does(leaves)
    seen: list[Sequence[int]] = []
    for days in (29, 32, 179, 181, 220):
        centre.now = START + timedelta(days=days)
        centre.sweeps()
        seen.append([centre.count(each) for each in (LooseNote, Card, Invite)])

    assert seen == [[3, 3, 3], [3, 3, 1], [3, 3, 1], [3, 1, 1], [1, 1, 1]]
    assert centre.count(LooseNote, LooseNote.words.is_not(None)) == 0
