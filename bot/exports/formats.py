"""A record as a line of JSON or a row of CSV."""

import csv
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TextIO

from bot.exports.shape import Kind

if TYPE_CHECKING:
    from _csv import Writer

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins with one of these may be run by a spreadsheet."""
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""JSON allows them in a text, but some readers of lines end a line there."""


def json_line(record: dict[str, Any]) -> str:
    """One object, one line."""
    return json.dumps(record, ensure_ascii=False, default=_text).translate(_LINE_ENDS) + "\n"


def csv_writer(file: TextIO, kind: Kind) -> "Writer":
    """A writer of a kind's file, with the head row written."""
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(["kind", *(field.name for field in kind.fields)])
    return writer


def csv_row(record: dict[str, Any]) -> list[str]:
    """The cells of a record, none of which a spreadsheet takes for a formula."""
    return [_harmless(_cell(value)) for value in record.values()]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return " ".join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_text)
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, date) else str(value)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _text(value: object) -> str:
    """Days as `2026-03-25`, instants as `2026-03-25T07:30:00.000Z`."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"an export cannot hold a {type(value).__name__}")
