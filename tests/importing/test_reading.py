"""Files that are read, and files that are refused with one sentence – never with harm."""

import time
from datetime import date, datetime

import pytest

from bot.i18n import LANGUAGES, say
from bot.importing import child, reading, report
from bot.importing.table import HIDDEN, MERGED, MOST_BYTES, OTHER_SHEETS, Table, Unreadable
from tests.importing.sheets import FAMILIES, HEADINGS, archive, book, cell, csv, saved, xlsx

MACROS = {"xl/vbaProject.bin": b"program"}
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def refusal(content: bytes) -> str:
    """Why a file cannot be read."""
    with pytest.raises(Unreadable) as refused:
        reading.read(content)
    return refused.value.code


def read(content: bytes) -> Table:
    """What the reading process makes of a file."""
    return child.read(content)


# --- what is read ---------------------------------------------------------------------------------------------------


def test_a_sheet_is_read_row_by_row_with_the_numbers_of_its_rows() -> None:
    table = reading.read(xlsx())

    assert table.rows == [(1, list(HEADINGS)), *((n, _trimmed(row)) for n, row in enumerate(FAMILIES, 2))]
    assert table.remarks == []


def _trimmed(row: tuple[str, ...]) -> list[str]:
    return [said for said in row if said]


def test_days_and_numbers_read_as_they_would_be_typed() -> None:
    row = (date(2026, 3, 11), datetime(2026, 3, 11, 14, 30), 1950, 38344123456.0, 0.5, True)  # noqa: DTZ001 - as in a sheet

    table = read(xlsx([row], headings=()))

    assert table.rows == [(1, ["2026-03-11", "2026-03-11", "1950", "38344123456", "0.5", "yes"])]


def test_a_formula_gives_what_it_showed_last_and_is_never_worked_out() -> None:
    rows = ['<row r="1"><c r="A1"><f>1+1</f><v>7</v></c><c r="B1"><f>1+1</f></c><c r="C1" t="e"><v>#REF!</v></c>']

    table = read(archive([rows[0] + cell("D1", "=1+1") + cell("E1", "end") + "</row>"]))

    assert table.rows == [(1, ["7", "", "", "=1+1", "end"])]


def test_merged_cells_count_for_every_row_but_a_title_only_for_its_first_cell() -> None:
    workbook = book([("Arta", "Gashi", "Tavnik"), ("Besa", "Gashi", None), ("Title", None, None)])
    for area in ("C2:C3", "A4:C4"):
        workbook.worksheets[0].merge_cells(area)

    table = read(saved(workbook))

    assert [cells for _, cells in table.rows[1:]] == [
        ["Arta", "Gashi", "Tavnik"],
        ["Besa", "Gashi", "Tavnik"],
        ["Title"],
    ]
    assert table.remarks == [MERGED]


def test_hidden_rows_count_and_are_mentioned() -> None:
    workbook = book()
    workbook.worksheets[0].row_dimensions[3].hidden = True

    table = read(saved(workbook))

    assert len(table.rows) == 4
    assert table.remarks == [HIDDEN]


def test_of_several_sheets_the_first_visible_list_is_taken() -> None:
    workbook = book([("Arta", "Gashi", "Tavnik")])
    workbook.create_sheet("Cover", 0).append(["Our families"])
    secret = workbook.create_sheet("Hidden", 0)
    secret.append(["a", "b"])
    secret.sheet_state = "hidden"

    table = read(saved(workbook))

    assert table.rows[1] == (2, ["Arta", "Gashi", "Tavnik"])
    assert table.remarks == [OTHER_SHEETS]


def test_what_a_file_says_of_its_own_size_does_not_matter() -> None:
    content = archive([f'<row r="3">{cell("A3", "x")}{cell("B3", "y")}</row>'])

    assert read(content).rows == [(3, ["x", "y"])]


def test_something_that_got_lost_far_to_the_right_does_not_matter() -> None:
    content = archive([f'<row r="1">{cell("A1", "x")}{cell("B1", "y")}{cell("XFD1", "z")}</row>'])

    assert read(content).rows == [(1, ["x", "y"])]


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (xlsx([], headings=()), "empty"),
        (archive([f'<row r="1">{cell("A1", "only a title")}</row>']), "empty"),
        (xlsx()[:-100], "damaged"),
        (xlsx()[:2000], "damaged"),
        (b"PK\x03\x04 and nothing else", "damaged"),
        (archive(["<row><<<"]), "damaged"),
        (archive([], MACROS), "macros"),
        (archive([], {"[Content_Types].xml": "<x>application/vnd.ms-excel.sheet.macroEnabled.main+xml</x>"}), "macros"),
        (archive([], {"xl/workbook.bin": b""}), "other_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "locked"),
        (b"%PDF-1.7\n\x00\x01\x02\x03", "no_table"),
        (csv().encode() + b"\x00", "no_table"),
        (b"<html><table><tr><td>Emri</td></tr></table>", "other_format"),
        (b'{"name": "Arta"}', "other_format"),
        (b'Emri;Lagjja\r\n"' + b"a" * 200_000, "damaged"),
        (xlsx([("x",) * 101]), "too_many_columns"),
        (xlsx([("x",) * 16_384]), "too_many_columns"),
        (csv([("a", "b")] * 10_001).encode(), "too_many_rows"),
        (b"a" * (MOST_BYTES + 1), "too_big"),
        (archive([], {"xl/media/picture.bin": b"\0" * 81_000_000}), "too_much"),
        (archive([f'<row r="1">{cell("A1", "&i;")}</row>'], before=ENTITIES + "]>"), "damaged"),
        (archive([f'<row r="2000000">{cell("A2000000", "x")}</row>']), "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_with_its_reason(content: bytes, why: str) -> None:
    assert refusal(content) == why


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_is_one_sentence_or_two_in_every_language(lang: str) -> None:
    said = [say(reason, lang) for reason in report.UNREADABLE.values()]

    assert all(20 < len(sentence) < 200 and sentence.endswith(".") for sentence in said)


@pytest.mark.parametrize(
    "content",
    [
        archive([f'<row r="1">{cell("A1", "x")}</row><row r="1048576">{cell("XFD1048576", "y")}</row>']),
        archive(['<row r="1">', *["<c/>" * 1000] * 15_000, "</row>"]),
        archive(['<row r="1">' + cell("A1", "x"), *["<c/>" * 1000] * 15_000, "</row>"]),
        archive([f'<row r="{n}">' + cell(f"A{n}", "a" * 3000) * 3 + "</row>" for n in range(1, 6000)]),
    ],
    ids=["far apart", "empty cells", "wide row", "long texts"],
)
def test_what_would_swell_is_refused_in_time(content: bytes) -> None:
    before = time.monotonic()

    with pytest.raises(Unreadable):
        reading.read(content)

    assert time.monotonic() - before < reading.PATIENCE


def test_the_reading_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:secret")

    assert "TELEGRAM_BOT_TOKEN" not in reading.environment()
    assert "PATH" in reading.environment()
