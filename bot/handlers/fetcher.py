"""Voice messages and photos, brought over from Telegram after the update that announced them was committed."""

import asyncio
import contextlib
import logging

import telegram
from sqlalchemy import select
from telegram.error import BadRequest, TelegramError

from bot.desk import Desk
from bot.work import Work
from db.models import Media

log = logging.getLogger("ascolto.fetcher")

AT_ONCE = 5


class Fetcher:
    """Fetches what is waiting, and again at the next tick what could not be had now."""

    def __init__(self, bot: telegram.Bot, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """There may be something to fetch."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._fetch_all())

    async def close(self) -> None:
        """Stop; what is still waiting is fetched after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _fetch_all(self) -> None:
        with contextlib.suppress(TelegramError):
            for media_id, file_id in await self._desk.do(_waiting):
                await self._fetch(media_id, file_id)

    async def _fetch(self, media_id: int, file_id: str) -> None:
        try:
            file = await self._bot.get_file(file_id)
            content: bytes | None = bytes(await file.download_as_bytearray())
        except BadRequest as refused:
            log.warning("file lost", extra={"media": media_id, "why": type(refused).__name__})
            content = None
        await self._desk.do(lambda work: _keep(work, media_id, content))


def _waiting(work: Work) -> list[tuple[int, str]]:
    query = select(Media.id, Media.file_id).where(Media.state == "waiting").order_by(Media.id).limit(AT_ONCE)
    return [(id_, file_id) for id_, file_id in work.db.execute(query)]


def _keep(work: Work, media_id: int, content: bytes | None) -> None:
    media = work.db.get_one(Media, media_id)
    media.content, media.state = content, "kept" if content is not None else "lost"
