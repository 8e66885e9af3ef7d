"""`ascolto people`: the machine's owner lists, suspends, restores, locks, revokes, and gives roles."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot.__main__ import main
from bot.people import people
from bot.work import Work
from db.models import Account, Audit, Card
from tests.machine import install
from tests.talk import BELGRADE

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def team(engine: Engine) -> Engine:
    """Arta (1), an operator, and Teuta (2), who alone coordinates; Milica (3) was invited."""
    with Session(engine) as db, db.begin():
        work = Work(db, datetime(2026, 3, 11, 9, tzinfo=UTC), BELGRADE)
        for number, (name, role) in enumerate((("Arta", "operator"), ("Teuta", "coordinator"))):
            assert people.accept(work, people.invite(work, name, role, "en"), 700_000_001 + number)
        people.invite(work, "Milica", "operator", "en")
    return engine


@pytest.fixture
def run(
    team: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """`ascolto people …`: its exit code, what it printed, and what it printed on standard error."""
    install(tmp_path, database_url, monkeypatch)

    def people_(*arguments: str) -> tuple[int, str, str]:
        code = main(["people", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return people_


def accounts(engine: Engine) -> dict[int, Account]:
    """All of them."""
    with Session(engine) as db:
        return {account.id: account for account in db.scalars(select(Account))}


def test_it_lists_who_works_here(run: Run) -> None:
    code, out, err = run()

    assert (code, err) == (0, "")
    assert [line.split() for line in out.splitlines()] == [
        ["1", "active", "-", "Arta", "(operator)"],
        ["3", "pending", "-", "Milica", "(operator)"],
        ["2", "active", "-", "Teuta", "(coordinator)"],
    ]


def test_it_suspends_and_restores(run: Run, team: Engine) -> None:
    suspended = run("--suspend", "1")[0], accounts(team)[1].status
    restored = run("--restore", "1")[0], accounts(team)[1].status

    assert (suspended, restored) == ((0, "suspended"), (0, "active"))
    with Session(team) as db:
        done = db.execute(
            select(Audit.account_id, Audit.action, Audit.object_id).order_by(Audit.id.desc()).limit(2)
        ).all()
    assert done == [(None, "let back", 1), (None, "suspended", 1)]


@pytest.mark.parametrize("act", [["--suspend", "2"], ["--revoke", "2"], ["--role", "2", "operator"]])
def test_who_alone_coordinates_stays(run: Run, team: Engine, act: list[str]) -> None:
    code, out, err = run(*act)

    assert (code, out) == (1, "")
    assert err == "ascolto: Nobody else coordinates. Let somebody else coordinate first.\n"
    assert (accounts(team)[2].status, accounts(team)[2].roles) == ("active", "coordinator")


def test_a_lost_phone_of_who_alone_coordinates_is_locked_until_it_is_restored(run: Run, team: Engine) -> None:
    locked = run("--lock", "2")[0], accounts(team)[2].status, accounts(team)[2].locked_until
    restored = run("--restore", "2")[0], accounts(team)[2].status

    assert (locked, restored) == ((0, "suspended", None), (0, "active"))


def lock_for_an_hour(team: Engine) -> None:
    """Teuta's account is locked, as by a colleague."""
    with Session(team) as db, db.begin():
        teuta = db.get_one(Account, 2)
        teuta.status, teuta.suspended_at = "suspended", datetime(2026, 3, 11, 9, tzinfo=UTC)
        teuta.locked_until = datetime(2026, 3, 11, 10, tzinfo=UTC)


def test_it_makes_a_lock_of_an_hour_last(run: Run, team: Engine) -> None:
    lock_for_an_hour(team)

    code, _, err = run("--lock", "2")

    assert (code, err) == (0, "")
    assert (accounts(team)[2].status, accounts(team)[2].locked_until) == ("suspended", None)


def test_it_restores_a_lock_of_an_hour_at_once(run: Run, team: Engine) -> None:
    lock_for_an_hour(team)

    code, _, _ = run("--restore", "2")

    assert code == 0
    assert (accounts(team)[2].status, accounts(team)[2].locked_until) == ("active", None)


def test_it_gives_roles_and_she_will_be_told(run: Run, team: Engine) -> None:
    code, out, _ = run("--role", "1", "operator", "coordinator")

    assert code == 0
    assert "Arta (operator, coordinator)" in out
    with Session(team) as db:
        assert "account" in set(db.scalars(select(Card.place).where(Card.account_id == 1)))


@pytest.mark.parametrize(
    "act", [["--suspend", "9"], ["--lock", "-1"], ["--role", "x", "operator"], ["--role", "1", "boss"]]
)
def test_what_cannot_be_is_told_in_one_line(run: Run, act: list[str]) -> None:
    code, out, err = run(*act)

    assert (code, out) == (1, "")
    assert err.startswith("ascolto: ")
    assert len(err.splitlines()) == 1


def test_wrong_usage_ends_with_2(run: Run) -> None:
    with pytest.raises(SystemExit) as ended:
        run("--suspend", "Arta")

    assert ended.value.code == 2


def test_who_was_revoked_is_listed_no_more(run: Run, team: Engine) -> None:
    code, out, _ = run("--revoke", "1")

    assert code == 0
    assert "Arta" not in out
    assert accounts(team)[1].status == "revoked"
