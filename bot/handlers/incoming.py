"""A Telegram update as this bot sees it: who, what, in which message. Everything else is left behind here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import telegram
from telegram.constants import ChatMemberStatus, ChatType


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


ID_LIMIT = 2**63
"""Ids from here on fit no column; Telegram's are far below."""


class Malformed(ValueError):
    """An update in which something has a type or a size that Telegram never sends."""


def read(update: telegram.Update) -> Incoming:
    """Take from an update what matters; what is not known is NOTHING. Raises Malformed."""
    incoming = _read(update)
    ids = (incoming.update_id, incoming.chat_id, incoming.user_id, incoming.message_id, incoming.size)
    words = (incoming.words, incoming.data, incoming.query, incoming.file, incoming.name, incoming.language or "")
    if not all(type(id_) is int and abs(id_) < ID_LIMIT for id_ in ids) or not all(type(w) is str for w in words):
        raise Malformed
    return incoming


def _read(update: telegram.Update) -> Incoming:
    id_ = update.update_id
    chat = update.effective_chat
    if chat is not None and chat.type != ChatType.PRIVATE:
        return Incoming(id_, Kind.GROUP, chat_id=chat.id)
    if update.my_chat_member is not None:
        return _member(id_, update.my_chat_member)
    if update.callback_query is not None:
        return _tap(id_, update.callback_query)
    message = update.message or update.edited_message
    if message is None or message.from_user is None:
        return Incoming(id_, Kind.NOTHING)
    kind, file = _content(message)
    document = message.document if kind is Kind.DOCUMENT else None
    if update.edited_message is not None:
        kind = Kind.EDITED if kind in (Kind.TEXT, Kind.PHOTO, Kind.VOICE) else Kind.NOTHING
    return Incoming(
        id_,
        kind,
        chat_id=message.chat.id,
        user_id=message.from_user.id,
        message_id=message.message_id,
        sent_at=message.date,
        words=message.text or message.caption or "",
        file=file,
        name=(document.file_name or "") if document else "",
        size=(document.file_size or 0) if document else 0,
        language=message.from_user.language_code,
    )


def _member(id_: int, change: telegram.ChatMemberUpdated) -> Incoming:
    """In a private chat: the bot was blocked, or may write again."""
    kind = Kind.BACK if change.new_chat_member.status == ChatMemberStatus.MEMBER else Kind.NOTHING
    return Incoming(id_, kind, chat_id=change.chat.id, user_id=change.from_user.id)


def _tap(id_: int, query: telegram.CallbackQuery) -> Incoming:
    shown = query.message
    return Incoming(
        id_,
        Kind.TAP,
        chat_id=shown.chat.id if shown else query.from_user.id,
        user_id=query.from_user.id,
        message_id=shown.message_id if shown else 0,
        data=query.data or "",
        query=query.id,
        language=query.from_user.language_code,
    )


def _content(message: telegram.Message) -> tuple[Kind, str]:
    """What a message holds; a forwarded one is never an answer, but a list may have come from somebody else."""
    if message.document is not None:
        return Kind.DOCUMENT, message.document.file_id
    if message.forward_origin is not None:
        return Kind.OTHER, ""
    if message.text is not None:
        return Kind.TEXT, ""
    if message.voice is not None:
        return Kind.VOICE, message.voice.file_id
    if message.photo:
        return Kind.PHOTO, message.photo[-1].file_id
    return Kind.OTHER, ""
