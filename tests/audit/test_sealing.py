"""The audit's chain: whoever removes, changes, puts in or swaps a line, or cuts off the end, is noticed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import ColumnElement, Engine, Executable, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from bot.audit import auditing, sealing
from bot.audit.auditing import Deed
from bot.audit.sealing import ANCHOR, HEAD, Link
from bot.audit.verifying import Chain, verify
from bot.work import Work
from db.crypto import KEY_BYTES, Keyring, bind_keyring
from db.models import Audit, Fact, SealKey
from db.rotation import rotate

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)


class Log:
    """A log of the centre on a database, and hands that are not Ascolto's."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.now = NOW

    def work(self, act: Callable[[Work], object]) -> None:
        """A transaction of Ascolto's."""
        with Session(self.engine) as db, db.begin():
            act(Work(db, self.now, ZoneInfo("Europe/Belgrade")))

    def writes(self, *households: int) -> None:
        """Somebody opens households, a minute after the other."""
        for id_ in households:
            self.now += timedelta(minutes=1)
            self.work(partial(_opened, household=id_))

    def sweeps(self) -> None:
        """What a tick does."""
        self.work(sealing.sweep)

    def tampers(self, *statements: Executable) -> None:
        """Somebody who has the database and not the key."""
        with self.engine.begin() as connection:
            for statement in statements:
                connection.execute(statement)

    def verified(self, kept: Link | None = None) -> Chain:
        """What `ascolto audit` finds."""
        with Session(self.engine) as db:
            return verify(db, kept)

    def head(self) -> Link:
        """What a backup keeps."""
        with Session(self.engine) as db:
            found = sealing.head(db)
        assert found is not None
        return found


def _opened(work: Work, household: int) -> None:
    auditing.note(work, None, Deed.OPENED, "household", household)


@pytest.fixture
def log(engine: Engine) -> Log:
    """A log of five sealed lines."""
    log = Log(engine)
    log.writes(11, 12, 13)
    log.sweeps()
    log.writes(14, 15)
    log.sweeps()
    return log


def numbered(number: int) -> ColumnElement[bool]:
    """The line with that number."""
    return Audit.sealed_no == number


def test_lines_are_sealed_in_the_order_they_came_and_the_chain_is_whole(log: Log) -> None:
    log.writes(16)

    assert log.verified() == Chain(sealed=5, waiting=1, broken=None)
    assert log.head().number == 5


def test_a_sweep_with_nothing_to_seal_changes_nothing(log: Log) -> None:
    before = log.head()

    log.sweeps()

    assert log.head() == before


