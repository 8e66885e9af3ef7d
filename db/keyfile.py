"""The key file: made at the first start, readable by its owner alone, never beside the data.

Each line is one key: `ascolto-key-1 <id> <32 bytes in base64>`. The first encrypts; older ones below it still open
what they wrote.
"""

import base64
import binascii
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from db.crypto import KEY_BYTES, Keyring
from db.refusal import Refusal

_VERSION = "ascolto-key-1"
_ENDING = "[0-9a-f]" * 16
"""Of a file under which a key is written before it is given its name."""
_CREDENTIAL = (0o440, 0, 0)  # mode, user, group


class KeyFileError(Refusal):
    """A key file that cannot be used: one sentence with its path, never a key."""


class KeyInUse(Refusal):
    """A key that another process has read and writes with."""


def open_keyring(path: Path) -> Keyring:
    """Return the keys of the file at `path`, making it with a fresh key when there is none. Raises KeyFileError."""
    try:
        if not path.exists():
            create_key_file(path, Keyring(fresh_key()))
        return read_keyring(path)
    except OSError as error:
        raise KeyFileError(f"ASCOLTO_KEY_FILE ({path}) cannot be used: {error.strerror}.") from None


def read_keyring(path: Path) -> Keyring:
    """Return the keys of an existing file. Raises KeyFileError, or FileNotFoundError when there is none."""
    with path.open("rb") as file:
        if is_open_to_others(os.fstat(file.fileno())):
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


def is_open_to_others(found: os.stat_result) -> bool:
    """Whether others may use a file. What systemd hands over as a credential is root's, with an entry for the service's
    user in its access list, which its mode shows as a right of root's group to read."""
    mode = stat.S_IMODE(found.st_mode)
    return bool(mode & 0o077) and (mode, found.st_uid, found.st_gid) != _CREDENTIAL


def fresh_key(*taken: int) -> dict[int, bytes]:
    """A new key under an id that is not taken."""
    id_ = secrets.choice([id_ for id_ in range(1, 256) if id_ not in taken])
    return {id_: secrets.token_bytes(KEY_BYTES)}


# --- writing --------------------------------------------------------------------------------------------------------


def create_key_file(path: Path, keyring: Keyring) -> None:
    """Write a key file where there is none, whole or not at all. One that is there already is left as it is."""
    for folder in reversed(path.parents):  # mkdir(parents=True) would leave those above open to others
        folder.mkdir(mode=0o700, exist_ok=True)
    with _written(path, keyring) as fresh:
        _link(fresh, path)


def replace_key_file(path: Path, keyring: Keyring) -> None:
    """Put other keys into a key file: at any moment it holds the ones or the others. What a killed process has left
    beside it goes too, because that holds keys. Raises KeyFileError."""
    try:
        path = path.resolve()  # not the link that leads to it
        with _written(path, keyring) as fresh:
            fresh.replace(path)
            _sync_folder(path.parent)
        for left in path.parent.glob(f"{escape(path.name)}.{_ENDING}"):
            left.unlink(missing_ok=True)
    except OSError as error:
        raise KeyFileError(f"ASCOLTO_KEY_FILE ({path}) cannot be written: {error.strerror}.") from None


@contextmanager
def _written(path: Path, keyring: Keyring) -> Iterator[Path]:
    """The keys on the disk, under another name in the same folder; gone afterwards."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.writelines(_line(id_, key) for id_, key in keyring.keys.items())
            file.flush()
            os.fsync(descriptor)
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def _link(fresh: Path, path: Path) -> None:
    """Give the file its name unless another start was quicker: unlike a rename, a link never replaces a key."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- the lines ------------------------------------------------------------------------------------------------------


def _line(id_: int, key: bytes) -> str:
    return f"{_VERSION} {id_} {base64.b64encode(key).decode()}\n"


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


# --- who works with it ----------------------------------------------------------------------------------------------


class KeyUse:
    """A lock on the folder of the data. Whoever writes to the database has it together with others; whoever brings a
    new key has it alone, for a moment, so that nobody goes on writing with the one that is to go."""

    def __init__(self, data: Path, *, alone: bool = False) -> None:
        """Take it; the folder is there. `alone`: raises KeyInUse where others have it."""
        self._descriptor = os.open(data, os.O_RDONLY)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        except BlockingIOError:
            self.release()
            raise KeyInUse("Ascolto is at work with this key: stop the bot and all its commands first.") from None

    def release(self) -> None:
        """Let it go; also fine when that was done before."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
