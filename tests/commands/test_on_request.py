"""What the machine's owner does for a family that asks: `ascolto file` and `ascolto erase`."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import registry
from bot.__main__ import main
from bot.keeping import erasing
from bot.opening import open_database
from bot.registry import Newcomer
from bot.settings import read
from bot.work import Work
from db.models import Account, Audit, Household, Person
from tests.talk import BELGRADE

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
NAME = "Nurije Pelikan"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A centre on this machine, with one household."""
    monkeypatch.setenv("ASCOLTO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ASCOLTO_KEY_FILE", str(tmp_path / "key"))
    for name in ("DATABASE_URL", "ASCOLTO_CLOCK"):
        monkeypatch.delenv(name, raising=False)
    with opened(tmp_path) as db, db.begin():
        work = Work(db, NOW, BELGRADE)
        arta = Account(name="Arta", roles="operator", status="active", language="en", created_at=NOW)
        db.add(arta)
        db.flush()
        registry.register(work, arta, Newcomer("family", "tavnik", "given", "sq", NAME))
    return tmp_path


def opened(folder: Path) -> Session:
    settings = read({"ASCOLTO_DATA": str(folder / "data"), "ASCOLTO_KEY_FILE": str(folder / "key")})
    return Session(open_database(settings))


def kept(folder: Path) -> tuple[list[str], list[str | None]]:
    """The references and names in the registry."""
    with opened(folder) as db:
        return list(db.scalars(select(Household.code))), list(db.scalars(select(Person.name)))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("erase", "F-0002", "--yes"), "No household is called F-0002"),
        (("erase", "Nurije", "--yes"), "No household is called NURIJE"),
        (("erase", "F-0001"), "Nobody is there to be asked: add --yes"),
        (("file", "F-0002", "--output", "new.html"), "No household is called F-0002"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], said: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    monkeypatch.chdir(data)

    code = main(asked)

    told = capsys.readouterr().err
    assert (code, told.count("\n")) == (1, 1)
    assert said in told
    assert kept(data) == (["F-0001"], [NAME])
    assert not (data / "new.html").exists()


@pytest.mark.parametrize("asked", [("erase", "F-0001", "--yes"), ("file", "F-0001", "--output", "new.html")])
def test_where_there_is_no_database_none_is_made(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...]
) -> None:
    empty = data / "elsewhere"
    monkeypatch.setenv("ASCOLTO_DATA", str(empty))

    code = main(asked)

    assert code == 1
    assert "set ASCOLTO_DATA to the folder with the data" in capsys.readouterr().err
    assert not empty.exists()


def test_who_types_another_reference_erases_nothing(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("F-0002\n"))

    code = main(("erase", "f-0001"))

    assert code == 1
    assert "not the same reference" in capsys.readouterr().err
    assert kept(data) == (["F-0001"], [NAME])


def test_who_types_it_again_erases_it_and_is_told_what_to_say(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("f-0001\n"))

    codes = [main(("erase", "F-0001")), main(("erase", "F-0001"))]

    told = capsys.readouterr().out
    assert codes == [0, 0]
    assert "after\nfour weeks" in told
    assert NAME not in told
    assert kept(data) == (["A-1"], [])
    assert [path.name for path in (data / "data").glob("*-wal") if path.stat().st_size] == []


def test_whoever_is_erased_stands_at_once_beside_the_backups_too(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick, backups = data / "stick", data / "data" / "backups"
    monkeypatch.setenv("ASCOLTO_BACKUP_FOLDER", str(stick))
    stick.mkdir()
    backups.mkdir()

    code = main(("erase", "F-0001", "--yes"))

    lists = [(folder / erasing.LEDGER).read_text("utf-8") for folder in (data / "data", stick, backups)]
    assert code == 0
    assert "F-0001" in lists[0]
    assert lists == [lists[0]] * 3


class Terminal(io.StringIO):
    """Somebody at the keyboard."""

    def isatty(self) -> bool:
        return True


def test_a_file_is_new_its_owners_alone_and_its_words_are_nowhere_but_on_the_terminal(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = data / "file.html"

    first, again = (main(("file", "F-0001", "--output", str(path), "--language", "it")) for _ in range(2))

    said = capsys.readouterr()
    words = said.err.splitlines()[2].strip()
    page = path.read_text("utf-8")
    assert (first, again, path.stat().st_mode & 0o777, len(words.split())) == (0, 1, 0o600, 7)
    assert [each for each in (words, NAME, "F-0001", "Tavnik") if each in page or each in said.out] == []
    with opened(data) as db:
        assert [
            (line.kind, line.object_id) for line in db.scalars(select(Audit).where(Audit.action == "exported"))
        ] == [("household", 1)]


def test_words_of_ones_own_are_asked_for_and_need_some_length(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    refused = main(("file", "F-0001", "--output", str(data / "a.html"), "--ask"))
    monkeypatch.setattr("sys.stdin", io.StringIO("the stove of my  grandmother\n"))
    done = main(("file", "F-0001", "--output", str(data / "a.html"), "--ask"))

    assert (refused, done) == (1, 0)
    assert "grandmother" not in "".join(capsys.readouterr())
