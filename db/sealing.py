"""Marks on the lines of the audit, so that one that was changed, removed or put in by another hand is noticed.

A line is stamped when it is written: the digest of what it says, encrypted like any column, so that only who has the
key can write one. Later it is sealed into a chain: HMAC-SHA256 over the seal before it, its number and what it says.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

FIELDS = ("at", "account_id", "action", "kind", "object_id")
FIRST = ""
"""What stands for the seal before the first line."""


def digest(line: Mapping[str, Any]) -> bytes:
    """SHA-256 of what a line says: its FIELDS, of which `at` is an aware instant; what is absent is None."""
    said = {name: line.get(name) for name in FIELDS} | {"at": line["at"].astimezone(UTC).isoformat()}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).digest()


def seal(key: bytes, before: str, number: int, id_: int, line: Mapping[str, Any]) -> str:
    """The seal of a line, 64 hexadecimal digits: `before` is the seal of the line that has the number before."""
    said = f"{before} {number} {id_} ".encode() + digest(line)
    return hmac.new(key, said, hashlib.sha256).hexdigest()
