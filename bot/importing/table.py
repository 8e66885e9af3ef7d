"""A file's rows as text, whatever kind of file it was; and why a file could not be read. Standard library only."""

import re
from dataclasses import dataclass, field

MOST_BYTES = 20 * 1024 * 1024
"""Of a file: also the most that a bot may fetch from Telegram."""
MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_LETTERS = 30_000_000
"""Of all cells together: one long text may be meant by a million cells."""
LONGEST_CELL = 4_000

MERGED, HIDDEN, OTHER_SHEETS = "merged", "hidden", "other_sheets"
"""What is worth a remark, though the file can be read."""

ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
"""What a spreadsheet shows where a formula failed."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufeff]")


class Unreadable(Exception):
    """A file that cannot be read; `code` says why: see `report.UNREADABLE`."""

    def __init__(self, code: str) -> None:
        """Say why, by a code."""
        super().__init__(code)
        self.code = code


@dataclass
class Table:
    """The rows that hold anything, each with its number in the file (from 1). A day is written `2026-03-11`."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    since_1904: bool = False  # the days are counted from 1904 on, where they are numbers
    _letters: int = 0

    def add(self, number: int, cells: list[str]) -> None:
        """Take a row; an empty one is none. Raises Unreadable beyond the limits."""
        cells = [clean(cell) for cell in cells]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            return
        self._letters += sum(map(len, cells))
        if len(self.rows) > MOST_ROWS:  # one of them holds the headings
            raise Unreadable("too_many_rows")
        if len(cells) > MOST_COLUMNS:
            raise Unreadable("too_many_columns")
        if self._letters > MOST_LETTERS:
            raise Unreadable("too_much")
        self.rows.append((number, cells))


def clean(cell: str) -> str:
    """A cell without signs that nobody sees. Too long a one keeps one letter too many, so that it is refused."""
    if not cell.isprintable():
        cell = _CONTROL.sub("", cell).replace("\u00a0", " ")
    cell = cell.strip()
    return "" if cell in ERRORS else cell[: LONGEST_CELL + 1]
