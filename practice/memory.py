"""What is kept of practice from one start to the next: the chats, the files, the clock and what waits for the bot."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from practice.chats import Chat, Message
from practice.errors import Json
from practice.telegram import Telegram

NAME = "chats.json"
EVERY = 2
"""Seconds between two times of writing, at least."""
_CHAT = ("started", "blocked", "reply_keyboard")
_PLAIN = [each.name for each in fields(Message) if each.name not in ("chat", "sender", "date", "edited")]


class Damaged(Exception):
    """A file of practice that cannot be read."""


@asynccontextmanager
async def keep(telegram: Telegram, folder: Path) -> AsyncIterator[None]:
    """Remember the state now, soon after whatever happens, and when the block is left."""
    changed = asyncio.Event()
    telegram.on_event.append(lambda _: changed.set())
    telegram.clock.on_move.append(changed.set)
    remember(telegram, folder)
    keeping = asyncio.create_task(_keep(telegram, folder, changed))
    try:
        yield
    finally:
        keeping.cancel()
        remember(telegram, folder)


async def _keep(telegram: Telegram, folder: Path, changed: asyncio.Event) -> None:
    while await changed.wait():
        await asyncio.sleep(EVERY)
        changed.clear()
        remember(telegram, folder)


def remember(telegram: Telegram, folder: Path) -> None:
    """Write down the state; the people's private chats only, groups are left anyway."""
    kept = {
        "ahead_seconds": telegram.clock.added.total_seconds(),
        "updates": telegram.updates.to_json(),
        "commands": telegram.commands.to_json(),
        "files": telegram.files.to_json(),
        "chats": {str(person.id): _chat(person.chat) for person in telegram.people.values()},
    }
    save(folder / NAME, kept)


def save(path: Path, kept: Json) -> None:
    """Write all of it or nothing."""
    written = path.with_name(f"{path.name}.new")
    written.write_text(json.dumps(kept))
    written.replace(path)


def load(path: Path) -> Json:
    """What was saved there, nothing where nothing was. Raises Damaged."""
    try:
        kept: Json = json.loads(path.read_text()) if path.exists() else {}
    except ValueError:
        raise Damaged(f"{path} is damaged: begin practice anew with --fresh.") from None
    return kept


def recall(telegram: Telegram, folder: Path) -> None:
    """Go on from what `remember` wrote, if it did; the people must be there already."""
    if not (kept := load(folder / NAME)):
        return
    telegram.clock.forward(timedelta(seconds=kept["ahead_seconds"]))
    telegram.updates.from_json(kept["updates"])
    telegram.commands.from_json(kept["commands"])
    telegram.files.from_json(kept["files"])
    for person in telegram.people.values():
        if (chat := kept["chats"].get(str(person.id))) is not None:
            _restore(telegram, person.chat, chat)


def _chat(chat: Chat) -> Json:
    told: Json = {name: getattr(chat, name) for name in _CHAT}
    return {**told, "messages": [_message(each) for each in chat.messages.values()]}


def _message(message: Message) -> Json:
    told: dict[str, Any] = {name: getattr(message, name) for name in _PLAIN}
    told["from_bot"] = message.sender.is_bot
    told["date"] = message.date.isoformat()
    told["edited"] = message.edited.isoformat() if message.edited else None
    return told


def _restore(telegram: Telegram, chat: Chat, kept: Json) -> None:
    for name in _CHAT:
        setattr(chat, name, kept[name])
    for told in kept["messages"]:
        sender = telegram.bot if told.pop("from_bot") else telegram.people[chat.id].user
        date, edited = datetime.fromisoformat(told.pop("date")), told.pop("edited")
        edited_at = datetime.fromisoformat(edited) if edited else None
        chat.messages[told["message_id"]] = Message(chat=chat, sender=sender, date=date, edited=edited_at, **told)
