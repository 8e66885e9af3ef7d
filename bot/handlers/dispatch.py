"""One update, one transaction: the second delivery is known, the person is known, and what she did takes effect."""

from dataclasses import dataclass

from bot.casework import loosenotes
from bot.chat import cards, forgetting
from bot.desk import first_time, keep_message
from bot.handlers import gate, may_see, pressing, writing
from bot.handlers.gate import Strangers
from bot.handlers.incoming import Incoming, Kind
from bot.handlers.places import forms, importing
from bot.people.permissions import NOT_OPEN
from bot.words import Text, text
from bot.work import Work
from db.models import Account, Card, Draft, Update

FAILED = text("That did not work. Here is where you are.")


@dataclass(frozen=True)
class Effect:
    """What is left to do on the network once the transaction has committed, besides drawing cards."""

    leave: int = 0  # a group or channel
    greet: tuple[int, Text] | None = None  # a stranger's chat, and the line to say there
    privacy: str = ""  # the language in which who is no stranger there, but may not come in, is told what is kept
    answer: str = ""  # a tap's query, to stop its little clock
    errand: bool = False  # a list is to be imported


def handle(work: Work, incoming: Incoming, strangers: Strangers) -> Effect:
    """Let one update take effect, once. Raises NotOpen: then nothing of it may stay, and `refuse` is to follow."""
    if not first_time(work, incoming.update_id):
        return _again(work, incoming)
    if incoming.kind is Kind.GROUP:
        return Effect(leave=incoming.chat_id)
    if incoming.kind is Kind.NOTHING:
        return Effect()
    account = gate.known(work, incoming)
    if account is None:
        line = gate.knock(work, incoming, strangers)
        gate.remember(work, incoming)
        privacy = gate.held(work, incoming) if line and gate.asks_privacy(incoming) else ""
        return Effect(greet=(incoming.chat_id, line) if line else None, privacy=privacy)
    _listen(work, account, incoming)
    return Effect(answer=incoming.query, errand=work.errand)


def _again(work: Work, incoming: Incoming) -> Effect:
    """The same update once more: nothing happens twice, but the screen it led to may still be owed."""
    account = gate.known(work, incoming)
    if account is not None:
        work.owed.add(account.id)
    return Effect(answer=incoming.query if account else "")


def refuse(work: Work, incoming: Incoming) -> Effect:
    """After what is not hers to do: the form in front of her stays; from anywhere else the way leads to the menu."""
    return _instead(work, incoming, NOT_OPEN)


def excuse(work: Work, incoming: Incoming) -> Effect:
    """After a mistake of the program: the update counts as seen, and its person gets her screen again, and is told."""
    return _instead(work, incoming, FAILED)


def _instead(work: Work, incoming: Incoming, said: Text) -> Effect:
    """What happens in place of an update whose effects were undone."""
    work.db.merge(Update(update_id=incoming.update_id, seen_at=work.now))
    account = gate.known(work, incoming)
    if account is None:
        return Effect()
    if said is NOT_OPEN and forms.current(work, account) is None:
        cards.show(work, account, cards.HOME)
    if incoming.kind is not Kind.TAP:
        _keep(work, account, incoming, None)
        cards.below(work, account)
    cards.tell(work, account, said)
    return Effect(answer=incoming.query)


def forget(work: Work, incoming: Incoming) -> Effect:
    """When not even that can be done: the update counts as seen."""
    work.db.merge(Update(update_id=incoming.update_id, seen_at=work.now))
    return Effect()


def _listen(work: Work, account: Account, incoming: Incoming) -> None:
    if account.blocked_at is not None:
        account.blocked_at = None
        work.owed.add(account.id)
    if incoming.kind is Kind.BACK:
        return
    if not may_see(account, cards.talk(work, account).place):
        cards.show(work, account, cards.HOME)
    _forget_notice(work, account)
    if incoming.kind is Kind.TAP:
        pressing.tap(work, account, incoming)
        return
    if incoming.kind is Kind.EDITED:
        writing.edited(work, account, incoming)
        return
    draft = forms.current(work, account)
    _hear(work, account, incoming, draft)
    _keep(work, account, incoming, draft)


def _hear(work: Work, account: Account, incoming: Incoming, draft: Draft | None) -> None:
    """A message that is new."""
    if incoming.kind is Kind.DOCUMENT and importing.sent(work, account, incoming):
        return
    cards.below(work, account)
    match incoming.kind:
        case Kind.TEXT:
            writing.words_came(work, account, incoming, draft)
        case Kind.VOICE | Kind.PHOTO:
            writing.sound_came(work, account, incoming, draft)
        case _:
            cards.tell(work, account, text("Messages of this kind are not used here. Here is where you are."))


def _keep(work: Work, account: Account, incoming: Incoming, before: Draft | None) -> None:
    """Remember the message with the form it opened, answered or finished. What belongs to none goes soon."""
    if incoming.sent_at is None:
        return
    draft = forms.current(work, account)
    due = None
    if draft is None and before is not None and before.status != "open":
        draft, due = before, work.now
    elif draft is None and not _is_needed(work, account, incoming):
        due = work.now + forgetting.READING
    id_ = draft.id if draft else None
    keep_message(work, account.id, incoming.message_id, "in", incoming.sent_at, id_, due_at=due)


def _is_needed(work: Work, account: Account, incoming: Incoming) -> bool:
    """Whether the message is still to be asked about: a list to be imported, a note that is nobody's yet."""
    if incoming.kind is Kind.DOCUMENT:
        return bool(cards.talk(work, account).params.get("message") == incoming.message_id)
    return any(note.message_id == incoming.message_id for note in loosenotes.unsettled(work, account))


def _forget_notice(work: Work, account: Account) -> None:
    card = work.db.get(Card, account.talk_id) if account.talk_id else None
    if card is not None and cards.NOTICE in card.params:
        card.params = {name: value for name, value in card.params.items() if name != cards.NOTICE}
