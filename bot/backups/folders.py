"""The folders that backups are kept in: their names, the newest ones, and which are deleted."""

import os
import re
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

DAILY = 7
WEEKLY = 4
FORGOTTEN = timedelta(weeks=4)
"""What is older is deleted, so that what was erased is in no backup after that."""
ALL_KEPT = timedelta(days=1)
"""Of the last day more than one is kept: it was perhaps made before a migration or a new key."""
PART = ".part"
LATE = timedelta(hours=36)
"""How old the newest good one may be."""
_NAME = re.compile(r"ascolto-(\d{4}-\d\d-\d\dT\d{4}Z)(?:-(\d+))?\.age")
_INSTANT = "%Y-%m-%dT%H%MZ"
_CHUNK = 1024 * 1024  # bytes


def fresh_name(folder: Path, now: datetime) -> Path:
    """The name of a backup of this minute, by which it is newer than all others of it, also where some were deleted."""
    stem = f"ascolto-{now.astimezone(UTC):{_INSTANT}}"
    numbers = [_number(path) for path in backups(folder) if path.name.startswith(stem)]
    return folder / (f"{stem}-{max(numbers) + 1}.age" if numbers else f"{stem}.age")


def made_at(path: Path) -> datetime:
    """When a backup of ours was made, to the minute."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        raise ValueError("no name of a backup")
    return datetime.strptime(found[1], _INSTANT).replace(tzinfo=UTC)


def _number(path: Path) -> int:
    found = _NAME.fullmatch(path.name)
    return int(found[2] or 1) if found else 0


def backups(folder: Path) -> list[Path]:
    """The backups in a folder, the newest first; by their names alone."""
    ours = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)] if folder.is_dir() else []
    return sorted(ours, key=lambda path: (made_at(path), _number(path)), reverse=True)


def part_of(path: Path) -> Path:
    """What a backup is called until it is whole."""
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")


def keep(part: Path, path: Path) -> None:
    """Give a whole backup its name, for good."""
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # some shares know nothing of it
            os.fsync(folder)
    finally:
        os.close(folder)


def copy(path: Path, folder: Path) -> Path:
    """Put a copy of a file into another folder, which must be there, in place of an older copy. Raises OSError."""
    second = folder / path.name
    part = part_of(second)
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with path.open("rb") as source, os.fdopen(descriptor, "wb") as target:
            shutil.copyfileobj(source, target, _CHUNK)
            target.flush()
            os.fsync(descriptor)
        keep(part, second)
    finally:
        part.unlink(missing_ok=True)
    return second


def sweep(folder: Path) -> None:
    """Remove what a backup that was cut off has left in a folder."""
    for name in ("ascolto-*.age", "erased.jsonl"):
        for part in folder.glob(f"{name}.*{PART}"):
            part.unlink(missing_ok=True)


def prune(folder: Path, now: datetime, zone: tzinfo) -> None:
    """Delete the backups in a folder that are not to be kept any more; nothing else that lies there is touched."""
    there = backups(folder)
    for path in set(there) - kept(there, now, zone):
        path.unlink(missing_ok=True)


def kept(newest_first: Iterable[Path], now: datetime, zone: tzinfo) -> set[Path]:
    """The newest of each of the last seven days that have one, and of the four weeks before this one; none is older
    than four weeks."""
    days: dict[object, Path] = {}
    weeks: dict[object, Path] = {}
    lately: list[Path] = []
    for path in newest_first:
        age, local = now - made_at(path), made_at(path).astimezone(zone)
        if age <= FORGOTTEN:
            days.setdefault(local.date(), path)
            weeks.setdefault(local.isocalendar()[:2], path)
        if age <= ALL_KEPT:
            lately.append(path)
    weeks.pop(now.astimezone(zone).isocalendar()[:2], None)
    return {*list(days.values())[:DAILY], *list(weeks.values())[:WEEKLY], *lately[:DAILY]}
