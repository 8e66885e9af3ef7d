"""Files that were sent, kept in memory, with the ids by which they are fetched or sent again."""

import secrets
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass

from practice.errors import Json, bad_request

DOWNLOAD_LIMIT = 20 * 1024 * 1024
"""Bytes that a bot may fetch."""

_DEFAULTS = {
    "photo": ("photo.jpg", "image/jpeg"),
    "voice": ("voice.ogg", "audio/ogg"),
    "document": ("document.bin", "application/octet-stream"),
}
_FOLDERS = {"photo": "photos", "voice": "voice", "document": "documents"}


@dataclass(frozen=True)
class StoredFile:
    """One file: its bytes and what people were told about it."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    data: bytes
    path: str

    def about(self) -> Json:
        """The fields that every kind of file has in the Bot API."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


class FileStore:
    """All files, by id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}

    def add(self, kind: str, name: str, mime: str, data: bytes) -> StoredFile:
        """Keep a file; `kind` is photo, voice or document."""
        folder = _FOLDERS[kind]
        ending = name.rpartition(".")[2] if "." in name else "bin"
        stored = StoredFile(
            file_id=f"{kind}-{secrets.token_urlsafe(24)}",
            unique_id=secrets.token_urlsafe(12),
            kind=kind,
            name=name,
            mime=mime,
            data=data,
            path=f"{folder}/file_{len(self._by_id)}.{ending}",
        )
        self._by_id[stored.file_id] = stored
        return stored

    def body(self, kind: str, data: bytes, name: str = "", mime: str = "") -> Json:
        """Keep a new file; returns the part of a message that tells of it."""
        default_name, default_mime = _DEFAULTS[kind]
        return as_body(self.add(kind, name or default_name, mime or default_mime, data))

    def get(self, file_id: str | None) -> StoredFile:
        """The file of an id."""
        if not file_id:
            raise bad_request("file_id not specified")
        if file_id not in self._by_id:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return self._by_id[file_id]

    def to_json(self) -> list[Json]:
        """All files, their bytes as base64."""
        return [{**asdict(each), "data": b64encode(each.data).decode()} for each in self._by_id.values()]

    def from_json(self, kept: list[Json]) -> None:
        """Go on where `to_json` stopped."""
        for each in kept:
            self._by_id[each["file_id"]] = StoredFile(**{**each, "data": b64decode(each["data"])})

    def at_path(self, path: str) -> StoredFile | None:
        """The file at a path that getFile told."""
        return next((each for each in self._by_id.values() if each.path == path), None)

    def of_unique_id(self, unique_id: str) -> StoredFile | None:
        """The file the page shows."""
        return next((each for each in self._by_id.values() if each.unique_id == unique_id), None)


def as_body(stored: StoredFile) -> Json:
    """The part of a message that tells of a file."""
    if stored.kind == "photo":
        return {"photo": [{**stored.about(), "width": 1280, "height": 960}]}
    if stored.kind == "voice":
        return {"voice": {**stored.about(), "duration": 3, "mime_type": stored.mime}}
    return {"document": {**stored.about(), "file_name": stored.name, "mime_type": stored.mime}}
