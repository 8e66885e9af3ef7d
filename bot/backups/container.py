"""The file of a backup: a tar of a manifest and a copy of the database, encrypted with age as it is written.

Whoever has the key opens it without Ascolto, too: `age --decrypt`, then `tar`.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from db import agekey
from db.crypto import Keyring
from db.refusal import Refusal
from db.soundness import Contents

FORMAT = 1
_MANIFEST = "manifest.json"
_CHUNK = 64 * 1024  # bytes
_FIRST_LINE = b"age-encryption.org/v1\n"


class BadBackup(Refusal):
    """A file that is no backup, or not whole, or not for this key: one sentence."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `rows`: how many each table has."""

    ascolto: str
    dialect: str
    schema: str | None
    created_at: datetime
    rows: dict[str, int]
    audit_head: str | None
    format: int = FORMAT

    @classmethod
    def of(cls, contents: Contents, ascolto: str, dialect: str, created_at: datetime) -> "Manifest":
        """The manifest of a copy with these contents."""
        return cls(ascolto, dialect, contents.schema, created_at, contents.rows, contents.audit_head)

    def to_json(self) -> bytes:
        """As it stands in the file."""
        return json.dumps({**asdict(self), "created_at": self.created_at.isoformat()}, indent=1).encode()

    @classmethod
    def from_json(cls, written: bytes) -> "Manifest":
        """As it was written. Raises ValueError, KeyError or TypeError."""
        said = json.loads(written)
        if said["format"] > FORMAT:
            raise ValueError("a format of tomorrow")
        return cls(**{**said, "created_at": datetime.fromisoformat(said["created_at"])})


def write(file: BinaryIO, manifest: Manifest, copy: Path, recipients: Sequence[Any]) -> str:
    """Write a backup to `file`; returns the digest of what was encrypted."""
    digest = hashlib.sha256()
    pyrage.encrypt_io(_Source(_tar(manifest, copy), digest), file, recipients)
    return digest.hexdigest()


def check(path: Path, keyring: Keyring) -> tuple[Manifest, str]:
    """Open a backup to its end; returns what it says of itself and its digest. Raises BadBackup."""
    sink = _Digest()
    _decrypt(path, keyring, sink)
    with _as_tar(path, io.BytesIO(sink.head)) as tar:
        return _manifest(path, tar), sink.digest.hexdigest()


def unpack(path: Path, keyring: Keyring, folder: Path) -> tuple[Manifest, Path]:
    """Open a backup into `folder`; returns what it says of itself and the copy. Raises BadBackup."""
    with _fresh(folder / "opened.tar") as whole:
        _decrypt(path, keyring, whole)
        whole.seek(0)
        with _as_tar(path, whole) as tar:
            return _manifest(path, tar), _copy(path, tar, folder)


# --- writing --------------------------------------------------------------------------------------------------------


def _tar(manifest: Manifest, copy: Path) -> Iterator[bytes]:
    said = manifest.to_json()
    yield from _entry(_MANIFEST, len(said), manifest, io.BytesIO(said))
    with copy.open("rb") as file:
        yield from _entry(f"ascolto.{manifest.dialect}", copy.stat().st_size, manifest, file)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _entry(name: str, size: int, manifest: Manifest, content: BinaryIO) -> Iterator[bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(manifest.created_at.timestamp())
    yield info.tobuf(tarfile.GNU_FORMAT)
    while chunk := content.read(_CHUNK):
        yield chunk
    yield bytes(-size % tarfile.BLOCKSIZE)


class _Source:
    """Bytes as they are asked for. It is Python, so that other threads may run between two pieces."""

    def __init__(self, chunks: Iterator[bytes], digest: Any) -> None:
        self._chunks = chunks
        self._digest = digest
        self._rest = b""

    def read(self, size: int) -> bytes:
        """At most `size` bytes; none at the end."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._digest.update(chunk)
            self._rest = chunk
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


# --- reading --------------------------------------------------------------------------------------------------------


class _Digest:
    """Takes everything and keeps the beginning, in which the manifest is."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.head = b""

    def write(self, piece: bytes) -> int:
        """Take a piece."""
        self.digest.update(piece)
        if len(self.head) < _CHUNK:
            self.head += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""


def _decrypt(path: Path, keyring: Keyring, into: Any) -> None:
    with path.open("rb") as file:
        if file.read(len(_FIRST_LINE)) != _FIRST_LINE:
            raise BadBackup(f"{path} is no backup of Ascolto.")
        file.seek(0)
        try:
            pyrage.decrypt_io(file, into, agekey.identities(keyring))
        except pyrage.DecryptError as error:
            raise BadBackup(f"{path} {_why(error)}") from None
        except OSError as error:
            if error.errno is not None:
                raise
            raise _damaged(path) from None


def _why(error: Exception) -> str:
    if "No matching keys" in str(error):
        return (
            "was made with another key than ASCOLTO_KEY_FILE holds, or its beginning is damaged: bring that key back"
            " with `ascolto keys restore`, or take another backup."
        )
    return "is damaged or not whole: take another backup."


def _damaged(path: Path) -> BadBackup:
    return BadBackup(f"{path} is damaged or not whole: take another backup.")


def _as_tar(path: Path, file: Any) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=file, mode="r:")
    except tarfile.TarError:
        raise BadBackup(f"{path} is no backup of Ascolto.") from None


def _manifest(path: Path, tar: tarfile.TarFile) -> Manifest:
    member = tar.next()
    content = tar.extractfile(member) if member is not None and member.name == _MANIFEST else None
    try:
        if content is not None:
            return Manifest.from_json(content.read())
    except (ValueError, KeyError, TypeError):
        raise BadBackup(f"{path} was made by another Ascolto: install the newest version.") from None
    raise BadBackup(f"{path} is no backup of Ascolto.")


def _fresh(path: Path) -> BinaryIO:
    """A new file for its owner alone."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _copy(path: Path, tar: tarfile.TarFile, folder: Path) -> Path:
    member = tar.next()
    content = tar.extractfile(member) if member is not None else None
    if content is None:
        raise BadBackup(f"{path} is no backup of Ascolto.")
    copy = folder / "copy"
    with _fresh(copy) as file:
        while chunk := content.read(_CHUNK):
            file.write(chunk)
    return copy


def newest_good(paths: Iterable[Path], keyring: Keyring) -> tuple[Path | None, list[BadBackup]]:
    """The first of these that opens, and why those before it do not."""
    bad = []
    for path in paths:
        try:
            check(path, keyring)
        except BadBackup as refusal:
            bad.append(refusal)
        else:
            return path, bad
    return None, bad
