"""What is forgotten next month, for the coordinator; and what is left of a card whose household is forgotten."""

from collections.abc import Sequence
from datetime import date

from bot import registry
from bot.chat import cards
from bot.handlers.callback import Tapped
from bot.handlers.places.home import MENU, command
from bot.keeping import leaving
from bot.people.permissions import NotOpen
from bot.words import NOTHING, Button, FullDay, Line, Month, Screen, Text, button, plural, text
from bot.work import Work
from db.models import Account, Card, Household

LINES = 10


def draw(work: Work, account: Account, card: Card) -> Screen:
    """The closed files that go, each of which a tap keeps a year longer; another tap lets it go after all."""
    found = leaving.shown(work, card)
    if not found and card.message_id is None:
        return NOTHING
    if not found:
        return Screen((Line(text("Nothing here.")),), ((command("menu", MENU),),))
    month = Month(date.fromisoformat(card.params["month"]))
    going = [household for household in found if household.kept_until is None]
    head = plural(
        "{month}: {n} file, closed for years, becomes a number without a name.",
        "{month}: {n} files, closed for years, become numbers without names.",
        len(going),
        month=month,
    )
    said = text("Nothing that tells who it was is kept then. Tap what is to be kept a year longer.")
    return Screen((Line(head, bold=True), Line(said)), (*_rows(work, card, found), (command("menu", MENU),)))


def _rows(work: Work, card: Card, found: Sequence[Household]) -> list[tuple[Button, ...]]:
    start = min(int(card.params.get("from", 0)), max(0, len(found) - 1) // LINES * LINES)
    rows: list[tuple[Button, ...]] = [(_button(work, each),) for each in found[start : start + LINES]]
    arrows = []
    if start:
        arrows.append(Button(button("◂ Earlier ones"), "more", str(start - LINES)))
    if start + LINES < len(found):
        arrows.append(Button(button("More ▸"), "more", str(start + LINES)))
    return [*rows, tuple(arrows)] if arrows else rows


def _button(work: Work, household: Household) -> Button:
    """Its tap says what is wanted, not what is to change: twice is once."""
    whom = registry.reference(work, household)
    if household.kept_until is None:
        return Button(whom, "keep_longer", f"{household.id}.yes")
    kept: Text = text("✓ {household}: until {day}", household=whom, day=FullDay(household.kept_until))
    return Button(kept, "keep_longer", f"{household.id}.no")


def keep_longer(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Keep one a year longer, or let it go after all."""
    id_, _, wanted = tapped.arg.partition(".")
    if card.place != leaving.PLACE:
        raise NotOpen
    for household in leaving.shown(work, card):
        if str(household.id) == id_:
            change = leaving.keep_longer if wanted == "yes" else leaving.let_go
            change(work, account, household)
    cards.redraw(work, card)


def draw_erased(work: Work, account: Account, card: Card) -> Screen:
    """Instead of whatever the card said."""
    if card.message_id is None and card.id != account.talk_id:
        return NOTHING
    return Screen((Line(text("This is no longer in the registry.")),), ((command("menu", MENU),),))
