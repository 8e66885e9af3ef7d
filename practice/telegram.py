"""A tiny Telegram in memory: people, chats, messages and the bot they talk to.

The bot comes in through `practice.bot_api` over HTTP, people through `practice.person` in this process.
"""

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from practice.chats import Chat, Message, User
from practice.clock import PracticeClock
from practice.commands import CommandBook
from practice.errors import Json
from practice.faults import Faults
from practice.files import FileStore
from practice.markup import Markup
from practice.params import Params
from practice.updates import UpdateQueue

if TYPE_CHECKING:
    from practice.person import Person

BOT_ID = 700_000_001
USERNAME = "ascolto_practice_bot"


def random_token() -> str:
    """A token in Telegram's form that opens nothing but this practice."""
    return f"{BOT_ID}:{secrets.token_hex(18)}"


def _first_message_id() -> int:
    """Ten a second since 2025, so that a bot never meets the ids of an earlier practice again."""
    return int((time.time() - 1_735_700_000) * 10)


class Telegram:
    """The state of everything, and the hooks by which tests and the page watch it."""

    def __init__(self, clock: PracticeClock | None = None, token: str | None = None, username: str = USERNAME) -> None:
        self.clock = clock or PracticeClock()
        self.token = token or random_token()
        self.bot = User(BOT_ID, "Ascolto", is_bot=True, username=username)
        self.updates = UpdateQueue(self.clock)
        self.files = FileStore()
        self.commands = CommandBook()
        self.faults = Faults()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, tuple[int, datetime]] = {}
        """Who tapped and when, by the id of the callback query."""
        self.about: dict[str, str] = {}
        """What setMyName, setMyDescription … said."""
        self.on_call: list[Callable[[str, dict[str, Any]], None]] = []
        """Called with the method and parameters of every request of the bot, before it is done."""
        self.on_event: list[Callable[[Json], None]] = []
        """Called with everything that the page shows."""
        self.in_progress = 0
        """Requests of the bot that were not answered yet; a waiting getUpdates is none."""
        self.calls = 0
        """Requests of the bot so far."""
        self.knocks = 0
        """As `calls`, and those that met a cut network or were refused before anything was looked at."""
        self._message_ids = itertools.count(_first_message_id())

    def link(self, code: str) -> str:
        """The deep link that starts the bot with a code."""
        return f"https://t.me/{self.bot.username}?start={code}"

    def emit(self, kind: str, **told: Any) -> None:
        """Tell the page."""
        for listener in list(self.on_event):
            listener({"type": kind, **told})

    def post(self, chat: Chat, sender: User, kind: str, body: Json, **about: Any) -> Message:
        """Put a new message into a chat and show it; `about` are further fields of Message."""
        message = Message(next(self._message_ids), chat, sender, self.clock.now(), kind, body, **about)
        chat.messages[message.message_id] = message
        self.emit("message", message=message)
        return message

    def post_from_bot(self, chat: Chat, kind: str, body: Json, markup: Markup, params: Params, **about: Any) -> Message:
        """Put the bot's message into a chat, with its keyboard."""
        message = self.post(
            chat,
            self.bot,
            kind,
            body,
            inline=markup.inline,
            protected=params.flag("protect_content"),
            silent=params.flag("disable_notification"),
            had_reply_keyboard=not markup.only_inline,
            **about,
        )
        if markup.reply or markup.remove:
            chat.keep_keyboard(markup.reply)
            self.emit("keyboard", person=chat.id, reply_keyboard=chat.reply_keyboard)
        return message

    def change(self, message: Message, body: Json) -> None:
        """Show a message with other content."""
        message.body = body
        message.edited = self.clock.now()
        self.emit("edit", message=message)

    def remove(self, message: Message) -> None:
        """Take a message away for everyone."""
        del message.chat.messages[message.message_id]
        self.emit("delete", person=message.chat.id, message_id=message.message_id)

    @property
    def is_settled(self) -> bool:
        """Whether the bot has confirmed all updates, waits for more and asks for nothing else."""
        return self.updates.waiting and not self.updates.pending and not self.in_progress

    async def settled(self, quiet: float = 0.05, patience: float = 10) -> None:
        """Wait until the bot has been done with everything for `quiet` s; TimeoutError after `patience` s."""
        async with asyncio.timeout(patience):
            calls, still = -1, False
            while not (still and calls == self.calls):
                calls, still = self.calls, self.is_settled
                await asyncio.sleep(quiet if still else min(quiet, 0.01))
                still = still and self.is_settled
