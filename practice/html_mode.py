"""`parse_mode=HTML`: tags to entities, and Telegram's words for what cannot be parsed. Other modes are not known."""

import re
from html import unescape

from practice.errors import Json, bad_request
from practice.texts import units

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
_PIECE = re.compile(r"<(?P<end>/?)(?P<tag>[^\s>]*)(?P<rest>[^>]*)>|(?P<open><)|(?P<text>[^<]+)")
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s]+)""")


class _Parser:
    def __init__(self) -> None:
        self.text = ""
        self.entities: list[Json] = []
        self.open: list[tuple[str, Json]] = []

    def start(self, tag: str, rest: str, at: int) -> None:
        if tag not in _TYPES:
            raise _refused(f'Unsupported start tag "{tag}" at byte offset {at}')
        entity: Json = {"type": _TYPES[tag], "offset": units(self.text)}
        if tag == "a":
            href = _HREF.search(rest)
            entity["url"] = unescape(href[1]) if href else ""
        self.open.append((tag, entity))

    def end(self, tag: str, at: int) -> None:
        if not self.open:
            raise _refused(f"Unexpected end tag at byte offset {at}")
        expected, entity = self.open.pop()
        if tag != expected:
            raise _refused(f'Unmatched end tag at byte offset {at}, expected "</{expected}>", found "</{tag}>"')
        entity["length"] = units(self.text) - entity["offset"]
        if entity.get("url") != "":
            self.entities.append(entity)


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The text without tags, and the entities that the tags stand for."""
    parser = _Parser()
    for piece in _PIECE.finditer(source):
        at = len(source[: piece.start()].encode())
        if piece["open"]:
            raise _refused(f"Unclosed start tag at byte offset {at}")
        if piece["text"]:
            parser.text += unescape(piece["text"])
        elif piece["end"]:
            parser.end(piece["tag"].lower(), at)
        else:
            parser.start(piece["tag"].lower(), piece["rest"], at)
    if parser.open:
        raise _refused(f'Can\'t find end tag corresponding to start tag "{parser.open[-1][0]}"')
    return parser.text, parser.entities


def _refused(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")
