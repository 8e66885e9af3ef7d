"""Users, chats and messages, and how the Bot API and the page write them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from practice.errors import Json
from practice.markup import Rows


@dataclass
class User:
    """An account at Telegram: a person's or the bot's."""

    id: int
    first_name: str
    is_bot: bool = False
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None

    def to_api(self) -> Json:
        """As `from` in an update."""
        known = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        told = {name: value for name, value in known.items() if value}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name, **told}


@dataclass
class Message:
    """One message; `body` holds what depends on its kind, in the Bot API's form."""

    message_id: int
    chat: "Chat" = field(repr=False)
    sender: User
    date: datetime
    kind: str
    body: Json
    inline: Rows | None = None
    edited: datetime | None = None
    protected: bool = False
    silent: bool = False
    had_reply_keyboard: bool = False
    extra: Json = field(default_factory=dict)

    @property
    def text(self) -> str | None:
        """The text or caption."""
        said: str | None = self.body.get("text", self.body.get("caption"))
        return said

    def to_api(self) -> Json:
        """As the Bot API sends it."""
        told: Json = {
            "message_id": self.message_id,
            "from": self.sender.to_api(),
            "chat": self.chat.to_api(),
            "date": int(self.date.timestamp()),
            **self.body,
            **self.extra,
        }
        if self.edited is not None:
            told["edit_date"] = int(self.edited.timestamp())
        if self.inline:
            told["reply_markup"] = {"inline_keyboard": self.inline}
        if self.protected:
            told["has_protected_content"] = True
        return told

    def buttons(self) -> list[Json]:
        """Its inline buttons in reading order."""
        return [button for row in self.inline or [] for button in row]


@dataclass
class Chat:
    """A private chat or a group that the bot is or was in."""

    id: int
    type: str
    name: str
    started: bool = False
    blocked: bool = False
    present: bool = True
    reply_keyboard: list[list[str]] | None = None
    messages: dict[int, Message] = field(default_factory=dict)

    def to_api(self) -> Json:
        """As `chat` in a message."""
        named = "first_name" if self.type == "private" else "title"
        return {"id": self.id, "type": self.type, named: self.name}

    def keep_keyboard(self, rows: list[list[dict[str, Any]]] | None) -> None:
        """Show other buttons below the input field, or none."""
        self.reply_keyboard = [[button["text"] for button in row] for row in rows] if rows else None
