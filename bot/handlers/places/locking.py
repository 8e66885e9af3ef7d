"""A lost phone: any colleague locks its account, with one tap that confirms."""

from bot.chat import cards
from bot.conversations.buttons import pairs
from bot.conversations.refused import Refused
from bot.handlers.callback import Tapped
from bot.handlers.places.home import MENU, command
from bot.people import people, standing
from bot.words import Button, Line, Screen, button, raw, text
from bot.work import Work
from db.models import Account, Card

PLACE, SURE = "lock", "lock_sure"
HEAD = Line(text("Lost phone"), bold=True)
FOR_AN_HOUR = text(
    "Locked for one hour, because nobody else coordinates. It stays locked once a second colleague says the same."
)


def ask(work: Work, account: Account) -> None:
    """`/lock`: whose phone?"""
    cards.show(work, account, PLACE)


def draw(work: Work, account: Account, card: Card) -> Screen:
    """The colleagues; those whose name was typed, where it fits several."""
    chosen = card.params.get("named")
    others = [other for other in _others(work, account) if chosen is None or other.id in chosen]
    buttons = [Button(raw(other.name), "lock", str(other.id)) for other in others]
    said = Line(text("Whose phone is lost? Tap or type the name. Once you confirm, their account is locked at once."))
    return Screen((HEAD, said), (*pairs(buttons), (command("menu", MENU),)))


def _others(work: Work, account: Account) -> list[Account]:
    """Whose account is open; also whose is locked for an hour, so that a second colleague can say the same."""
    others = [other for other in people.everybody(work) if other.id != account.id]
    return [other for other in others if other.status == "active" or other.locked_until is not None]


def typed(work: Work, account: Account, words: str) -> None:
    """A name, in either script, or its beginning."""
    found = people.named(words, _others(work, account))
    if len(found) == 1:
        cards.show(work, account, SURE, {"account": found[0].id})
    elif found:
        cards.show(work, account, PLACE, {"named": [other.id for other in found]})
    else:
        cards.show(work, account, PLACE, notice=text("Nothing was found."))


def draw_sure(work: Work, account: Account, card: Card) -> Screen:
    """What will happen, and whose account it is."""
    other = work.db.get_one(Account, card.params["account"])
    lines = (
        HEAD,
        Line(raw(other.name), private=True),
        Line(text("The bot says no more to that phone and deletes what it can there. Whoever coordinates is told.")),
    )
    return Screen(lines, ((command(PLACE, button("No")),), (Button(button("Yes, lock"), "lock", f"{other.id}.yes"),)))


def lock(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """A name, then *Yes, lock*."""
    id_, _, sure = tapped.arg.partition(".")
    other = next((other for other in _others(work, account) if str(other.id) == id_), None)
    if other is None:
        cards.show(work, account, PLACE, notice=standing.NOT_OPEN_NOW if id_ else None)
    elif sure != "yes":
        cards.show(work, account, SURE, {"account": other.id})
    else:
        _lock(work, account, other)


def _lock(work: Work, account: Account, other: Account) -> None:
    try:
        standing.lock(work, account, other)
    except Refused as refusal:
        cards.show(work, account, PLACE, notice=refusal.reason)
        return
    said = FOR_AN_HOUR if other.locked_until else text("Locked. Whoever coordinates is told.")
    cards.show(work, account, cards.HOME, notice=said)


def lock_too(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*It is lost* of a second colleague."""
    id_ = tapped.arg
    other = work.db.get(Account, int(id_)) if id_.isdecimal() and len(id_) < 10 else None
    if other is None:
        ask(work, account)
        return
    try:
        standing.lock_too(work, account, other)
    except Refused as refusal:
        cards.show(work, account, cards.HOME, notice=refusal.reason)
