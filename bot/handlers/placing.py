"""One card brought to its place: edited where it stands, or sent as a new message, which carries no name."""

import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telegram import BotCommand, BotCommandScopeChat, InputFile
from telegram.error import BadRequest, TelegramError

from bot.handlers.drawn import Words
from bot.handlers.jobs import Job
from bot.handlers.transport import RawBot

log = logging.getLogger("ascolto.sender")

NOT_MODIFIED = "not modified"
REFUSALS = (
    "chat not found",
    "message is too long",
    "message text is empty",
    "button_data_invalid",
    "reply markup",
    "keyboard",
    "parse entities",
    "message to edit not found",
)
DELETED = ("to edit not found", "can't be edited", "message_id_invalid")


@dataclass(frozen=True)
class Placed:
    """Where a card stands now. `at`: since when, by Telegram's clock, where it said so; `new`: as a new message."""

    message_id: int | None
    at: datetime | None = None
    new: bool = False
    asked: bool = True  # what the card asks has come with it


class Placer:
    """Brings cards to their places. `standing` is awaited with a new message before anything more is written in it."""

    def __init__(self, bot: RawBot, standing: Callable[[Job, Placed], Awaitable[None]]) -> None:
        self._bot = bot
        self._standing = standing

    async def place(self, job: Job) -> Placed:
        """Edit the card where it stands, or send it anew."""
        try:
            if job.message_id is None:
                return await self._send(job)
            return await self._edit(job, job.message_id)
        except BadRequest as refused:
            log.error("Telegram refused a card", extra={"account": job.account_id, "why": _reason(refused)})
            return Placed(job.message_id, asked=False)  # drawing it again would be refused again

    async def _edit(self, job: Job, message_id: int) -> Placed:
        where_ = {"chat_id": job.chat_id, "message_id": message_id, "reply_markup": job.markup}
        try:
            if job.voice is not None or job.file is not None:
                edited = await self._bot.call("editMessageCaption", **where_, **_caption(job.edited))
            else:
                edited = await self._bot.call("editMessageText", **where_, **_text(job.edited))
        except BadRequest as refused:
            said = str(refused).lower()
            if any(gone in said for gone in DELETED):
                return await self._send(job) if job.lasting else Placed(message_id, asked=False)
            if NOT_MODIFIED not in said:
                raise
            return Placed(message_id)
        return Placed(message_id, _instant(edited.get("edit_date")) if isinstance(edited, dict) else None)

    async def _send(self, job: Job) -> Placed:
        """A new message: first without what tells who is helped, which is then brought by an edit: once it is written
        down where it stands, so that it is deleted in time whatever happens."""
        message = await self._send_what_may_show(job)
        placed = Placed(message["message_id"], _instant(message["date"]), new=True)
        if job.edited != job.sent:
            await self._standing(job, placed)
            await self._edit(job, message["message_id"])
        if job.keyboard:
            await self._set_commands(job)
        return placed

    async def _send_what_may_show(self, job: Job) -> Any:
        where_ = {"chat_id": job.chat_id, "reply_markup": job.markup}
        if job.file is not None:  # not protected, as it is to be saved: `File` holds nobody's data
            document = InputFile(job.file.content, job.file.name)
            return await self._bot.call("sendDocument", **where_, **_caption(job.sent), document=document)
        if job.voice is None:
            return await self._bot.call("sendMessage", **where_, **_text(job.sent), protect_content=True)
        try:
            return await self._send_voice(job, job.voice.file_id)
        except BadRequest:  # a bot with another token can't play Telegram's copy, and sends ours
            if job.voice.content is None:
                raise
            return await self._send_voice(job, InputFile(job.voice.content, "voice.ogg"))

    async def _send_voice(self, job: Job, voice: str | InputFile) -> Any:
        where_ = {"chat_id": job.chat_id, "reply_markup": job.markup, "protect_content": True}
        return await self._bot.call("sendVoice", **where_, **_caption(job.sent), voice=voice)

    async def strip(self, job: Job) -> bool:
        """Take the buttons off an older message of the card; one that is gone has none."""
        if job.stale_id is None:
            return False
        with contextlib.suppress(BadRequest):
            await self._bot.call("editMessageReplyMarkup", chat_id=job.chat_id, message_id=job.stale_id)
        return True

    async def _set_commands(self, job: Job) -> None:
        """Her command menu; failing here must not stop anything."""
        named = [BotCommand(name, said) for name, said in job.commands]
        try:
            await self._bot.set_my_commands(named, scope=BotCommandScopeChat(job.chat_id))
        except TelegramError as error:
            log.warning("commands not set", extra={"account": job.account_id, "why": type(error).__name__})


def _text(words: Words) -> dict[str, Any]:
    return {"text": words.text, "entities": words.entities or None}


def _caption(words: Words) -> dict[str, Any]:
    return {"caption": words.text, "caption_entities": words.entities or None}


def _instant(seconds: int | None) -> datetime | None:
    """A moment as Telegram tells it."""
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None


def _reason(refused: BadRequest) -> str:
    """What Telegram minds, of the reasons we know: its own words may repeat some of the message."""
    said = str(refused).lower()
    return next((reason for reason in REFUSALS if reason in said), type(refused).__name__)