CHANGES = {
    "who": {"account_id": 7},
    "when": {"at": NOW - timedelta(days=1)},
    "what": {"action": "saved"},
    "of which kind": {"kind": "contact"},
    "which": {"object_id": 99},
    "its id": {"id": 1000},
    "its seal": {"seal": "0" * 64},
    "no seal": {"seal": None},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_line_that_was_changed_is_named(log: Log, change: dict[str, object]) -> None:
    log.tampers(update(Audit).where(numbered(3)).values(change))

    assert "Line 3 of the log" in (log.verified().broken or "")


def test_a_line_that_waits_and_cannot_be_read_is_told(log: Log) -> None:
    if log.engine.dialect.name != "sqlite":
        pytest.skip("a server keeps instants only")
    log.tampers(text("INSERT INTO audit (at, action, kind) VALUES ('zzz', 'opened', 'household')"))

    assert log.verified().broken == "A line of the log cannot be read any more."


def test_a_line_that_was_removed_is_named(log: Log) -> None:
    log.tampers(delete(Audit).where(numbered(2)))

    assert log.verified().broken == "Line 2 of the log is missing."


def test_closing_the_gap_does_not_hide_it(log: Log) -> None:
    log.tampers(
        delete(Audit).where(numbered(2)),
        update(Audit).where(numbered(3)).values(sealed_no=2),
        update(Audit).where(numbered(4)).values(sealed_no=3),
        update(Audit).where(numbered(5)).values(sealed_no=4),
    )

    assert "Line 2 of the log" in (log.verified().broken or "")


def test_two_lines_that_were_swapped_are_noticed(log: Log) -> None:
    log.tampers(
        update(Audit).where(numbered(2)).values(sealed_no=99),
        update(Audit).where(numbered(4)).values(sealed_no=2),
        update(Audit).where(numbered(99)).values(sealed_no=4),
    )

    assert "Line 2 of the log" in (log.verified().broken or "")


PUT_IN = "INSERT INTO audit (at, action, kind, stamp) VALUES ('2026-03-11 09:00:00.000000', 'opened', 'household', '7')"


def test_a_line_that_was_put_in_is_noticed_before_and_after_the_sweep(log: Log) -> None:
    log.tampers(text(PUT_IN))
    before = log.verified()

    log.writes(16)
    log.sweeps()

    assert "was not written by Ascolto" in (before.broken or "")
    assert "was not written by Ascolto" in (log.verified().broken or "")
    assert log.head().number == 6


def test_a_line_that_was_put_in_with_a_number_is_noticed(log: Log) -> None:
    log.tampers(text(PUT_IN), update(Audit).where(Audit.sealed_no.is_(None)).values(sealed_no=6, seal="0" * 64))

    assert "Line 6 of the log" in (log.verified().broken or "")


def test_a_stamp_does_not_fit_another_line(log: Log) -> None:
    log.writes(16)
    log.tampers(update(Audit).where(Audit.sealed_no.is_(None)).values(object_id=17))

    log.sweeps()

    assert "was not written by Ascolto" in (log.verified().broken or "")


def test_an_end_that_was_cut_off_is_noticed_also_after_the_bot_went_on(log: Log) -> None:
    log.tampers(delete(Audit).where(Audit.sealed_no > 3))
    at_once = log.verified()

    log.writes(16)
    log.sweeps()

    assert at_once.broken == "Line 4 of the log is missing: it ends before line 5."
    assert log.verified().broken == "Line 4 of the log is missing."


def test_a_head_that_was_set_back_with_the_end_is_noticed_by_the_backup(log: Log) -> None:
    backed_up = log.head()
    with Session(log.engine) as db:
        third = db.scalar(select(Audit.seal).where(Audit.sealed_no == 3))
    log.tampers(
        delete(Audit).where(Audit.sealed_no > 3),
        update(Fact).where(Fact.name == HEAD).values(value=str(Link(3, third or ""))),
    )
    alone = log.verified()
    with_backup = log.verified(backed_up)
    log.writes(16, 17, 18)
    log.sweeps()

    assert alone.broken is None
    assert with_backup.broken == "Line 4 of the log is missing: the backup knows line 5."
    assert log.verified(backed_up).broken == "Line 5 of the log is not the one that the backup knows."


def test_a_backup_of_before_agrees_with_what_came_later(log: Log) -> None:
    backed_up = log.head()

    log.writes(16)
    log.sweeps()

    assert log.verified(backed_up).broken is None


def test_without_its_key_or_its_head_nothing_is_sealed_as_if_it_were_the_beginning(log: Log) -> None:
    log.tampers(delete(Fact).where(Fact.name == HEAD))
    log.writes(16)
    log.sweeps()
    without_head = log.verified()
    log.tampers(delete(SealKey))
    log.sweeps()

    assert without_head.broken is not None
    assert log.verified().broken is not None
    with Session(log.engine) as db:
        assert db.scalar(select(func.max(Audit.sealed_no))) == 5


def test_a_line_that_cannot_be_read_stops_nothing_but_the_sealing(log: Log) -> None:
    if log.engine.dialect.name != "sqlite":
        pytest.skip("a server keeps instants only")
    log.writes(16)
    log.tampers(text("UPDATE audit SET at = 'zzz' WHERE sealed_no IS NULL"))

    log.sweeps()

    with Session(log.engine) as db:
        assert db.scalar(select(func.max(Audit.sealed_no))) == 5
    assert log.verified().broken is not None


def test_a_kill_between_writing_and_sealing_loses_nothing(log: Log) -> None:
    log.writes(16)
    with Session(log.engine) as db:  # the sweep that is killed: its transaction never ends
        sealing.sweep(Work(db, NOW, ZoneInfo("Europe/Belgrade")))
        db.rollback()
    between = log.verified()

    log.sweeps()

    assert between == Chain(sealed=5, waiting=1, broken=None)
    assert log.verified() == Chain(sealed=6, waiting=0, broken=None)


def test_lines_that_commit_out_of_order_are_sealed_as_they_are_found(log: Log) -> None:
    log.work(lambda work: work.db.add(Audit(id=500, at=NOW, action="opened", kind="household", object_id=1)))
    log.sweeps()

    log.work(lambda work: work.db.add(Audit(id=400, at=NOW, action="opened", kind="household", object_id=2)))
    log.sweeps()

    assert log.verified() == Chain(sealed=7, waiting=0, broken=None)


# --- old lines go ---------------------------------------------------------------------------------------------------


def test_old_lines_go_from_the_beginning_and_the_rest_is_whole(log: Log) -> None:
    log.work(lambda work: sealing.forget(work, NOW + timedelta(minutes=3)))

    log.writes(16)
    log.sweeps()

    assert log.verified() == Chain(sealed=5, waiting=0, broken=None)  # 3, 4, 5, that they were removed, and 16
    assert [line.object_id for line in lines(log)] == [13, 14, 15, 2, 16]


def test_everything_may_be_old(log: Log) -> None:
    log.work(lambda work: sealing.forget(work, NOW + timedelta(days=1)))

    log.writes(16)
    log.sweeps()

    assert log.verified().broken is None
    assert [line.object_id for line in lines(log)] == [5, 16]


def test_a_beginning_that_another_hand_removed_is_noticed(log: Log) -> None:
    with Session(log.engine) as db:
        second = db.scalar(select(Audit.seal).where(Audit.sealed_no == 2))
    log.tampers(
        delete(Audit).where(Audit.sealed_no <= 2),
        insert(Fact).values(name=ANCHOR, value=str(Link(2, second or ""))),
    )

    assert log.verified().broken == "The lines up to 2 of the log were not removed by Ascolto."


def lines(log: Log) -> list[Audit]:
    """All lines."""
    with Session(log.engine) as db:
        return list(db.scalars(select(Audit).order_by(Audit.id)))


# --- what it gives away ---------------------------------------------------------------------------------------------


def test_a_new_key_file_does_not_break_the_chain(log: Log, keyring: Keyring) -> None:
    log.writes(16)
    both = Keyring({9: bytes(KEY_BYTES), **keyring.keys})
    bind_keyring(log.engine, both)
    rotate(log.engine, both, lambda done, of: None)
    bind_keyring(log.engine, Keyring({9: bytes(KEY_BYTES)}))

    log.writes(17)
    log.sweeps()

    assert log.verified() == Chain(sealed=7, waiting=0, broken=None)


def test_the_key_of_the_chain_is_nowhere_to_be_read(log: Log) -> None:
    with Session(log.engine) as db:
        key = db.scalars(select(SealKey.key)).one()
        stored = db.execute(text("SELECT key FROM seal_keys")).scalar_one()

    assert len(key) == KEY_BYTES
    assert key not in bytes(stored)
