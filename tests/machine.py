"""The machine of whoever installed it: its key file, and where the program finds everything."""

import base64
from pathlib import Path

import pytest

from db.crypto import KEY_BYTES

KEY = base64.b64encode(bytes(range(KEY_BYTES))).decode()
"""The key of the fixture `keyring`, as in a key file."""


def write_key(path: Path, key: str = KEY, mode: int = 0o600) -> None:
    """A key file, by default one that its owner alone may read, in a folder likewise."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode)
    path.write_text(f"ascolto-key-1 7 {key}\n")
    path.chmod(mode)


def install(folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this process is told as the program: its data and its key, both in `folder`, and its database."""
    write_key(folder / "keys" / "key")
    (folder / "data").mkdir(mode=0o700, exist_ok=True)
    monkeypatch.setenv("ASCOLTO_DATA", str(folder / "data"))
    monkeypatch.setenv("ASCOLTO_KEY_FILE", str(folder / "keys" / "key"))
    monkeypatch.setenv("DATABASE_URL", database_url)
