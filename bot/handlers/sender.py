"""What people see, brought to their phones: one sender per person draws her newest cards and skips those in between.

Nothing is queued. A card is owed while `shown_rev < rev`; it is drawn from the rows as they are now, in the language
she has now. A draw that fails is simply drawn again.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError
from telegram import BotCommand, BotCommandScopeChat, InputFile
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.chat import cards, forgetting, seen
from bot.chat.forgetting import Forget
from bot.desk import Desk, Shown
from bot.handlers import drawn, screen_of
from bot.handlers.deleting import Deleter
from bot.handlers.drawn import Words
from bot.handlers.menu import commands
from bot.handlers.transport import RawBot
from bot.handlers.waiting import Patience, as_told
from bot.logs import where
from bot.people import alerts
from bot.reminding.quiet import is_quiet
from bot.words import File, Screen
from bot.work import Work
from db.engine import is_passing
from db.models import Account, Card, Media

log = logging.getLogger("ascolto.sender")

AT_ONCE = 30
FINISH = 1.0  # s, for what is being shown when we are told to stop
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
class Voice:
    """A voice message to be played: Telegram's own file, and our copy of it where that is refused."""

    file_id: str
    content: bytes | None


@dataclass(frozen=True)
class Job:
    """One card, ready to be shown. `sent` is the text of a new message, `edited` the full one."""

    card_id: int
    account_id: int
    chat_id: int
    rev: int
    message_id: int | None
    stale_id: int | None
    sent: Words
    edited: Words
    markup: Any
    commands: tuple[tuple[str, str], ...]
    draft_id: int | None
    keyboard: bool
    waking: bool  # comes by itself: a reminder, or word for the coordinator
    lasting: bool  # shown again where its message has gone: the conversation, and nothing else
    asked: str  # what the card asks, whatever it says besides
    voice: Voice | None = None
    file: File | None = None


@dataclass(frozen=True)
class Placed:
    """Where a card stands now. `at`: since when, by Telegram's clock, where it said so; `new`: as a new message."""

    message_id: int | None
    at: datetime | None = None
    new: bool = False
    asked: bool = True  # what the card asks has come with it


_OWED = select(Card).where(Card.account_id == bindparam("account_id"), Card.shown_rev < Card.rev).order_by(Card.id)


def owed(work: Work, account_id: int) -> list[Job | Forget]:
    """What is to be done now in a person's chat: first her cards are drawn, then messages go."""
    account = work.db.get(Account, account_id)
    if account is None or account.telegram_id is None or account.blocked_at is not None:
        return []
    drawn_now = _cards(work, account) if account.status == "active" else []
    return [*drawn_now, *forgetting.due(work, account)]


def _cards(work: Work, account: Account) -> list[Job]:
    """The cards that are to be drawn; the conversation last, so that it stands at the end."""
    cards_owed = work.db.scalars(_OWED, {"account_id": account.id})
    waiting = [card for card in cards_owed if not (_new(card) and _waits(work, card))]
    jobs = {card.id: job for card in waiting if (job := _drawn(work, account, card))}
    if any(card.waking and _new(card) and card.id in jobs for card in waiting):
        again = cards.make_room(work, account)
        if again is not None and (job := _drawn(work, account, again)):
            jobs[again.id] = job
    return sorted(jobs.values(), key=lambda job: (job.lasting, job.card_id))


def _drawn(work: Work, account: Account, card: Card) -> Job | None:
    """A card that cannot be drawn by a mistake of ours must not keep the others from being shown."""
    try:
        return _job(work, account, card)
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.error("card not drawn", extra={"account": account.id, "why": type(error).__name__, "where": where(error)})
        return None


def _waits(work: Work, card: Card) -> bool:
    """What comes by itself waits for the morning; and for its hour, where a clock was put right since."""
    return card.waking and (is_quiet(work.local) or card.created_at > work.now)


def _new(card: Card) -> bool:
    return card.message_id is None


def _job(work: Work, account: Account, card: Card) -> Job | None:
    lang = account.language or "en"
    screen = screen_of(work, account, card)
    if screen.empty or screen.gone:  # what it was to say is not true any more
        if screen.gone:
            forgetting.message(work, account.id, card.message_id)
        card.shown_rev = card.rev
        return None
    if notice := cards.notice_of(card):
        screen = drawn.with_notice(screen, notice)
    return Job(
        card_id=card.id,
        account_id=account.id,
        chat_id=account.telegram_id or 0,
        rev=card.rev,
        message_id=card.message_id,
        stale_id=card.stale_id,
        sent=drawn.words(drawn.public(screen), lang),
        edited=drawn.words(screen.lines, lang),
        markup=drawn.markup(screen, lang, screen.subject, screen.rev),
        commands=commands(account, lang),
        draft_id=card.params.get("draft"),
        keyboard=bool(screen.keyboard),
        waking=card.waking,
        lasting=card.id == account.talk_id,
        asked=seen.question(card, screen),
        voice=_voice(work, screen),
        file=screen.file,
    )


