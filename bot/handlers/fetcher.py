"""Voice messages and photos, brought over from Telegram after the update that announced them was committed."""

import asyncio
import logging

import telegram
from sqlalchemy import select
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.desk import Desk
from bot.work import Work
from db.engine import is_passing
from db.models import Media

log = logging.getLogger("ascolto.fetcher")


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
        """One file that cannot be had must not keep the others waiting; a network that is away stops us all."""
        try:
            for media_id, file_id in await self._desk.do(_waiting):
                try:
                    await self._fetch(media_id, file_id)
                except BadRequest as refused:
                    await self._give_up(media_id, refused)
                except (NetworkError, RetryAfter):
                    raise
                except TelegramError as error:
                    log.warning("file not fetched yet", extra={"media": media_id, "why": type(error).__name__})
        except Exception as error:
            if not (isinstance(error, TelegramError) or is_passing(error)):
                raise

    async def _fetch(self, media_id: int, file_id: str) -> None:
        file = await self._bot.get_file(file_id)
        content = bytes(await file.download_as_bytearray())
        await self._desk.do(lambda work: _keep(work, media_id, content))

    async def _give_up(self, media_id: int, refused: BadRequest) -> None:
        log.warning("file lost", extra={"media": media_id, "why": type(refused).__name__})
        await self._desk.do(lambda work: _keep(work, media_id, None))


def _waiting(work: Work) -> list[tuple[int, str]]:
    query = select(Media.id, Media.file_id).where(Media.state == "waiting").order_by(Media.id)
    return [(id_, file_id) for id_, file_id in work.db.execute(query)]


def _keep(work: Work, media_id: int, content: bytes | None) -> None:
    media = work.db.get(Media, media_id)
    if media is None or media.state != "waiting":  # deleted meanwhile, with what it belonged to
        return
    media.content, media.state = content, "kept" if content is not None else "lost"
