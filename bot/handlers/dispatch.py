"""One update, one transaction: the second delivery is known, the person is known, and what she did takes effect."""

from dataclasses import dataclass

from sqlalchemy import select

from bot.casework import intake, loosenotes
from bot.chat import cards, forgetting
from bot.chat.seen import had_seen
from bot.conversations.answers import UNSTORABLE, read_words, storable
from bot.conversations.engine import NOT_APART, Spoken, Typed, spoken_note
from bot.conversations.form import Kind as Asked
from bot.conversations.refused import Refused
from bot.desk import first_time, keep_message
from bot.handlers import (
    COMMANDS,
    IN_PLACE,
    OF_A_FORM,
    OPERATIONS,
    TEXT_PLACES,
    WITH_WORDS,
    gate,
    may_see,
    screen_of,
    typed,
)
from bot.handlers.callback import Tapped
from bot.handlers.callback import read as read_callback
from bot.handlers.gate import Strangers
from bot.handlers.incoming import Incoming, Kind
from bot.handlers.places import forms, importing, language, loose, quick
from bot.people import permissions
from bot.people.permissions import NOT_OPEN, Action, NotOpen, ever, may
from bot.words import Text, text
from bot.work import Work
from db.models import Account, Card, Draft, Media, Update

LONGEST_SEARCH = 120
TYPED_THERE = frozenset({"family", "audit", "lock", "invite"})
"""Commands whose words are looked for, and never a quick line."""
NO_FORM = text("No form is open for this. Choose below, or type one of the words there.")
UNSEEN = text("This was written before this card came, so no button was pressed. Here is where you are.")
KEPT_LOOSE = text("There is no place for this here. It is kept under /drafts.")
TAKEN_OVER = text("The edited message counts now.")
NOT_TAKEN = text("Nothing was taken from that message, so its change changes nothing. Please send it anew.")
STAYS = text("What was saved stays as it is. Correct it under Menu → Saved today.")
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
    _explain(work, account, said)
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
        _tap(work, account, incoming)
        return
    if incoming.kind is Kind.EDITED:
        _edited(work, account, incoming)
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
            _text(work, account, incoming, draft)
        case Kind.VOICE | Kind.PHOTO:
            _spoken(work, account, incoming, draft)
        case _:
            _explain(work, account, text("Messages of this kind are not used here. Here is where you are."))


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


def _explain(work: Work, account: Account, notice: Text) -> None:
    cards.explain(work, cards.talk(work, account), notice)


# --- taps -----------------------------------------------------------------------------------------------------------


def _tap(work: Work, account: Account, incoming: Incoming) -> None:
    tapped = read_callback(incoming.data)
    if tapped is None:
        _explain(work, account, forms.LATE)
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
        _explain(work, account, text("This command is not known. /menu shows what there is."))
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
            _explain(work, account, text("What you were writing is kept: /drafts"))
        return
    do(work, account)


# --- typed ----------------------------------------------------------------------------------------------------------


def _text(work: Work, account: Account, incoming: Incoming, draft: Draft | None) -> None:
    if not storable(incoming.words):
        _explain(work, account, UNSTORABLE)
        return
    command = typed.command(incoming.words)
    if command is not None:
        _command(work, account, incoming, *command)
        return
    talk = cards.talk(work, account)
    screen = screen_of(work, account, talk)
    seen = had_seen(talk, screen, incoming.message_id, incoming.sent_at)
    asking = draft if talk.place == forms.PLACE else None
    free = _takes_text(work, account, asking)
    pressed = typed.button(screen, incoming.words, account.language or "en", free=free)
    if pressed is not None and seen:
        press(work, account, talk, Tapped(pressed.op, pressed.arg, screen.subject, screen.rev))
    elif not seen and (pressed is not None or typed.is_label(incoming.words)):
        _explain(work, account, UNSEEN)
    elif _quick(work, account, incoming, among_notes=seen and free):
        return
    elif seen and talk.place in TEXT_PLACES:
        _look_for(work, account, incoming.words)
    elif seen and asking is not None and asking.status == "open" and not talk.params.get("sure"):
        forms.take(work, account, asking, Typed(incoming.words, incoming.message_id, account.id))
    else:
        _loose_text(work, account, incoming, draft, seen=seen and draft is asking)


def _command(work: Work, account: Account, incoming: Incoming, name: str, more: str) -> None:
    """What follows a command is typed on the card it leads to; `/visit` and `/session` may begin a quick line."""
    if name not in WITH_WORDS or not more:
        run(work, account, name)
    elif name in TYPED_THERE or not _quick(work, account, incoming, among_notes=False):
        run(work, account, name)
        _type_there(work, account, more, incoming.message_id)


