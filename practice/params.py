"""The parameters of a request, which arrive as JSON values or as strings that hold JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from practice.errors import Json, bad_request


@dataclass(frozen=True)
class Upload:
    """A file that came with a multipart request."""

    name: str
    mime: str
    data: bytes


class Params:
    """Typed reading of parameters; what is missing is None, what is wrong is refused as Telegram does."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def text(self, name: str) -> str | None:
        """A string, or None."""
        value = self.values.get(name)
        return None if value is None or isinstance(value, Upload) else str(value)

    def flag(self, name: str) -> bool:
        """A truth value; absent is false."""
        value = self.values.get(name, False)
        return value if isinstance(value, bool) else str(value).lower() in {"true", "yes", "1"}

    def number(self, name: str, default: int = 0) -> int:
        """A whole number; what is none counts as 0, as in Telegram's server."""
        value = self.values.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            return 0

    def structure(self, name: str, called: str) -> Any:
        """An object or array, decoded if it came as a string; `called` names it in the refusal."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {called} JSON object") from error

    def upload(self, name: str) -> Upload | str | None:
        """A file: uploaded in its own field, attached under another name, or a file_id."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.values.get(value.removeprefix("attach://"))
        return value if isinstance(value, Upload) else self._string(value)

    @staticmethod
    def _string(value: Any) -> str | None:
        return value if isinstance(value, str) and value else None

    def numbers(self, name: str) -> list[int]:
        """A list of message ids."""
        value = self.structure(name, name)
        if not isinstance(value, list):
            raise bad_request("expected an Array of message identifiers")
        return [int(each) for each in value]


def as_object(value: Any, called: str) -> Json:
    """The value if it is a JSON object, else Telegram's refusal."""
    if not isinstance(value, dict):
        raise bad_request(f"object expected as {called}")
    return value
