"""`ascolto figures`: a month as a file for the funder, in which no number is below five."""

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.__main__ import main
from bot.commands.figures import FEW
from tests.figures.town import CANARY, HIDDEN, Town
from tests.machine import install


@pytest.fixture
def town(engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Six households of Tavnik and two elsewhere were visited in March, three of all with something confidential."""
    install(tmp_path, database_url, monkeypatch)
    town = Town(engine)
    town.visits(5, "tavnik")
    town.visits(3, "other", needs={"housing": "seen"}, done={"goods_food": "seen"}, **HIDDEN)
    return town


def told(lines: str) -> dict[tuple[str, str], str]:
    """The numbers by table and code."""
    return {(row["table"], row["code"]): row["number"] for row in csv.DictReader(io.StringIO(lines))}


def test_no_number_is_below_five_and_nobody_is_named(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    code = main(["figures", "--month", "2026-03"])

    out = capsys.readouterr().out
    numbers = told(out)
    assert code == 0
    assert numbers["contacts", "home_visit"] == "8"
    assert (numbers["need", "health"], numbers["need", "housing"]) == ("5", FEW)
    assert not [number for number in numbers.values() if number != FEW and 0 < int(number) < 5]
    assert not [secret for secret in (CANARY, "F-0001", "V-2026", "violence", "confidential") if secret in out]


def test_the_file_is_new_and_says_the_same(town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "march.csv"
    main(["figures", "--month", "2026-03"])
    said = capsys.readouterr().out

    code = main(["figures", "--month", "2026-03", "--output", str(path)])
    again = main(["figures", "--month", "2026-02", "--output", str(path)])

    assert (code, again) == (0, 1)
    assert told(path.read_text("utf-8-sig")) == told(said)
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("month", ["March", "2026-13", "2026-03-01", ""])
def test_what_is_no_month_is_refused_in_a_sentence(town: Town, month: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    code = main(["figures", "--month", month])

    said = capsys.readouterr()
    assert (code, said.out) == (1, "")
    assert said.err == f"ascolto: {month} is no month: write 2026-11.\n"
