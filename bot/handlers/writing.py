"""What people write, say or photograph, and change in it afterwards: one place says what each is taken for."""

from bot.casework import intake, loosenotes
from bot.chat import cards
from bot.chat.seen import had_seen
from bot.conversations.answers import UNSTORABLE, read_words, storable
from bot.conversations.engine import NOT_APART, Spoken, Typed, spoken_note
from bot.conversations.form import Kind as Asked
from bot.conversations.refused import Refused
from bot.handlers import TEXT_PLACES, WITH_WORDS, pressing, screen_of, typed
from bot.handlers.callback import Tapped
from bot.handlers.incoming import Incoming
from bot.handlers.places import forms, loose, quick
from bot.people import permissions
from bot.people.permissions import Action, may
from bot.words import text
from bot.work import Work
from db.models import Account, Draft, Media

LONGEST_SEARCH = 120
TYPED_THERE = frozenset({"family", "audit", "case", "lock", "invite"})
"""Commands whose words are looked for, and never a quick line."""
NO_FORM = text("No form is open for this. Choose below, or type one of the words there.")
UNSEEN = text("This was written before this card came, so no button was pressed. Here is where you are.")
KEPT_LOOSE = text("There is no place for this here. It is kept under /drafts.")
TAKEN_OVER = text("The edited message counts now.")
NOT_TAKEN = text("Nothing was taken from that message, so its change changes nothing. Please send it anew.")
STAYS = text("What was saved stays as it is. Correct it under Menu → Saved today.")


def words_came(work: Work, account: Account, incoming: Incoming, draft: Draft | None) -> None:
    """Typed words: a command, a button, a quick line, an answer, what is looked for; else they are a note."""
    if not storable(incoming.words):
        cards.tell(work, account, UNSTORABLE)
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
        pressing.press(work, account, talk, Tapped(pressed.op, pressed.arg, screen.subject, screen.rev))
    elif not seen and (pressed is not None or typed.is_label(incoming.words)):
        cards.tell(work, account, UNSEEN)
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
        pressing.run(work, account, name)
    elif name in TYPED_THERE or not _quick(work, account, incoming, among_notes=False):
        pressing.run(work, account, name)
        _type_there(work, account, more, incoming.message_id)


def _type_there(work: Work, account: Account, words: str, message_id: int) -> None:
    talk, draft = cards.talk(work, account), forms.current(work, account)
    said = cards.notice_of(talk)
    if talk.place in TEXT_PLACES:
        _look_for(work, account, words)
    elif draft is not None:
        forms.take(work, account, draft, Typed(words, message_id, account.id))
    if said is not None and cards.notice_of(talk) is None:
        cards.tell(work, account, said)


def _look_for(work: Work, account: Account, words: str) -> None:
    """Words of one's own on a card without a form; what cannot be looked for is refused with a reason."""
    try:
        TEXT_PLACES[cards.talk(work, account).place](work, account, read_words(words, LONGEST_SEARCH))
    except Refused as refusal:
        cards.tell(work, account, refusal.reason)


def _quick(work: Work, account: Account, incoming: Incoming, *, among_notes: bool) -> bool:
    return may(account, Action.LOG) and quick.take(work, account, incoming, among_notes=among_notes)


def _loose_text(work: Work, account: Account, incoming: Incoming, draft: Draft | None, *, seen: bool) -> None:
    """Words that answer nothing: a note of the open form if they came before its question, else a loose one."""
    note = {"kind": "text", "words": incoming.words, "message": incoming.message_id, "author": account.id}
    if not may(account, Action.SORT) or (seen and (draft is not None or typed.is_label(incoming.words))):
        cards.tell(work, account, NO_FORM)
    elif draft is None or draft.status != "open":
        loose.take(work, account, incoming)
    elif not forms.add_note(work, account, draft, note):
        _keep_quietly(work, account, incoming)


def _keep_quietly(work: Work, account: Account, incoming: Incoming) -> None:
    loose.take_quietly(work, account, incoming)
    cards.tell(work, account, KEPT_LOOSE)


def _takes_text(work: Work, account: Account, draft: Draft | None) -> bool:
    """Whether the card asks for words of one's own."""
    if cards.talk(work, account).place in TEXT_PLACES:
        return True
    if draft is None or draft.status != "open":
        return False
    asked = intake.question(work, account, draft)
    return asked is not None and asked.kind in {Asked.WORDS, Asked.NOTES, Asked.LOOKUP}


def sound_came(work: Work, account: Account, incoming: Incoming, draft: Draft | None) -> None:
    """A voice message or photo is accepted on any card of a form, which then comes again; else it is a loose note."""
    permissions.insist(account, Action.SORT)
    if draft is None or draft.status != "open":
        loose.take(work, account, incoming)
    elif not intake.takes_notes(work, account, draft):
        _keep_quietly(work, account, incoming)
    elif (asked := intake.question(work, account, draft)) is not None and asked.discreet:
        cards.tell(work, account, NOT_APART)
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


def edited(work: Work, account: Account, incoming: Incoming) -> None:
    """An edited message changes what came of it, while that is open: a form, an answer, a loose note."""
    permissions.insist(account, Action.FILL_IN)
    if not storable(incoming.words):
        cards.tell(work, account, UNSTORABLE)
        return
    if quick.edited(work, account, incoming):
        return
    if loosenotes.correct(work, account, incoming.message_id, incoming.words):
        cards.tell(work, account, TAKEN_OVER)
        return
    for draft in intake.open_drafts(work, account):
        try:
            if intake.correct(work, account, draft, incoming.message_id, incoming.words):
                cards.tell(work, account, TAKEN_OVER)
                return
        except Refused as refusal:
            cards.tell(work, account, refusal.reason)
            return
    open_form = forms.current(work, account)
    cards.tell(work, account, NOT_TAKEN if open_form is not None and open_form.status == "open" else STAYS)
