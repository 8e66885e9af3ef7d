"""`ascolto import`: a file comes in whole or not at all, and a second time nothing is doubled."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from bot.i18n import LANGUAGES
from db.models import (
    Account,
    Audit,
    Base,
    Confidential,
    Contact,
    ContactNeed,
    Counter,
    FollowUp,
    Household,
    LooseNote,
    Note,
    Person,
)
from tests.importing.conftest import Ascolto
from tests.importing.sheets import FAMILIES, book, saved, xlsx
from tests.importing.sheets import csv as as_csv

FULL = (
    "Code;Name;Neighbourhood;Kind of household;Phone number;Consent;Language;Year of birth;Sex;Operator;"
    "Last visit;Next contact;Needs;Note\r\n"
    "F-0030;Fatime Shembulli;Tavnik;Elderly person alone;044 123 456;Given;sq;about 1940;Female;Arta Gashi;"
    "1.3.2012;31.3.2012;Health, Violence / abuse;The stove smokes.\r\n"
    ";Gëzim Ushtrimi;Bair;;;;;;;;;;;Knows the way.\r\n"
    ";Isak Misalović;Bair;;;;;;;;;;Housing;\r\n"
    "F-0031;Nexhmije Stërvitaj;Bair;;;Refused;;;;;;;;\r\n"
)


@pytest.fixture
def full(tmp_path: Path) -> str:
    path = tmp_path / "list.csv"
    path.write_bytes(FULL.encode("utf-8-sig"))
    return str(path)


def written(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def rows(engine: Engine, model: type[Base]) -> int:
    with Session(engine) as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def test_everything_a_row_says_is_in_its_place(ascolto: Ascolto, stored: Engine, full: str) -> None:
    code, out, err = ascolto("import", full)

    assert code == 0, err
    assert out.endswith(
        "4 imported, 0 in the registry already, 0 twice in the file, 0 with a similar name, 0 refused.\n"
    )
    with Session(stored) as db:
        arta = db.scalars(select(Account).where(Account.roles == "operator")).one()
        fatime = db.scalars(select(Household).where(Household.code == "F-0030")).one()
        head = db.get_one(Person, fatime.head_id)
        visit = db.scalars(select(Contact).where(Contact.household_id == fatime.id)).one()
        back = db.scalars(select(FollowUp)).one()
        assert (fatime.kind, fatime.neighbourhood, fatime.phone) == ("elderly_alone", "tavnik", "044 123 456")
        assert (fatime.consent, fatime.consent_language, fatime.owner_id) == ("given", "sq", arta.id)
        assert (head.name, head.year_of_birth, head.about, head.sex) == ("Fatime Shembulli", "1940", True, "female")
        assert (visit.day, visit.outcome, visit.author_id) == (date(2012, 3, 1), "done", arta.id)
        assert visit.reference.startswith("V-2012-")
        assert [need.code for need in visit.needs] == ["health"]
        assert [note.words for note in visit.notes] == ["The stove smokes."]
        assert db.scalars(select(Confidential)).one().content["codes"] == ["violence"]
        assert (back.household_id, back.due, back.owner_id) == (fatime.id, date(2012, 3, 31), arta.id)


def test_what_belongs_to_no_visit_is_kept_without_counting_as_one(ascolto: Ascolto, stored: Engine, full: str) -> None:
    ascolto("import", full)

    with Session(stored) as db:
        taken_over = db.scalars(select(Contact).where(Contact.outcome == "taken_over")).one()
        assert [need.code for need in taken_over.needs] == ["housing"]
        assert db.scalars(select(LooseNote)).one().words == "Knows the way."


def test_references_are_kept_and_counting_goes_on_after_them(ascolto: Ascolto, stored: Engine, full: str) -> None:
    ascolto("import", full)

    with Session(stored) as db:
        codes = list(db.scalars(select(Household.code).order_by(Household.id)))
        assert codes == ["F-0030", "F-0032", "F-0033", "F-0031"]
        assert db.get_one(Counter, "F").value == 33


def test_of_a_family_that_said_no_only_the_reference_is_kept(ascolto: Ascolto, stored: Engine, full: str) -> None:
    ascolto("import", full)

    with Session(stored) as db:
        refused = db.scalars(select(Household).where(Household.code == "F-0031")).one()
        assert refused.head_id is None
        assert "Nexhmije Stërvitaj" not in list(db.scalars(select(Person.name)))


def test_it_is_written_down_who_imported(ascolto: Ascolto, stored: Engine, full: str) -> None:
    ascolto("import", full)

    with Session(stored) as db:
        besa = db.scalars(select(Account).where(Account.roles == "coordinator")).one()
        audits = list(db.scalars(select(Audit).where(Audit.action == "imported")))
        assert {audit.account_id for audit in audits} == {besa.id}
        assert sorted(audit.kind for audit in audits) == ["household"] * 4 + ["registry"]


def test_the_same_file_again_doubles_nothing(ascolto: Ascolto, stored: Engine, full: str) -> None:
    ascolto("import", full)
    before = {model: rows(stored, model) for model in (Household, Person, Contact, ContactNeed, Note, FollowUp, Audit)}

    code, out, _ = ascolto("import", full)

    assert code == 0
    assert "0 imported, 4 in the registry already" in out
    assert before == {model: rows(stored, model) for model in before}


def test_a_dry_run_writes_nothing(ascolto: Ascolto, stored: Engine, full: str) -> None:
    code, out, err = ascolto("import", full, "--dry-run")

    assert code == 0
    assert "4 would come in" in out
    assert "Reading list.csv …" in err
    assert rows(stored, Household) == 0


def test_good_rows_come_in_and_the_others_are_said_by_their_number(
    ascolto: Ascolto, stored: Engine, tmp_path: Path
) -> None:
    families = (*FAMILIES, ("Zymrete", "Sajuari", "Tavmik", ""), ("Fatime", "Shembuli", "Tavnik", ""))
    path = written(tmp_path / "list.xlsx", xlsx(families))

    code, out, _ = ascolto("import", path, "--output", str(tmp_path / "result.csv"))

    assert code == 0
    assert "Row 5: This neighbourhood is not known. The nearest one: Tavnik" in out
    assert "Row 6: Twice in this file: row 2" in out
    assert rows(stored, Household) == 3
    result = list(csv.reader(io.StringIO((tmp_path / "result.csv").read_text("utf-8-sig")), delimiter=";"))
    assert result[:3] == [["Row", "Code", "Result"], ["2", "F-0001", "Imported"], ["3", "F-0002", "Imported"]]
    assert len(result) == 6


def test_a_name_like_another_one_comes_in_only_when_asked_for(ascolto: Ascolto, stored: Engine, tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv", as_csv([("Agim", "Gashi", "Tavnik", ""), ("Agim", "Gashi", "Bair", "")]).encode()
    )

    ascolto("import", path)
    first = rows(stored, Household)
    ascolto("import", path, "--similar")

    assert (first, rows(stored, Household)) == (1, 2)


def test_a_reference_that_was_taken_back_is_given_to_nobody_else(
    ascolto: Ascolto, stored: Engine, full: str, tmp_path: Path
) -> None:
    ascolto("import", full)
    with Session(stored) as db, db.begin():
        db.execute(update(Household).where(Household.code == "F-0030").values(void_at=datetime.now(UTC)))

    code, out, _ = ascolto("import", full)

    assert (code, "1 imported, 3 in the registry already" in out) == (0, True)
    with Session(stored) as db:
        assert db.scalars(select(Household.code).order_by(Household.id.desc())).first() == "F-0034"


def test_a_heading_can_be_put_right(ascolto: Ascolto, stored: Engine, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"Emri;Adresa\r\nAgim Gashi;Bair\r\n")

    _, plain, _ = ascolto("import", path, "--dry-run")
    code, out, _ = ascolto("import", path, "--map", "Adresa=neighbourhood")

    assert "Adresa = left out" in plain
    assert (code, "Adresa = Neighbourhood" in out) == (0, True)
    with Session(stored) as db:
        assert db.scalars(select(Household.neighbourhood)).one() == "bair"


def test_a_failure_in_the_middle_leaves_nothing(
    ascolto: Ascolto, stored: Engine, full: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.importing.loading._follow_ups", broken)

    code, _, err = ascolto("import", full)

    assert code == 1
    assert "No space left on device" in err
    assert [rows(stored, model) for model in (Household, Person, Contact, Note)] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("import",), "Name a file to import"),
        (("import", "--template"), "Say where the template goes"),
        (("import", "list.csv", "--by", "Zef"), "No coordinator is called so"),
        (("import", "missing.csv"), "A file cannot be used: No such file or directory: missing.csv"),
        (("import", "list.csv", "--map", "Adresa=phone"), "'Adresa' is neither a heading"),
        (("import", "list.csv", "--map", "Name=nickname"), "'nickname' is neither a heading"),
        (("import", "list.csv", "--output", "list.csv"), "is there already"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    ascolto: Ascolto,
    full: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    code, _, err = ascolto(*arguments)

    assert code == 1
    assert sentence in err.splitlines()[-1]


def test_a_file_that_cannot_be_read_is_refused_by_name(ascolto: Ascolto, tmp_path: Path) -> None:
    code, _, err = ascolto("import", written(tmp_path / "list.xlsx", b"PK\x03\x04"))

    assert code == 1
    assert err.splitlines()[-1].startswith("ascolto: list.xlsx: This file is damaged.")


def test_the_ending_of_a_file_does_not_matter(ascolto: Ascolto, stored: Engine, tmp_path: Path) -> None:
    ascolto("import", written(tmp_path / "list.csv", xlsx()))
    code, out, _ = ascolto("import", written(tmp_path / "list.pdf", as_csv().encode()))

    assert (code, "3 in the registry already" in out) == (0, True)
    assert rows(stored, Household) == 3


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_template_is_understood_when_it_comes_back(
    ascolto: Ascolto, stored: Engine, tmp_path: Path, lang: str, ending: str
) -> None:
    empty = tmp_path / f"empty.{ending}"

    code, _, _ = ascolto("import", "--template", "--language", lang, "--output", str(empty))
    filled = _filled(empty)
    _, out, _ = ascolto("import", written(tmp_path / f"list.{ending}", filled))

    assert code == 0
    assert "1 imported" in out
    assert "left out" not in out
    with Session(stored) as db:
        household = db.scalars(select(Household)).one()
        assert (household.neighbourhood, household.kind) == ("fabrika", "family")


def _filled(empty: Path) -> bytes:
    """The template with one household, its choices taken from the second sheet."""
    if empty.suffix == ".csv":
        return empty.read_bytes() + b"Arta Gashi;;Family;Fabrika\r\n"
    workbook = load_workbook(empty)
    sheet, choices = workbook.worksheets
    chosen = [choices.cell(2, column).value for column in range(1, choices.max_column + 1)]
    sheet.append(["Arta Gashi", "", *chosen[2:4], "", *chosen[5:]])
    return saved(workbook)


def test_a_list_without_any_row_is_no_success(ascolto: Ascolto, tmp_path: Path) -> None:
    code, out, _ = ascolto("import", written(tmp_path / "list.xlsx", saved(book(rows=()))))

    assert code == 1
    assert "0 imported" in out
