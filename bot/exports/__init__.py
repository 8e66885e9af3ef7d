"""Everything the centre has written down, as open data: one JSON object a line, or one CSV file a kind of record.

`docs/data.md` says what each field means. Confidential entries leave alone, when they are asked for; secrets never do.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.exports.files import ExportRefused, fresh, make_folder, refuse_existing
from bot.exports.formats import csv_row, csv_writer, json_line
from bot.exports.kinds import CONFIDENTIAL, KINDS
from bot.exports.shape import Kind, Known
from bot.exports.source import open_source
from bot.exports.visible import load_known

__all__ = ["CONFIDENTIAL", "KINDS", "ExportRefused", "open_source", "records", "write"]

Record = dict[str, Any]


def write(reader: Engine, today: date, format_: str, output: str | None, kinds: Sequence[Kind] = KINDS) -> None:
    """Write all records of these kinds to `output`: a new file (jsonl; None: standard output) or a folder (csv).

    `reader` only reads, `today` is the local day that the state of follow-ups refers to. Raises ExportRefused; then
    nothing was written.
    """
    if format_ == "csv":
        if output is None:
            raise ExportRefused("CSV is one file for each kind of record: name a folder with --output.")
        _write_csv(reader, today, Path(output), kinds)
    elif output is None:
        _print_jsonl(reader, today, kinds)
    else:
        with fresh(Path(output)) as file:
            file.writelines(json_line(record) for _, record in records(reader, today, kinds))


def records(reader: Engine, today: date, kinds: Sequence[Kind] = KINDS) -> Iterator[tuple[Kind, Record]]:
    """All records in their order, read in one snapshot and a few hundred at a time."""
    with Session(reader) as db, db.begin():
        known = load_known(db, today)
        for kind in kinds:
            for record in _of_kind(db, kind, known):
                yield kind, record


def _of_kind(db: Session, kind: Kind, known: Known) -> Iterator[Record]:
    """The query brings a batch at a time, and the session holds no row that nobody else does."""
    for row in db.scalars(kind.query):
        if kind.shown(row, known):
            yield {"kind": kind.name, **kind.read(row, known)}


def _print_jsonl(reader: Engine, today: date, kinds: Sequence[Kind]) -> None:
    """The terminal's own encoding may be anything: the bytes are written as UTF-8."""
    out = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        out.writelines(json_line(record) for _, record in records(reader, today, kinds))
    finally:
        out.detach()


def _write_csv(reader: Engine, today: date, folder: Path, kinds: Sequence[Kind]) -> None:
    paths = {kind.name: folder / f"{kind.name}.csv" for kind in kinds}
    refuse_existing(paths.values())
    make_folder(folder)
    with ExitStack() as files:
        writers = {
            kind.name: csv_writer(files.enter_context(fresh(paths[kind.name], bom=True)), kind) for kind in kinds
        }
        for kind, record in records(reader, today, kinds):
            writers[kind.name].writerow(csv_row(record))
