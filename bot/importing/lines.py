"""CSV as spreadsheets write it here: any usual delimiter, and the encodings of five decades of office machines."""

import csv
import io
import re
from statistics import median

from bot.importing.table import MOST_COLUMNS, Table, Unreadable

DELIMITERS = ";,\t|"
LOOKED_AT = 30  # rows, to tell the delimiter
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SERBIAN = b"\xe6\xf0\xc6\xd0\x9a\x9e\x8a\x8e"  # ć đ Ć Đ š ž Š Ž in cp1250
_ITALIAN = b"\xe0\xec\xf2\xf9\xc0\xcc\xd2\xd9"  # à ì ò ù in cp1252; no letter of Serbian stands there
_LAST_BLOCK = 4
"""The higher byte of a letter in UTF-16: 0 and 1 for Latin, 4 for Cyrillic. No text in one byte a letter has these."""
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")


def read(content: bytes) -> Table:
    """The rows of a CSV file. Raises Unreadable."""
    text = decode(content)
    if _NO_TEXT.search(text.rstrip("\x1a")):
        raise Unreadable("no_table")
    if text.lstrip()[:1] in ("<", "{"):
        raise Unreadable("other_format")
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"sep=.\s*", first):
        return _rows(rest, first[4], 2)
    return _rows(text, delimiter(text), 1)


def _rows(text: str, delimiter: str, first: int) -> Table:
    table = Table()
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), first):
            table.add(number, cells)
    except csv.Error:
        raise Unreadable("damaged") from None
    return table


def decode(content: bytes) -> str:
    """The text of a file. Without a mark of its encoding it is UTF-8 where that fits, else what it looks like."""
    try:
        return content.decode(encoding(content)).removeprefix("\ufeff")
    except UnicodeError:
        raise Unreadable("letters") from None


def encoding(content: bytes) -> str:
    """The encoding of a file, by its mark or its letters."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    even, odd = (sum(byte <= _LAST_BLOCK for byte in content[start:2000:2]) for start in (0, 1))
    if max(even, odd) > len(content[:2000]) // 4:
        return "utf-16-be" if even > odd else "utf-16-le"
    try:
        content.decode()
    except UnicodeError:
        return _of_one_byte(content)
    return "utf-8"


def _of_one_byte(content: bytes) -> str:
    """Cyrillic has hardly any Latin letter; ć đ š ž are Serbian, ì ò ù Italian; Albanian is the same in both."""
    high = sum(byte >= 0xC0 for byte in content)
    if high > sum(chr(byte).isalpha() for byte in content if byte < 0x80):
        return "cp1251"
    italian, serbian = (sum(content.count(byte) for byte in letters) for letters in (_ITALIAN, _SERBIAN))
    return "cp1252" if italian > serbian else "cp1250"


def delimiter(text: str) -> str:
    """The delimiter that gives rows of most cells."""
    head = "\n".join(text.splitlines()[:LOOKED_AT])

    def width(sign: str) -> float:
        try:
            rows = [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=sign) if row]
        except csv.Error:
            return 0
        return median(rows) if rows and max(rows) <= MOST_COLUMNS * 200 else 0

    return max(DELIMITERS, key=width)
