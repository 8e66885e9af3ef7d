"""Files as they come: sheets written by a spreadsheet's library, and archives put together by hand."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook

HEADINGS = ("Emri", "Mbiemri", "Lagjja", "Telefoni")
FAMILIES = (
    ("Fatime", "Shembulli", "Tavnik", "044 123 456"),
    ("Љиљана", "Примерковић", "Шипоље", ""),
    ("Gëzim", "Ushtrimi", "Žabare", ""),
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def book(rows: Iterable[Sequence[object]] = FAMILIES, headings: Sequence[str] = HEADINGS) -> Workbook:
    """A workbook of one sheet."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in (headings, *rows) if headings else rows:
        sheet.append(list(row))
    return workbook


def saved(workbook: Workbook) -> bytes:
    """The bytes of a workbook."""
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def xlsx(rows: Iterable[Sequence[object]] = FAMILIES, headings: Sequence[str] = HEADINGS) -> bytes:
    """A file of one sheet."""
    return saved(book(rows, headings))


def csv(rows: Iterable[Sequence[str]] = FAMILIES, headings: Sequence[str] = HEADINGS, sign: str = ";") -> str:
    """The same as CSV."""
    return "\r\n".join(sign.join(row) for row in (headings, *rows)) + "\r\n"


def archive(rows: Iterable[str], parts: Mapping[str, str | bytes] | None = None, before: str = "") -> bytes:
    """An XLSX put together by hand: `rows` is the XML inside of sheetData, `parts` what else is in the archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {**PARTS, **(parts or {})}.items():
            packed.writestr(name, content)
        with packed.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'{before}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for row in rows:
                sheet.write(row.encode())
            sheet.write(b"</sheetData></worksheet>")
    return file.getvalue()


def cell(place: str, said: str) -> str:
    """A cell of text, as XML."""
    return f'<c r="{place}" t="inlineStr"><is><t>{said}</t></is></c>'
