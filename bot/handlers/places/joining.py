"""Somebody followed an invite: whoever coordinates sees how Telegram calls them, and says whether it is them."""

from bot.handlers.callback import Tapped
from bot.handlers.places import colleagues, onboarding
from bot.handlers.places.home import MENU, command
from bot.people import alerts, people
from bot.words import Line, Screen, text
from bot.work import Work
from db.models import Account, Card

DECIDED = {"active": text("Confirmed."), "suspended": text("Confirmed."), "revoked": text("Refused.")}


def draw(work: Work, account: Account, card: Card) -> Screen:
    """Who was invited, and how Telegram calls whoever came: that is forgotten once it is decided."""
    other = work.db.get_one(Account, card.params["account"])
    head = Line(text("Somebody followed an invite"), bold=True)
    if not people.waits(other):
        return Screen((head, Line(DECIDED[other.status])), ((command("menu", MENU),),))
    invited = text("Invited: {name} – {roles}", name=other.name, roles=colleagues.roles_of(other))
    seen = text("At Telegram: {name}", name=other.seen_as or "–")
    asked = Line(text("Ask in person or by phone whether it is them. Then confirm."))
    return Screen(
        (head, Line(invited, private=True), Line(seen, private=True), asked), (colleagues.confirm_row(other),)
    )


def admit(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*Confirm* or *Refuse*, on the card that told of it or on that of the colleague."""
    id_, _, answer = tapped.arg.partition(".")
    other = colleagues.one(work, id_)
    if other is None or not people.waits(other):
        colleagues.show(work, account)
        return
    if answer == "yes":
        people.admit(work, account, other)
        onboarding.welcome(work, other, None)
    else:
        people.turn_away(work, account, other)
    alerts.redraw_joining(work, other)
    if card.place == colleagues.ONE:
        colleagues.show(work, account)
