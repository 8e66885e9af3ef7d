"""XLSX: looked at as an archive first, then read row by row. Nothing in it is ever calculated or carried out."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from bot.importing.table import HIDDEN, MERGED, MOST_COLUMNS, MOST_ROWS, OTHER_SHEETS, Table, Unreadable

MOST_UNPACKED = 80_000_000  # bytes
MOST_PARTS = 2_000
LAST_ROW = 1_048_576
CONTENT_TYPES = "[Content_Types].xml"

_CHUNK, _OVERLAP = 1_000_000, 500  # bytes
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HIDDEN = re.compile(rb'<(?:\w+:)?row\s[^>]*?hidden="(?:1|true)"')

Areas = dict[int, list[int]]
"""Row → the columns whose cell there is merged with the one above."""


def read(content: bytes) -> Table:
    """The rows of the first sheet that holds a table. A formula gives the value it showed last. Raises Unreadable."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        look_inside(archive)
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        for sheet in sheets:
            table = _table(archive, sheet)
            if any(len(cells) > 1 for _, cells in table.rows):
                break
        else:
            raise Unreadable("empty")
    table.since_1904 = book.epoch == CALENDAR_MAC_1904
    table.remarks += [OTHER_SHEETS] if len(sheets) > 1 else []
    return table


def look_inside(archive: zipfile.ZipFile) -> None:
    """Refuse what would swell, what is locked, what carries programs, and what is another kind of file."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("too_much")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("locked")
    if CONTENT_TYPES not in names or "xl/workbook.bin" in names:
        raise Unreadable("other_format")
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in archive.read(CONTENT_TYPES):
        raise Unreadable("macros")


def _table(archive: zipfile.ZipFile, sheet: Any) -> Table:
    """`sheet` is openpyxl's ReadOnlyWorksheet; what it does not tell is looked up in its part of the archive."""
    table = Table()
    areas, hidden = _shape(archive, sheet._worksheet_path)
    sheet.reset_dimensions()  # what a file says of its own size may be anything
    above: list[str] = []
    for number, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), 1):
        if number > LAST_ROW:
            raise Unreadable("damaged")
        empty = values.count(None) == len(values)
        if empty and number not in areas:  # between two rows there may be a million
            above = []
            continue
        cells = [value if type(value) is str else as_text(value) for value in values]
        for column in areas.get(number, ()):
            if column < len(cells) and column < len(above) and not cells[column]:
                cells[column] = above[column]
        table.add(number, cells)
        above = cells
    table.remarks = [*([MERGED] if areas else []), *([HIDDEN] if hidden else [])]
    return table


def _shape(archive: zipfile.ZipFile, part: str) -> tuple[Areas, bool]:
    """Which cells are merged with the one above, and whether rows are hidden."""
    areas: Areas = {}
    room, hidden = MOST_ROWS * MOST_COLUMNS, False
    for piece in _pieces(archive, part):
        hidden = hidden or bool(_HIDDEN.search(piece))
        for left, top, right, bottom in _MERGED.findall(piece):
            first, last = column_index_from_string(left.decode()) - 1, column_index_from_string(right.decode()) - 1
            height = min(int(bottom), LAST_ROW) - int(top)
            room -= max(0, height) * (last - first + 1)
            if first != last or room < 0:  # a title over several columns counts for its first cell only
                continue
            for row in range(int(top) + 1, int(top) + height + 1):
                areas.setdefault(row, []).append(first)
    return areas, hidden


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    tail = b""
    with archive.open(part) as source:
        while piece := source.read(_CHUNK):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def as_text(value: object) -> str:
    """A cell as somebody would have typed it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return str(value)
