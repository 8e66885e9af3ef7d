"""What was handed over, as the giver and the taker see it; and who stands in for the coordinator."""

from bot import cards, handovers, people, permissions
from bot.handlers.callback import Tapped
from bot.handlers.places import forms
from bot.handlers.places.home import MENU, TODAY, command
from bot.permissions import OPERATOR, Action, NotOpen, may
from bot.words import Button, Day, Line, Screen, Text, button, plural, raw, text
from bot.work import Work
from db.models import Account, Card, Handover


def begin(work: Work, account: Account) -> None:
    """*Hand over…* below the week."""
    forms.begin(work, account, "handover")


def draw(work: Work, account: Account, card: Card) -> Screen:
    """How many, from whom to whom, until when; whoever did it can undo it while nothing came back yet."""
    handover = work.db.get_one(Handover, card.params["handover"])
    number = len(handover.follow_ups)
    counted = plural("{n} next contact was handed over", "{n} next contacts were handed over", number)
    giver, taker = (work.db.get_one(Account, id_).name for id_ in (handover.from_id, handover.to_id))
    lines = [Line(counted, bold=True), Line(text("{giver} → {taker}", giver=giver, taker=taker), private=True)]
    if handover.until is not None:
        lines.append(Line(text("Until {day}", day=Day(handover.until))))
    if handover.ended_at is not None:
        lines.append(Line(text("They are back.")))
    rows = [(command("today", TODAY), command("menu", MENU))]
    if handover.ended_at is None and may(account, Action.GIVE_BACK, own=handovers.is_of(handover, account)):
        return Screen(tuple(lines), (*rows, (Button(button("Undo"), "give_back", str(handover.id)),)))
    return Screen(tuple(lines), tuple(rows))


def give_back(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*Undo*, or an early return."""
    handover = work.db.get(Handover, int(tapped.arg)) if tapped.arg.isdecimal() and len(tapped.arg) < 10 else None
    if handover is None:
        raise NotOpen
    handovers.give_back(work, handover, account)
    cards.show(work, account, "handover", {"handover": handover.id})


# --- a deputy -------------------------------------------------------------------------------------------------------


def deputies(work: Work, account: Account) -> None:
    """*Deputy* of the coordinator's menu."""
    cards.show(work, account, "deputies")


def draw_deputies(work: Work, account: Account, card: Card) -> Screen:
    """The operators; those with a tick also coordinate."""
    others = [a for a in people.colleagues(work, account) if OPERATOR in permissions.roles(a)]
    rows = [(Button(_named(other), "deputy", str(other.id)),) for other in others]
    said = text("Tap a colleague to let them coordinate too, or to end that.")
    return Screen((Line(text("Deputy"), bold=True), Line(said)), (*rows, (command("menu", MENU),)))


def _named(other: Account) -> Text:
    return button("✓ {label}", label=raw(other.name)) if people.is_coordinator(other) else raw(other.name)


def deputy(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Name a deputy, or end that; the colleague is told."""
    other = work.db.get(Account, int(tapped.arg)) if tapped.arg.isdecimal() and len(tapped.arg) < 10 else None
    if other is None or OPERATOR not in permissions.roles(other):
        deputies(work, account)
        return
    people.set_deputy(work, account, other, deputy=not people.is_coordinator(other))
    cards.push(work, other, "alert", {"why": "deputy", "account": other.id}, waking=True)
    cards.show(work, account, "deputies")
