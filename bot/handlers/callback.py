"""Callback data: `v1|subject|rev|op|arg`, at most 64 bytes, ids and codes only.

`subject` is the draft a button belongs to (0: none), `rev` the revision of its question.
"""

from dataclasses import dataclass

VERSION = "v1"
MOST_BYTES = 64
MOST_DIGITS = 9
"""Of an id or revision: longer ones fit no column."""


@dataclass(frozen=True)
class Tapped:
    """What a button said."""

    op: str
    arg: str = ""
    subject: int = 0
    rev: int = 0


def write(tapped: Tapped) -> str:
    """The callback data of a button. Raises ValueError beyond 64 bytes: that is a mistake in the program."""
    data = f"{VERSION}|{tapped.subject}|{tapped.rev}|{tapped.op}|{tapped.arg}"
    if len(data.encode()) > MOST_BYTES:
        raise ValueError(f"callback data of {tapped.op} is too long")
    return data


def read(data: str) -> Tapped | None:
    """What callback data says; None for anything this bot has not written (a modified client can send anything)."""
    parts = data.split("|", 4)
    if len(parts) != 5 or parts[0] != VERSION:
        return None
    _, subject, rev, op, arg = parts
    if not (_is_id(subject) and _is_id(rev)):
        return None
    return Tapped(op, arg, int(subject), int(rev))


def _is_id(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS
