"""What was handed over, as the giver and the taker see it."""

from bot.chat import cards
from bot.followups import handovers
from bot.handlers.callback import Tapped
from bot.handlers.places import forms
from bot.handlers.places.home import MENU, TODAY, command
from bot.people.permissions import Action, NotOpen, may
from bot.words import Button, Day, Line, Screen, button, plural, text
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
