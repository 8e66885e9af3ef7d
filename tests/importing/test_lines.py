"""CSV: whatever a machine here writes, the letters come out as they were."""

import pytest

from bot.importing import lines
from bot.importing.table import Unreadable

SERBIAN = ("Prezime i ime", "Đorđe Čović", "Žabare"), ("Šćepan Nikčević", "kuća", "Mitrovica")
ALBANIAN = ("Emri", "Lagjja", "Shënime"), ("Gëzim Çitaku", "Tavnik", "ka nevojë për dru")
ITALIAN = ("Nome", "Quartiere", "Età"), ("Niccolò Prà", "è più giù", "città")
CYRILLIC = ("Име", "Насеље", "Напомена"), ("Љиљана Ђокић", "Суви До", "нема огрева")


def written(rows: tuple[tuple[str, ...], ...], sign: str = ";") -> str:
    return "\r\n".join(sign.join(row) for row in rows)


@pytest.mark.parametrize(
    ("rows", "encoding"),
    [
        *((rows, encoding) for rows in (SERBIAN, ALBANIAN, ITALIAN, CYRILLIC) for encoding in ("utf-8", "utf-8-sig")),
        *((rows, encoding) for rows in (SERBIAN, CYRILLIC) for encoding in ("utf-16", "utf-16-le", "utf-16-be")),
        (SERBIAN, "cp1250"),
        (ALBANIAN, "cp1250"),
        (ALBANIAN, "cp1252"),
        (ITALIAN, "cp1252"),
        (CYRILLIC, "cp1251"),
    ],
)
def test_letters_come_out_as_they_were(rows: tuple[tuple[str, ...], ...], encoding: str) -> None:
    table = lines.read(written(rows).encode(encoding))

    assert [tuple(cells) for _, cells in table.rows] == list(rows)


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_any_usual_delimiter_is_found(sign: str) -> None:
    rows = (("Emri", "Lagjja", "Shënime"), ("Arta Gashi", "Tavnik", "dru, ilaçe; pula" if sign in "\t|" else "dru"))

    assert [tuple(cells) for _, cells in lines.read(written(rows, sign).encode()).rows] == list(rows)


def test_a_delimiter_may_be_said_in_the_first_line_and_row_numbers_still_count_it() -> None:
    table = lines.read(b"sep=|\r\nEmri|Lagjja\r\nArta|Tavnik\r\n")

    assert table.rows == [(2, ["Emri", "Lagjja"]), (3, ["Arta", "Tavnik"])]


def test_a_cell_may_hold_the_delimiter_and_a_new_line_in_quotes() -> None:
    table = lines.read(b'Emri;Shenime\r\nArta;"dru;\nilace"\r\n\r\nBesa;x')

    assert table.rows[1:] == [(2, ["Arta", "dru;\nilace"]), (4, ["Besa", "x"])]


def test_what_looks_like_a_formula_is_data() -> None:
    assert lines.read(b"Emri;Shenime\r\nArta;=cmd|' /C calc'!A0").rows[1] == (2, ["Arta", "=cmd|' /C calc'!A0"])


@pytest.mark.parametrize("content", ["Ђ".encode("utf-16")[:-1], b"Emri;Lagjja\r\nG\x81zim;Tavnik\r\n\xff\xfe"])
def test_letters_that_fit_no_encoding_are_refused(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        lines.read(content)

    assert refused.value.code == "letters"
