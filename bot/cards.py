"""Cards: the messages a person sees. Use cases say where she is; what she sees there is drawn after the commit.

Each person has one card her conversation is on (`Account.talk_id`). Digests, notices and what was saved are cards of
their own: they stay where they are, and the conversation comes again below them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from bot.words import Day, FullDay, Param, Text
from bot.work import Work
from db.models import Account, Card

HOME = "home"
NOTICE = "notice"
LASTING = frozenset({"saved", "import"})


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
    said = {NOTICE: to_json(notice)} if notice else {}
    card.place, card.params = place, {**(params or {}), **said}
    redraw(work, card)
    return card


def redraw(work: Work, card: Card) -> None:
    """Let the card be drawn again, from the rows as they are now."""
    card.rev += 1
    work.owed.add(card.account_id)


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
    if card.names_until is not None:
        _stay_with_names(work, card)
    redraw(work, card)
    card.fresh_rev = card.rev
    if card.message_id is not None:
        card.stale_id, card.message_id = card.message_id, None


def _stay_with_names(work: Work, card: Card) -> None:
    """Names are on that message: it becomes a card of its own, so that they vanish from it in time."""
    kept = Card(account_id=card.account_id, place=card.place, params=card.params, message_id=card.message_id)
    kept.names_until, kept.created_at, kept.rev, kept.shown_rev = card.names_until, card.created_at, 1, 1
    work.db.add(kept)
    card.message_id = card.names_until = None


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
    if card is None or card.place != "form" or card.message_id is None:
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
