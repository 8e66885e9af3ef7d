"""What the page is told: people, messages and events in its own short form."""

from typing import Any

from practice.chats import Message
from practice.errors import Json
from practice.person import Person
from practice.telegram import Telegram

FILES = "/api/files/"
_WITH_FILE = ("photo", "voice", "document")


def person_view(person: Person) -> Json:
    """A person with her whole chat."""
    return {
        "id": person.key,
        "name": person.name,
        "role": person.role,
        "language": person.language,
        "note": person.note,
        "messages": [message_view(message) for message in person.messages],
        "reply_keyboard": person.chat.reply_keyboard,
        "commands": person.commands,
    }


def message_view(message: Message) -> Json:
    """A bubble."""
    file = _file(message)
    return {
        "message_id": message.message_id,
        "from": "bot" if message.sender.is_bot else "person",
        "date": message.date.isoformat(),
        "edited": message.edited is not None,
        "text": message.text,
        "entities": message.body.get("entities") or message.body.get("caption_entities") or [],
        "kind": "forward" if "forward_origin" in message.extra else message.kind,
        "file_url": FILES + file["file_unique_id"] if file else None,
        "file_name": file.get("file_name"),
        "location": message.body.get("location"),
        "inline_keyboard": message.inline or None,
        "protected": message.protected,
    }


def event_view(telegram: Telegram, event: Json) -> Json | None:
    """An event as the page hears it; None for what happens in no person's own chat."""
    told: dict[str, Any] = dict(event)
    message = told.get("message")
    if isinstance(message, Message):
        told |= {"person": message.chat.id, "message": message_view(message)}
    if "person" in told:
        person = telegram.people.get(told["person"])
        if person is None:
            return None
        told["person"] = person.key
    return told


def _file(message: Message) -> Json:
    for kind in _WITH_FILE:
        if kind in message.body:
            found: Any = message.body[kind]
            return dict(found[-1] if isinstance(found, list) else found)
    return {}