def _voice(work: Work, screen: Screen) -> Voice | None:
    media = work.db.get(Media, screen.voice) if screen.voice else None
    return Voice(media.file_id, media.content) if media is not None else None


class Sender:
    """Shows what is owed: the desk's `Screens`. `owed` may be called as often as one likes."""

    def __init__(self, bot: RawBot, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk
        self._again: set[int] = set()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._deleter = Deleter(bot, desk)
        self.reminded: Callable[[bool], None] = lambda arrived: None  # told of each attempt to bring a reminder

    def busy(self) -> Collection[int]:
        """As of `bot.desk.Screens`."""
        return self._tasks.copy()  # at once, as another thread asks

    def draw(self, work: Work, account_id: int) -> list[Job | Forget]:
        """As of `bot.desk.Screens`."""
        return owed(work, account_id)

    def owed(self, accounts: Collection[int], drawn: Mapping[int, list[Job | Forget]] = MappingProxyType({})) -> None:
        """As of `bot.desk.Screens`. What was drawn for somebody who is busy meanwhile is drawn again then."""
        for account in accounts:
            jobs = drawn.get(account)
            if account in self._tasks:
                self._again.add(account)
            elif jobs is None or jobs:
                self._again.discard(account)
                task = asyncio.create_task(self._serve(account, jobs))
                self._tasks[account] = task
                task.add_done_callback(partial(self._done, account))

    @property
    def idle(self) -> bool:
        """Whether nothing is being shown, and nothing deleted."""
        return not self._tasks and self._deleter.idle

    async def shown(self, patience: float) -> None:
        """Wait until what is owed now has been shown, `patience` seconds at most."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=patience)

    async def close(self) -> None:
        """Stop showing, but let what is under way arrive; what is owed then is drawn at the next start."""
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=FINISH)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._deleter.close()

    def _done(self, account: int, task: asyncio.Task[None]) -> None:
        self._tasks.pop(account, None)
        if task.cancelled():
            return
        if error := task.exception():
            log.error("showing failed", extra={"account": account, "why": type(error).__name__, "where": where(error)})
        if account in self._again:
            self.owed({account})

    async def _serve(self, account: int, drawn: list[Job | Forget] | None) -> None:
        patience = Patience()
        jobs = drawn
        while True:
            try:
                if jobs is None:
                    jobs = await self._desk.do(lambda work: owed(work, account))
                for job in jobs:
                    await self._do(job)
                patience.reset()
            except Forbidden:
                await self._desk.do(lambda work: alerts.of_blocked(work, work.db.get_one(Account, account)))
            except RetryAfter as wait:
                await as_told(wait)
                self._again.add(account)
            except Exception as error:
                if not (isinstance(error, NetworkError) or is_passing(error)):
                    raise
                if patience.tries == 0:
                    log.warning("not shown yet, trying again", extra={"account": account, "why": type(error).__name__})
                await patience.wait()
                self._again.add(account)
            if account not in self._again:
                return
            self._again.discard(account)
            jobs = None

    async def _do(self, job: Job | Forget) -> None:
        if isinstance(job, Forget):
            self._deleter.take(job)
            return
        async with self._turns:
            await self._show(job)

    async def _show(self, job: Job) -> None:
        """What did arrive is remembered even if the rest fails: trying again must not send it twice."""
        done = await asyncio.gather(self._strip(job), self._place(job), return_exceptions=True)
        stripped, placed = done
        if job.waking and job.message_id is None:
            self.reminded(isinstance(placed, Placed) and placed.message_id is not None)
        if not isinstance(placed, BaseException):
            self._remember(job, placed, stripped=stripped is True)
        for failed in done:
            if isinstance(failed, BaseException):
                raise failed

    def _remember(self, job: Job, placed: Placed, *, stripped: bool = False, whole: bool = True) -> None:
        shown = Shown(
            job.card_id,
            job.account_id,
            job.rev,
            placed.message_id,
            placed.at if placed.new else None,
            job.draft_id,
            stripped,
            whole,
            job.asked if placed.asked else "",
            placed.at,
        )
        self._desk.remember(shown)

    async def _place(self, job: Job) -> Placed:
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
            self._remember(job, placed, whole=False)
            await self._desk.do(lambda work: None)
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

    async def _strip(self, job: Job) -> bool:
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
