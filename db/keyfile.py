"""The key file: made at the first start, readable by its owner alone, never beside the data.

Each line is one key: `ascolto-key-1 <id> <32 bytes in base64>`. The first encrypts; older ones below it still open
what they wrote.
"""

import base64
import binascii
import os
import secrets
import stat
from pathlib import Path

from db.crypto import KEY_BYTES, Keyring
from db.refusal import Refusal

_VERSION = "ascolto-key-1"


class KeyFileError(Refusal):
    """A key file that cannot be used: one sentence with its path, never a key."""


def open_keyring(path: Path) -> Keyring:
    """Return the keys of the file at `path`, making it with a fresh key when there is none. Raises KeyFileError."""
    try:
        _create(path)
        return read_keyring(path)
    except OSError as error:
        raise KeyFileError(f"ASCOLTO_KEY_FILE ({path}) cannot be used: {error.strerror}.") from None


def read_keyring(path: Path) -> Keyring:
    """Return the keys of an existing file. Raises KeyFileError, or FileNotFoundError when there is none."""
    with path.open("rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise KeyFileError(f"ASCOLTO_KEY_FILE ({path}) can be read by others: run chmod 600 on it.")
        lines = file.read().split(b"\n")
    keys: dict[int, bytes] = {}
    for line in filter(None, map(bytes.strip, lines)):
        id_, key = _parse(line, path)
        if id_ in keys:
            raise KeyFileError(f"ASCOLTO_KEY_FILE ({path}) has two keys with the id {id_}: put your copy of it back.")
        keys[id_] = key
    if not keys:
        raise KeyFileError(f"ASCOLTO_KEY_FILE ({path}) is empty: put your copy of it back.")
    return Keyring(keys)


def _create(path: Path) -> None:
    """Write a fresh key whole or not at all: a start that is killed here must not leave half a key."""
    if path.exists():
        return
    for folder in reversed(path.parents):  # mkdir(parents=True) would leave those above open to others
        folder.mkdir(mode=0o700, exist_ok=True)
    line = f"{_VERSION} {secrets.randbelow(255) + 1} {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}\n"
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(line)
            file.flush()
            os.fsync(descriptor)
        _link(fresh, path)
    finally:
        fresh.unlink()


def _link(fresh: Path, path: Path) -> None:
    """Give the file its name unless another start was quicker: unlike a rename, a link never replaces a key."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _parse(line: bytes, path: Path) -> tuple[int, bytes]:
    damaged = KeyFileError(f"ASCOLTO_KEY_FILE ({path}) is damaged: put your copy of it back.")
    try:
        version, id_, key = line.decode("ascii").split()
        number, raw = int(id_), base64.b64decode(key, validate=True)
    except (ValueError, binascii.Error):
        raise damaged from None
    if version != _VERSION or len(raw) != KEY_BYTES or not 0 < number < 256:
        raise damaged
    return number, raw
