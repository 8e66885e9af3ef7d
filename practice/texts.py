"""What Telegram's server does to a text that a bot sends: cleaning, trimming, entities, length.

Offsets and lengths are counted in UTF-16 code units, as everywhere in the Bot API.
"""

import re
from typing import Any

from practice.errors import Json, bad_request

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_TYPES = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
    ]
)
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_FOUND = re.compile(r"(?P<bot_command>(?<!\S)/\w{1,32}(?:@\w+)?)|(?P<url>https?://\S+)")


def units(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text) + sum(ord(sign) > 0xFFFF for sign in text)


def check_utf8(text: str) -> str:
    """Refuse lone surrogates, which no UTF-8 can carry."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error
    return text


def clean(text: str) -> str:
    """Control characters become spaces, line separators and direction marks go."""
    return _DROPPED.sub("", _CONTROL.sub(" ", check_utf8(text)))


class Boundaries:
    """Positions of a text in UTF-16 units, turned into positions of the cleaned text."""

    def __init__(self, text: str) -> None:
        self.to_clean: dict[int, int] = {}
        self._text = text
        before = after = 0
        for sign in text:
            self.to_clean[before] = after
            before += units(sign)
            after += 0 if _DROPPED.match(sign) else units(sign)
        self.to_clean[before] = after
        self.end = before

    def move(self, entity: Json) -> Json:
        """The entity where it stands in the cleaned text; refused when it doesn't fit the text."""
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        if begin >= self.end:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {begin}")
        if begin not in self.to_clean:
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {self._byte(begin)}")
        if end > self.end:
            reason = f"ends after the end of the text at UTF-16 offset {end}"
            raise bad_request(f"entity beginning at UTF-16 offset {begin} {reason}")
        if end not in self.to_clean:
            reason = "ends in a middle of a UTF-16 symbol"
            raise bad_request(f"entity beginning at UTF-16 offset {begin} {reason} at byte offset {self._byte(end)}")
        moved = self.to_clean[begin]
        return {**entity, "offset": moved, "length": self.to_clean[end] - moved}

    def _byte(self, middle: int) -> int:
        """Where the symbol ends in whose middle this is."""
        return len(self._text.encode("utf-16-le")[: 2 * (middle + 1)].decode("utf-16-le").encode())


def formatted(text: str, entities: Any) -> tuple[str, list[Json]]:
    """A bot's text and entities as Telegram keeps them; ("", []) when nothing visible is left."""
    asked = [_entity(each) for each in entities] if isinstance(entities, list) else []
    boundaries = Boundaries(check_utf8(text))
    moved = [boundaries.move(each) for each in asked if each["type"] in ENTITY_TYPES and each["length"]]
    return trimmed(clean(text), moved)


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without white space at both ends, entities cut and shifted to match, commands and links found."""
    kept = text.rstrip(" \n")
    end = units(kept)
    first_entity = min((each["offset"] for each in entities), default=end)
    shift = min(len(kept) - len(kept.lstrip(" \n")), first_entity)
    cut = [{**each, "length": min(each["length"], end - each["offset"])} for each in entities if each["offset"] < end]
    moved = [{**each, "offset": each["offset"] - shift} for each in cut]
    return kept[shift:], with_found(kept[shift:], moved)


def with_found(text: str, entities: list[Json]) -> list[Json]:
    """The entities and, where they leave room, the commands and links that Telegram finds by itself."""
    found = [
        {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(match.group())}
        for match in _FOUND.finditer(text)
    ]
    free = [each for each in found if not any(_touch(each, other) for other in entities)]
    return sorted(entities + free, key=lambda each: (each["offset"], -each["length"], each["type"]))


def _touch(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def _entity(value: Any) -> Json:
    if not isinstance(value, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    for field in ("offset", "length"):
        if not isinstance(value.get(field), int):
            raise bad_request(f"can't parse MessageEntity: can't find field \"{field}\"")
        if not 0 <= value[field] <= 1_000_000:
            raise bad_request(f"receive an entity with incorrect {field} {value[field]}")
    if not isinstance(value.get("type"), str):
        raise bad_request("can't parse MessageEntity: can't find field \"type\"")
    return value
