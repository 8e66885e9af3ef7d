"""The sheet for a breach: what an account read, household by household, what it could have read, what to do next."""

import base64
import hashlib
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.documents.lockedpage import ROUNDS
from bot.people import people
from bot.work import Work
from db.models import Account, Household, Person
from tests.audit.owner import CANARY, NOW, Owner

DAY = "2026-03-13"
"""On this day Milica opened the household F-0001; on the next one F-0002; Arta the first one on the day before."""


@pytest.fixture
def sheet(owner: Owner, tmp_path: Path) -> str:
    """The sheet of Milica's account for that day."""
    owner.does(_is_called_up)
    path = tmp_path / "sheet.html"
    return _written(owner, path)


def _is_called_up(work: Work) -> None:
    for household in work.db.scalars(select(Household)):
        household.phone, household.safe_to_call = f"+383 44 00{household.id}", "morning"
    work.db.add(Person(household_id=1, name=f"Nurije {CANARY}"))


def _asks(owner: Owner, path: Path, name: str = "Milica", day: str = DAY) -> tuple[int, str, str]:
    return owner.types("breach", "--account", name, "--from", day, "--to", day, "--output", str(path))


def _written(owner: Owner, path: Path, name: str = "Milica") -> str:
    """The sheet, opened with the words that are said once."""
    code, _, err = _asks(owner, path, name)
    assert code == 0, err
    return _open(path.read_text("utf-8"), err.splitlines()[2].strip())


def _open(page: str, words: str) -> str:
    salt, nonce = (
        base64.b64decode(page.partition(f'data-{name}="')[2].partition('"')[0]) for name in ("salt", "nonce")
    )
    sealed = base64.b64decode(page.partition(f'data-nonce="{base64.b64encode(nonce).decode()}">')[2].partition("<")[0])
    key = hashlib.pbkdf2_hmac("sha256", words.encode(), salt, ROUNDS)
    return AESGCM(key).decrypt(nonce, sealed, None).decode()


def _part(sheet: str, title: str) -> str:
    """What stands under a title."""
    return sheet.partition(f"<h2>{title}</h2>")[2].partition("<h2>")[0]


def test_it_names_whom_the_account_read_and_how_they_are_reached(sheet: str) -> None:
    read = _part(sheet, "What it read")

    assert "1 households" in read
    assert f"F-0001 · Fatime {CANARY}, Nurije {CANARY}" in read
    assert "+383 44 001 · In the morning" in read
    assert "<td>2026-03-13 10:00</td><td>opened</td><td>F-0001</td>" in read
    assert "F-0002" not in read
    assert "2026-03-12" not in read


def test_it_counts_and_names_what_the_account_could_have_read(sheet: str) -> None:
    could = _part(sheet, "What it could have read")

    assert "<td>Households</td><td>2</td>" in could
    assert "<td>People of theirs who are named</td><td>3</td>" in could
    assert f"<td>F-0002</td><td>Luan {CANARY}</td><td>open</td>" in could


def test_it_says_whose_account_it_is_whether_the_log_is_whole_and_what_comes_next(sheet: str) -> None:
    account = _part(sheet, "The account")

    assert "Milica" in account
    assert "2026-03-13 00:00 – 2026-03-14 00:00" in account
    assert "invited" in account
    assert "is whole" in _part(sheet, "How far this can be relied on")
    assert "72 hours" in _part(sheet, "What to do next")
    assert "06/L-082" in sheet
    assert "src=" not in sheet
    assert "http" not in sheet


def test_what_was_typed_into_names_is_no_html(owner: Owner, tmp_path: Path) -> None:
    owner.does(lambda work: setattr(work.db.get_one(Person, 1), "name", "<script>alert(1)</script>"))

    sheet = _written(owner, tmp_path / "sheet.html")

    assert "<script>" not in sheet


def test_it_is_for_its_owner_alone_never_over_another_and_written_down(owner: Owner, tmp_path: Path) -> None:
    path = tmp_path / "sheet.html"

    first, again = _asks(owner, path), _asks(owner, path)

    assert (first[0], again[0]) == (0, 1)
    assert CANARY not in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert owner.types("audit")[1].count("sheet for a breach  Milica") == 1


def test_a_monitor_could_have_read_nothing(owner: Owner, tmp_path: Path) -> None:
    owner.does(lambda work: people.invite(work, "Chiara", "monitor"))

    sheet = _written(owner, tmp_path / "sheet.html", "Chiara")

    assert "0 households" in _part(sheet, "What it read")
    assert CANARY not in sheet


def test_what_a_log_that_was_touched_is_worth_is_said(owner: Owner, tmp_path: Path) -> None:
    with owner.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit WHERE sealed_no = 6")

    sheet = _written(owner, tmp_path / "sheet.html")

    assert "is not whole. Line 6 of the log is missing." in sheet


def test_searches_and_a_household_that_is_read_more_than_once(owner: Owner, tmp_path: Path) -> None:
    at = NOW + timedelta(days=2, hours=1)
    owner.does(_searches, at)

    sheet = _written(owner, tmp_path / "sheet.html")

    read = _part(sheet, "What it read")
    assert read.count("<h3>F-0001") == 1
    assert "<td>2026-03-13 11:00</td><td>found by a search</td><td>F-0001</td>" in read
    assert "<td>searched</td><td>registry</td>" in read


def _searches(work: Work) -> None:
    milica = work.db.get_one(Account, 2)
    auditing.note(work, milica, Deed.SEARCHED, "registry", None)
    auditing.note(work, milica, Deed.FOUND, "household", 1)


def test_a_span_that_ends_before_it_begins_is_refused(owner: Owner, tmp_path: Path) -> None:
    path = tmp_path / "sheet.html"

    code, _, err = owner.types(
        "breach", "--account", "Milica", "--from", "2026-03-14", "--to", "2026-03-13", "--output", str(path)
    )

    assert (code, path.exists()) == (1, False)
    assert "--from is not before --to" in err


def test_one_of_two_of_the_same_name_is_asked_for_by_number(owner: Owner, tmp_path: Path) -> None:
    owner.does(lambda work: people.invite(work, "Milica", "monitor"))

    by_name, by_number = _asks(owner, tmp_path / "name.html"), _written(owner, tmp_path / "number.html", "2")

    assert (by_name[0], "the number from `ascolto people`" in by_name[2]) == (1, True)
    assert "1 households" in _part(by_number, "What it read")
