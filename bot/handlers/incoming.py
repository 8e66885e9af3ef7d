"""A Telegram update as this bot sees it: who, what, in which message. Everything else is left behind here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
PRIVATE = "private"


class Kind(StrEnum):
    """What somebody did."""

    TEXT = "text"
    TAP = "tap"
    VOICE = "voice"
    PHOTO = "photo"
    DOCUMENT = "document"
    EDITED = "edited"
    OTHER = "other"  # stickers, polls, dice, places, forwards …
    BACK = "back"  # she lets the bot write again
    GROUP = "group"  # anything in a group or channel
    NOTHING = "nothing"  # an update this bot has no use for


@dataclass(frozen=True)
class Incoming:
    """One thing somebody did. `data` is a tap's callback data; `query` its id, to be answered."""

    update_id: int
    kind: Kind
    chat_id: int = 0
    user_id: int = 0
    message_id: int = 0
    sent_at: datetime | None = None
    words: str = ""
    data: str = ""
    query: str = ""
    file: str = ""
    name: str = ""  # of a document
    size: int = 0  # of a document, in bytes
    language: str | None = None
    called: str = ""  # how Telegram calls whoever sends `/start`: first name, last name, user name


ID_LIMIT = 2**63
"""Ids from here on fit no column; Telegram's are far below."""


class Malformed(ValueError):
    """An update in which something has a type or a size that Telegram never sends."""


def read(raw: Any) -> Incoming:
    """Take from an update what matters; what is not known is NOTHING. Raises Malformed."""
    try:
        incoming = _read(raw)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError):
        raise Malformed from None
    ids = (incoming.update_id, incoming.chat_id, incoming.user_id, incoming.message_id, incoming.size)
    words = (incoming.words, incoming.data, incoming.query, incoming.file, incoming.name, incoming.language or "")
    if not all(type(id_) is int and abs(id_) < ID_LIMIT for id_ in ids) or not all(type(w) is str for w in words):
        raise Malformed
    return incoming


def _read(raw: Json) -> Incoming:
    id_ = raw["update_id"]
    member, tap = raw.get("my_chat_member"), raw.get("callback_query")
    message = raw.get("message") or raw.get("edited_message")
    about = message or raw.get("channel_post") or member or (tap or {}).get("message")
    if about is not None and about["chat"]["type"] != PRIVATE:
        return Incoming(id_, Kind.GROUP, chat_id=about["chat"]["id"])
    if member is not None:
        return _member(id_, member)
    if tap is not None:
        return _tap(id_, tap)
    if message is None or message.get("from") is None:
        return Incoming(id_, Kind.NOTHING)
    kind, file = _content(message)
    if raw.get("message") is None:
        kind = Kind.EDITED if kind in (Kind.TEXT, Kind.PHOTO, Kind.VOICE) else Kind.NOTHING
    document = message["document"] if kind is Kind.DOCUMENT else {}
    return Incoming(
        id_,
        kind,
        chat_id=message["chat"]["id"],
        user_id=message["from"]["id"],
        message_id=message["message_id"],
        sent_at=datetime.fromtimestamp(message["date"], UTC),
        words=message.get("text") or message.get("caption") or "",
        file=file,
        name=document.get("file_name") or "",
        size=document.get("file_size") or 0,
        language=message["from"].get("language_code"),
        called=_called(message["from"]) if (message.get("text") or "").startswith("/start") else "",
    )


def _called(user: Json) -> str:
    username = f"@{user['username']}" if user.get("username") else ""
    return " ".join(part for part in (user["first_name"], user.get("last_name"), username) if part)


def _member(id_: int, change: Json) -> Incoming:
    """In a private chat: the bot was blocked, or may write again."""
    kind = Kind.BACK if change["new_chat_member"]["status"] == "member" else Kind.NOTHING
    return Incoming(id_, kind, chat_id=change["chat"]["id"], user_id=change["from"]["id"])


def _tap(id_: int, query: Json) -> Incoming:
    shown, user = query.get("message"), query["from"]
    return Incoming(
        id_,
        Kind.TAP,
        chat_id=shown["chat"]["id"] if shown else user["id"],
        user_id=user["id"],
        message_id=shown["message_id"] if shown else 0,
        data=query.get("data") or "",
        query=query["id"],
        language=user.get("language_code"),
    )


def _content(message: Json) -> tuple[Kind, str]:
    """What a message holds; a forwarded one is never an answer, but a list may have come from somebody else."""
    if message.get("document") is not None:
        return Kind.DOCUMENT, message["document"]["file_id"]
    if message.get("forward_origin") is not None:
        return Kind.OTHER, ""
    if message.get("text") is not None:
        return Kind.TEXT, ""
    if message.get("voice") is not None:
        return Kind.VOICE, message["voice"]["file_id"]
    if message.get("photo"):
        return Kind.PHOTO, message["photo"][-1]["file_id"]
    return Kind.OTHER, ""
