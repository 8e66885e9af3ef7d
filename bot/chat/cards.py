"""Cards: the messages a person sees. Use cases say where she is; what she sees there is drawn after the commit.

Each person has one card her conversation is on (`Account.talk_id`). Digests, notices and what was saved are cards of
their own: they stay where they are, and the conversation comes again below them.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from bot.chat import forgetting
from bot.words import Day, FullDay, Param, Text, text
from bot.work import Work
from db.models import Account, Card

HOME = "home"
NOTICE = "notice"
FORM = "form"
LASTING = frozenset({"saved", "import"})
STAYING = LASTING | {
    HOME,
    FORM,
    "help",
    "privacy",
    "quick",
    "language",
    "keyboard",
    "today",
    "week",
    "contact",
    "monday",
    "import_help",
    "neighbourhoods",
    "neighbourhood",
    "holidays",
    "protect",
}
"""What the conversation may stay on for as long as she likes; every other place is open for ten minutes."""
KEEPSAKES = frozenset({"keyboard"})
"""What stays in the chat for good: it says nothing of anybody, and the four buttons would go with it."""
FRESH = timedelta(hours=24)
"""For how long the conversation goes on in the same message, so that all that is said there can be deleted in time."""


def talk(work: Work, account: Account) -> Card:
    """The card the conversation is on; a new one, below everything, where there is none."""
    card = work.db.get(Card, account.talk_id) if account.talk_id else None
    if card is None:
        card = Card(account_id=account.id, place=HOME, params={}, rev=0, shown_rev=0, created_at=work.now)
        work.db.add(card)
        work.db.flush()
        account.talk_id = card.id
    return card


def show(
    work: Work,
    account: Account,
    place: str,
    params: Mapping[str, Any] | None = None,
    *,
    notice: Text | None = None,
    stay: bool = False,
) -> Card:
    """Take the conversation to a place. `params` are ids and codes; `notice` is one line that explains.

    What was saved stays where it is, with its *Undo*: the conversation goes on below it.
    """
    card = talk(work, account)
    if card.place in LASTING and not stay:
        leave(work, account)
        card = talk(work, account)
    if place == FORM and card.message_id is not None and card.params.get("draft") != (params or {}).get("draft"):
        forgetting.belongs(work, account.id, card.message_id, (params or {})["draft"])
    said = {NOTICE: to_json(notice)} if notice else {}
    card.place, card.params = place, {**(params or {}), **said}
    card.names_until, card.closes_at = None, None if place in STAYING else work.now + forgetting.READING
    redraw(work, card)
    return card


def redraw(work: Work, card: Card) -> None:
    """Let the card be drawn again, from the rows as they are now."""
    card.rev += 1
    work.owed.add(card.account_id)


def tell(work: Work, account: Account, notice: Text) -> None:
    """Put one explaining line on the card the conversation is on."""
    explain(work, talk(work, account), notice)


def explain(work: Work, card: Card, notice: Text | None) -> None:
    """Put one explaining line on the card, or take it away."""
    rest = {name: value for name, value in card.params.items() if name != NOTICE}
    card.params = {**rest, NOTICE: to_json(notice)} if notice else rest
    redraw(work, card)


def below(work: Work, account: Account) -> None:
    """Let the conversation come again at the end of the chat; its older message loses its buttons.

    What was saved stays where it is, with its *Undo*.
    """
    card = talk(work, account)
    if card.place in LASTING:
        leave(work, account)
        return
    redraw(work, card)
    card.fresh_rev = card.rev
    if card.message_id is not None:
        if card.place != FORM:
            forgetting.message(work, account.id, card.message_id, _latest(work, card))
        card.stale_id, card.message_id, card.names_until = card.message_id, None, None


def _latest(work: Work, card: Card) -> datetime:
    """When what stood on a card is to be gone, now that the conversation has left it."""
    return min(at for at in (card.closes_at, card.names_until, work.now + forgetting.READING) if at is not None)


def is_old(work: Work, card: Card) -> bool:
    """Whether the conversation goes on below this message: soon it could not be deleted any more."""
    return _is_older(work, card, FRESH)


def _is_older(work: Work, card: Card, than: timedelta) -> bool:
    """Of a message that an earlier version sent nobody knows."""
    return card.message_id is not None and (card.sent_at is None or card.sent_at <= work.now - than)


def close(work: Work, account: Account) -> None:
    """What was opened for reading is closed: the conversation is at the menu again, in the same message."""
    card = show(work, account, HOME, notice=text("This card has closed by itself."))
    if account.status != "active":  # nothing is drawn for her
        forgetting.message(work, account.id, card.message_id)


def start_over(work: Work, account: Account) -> None:
    """Where the card has been there for two days, untouched: what stands on it goes, a form can be taken up again."""
    card = work.db.get(Card, account.talk_id) if account.talk_id else None
    if card is None or not _is_older(work, card, forgetting.KEPT):
        return
    if card.place in LASTING:
        leave(work, account)
        return
    if card.place not in (HOME, "language"):
        notice = text("What you were writing is kept: /drafts") if card.place == FORM else None
        show(work, account, HOME, notice=notice)
    forgetting.emptied(work, account.id, card.message_id)


def leave(work: Work, account: Account) -> None:
    """Let the present card stay as it is for good: what comes next is a new message."""
    account.talk_id = None
    work.owed.add(account.id)


def push(
    work: Work, account: Account, place: str, params: Mapping[str, Any], *, key: str | None = None, waking: bool = False
) -> Card | None:
    """Add a card of its own, and let an open form come again below it.

    `key` is shown only once, ever, even when two processes push it at the same moment; a `waking` card keeps to the
    day, and whoever sends it then makes room for it. None: it was pushed before.
    """
    row = {"account_id": account.id, "place": place, "params": dict(params), "key": key, "waking": waking}
    insert = insert_on_sqlite if work.db.get_bind().dialect.name == "sqlite" else insert_on_postgresql
    added = insert(Card).values(**row, rev=1, created_at=work.now).on_conflict_do_nothing(index_elements=["key"])
    card = work.db.scalars(added.returning(Card)).first()
    if card is not None:
        work.owed.add(account.id)
        if not waking:
            make_room(work, account)
    return card


def make_room(work: Work, account: Account) -> Card | None:
    """Let an open form come again below what is sent now; None: there is none above it."""
    card = work.db.get(Card, account.talk_id) if account.talk_id else None
    if card is None or card.place != FORM or card.message_id is None:
        return None
    below(work, account)
    return card


def shown(work: Work, card: Card, rev: int, message_id: int | None, *, stripped: bool, whole: bool = True) -> None:
    """Remember what was drawn: the revision, and the message it stands in.

    Where something newer was asked for meanwhile below it, that message is an old one whose buttons are to go.
    A card that is not shown `whole` stays owed, in that message.
    """
    if whole:
        card.shown_rev = max(card.shown_rev, rev)
    if stripped:
        card.stale_id = None
    if message_id is None:
        return
    if card.fresh_rev > rev:
        card.stale_id = message_id
    else:
        card.message_id = message_id


def notice_of(card: Card) -> Text | None:
    """The explaining line of a card."""
    return from_json(card.params[NOTICE]) if NOTICE in card.params else None


# --- texts as parameters ---------------------------------------------------------------------------------------------


def to_json(text: Text) -> dict[str, Any]:
    """A text as it is stored: its key and parameters, said anew whenever it is shown."""
    return {
        "msgid": text.msgid,
        "context": text.context,
        "plural": text.plural,
        "n": text.n,
        "params": {name: _param_to_json(value) for name, value in text.params.items()},
    }


def from_json(stored: Mapping[str, Any]) -> Text:
    """The text that `to_json` stored."""
    params = {name: _param_from_json(value) for name, value in stored["params"].items()}
    return Text(stored["msgid"], stored["context"], stored["plural"], stored["n"], params)


def _param_to_json(value: Param) -> Any:
    match value:
        case Text():
            return {"text": to_json(value)}
        case Day(day):
            return {"day": day.isoformat()}
        case FullDay(day):
            return {"full_day": day.isoformat()}
    return value


def _param_from_json(value: Any) -> Param:
    match value:
        case {"text": stored}:
            return from_json(stored)
        case {"day": day}:
            return Day(date.fromisoformat(day))
        case {"full_day": day}:
            return FullDay(date.fromisoformat(day))
    known: str | int = value
    return known
