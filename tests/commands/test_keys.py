"""`ascolto keys`: a sheet to be printed, its words asked back, the key put back, a new key."""

import io
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot import doctor
from bot.__main__ import main
from bot.clock import SystemClock
from bot.settings import read
from db.crypto import KEY_BYTES, Keyring
from db.engine import make_engine
from db.guard import hold
from db.keyfile import read_keyring, replace_key_file
from db.models import Account, Audit, Fact
from db.recovery import words_of
from tests import everyrow
from tests.machine import install

KEY = Keyring({7: bytes(range(KEY_BYTES))})
WORDS = " ".join(words_of(KEY))

Keys = Callable[..., tuple[int, str, str]]


@pytest.fixture
def keys(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Keys:
    """The command on the machine of a centre with one account: what is typed, then its words."""
    install(tmp_path, database_url, monkeypatch)
    main(["invite", "--role", "operator", "--name", "Arta Gashi"])
    capsys.readouterr()

    def run(what: str, *words: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = main(["keys", what, *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def with_zoo(number: int) -> str:
    """The words, one of them wrong."""
    each = WORDS.split()
    return " ".join([*each[: number - 1], "zoo", *each[number:]])


def key_file() -> Path:
    return Path(os.environ["ASCOLTO_KEY_FILE"])


def found(what: str) -> doctor.Finding:
    """What the doctor says of something."""
    (finding,) = [one for one in doctor.look(read(os.environ), SystemClock()) if one.what == what]
    return finding


def names(url: str) -> list[str]:
    """The names of the accounts, opened with the key file as it is."""
    engine = make_engine(url, read_keyring(key_file()))
    try:
        with Session(engine) as db:
            return list(db.scalars(select(Account.name)))
    finally:
        engine.dispose()


# --- the sheet ------------------------------------------------------------------------------------------------------


def test_the_sheet_is_for_its_owner_alone_and_holds_the_words_in_order(keys: Keys, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.html"

    code, said, _ = keys("sheet", "--output", str(sheet))

    page = sheet.read_text("utf-8")
    assert code == 0
    assert sheet.stat().st_mode & 0o777 == 0o600
    assert re.findall(r"<li><span>(\d+)</span><b>(\w+)</b></li>", page) == [
        (str(number), word) for number, word in enumerate(WORDS.split(), 1)
    ]
    assert "Key number <b>7</b>" in page
    assert f"rm {sheet}" in said
    assert WORDS.split()[0] not in said


def test_nothing_on_the_sheet_comes_from_a_network(keys: Keys, tmp_path: Path) -> None:
    keys("sheet", "--output", str(tmp_path / "sheet.html"))

    page = (tmp_path / "sheet.html").read_text("utf-8")
    assert not re.search(r"https?:|//\w|src=|href=|url\(|@import", page)
    assert "default-src 'none'" in page
    assert "<svg" in page


def test_a_sheet_beside_the_data_is_refused(keys: Keys, tmp_path: Path) -> None:
    code, _, error = keys("sheet", "--output", str(tmp_path / "data" / "sheet.html"))

    assert code == 1
    assert "lies inside ASCOLTO_DATA" in error
    assert not (tmp_path / "data" / "sheet.html").exists()


def test_a_sheet_on_the_stick_with_the_backups_is_refused(
    keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASCOLTO_BACKUP_FOLDER", str(tmp_path / "stick"))
    (tmp_path / "stick").mkdir()

    code, _, error = keys("sheet", "--output", str(tmp_path / "stick" / "sheet.html"))

    assert code == 1
    assert "lies inside ASCOLTO_BACKUP_FOLDER" in error
    assert not (tmp_path / "stick" / "sheet.html").exists()


def test_a_sheet_never_takes_the_place_of_another_file(keys: Keys, tmp_path: Path) -> None:
    (tmp_path / "sheet.html").write_text("mine")

    code, _, error = keys("sheet", "--output", str(tmp_path / "sheet.html"))

    assert (code, (tmp_path / "sheet.html").read_text()) == (1, "mine")
    assert "is there already" in error


def test_that_the_key_was_put_on_paper_is_written_down(keys: Keys, engine: Engine, tmp_path: Path) -> None:
    keys("sheet", "--output", str(tmp_path / "sheet.html"))

    with Session(engine) as db:
        assert ("put on paper", "key", 7) in [
            (row.action, row.kind, row.object_id) for row in db.scalars(select(Audit))
        ]


# --- asked back -----------------------------------------------------------------------------------------------------


def test_the_right_words_are_noted_and_the_doctor_is_content_for_a_year(keys: Keys, engine: Engine) -> None:
    before = found("recovery sheet")

    code, said, _ = keys("check", typed=WORDS.upper())

    after = found("recovery sheet")
    with Session(engine) as db, db.begin():
        done = [(row.action, row.kind, row.object_id) for row in db.scalars(select(Audit))]
        fact = db.get_one(Fact, "keys checked")
        fact.value = (datetime.fromisoformat(fact.value) - timedelta(days=366)).isoformat()
    old = found("recovery sheet")
    assert (code, said) == (0, "These are the words of the key in use.\n")
    assert ("checked", "key", 7) in done
    assert [finding.good for finding in (before, after, old)] == [False, True, False]
    assert "nobody has checked one" in before.said
    assert "open an envelope" in old.said


def test_wrong_words_are_noted_nowhere(keys: Keys, engine: Engine) -> None:
    code, said, error = keys("check", typed=with_zoo(4))

    with Session(engine) as db:
        fact = db.get(Fact, "keys checked")
    assert (code, said, fact) == (1, "", None)
    assert error == "ascolto: Word 4 is wrong for the key in use: compare with the sheet.\n"


def test_a_key_that_is_checked_where_there_is_no_database_makes_none(
    keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("ASCOLTO_DATA", str(tmp_path / "elsewhere"))

    code, _, _ = keys("check", typed=WORDS)

    assert code == 0
    assert not (tmp_path / "elsewhere").exists()


# --- on a terminal --------------------------------------------------------------------------------------------------


@pytest.fixture
def terminal(keys: Keys) -> Iterator[Callable[[str], tuple[int, str]]]:
    """`ascolto keys check` on a terminal: the lines that are typed; how it ended, and all that was on the screen."""
    ours, theirs = pty.openpty()

    def run(lines: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "bot", "keys", "check"]
        process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
        os.write(ours, lines.encode())
        code = process.wait(60)
        return code, os.read(ours, 100_000).decode()

    yield run
    os.close(ours)
    os.close(theirs)


def rows(words: str) -> list[str]:
    each = words.split()
    return [" ".join(each[at : at + 5]) + "\n" for at in range(0, 25, 5)]


def test_on_a_terminal_it_asks_row_by_row_and_leaves_nothing_on_the_screen(
    terminal: Callable[[str], tuple[int, str]],
) -> None:
    first, *others = rows(WORDS)

    code, screen = terminal("zzzz\n" + first + "".join(others))

    shown, left = screen.rsplit("\x1b[?1049l", 1)
    assert code == 0
    assert shown.index("\x1b[?1049h") < shown.index("Words 1 to 5: ")
    assert "Word 1 is not of the list. The whole row again" in shown
    assert "Words 21 to 25: " in shown
    assert left.strip() == "These are the words of the key in use."


def test_on_a_terminal_one_wrong_word_is_put_right_without_typing_the_others_again(
    terminal: Callable[[str], tuple[int, str]],
) -> None:
    wrong, right = with_zoo(7), WORDS.split()[6]

    code, screen = terminal("".join(rows(wrong)) + f"nonsense\n7 {right}\n")

    assert code == 0
    assert "Word 7 is wrong for the key in use" in screen
    assert "  7 zoo " in screen
    assert screen.endswith("These are the words of the key in use.\r\n")


def test_on_a_terminal_a_row_with_a_word_too_many_or_too_few_is_asked_for_again(
    terminal: Callable[[str], tuple[int, str]],
) -> None:
    first, second, *others = rows(WORDS)

    code, screen = terminal(first + "zoo " + second + second[:-1].rpartition(" ")[0] + "\n" + second + "".join(others))

    assert code == 0
    assert "these are 6. The whole row again" in screen
    assert "these are 4. The whole row again" in screen
    assert screen.count("Words 6 to 10: ") == 3


def test_whoever_stops_it_is_told_that_it_was_not_done(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "look", stopped)

    code = main(["doctor"])

    assert (code, capsys.readouterr().err) == (1, "ascolto: Stopped before it was done.\n")


# --- put back -------------------------------------------------------------------------------------------------------


def test_a_lost_key_comes_back_from_its_words(keys: Keys, database_url: str) -> None:
    key_file().unlink()

    code, _, _ = keys("restore", typed=WORDS)

    assert code == 0
    assert read_keyring(key_file()).keys == KEY.keys
    assert key_file().stat().st_mode & 0o777 == 0o600
    assert names(database_url) == ["Arta Gashi"]


def test_a_key_comes_back_on_an_empty_machine(keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("ASCOLTO_DATA", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("ASCOLTO_KEY_FILE", str(tmp_path / "deep" / "folder" / "key"))

    code, _, _ = keys("restore", typed=WORDS)

    assert code == 0
    assert read_keyring(key_file()).keys == KEY.keys
    assert not (tmp_path / "elsewhere").exists()


def test_another_key_is_never_written_over(keys: Keys) -> None:
    other = Keyring({9: bytes(KEY_BYTES)})
    replace_key_file(key_file(), other)

    code, _, error = keys("restore", typed=WORDS)

    assert code == 1
    assert "Another key is at" in error
    assert read_keyring(key_file()).keys == other.keys


def test_a_key_that_is_there_already_is_left(keys: Keys) -> None:
    before = key_file().stat().st_ino

    code, said, _ = keys("restore", typed=WORDS)

    assert (code, key_file().stat().st_ino) == (0, before)
    assert "nothing was changed" in said


def test_a_key_that_does_not_open_the_database_is_not_written(keys: Keys) -> None:
    key_file().unlink()

    code, _, error = keys("restore", typed=" ".join(words_of(Keyring({7: bytes(KEY_BYTES)}))))

    assert code == 1
    assert "does not open the database that is there" in error
    assert not key_file().exists()


def test_a_damaged_database_keeps_no_key_from_coming_back(keys: Keys, engine: Engine) -> None:
    main(["invite", "--role", "operator", "--name", "Milica"])
    everyrow.damage_one(engine, "accounts.name")
    key_file().unlink()

    code, _, _ = keys("restore", typed=WORDS)

    assert (code, read_keyring(key_file()).keys) == (0, KEY.keys)


# --- a new key ------------------------------------------------------------------------------------------------------


def test_a_new_key_reads_everything_and_asks_for_a_new_sheet(keys: Keys, database_url: str) -> None:
    keys("check", typed=WORDS)

    code, said, _ = keys("rotate")

    (new,) = read_keyring(key_file()).keys
    old_words, _, error = keys("check", typed=WORDS)
    assert code == 0
    assert new != 7
    assert names(database_url) == ["Arta Gashi"]
    assert re.search(r"made before: \S+\n[\s\S]+Make a new sheet[\s\S]+made after: \S+\n", said)
    assert found("backup").good
    assert "four weeks" in said
    assert old_words == 1
    assert "another key" in error
    assert not found("recovery sheet").good


def test_the_key_is_not_changed_below_a_running_bot(keys: Keys, engine: Engine, tmp_path: Path) -> None:
    guard = hold(engine, tmp_path / "data")
    assert guard.try_acquire()

    code, _, error = keys("rotate")

    assert code == 1
    assert re.fullmatch(r"ascolto: Ascolto runs already on [^\n]+: stop [^\n]+ first\.\n", error)
    assert read_keyring(key_file()).keys == KEY.keys
    guard.release()
    assert keys("rotate")[0] == 0


def test_what_was_not_ended_is_said_by_the_doctor_and_no_sheet_is_made_meanwhile(keys: Keys, tmp_path: Path) -> None:
    replace_key_file(key_file(), Keyring({9: bytes(KEY_BYTES), **KEY.keys}))

    refused = keys("sheet", "--output", str(tmp_path / "sheet.html"))
    finding = found("recovery sheet")
    ended = keys("rotate")

    assert refused[0] == 1
    assert "was not ended" in refused[2]
    assert "keys rotate" in finding.said
    assert ended[0] == 0
    assert list(read_keyring(key_file()).keys) == [9]
    assert keys("sheet", "--output", str(tmp_path / "sheet.html"))[0] == 0


def test_no_backup_is_made_that_no_sheet_would_open(keys: Keys, tmp_path: Path) -> None:
    replace_key_file(key_file(), Keyring({9: bytes(KEY_BYTES), **KEY.keys}))

    code = main(["backup"])

    assert code == 1
    assert list((tmp_path / "data").rglob("*.age")) == []
    assert keys("rotate")[0] == 0
    assert len(list((tmp_path / "data").rglob("*.age"))) == 1


@pytest.mark.parametrize("what", ["sheet --output s.html", "check", "rotate"])
def test_without_a_key_it_says_so_and_makes_none(keys: Keys, what: str) -> None:
    key_file().unlink()

    code, _, error = keys(*what.split(), typed=WORDS)

    assert code == 1
    assert re.fullmatch(r"ascolto: There is no key at [^\n]+\n", error)
    assert not key_file().exists()
