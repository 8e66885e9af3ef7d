"""New files for their owner alone. Each appears whole or not at all, and none takes the place of another."""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

from db.refusal import Refusal


class ExportRefused(Refusal):
    """An export that would go to the wrong place: one sentence."""


def refuse_existing(paths: Iterable[Path]) -> None:
    """Raise ExportRefused where a file is there already."""
    for path in paths:
        if os.path.lexists(path):
            raise ExportRefused(f"{path} is there already and was left as it is: name another place with --output.")


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone, where there is none yet."""
    if folder.exists() and not folder.is_dir():
        raise ExportRefused(f"{folder} is a file: name a folder with --output.")
    folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def fresh(path: Path, *, bom: bool = False) -> Iterator[TextIO]:
    """A new UTF-8 file, written under another name and given its own when all is on the disk. Raises ExportRefused."""
    encoding = "utf-8-sig" if bom else "utf-8"
    with fresh_binary(path) as file:
        text = TextIOWrapper(file, encoding, errors="backslashreplace", newline="")
        yield text
        text.detach()


@contextmanager
def fresh_binary(path: Path) -> Iterator[BinaryIO]:
    """A new file of bytes, likewise. It is renamed rather than linked: a memory stick knows no links."""
    refuse_existing([path])
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        refuse_existing([path])
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