def _type_there(work: Work, account: Account, words: str, message_id: int) -> None:
    talk, draft = cards.talk(work, account), forms.current(work, account)
    said = cards.notice_of(talk)
    if talk.place in TEXT_PLACES:
        _look_for(work, account, words)
    elif draft is not None:
        forms.take(work, account, draft, Typed(words, message_id, account.id))
    if said is not None and cards.notice_of(talk) is None:
        cards.explain(work, talk, said)


def _look_for(work: Work, account: Account, words: str) -> None:
    """Words of one's own on a card without a form; what cannot be looked for is refused with a reason."""
    try:
        TEXT_PLACES[cards.talk(work, account).place](work, account, read_words(words, LONGEST_SEARCH))
    except Refused as refusal:
        _explain(work, account, refusal.reason)


def _quick(work: Work, account: Account, incoming: Incoming, *, among_notes: bool) -> bool:
    return may(account, Action.LOG) and quick.take(work, account, incoming, among_notes=among_notes)


def _loose_text(work: Work, account: Account, incoming: Incoming, draft: Draft | None, *, seen: bool) -> None:
    """Words that answer nothing: a note of the open form if they came before its question, else a loose one."""
    note = {"kind": "text", "words": incoming.words, "message": incoming.message_id, "author": account.id}
    if not may(account, Action.SORT) or (seen and (draft is not None or typed.is_label(incoming.words))):
        _explain(work, account, NO_FORM)
    elif draft is None or draft.status != "open":
        loose.take(work, account, incoming)
    elif not forms.add_note(work, account, draft, note):
        _keep_quietly(work, account, incoming)


def _keep_quietly(work: Work, account: Account, incoming: Incoming) -> None:
    loose.take_quietly(work, account, incoming)
    _explain(work, account, KEPT_LOOSE)


def _takes_text(work: Work, account: Account, draft: Draft | None) -> bool:
    """Whether the card asks for words of one's own."""
    if cards.talk(work, account).place in TEXT_PLACES:
        return True
    if draft is None or draft.status != "open":
        return False
    asked = intake.question(work, account, draft)
    return asked is not None and asked.kind in {Asked.WORDS, Asked.NOTES, Asked.LOOKUP}


def _spoken(work: Work, account: Account, incoming: Incoming, draft: Draft | None) -> None:
    """A voice message or photo is accepted on any card of a form, which then comes again; else it is a loose note."""
    permissions.insist(account, Action.SORT)
    if draft is None or draft.status != "open":
        loose.take(work, account, incoming)
    elif not intake.takes_notes(work, account, draft):
        _keep_quietly(work, account, incoming)
    elif (asked := intake.question(work, account, draft)) is not None and asked.discreet:
        _explain(work, account, NOT_APART)
    else:
        _add_spoken(work, account, incoming, draft)


def _add_spoken(work: Work, account: Account, incoming: Incoming, draft: Draft) -> None:
    media = Media(account_id=account.id, kind=incoming.kind.value, file_id=incoming.file, created_at=work.now)
    work.db.add(media)
    work.db.flush()
    spoken = Spoken(incoming.kind.value, media.id, incoming.message_id, account.id, incoming.words)
    talk = cards.talk(work, account)
    screen = screen_of(work, account, talk)
    seen = had_seen(talk, screen, incoming.message_id, incoming.sent_at)
    if seen or not forms.add_note(work, account, draft, spoken_note(spoken)):
        forms.take(work, account, draft, spoken)


def _edited(work: Work, account: Account, incoming: Incoming) -> None:
    """An edited message changes what came of it, while that is open: a form, an answer, a loose note."""
    permissions.insist(account, Action.FILL_IN)
    if not storable(incoming.words):
        _explain(work, account, UNSTORABLE)
        return
    if quick.edited(work, account, incoming):
        return
    if loosenotes.correct(work, account, incoming.message_id, incoming.words):
        _explain(work, account, TAKEN_OVER)
        return
    for draft in intake.open_drafts(work, account):
        try:
            if intake.correct(work, account, draft, incoming.message_id, incoming.words):
                _explain(work, account, TAKEN_OVER)
                return
        except Refused as refusal:
            _explain(work, account, refusal.reason)
            return
    open_form = forms.current(work, account)
    _explain(work, account, NOT_TAKEN if open_form is not None and open_form.status == "open" else STAYS)
