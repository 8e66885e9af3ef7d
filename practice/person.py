"""A person with a phone: what she can do in her chat with the bot."""

import itertools
import re
import secrets
from typing import Any

from practice.chats import Chat, Message, User
from practice.errors import Json
from practice.telegram import Telegram
from practice.texts import TEXT_LIMIT, units, with_found

_ids = itertools.count(secrets.randbelow(10_000_000) + 5_000_000_000)
"""Beyond 32 bits, as many real ids are."""
_group_ids = itertools.count(4_000_000)


class Person:
    """One account, its private chat with the bot and its hands."""

    def __init__(
        self,
        telegram: Telegram,
        name: str,
        *,
        language_code: str | None = "en",
        language: str | None = None,
        role: str = "stranger",
        note: str = "",
        telegram_id: int | None = None,
    ) -> None:
        """`language_code`: the phone's as Telegram tells it; `language` (hers), `role` and `note` are for the page."""
        self.telegram = telegram
        self.user = User(telegram_id or next(_ids), name, language_code=language_code)
        self.key = _key(name, telegram)
        """What the page calls her: `arta`."""
        self.language = language
        self.role = role
        self.note = note
        self.chat = Chat(self.user.id, "private", name)
        telegram.people[self.id] = self
        telegram.chats[self.id] = self.chat

    @property
    def id(self) -> int:
        """The numeric Telegram id, which is also the id of the private chat."""
        return self.user.id

    @property
    def name(self) -> str:
        """The first name."""
        return self.user.first_name

    @property
    def messages(self) -> list[Message]:
        """Her chat with the bot, oldest first."""
        return list(self.chat.messages.values())

    @property
    def heard(self) -> list[Message]:
        """The bot's messages in it."""
        return [message for message in self.messages if message.sender.is_bot]

    @property
    def last(self) -> Message:
        """The bot's last message."""
        return self.heard[-1]

    @property
    def commands(self) -> list[Json]:
        """The command menu as her phone shows it."""
        return self.telegram.commands.shown(self.id, self.user.language_code or "")

    def say(self, text: str) -> Message:
        """Send a text, in several messages if it is too long for one; returns the last."""
        pieces = _pieces(text)
        for piece in pieces:
            message = self._send("text", _with_entities(piece))
        return message

    def starts(self, code: str = "") -> Message:
        """Press Start, or follow a deep link with a code."""
        return self.say(f"/start {code}".strip())

    def tap(self, message_id: int, button: str) -> str:
        """Tap a button of a message by its label or callback data; returns the id of the callback query.

        Data that no button has is sent all the same: a modified client can do that, and so can a screen that
        was not drawn again yet.
        """
        message = self.chat.messages[message_id]
        found = next((each for each in message.buttons() if button in (each["text"], each.get("callback_data"))), {})
        query_id = str(secrets.randbits(63))
        self.telegram.taps[query_id] = (self.id, self.telegram.clock.now())
        query: Json = {
            "id": query_id,
            "from": self.user.to_api(),
            "message": message.to_api(),
            "chat_instance": str(self.id),
            "data": found.get("callback_data", button),
        }
        self.telegram.updates.add("callback_query", query)
        return query_id

    def press(self, label: str) -> None:
        """Press what she sees last with this label: an inline button, else one of the keyboard below."""
        for message in reversed(self.heard):
            if any(button["text"] == label for button in message.buttons()):
                self.tap(message.message_id, label)
                return
        if not any(label in row for row in self.chat.reply_keyboard or []):
            raise LookupError(f"{self.name} sees no button {label!r}")
        self.say(label)

    def edit(self, message_id: int, text: str) -> Message:
        """Change the text (or caption) of a message of her own."""
        message = self.chat.messages[message_id]
        if message.sender is not self.user:
            raise ValueError("only one's own messages can be edited")
        said = _with_entities(text)
        if message.kind != "text":
            said = {"caption": said["text"], "caption_entities": said.get("entities", [])}
        kept = {name: value for name, value in message.body.items() if name not in ("entities", "caption_entities")}
        self.telegram.change(message, {**kept, **said})
        self.telegram.updates.add("edited_message", message.to_api())
        return message

    def send_file(self, kind: str, data: bytes, name: str = "", mime: str = "", caption: str = "") -> Message:
        """Send a photo, voice note or document of these bytes."""
        return self._send(kind, self.telegram.files.body(kind, data, name, mime) | _caption(caption))

    def send_photo(self, data: bytes = b"\xff\xd8\xff", caption: str = "") -> Message:
        """Send a photo."""
        return self.send_file("photo", data, caption=caption)

    def send_voice(self, data: bytes = b"OggS") -> Message:
        """Send a voice note."""
        return self.send_file("voice", data)

    def send_document(self, data: bytes, name: str, mime: str = "", caption: str = "") -> Message:
        """Send a document."""
        return self.send_file("document", data, name, mime, caption)

    def send_location(self, latitude: float, longitude: float) -> Message:
        """Send where she is."""
        return self._send("location", {"location": {"latitude": latitude, "longitude": longitude}})

    def send_sticker(self) -> Message:
        """Send a sticker."""
        about = {"file_id": "sticker", "file_unique_id": "sticker", "width": 512, "height": 512, "emoji": "👍"}
        return self._send("sticker", {"sticker": {**about, "type": "regular", "is_animated": False, "is_video": False}})

    def send_dice(self) -> Message:
        """Throw a die."""
        return self._send("dice", {"dice": {"emoji": "🎲", "value": secrets.randbelow(6) + 1}})

    def send_poll(self) -> Message:
        """Send a poll."""
        options = [{"text": text, "voter_count": 0, "persistent_id": text} for text in ("1", "2")]
        about = {"id": str(secrets.randbits(63)), "question": "?", "options": options, "total_voter_count": 0}
        flags = {"is_closed": False, "is_anonymous": True, "allows_multiple_answers": False, "type": "regular"}
        more = {"allows_revoting": True, "members_only": False}
        return self._send("poll", {"poll": {**about, **flags, **more}})

    def forward(self, text: str = "…") -> Message:
        """Forward somebody else's message."""
        sent = int(self.telegram.clock.now().timestamp())
        origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": sent}
        return self._send("text", _with_entities(text), extra={"forward_origin": origin})

    def reply(self, message_id: int, text: str) -> Message:
        """Answer a particular message."""
        answered = self.chat.messages[message_id].to_api()
        answered.pop("reply_to_message", None)
        return self._send("text", _with_entities(text), extra={"reply_to_message": answered})

    def block(self) -> None:
        """Block the bot: it can't write to her any more."""
        self._set_blocked(True)

    def unblock(self) -> None:
        """Let the bot write again."""
        self._set_blocked(False)

    def adds_bot_to_group(self, title: str) -> Chat:
        """Make a group with the bot in it and say something there."""
        group = Chat(-next(_group_ids), "group", title, started=True)
        self.telegram.chats[group.id] = group
        self._membership(group, "left", "member")
        self.telegram.post(group, self.user, "service", {"new_chat_members": [self.telegram.bot.to_api()]})
        self.says_in(group, "/start")
        return group

    def says_in(self, group: Chat, text: str) -> Message:
        """Send a text to a group."""
        message = self.telegram.post(group, self.user, "text", _with_entities(text))
        if group.present:
            self.telegram.updates.add("message", message.to_api())
        return message

    def _send(self, kind: str, body: Json, extra: Json | None = None) -> Message:
        if self.chat.blocked:
            self.unblock()
        self.chat.started = True
        message = self.telegram.post(self.chat, self.user, kind, body, extra=extra or {})
        self.telegram.updates.add("message", message.to_api())
        return message

    def _set_blocked(self, blocked: bool) -> None:
        if self.chat.blocked == blocked:
            return
        self.chat.blocked = blocked
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        self._membership(self.chat, before, after)

    def _membership(self, chat: Chat, before: str, after: str) -> None:
        bot = self.telegram.bot.to_api()
        change: dict[str, Any] = {
            "chat": chat.to_api(),
            "from": self.user.to_api(),
            "date": int(self.telegram.clock.now().timestamp()),
            "old_chat_member": _member(before, bot),
            "new_chat_member": _member(after, bot),
        }
        self.telegram.updates.add("my_chat_member", change)


def _key(name: str, telegram: Telegram) -> str:
    key = "-".join(re.findall(r"\w+", name.lower()))
    taken = {person.key for person in telegram.people.values()}
    return key if key not in taken else f"{key}-{len(taken)}"


def _member(status: str, user: Json) -> Json:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"status": status, "user": user, **until}


def _with_entities(text: str) -> Json:
    entities = with_found(text, [])
    return {"text": text, "entities": entities} if entities else {"text": text}


def _caption(text: str) -> Json:
    return {"caption": text} if text else {}


def _pieces(text: str) -> list[str]:
    """Cut as Telegram's apps do: at most 4,096 UTF-16 units in a message."""
    pieces, piece, length = [], "", 0
    for sign in text:
        if length + units(sign) > TEXT_LIMIT:
            pieces.append(piece)
            piece, length = "", 0
        piece += sign
        length += units(sign)
    return [*pieces, piece]
