"""Buttons and commands: each is asked in the table of contents who may use it, and does what stands there."""

from sqlalchemy import select

from bot.chat import cards
from bot.handlers import COMMANDS, IN_PLACE, OF_A_FORM, OPERATIONS
from bot.handlers.callback import Tapped
from bot.handlers.callback import read as read_callback
from bot.handlers.incoming import Incoming
from bot.handlers.places import forms, language
from bot.people.permissions import Action, NotOpen, ever
from bot.words import text
from bot.work import Work
from db.models import Account, Card


def tap(work: Work, account: Account, incoming: Incoming) -> None:
    """A tap on a card: the conversation's, one beside it, or one that is none of ours any more. Raises NotOpen."""
    tapped = read_callback(incoming.data)
    if tapped is None:
        cards.tell(work, account, forms.LATE)
        return
    card = _card_of(work, account, incoming.message_id)
    talk = cards.talk(work, account)
    elsewhere = card is None or (card.id != talk.id and tapped.op not in IN_PLACE)
    if elsewhere or (card is talk and cards.is_old(work, talk)):
        cards.below(work, account)  # the conversation goes on below what was tapped
    press(work, account, card or talk, tapped)


def _card_of(work: Work, account: Account, message_id: int) -> Card | None:
    talk = cards.talk(work, account)
    if talk.message_id == message_id:
        return talk
    query = select(Card).where(Card.account_id == account.id, Card.message_id == message_id)
    return work.db.scalars(query.order_by(Card.id.desc()).limit(1)).first()


def press(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Do what a button says. Raises NotOpen."""
    if tapped.op == "do":
        run(work, account, tapped.arg)
        return
    action, operation = OPERATIONS.get(tapped.op, OF_A_FORM)
    _enter(account, action)
    operation(work, account, card, tapped)


def _enter(account: Account, action: Action) -> None:
    """Let her in where there is anything for her; whose record it is, the use case asks. Raises NotOpen."""
    if not ever(account, action):
        raise NotOpen


def run(work: Work, account: Account, command: str) -> None:
    """Do a command, if there is one; an open form is kept. Raises NotOpen."""
    if command not in COMMANDS:
        cards.tell(work, account, text("This command is not known. /menu shows what there is."))
        return
    if command != "language":
        language.show_keyboard(work, account)  # she may have left the question for her language alone
    action, do = COMMANDS[command]
    _enter(account, action)
    if (
        command not in {"language", "cancel"}
        and forms.current(work, account) is not None
        and command not in {"visit", "session", "household"}
    ):
        parked = forms.park(work, account)
        do(work, account)
        if parked:
            cards.tell(work, account, text("What you were writing is kept: /drafts"))
        return
    do(work, account)
