"""`ascolto audit`: lines by household, record, person and time; and a sentence where somebody else touched them."""

from pathlib import Path

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from bot import backups
from bot.audit import sealing
from db.models import Audit, Fact
from tests.audit.owner import CANARY, NOW, Owner


def test_all_lines_with_who_what_and_when(owner: Owner) -> None:
    code, out, err = owner.types("audit")

    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "2026-03-11 10:00:00  (command line)  invited  Arta"
    assert "2026-03-12 10:00:00  Arta  opened  F-0001" in out
    assert out.splitlines()[-1] == "The log is whole: 7 lines are sealed, 0 wait for it."
    assert CANARY not in out


NARROWED = {
    "a household": (("F-0001",), ["Arta", "Arta", "Milica"]),
    "somebody": (("--account", "Milica"), ["Milica", "Milica"]),
    "from a day on": (("--since", "2026-03-13"), ["Milica", "Milica"]),
    "to the end of a day": (("--until", "2026-03-12", "--account", "Arta"), ["Arta"] * 3),
    "a span of hours": (("--since", "2026-03-12T09:00", "--until", "2026-03-12T10:01"), ["Arta"]),
}


@pytest.mark.parametrize(("asked", "by"), NARROWED.values(), ids=NARROWED)
def test_only_what_was_asked_for(owner: Owner, asked: tuple[str, ...], by: list[str]) -> None:
    code, out, _ = owner.types("audit", *asked)

    assert code == 0
    assert [line.split("  ")[1] for line in out.splitlines()[:-1]] == by


@pytest.mark.parametrize("words", [("F-0099",), ("--account", "Teuta"), ("--since", "yesterday")])
def test_what_is_not_there_is_said_in_a_sentence(owner: Owner, words: tuple[str, ...]) -> None:
    code, out, err = owner.types("audit", *words)

    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1


def test_a_line_that_was_changed_is_named(owner: Owner) -> None:
    with owner.engine.begin() as connection:
        connection.execute(update(Audit).where(Audit.sealed_no == 6).values(account_id=1))

    code, _, err = owner.types("audit")

    assert (code, err) == (1, "ascolto: Line 6 of the log (2026-03-13 09:00:00 UTC) is not as it was sealed.\n")


def test_a_line_that_cannot_be_read_any_more_is_told(owner: Owner) -> None:
    if owner.engine.dialect.name != "sqlite":
        pytest.skip("a server keeps instants only")
    with owner.engine.begin() as connection:
        connection.execute(text("UPDATE audit SET at = 'zzz' WHERE sealed_no = 6"))

    code, _, err = owner.types("audit")

    assert (code, err) == (1, "ascolto: A line of the log cannot be read any more.\n")


def test_a_backup_shows_that_the_end_was_cut_off(owner: Owner, tmp_path: Path) -> None:
    made = backups.make(owner.settings, owner.engine, NOW, tmp_path / "backups").path
    with Session(owner.engine) as db, db.begin():
        fifth = db.query(Audit).filter(Audit.sealed_no == 5).one()
        head = str(sealing.Link(5, fifth.seal or ""))
        db.execute(delete(Audit).where(Audit.sealed_no > 5))
        db.execute(update(Fact).where(Fact.name == sealing.HEAD).values(value=head))

    alone, compared = owner.types("audit"), owner.types("audit", "--backup", str(made))

    assert alone[0] == 0
    assert compared[0] == 1
    assert compared[2] == "ascolto: Line 6 of the log is missing: the backup knows line 7.\n"


def test_an_export_is_written_down_as_the_owner_s(owner: Owner, tmp_path: Path) -> None:
    owner.types("export", "--output", str(tmp_path / "all.jsonl"))

    code, out, _ = owner.types("audit")

    assert (code, out.splitlines()[-1]) == (0, "The log is whole: 8 lines are sealed, 0 wait for it.")
    assert out.splitlines()[-2].endswith("  (command line)  exported  registry")


def test_the_log_tells_nothing_of_anybody(owner: Owner) -> None:
    with owner.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT * FROM audit").all()

    assert len(stored) == 7
    assert not [row for row in stored if any(name in str(row) for name in ("Arta", "Milica", "Fatime", CANARY))]
