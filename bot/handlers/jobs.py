"""What is owed in a person's chat, ready to be brought there: cards as they are now, in her language."""

import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from bot.chat import cards, forgetting, seen
from bot.chat.forgetting import Forget
from bot.handlers import drawn, screen_of
from bot.handlers.drawn import Words
from bot.handlers.menu import commands
from bot.logs import where
from bot.reminding.quiet import is_quiet
from bot.words import File, Screen
from bot.work import Work
from db.models import Account, Card, Media

log = logging.getLogger("ascolto.sender")


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
