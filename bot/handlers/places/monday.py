"""The coordinator's Monday: what waits for her, what is late, who was not seen, what is for the meeting."""

from collections.abc import Sequence

from bot import registry
from bot.casework import meetings, proposals, visits
from bot.chat import cards
from bot.followups import followups
from bot.handlers.callback import Tapped
from bot.handlers.places import deciding, lists
from bot.handlers.places.home import MENU, command
from bot.keeping import leaving
from bot.reminding import overview
from bot.words import Button, Day, Line, Screen, Text, button, plural, text
from bot.work import Work
from db.models import Account, Card, Contact, Household

LINES = 10
PARTS = ("proposals", "late", "unseen", "consent", "meeting", "leaving")
SELDOM = frozenset({"leaving"})
"""Said only where there is something in it."""


def show(work: Work, account: Account) -> None:
    """`/monday`"""
    cards.show(work, account, "monday")


def part(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Open one of the lists."""
    name, _, start = tapped.arg.partition(".")
    if name not in PARTS:
        show(work, account)
        return
    if name == leaving.PLACE:
        cards.show(work, account, leaving.PLACE, leaving.params(leaving.waiting(work)))
        return
    first = int(start) if start.isdecimal() and len(start) < 6 else 0
    cards.show(work, account, "monday_part", {"part": name, "from": first})


def draw(work: Work, account: Account, card: Card) -> Screen:
    """The lists with their counts; an empty one is said, not hidden, but for what comes seldom."""
    counts = {name: len(rows_of(work, account, name)) for name in PARTS}
    shown = {name: count for name, count in counts.items() if count or name not in SELDOM}
    rows = tuple((Button(_title(name, count), "part", name),) for name, count in shown.items())
    head = Line(
        text("Start of the week, {day}", day=Day(work.today)) if work.today.weekday() == 0 else text("The week"),
        bold=True,
    )
    return Screen((head, Line(text("Tap a list to open it."))), (*rows, (command("menu", MENU),)))


def _title(name: str, count: int) -> Text:
    return {
        "proposals": button("Waiting for my tap ({n})", n=count),
        "late": button("Overdue, missed ({n})", n=count),
        "unseen": button("Not seen for long ({n})", n=count),
        "consent": button("Without consent ({n})", n=count),
        "meeting": button("For the meeting ({n})", n=count),
        "leaving": button("Forgotten soon ({n})", n=count),
    }[name]


def rows_of(work: Work, account: Account, name: str) -> Sequence[Button]:
    """The lines of a list, each a button to what it is about."""
    match name:
        case "proposals":
            return [Button(deciding.about(work, p), "proposal", str(p.id)) for p in proposals.waiting(work)]
        case "late":
            return [lists.row(work, account, item)[0] for item in followups.of_concern(work)]
        case "unseen":
            return [Button(_unseen(work, one), "family", str(one.household.id)) for one in overview.unseen(work)]
        case "consent":
            return [_household(work, household) for household in overview.without_consent(work)]
        case "leaving":
            return [_household(work, household) for household in leaving.waiting(work)]
    return [Button(_record(work, contact), "record", str(contact.id)) for contact in meetings.waiting(work)]


def _unseen(work: Work, one: overview.Unseen) -> Text:
    whom = registry.reference(work, one.household)
    if one.last is None:
        return text("{household} · not seen yet", household=whom)
    return text("{household} · last seen {day}", household=whom, day=Day(one.last))


def _household(work: Work, household: Household) -> Button:
    return Button(registry.reference(work, household), "family", str(household.id))


def _record(work: Work, contact: Contact) -> Text:
    return text("{reference} · {household}", reference=contact.reference, household=visits.whom(work, contact))


def draw_part(work: Work, account: Account, card: Card) -> Screen:
    """One list, ten lines a page."""
    name, first = card.params["part"], int(card.params.get("from", 0))
    found = rows_of(work, account, name)
    rows = [(one,) for one in found[first : first + LINES]]
    arrows = []
    if first:
        arrows.append(Button(button("◂ Earlier ones"), "part", f"{name}.{max(0, first - LINES)}"))
    if first + LINES < len(found):
        arrows.append(Button(button("More ▸"), "part", f"{name}.{first + LINES}"))
    turning = [tuple(arrows)] if arrows else []
    back = (command("monday", button("◂ Back")), command("menu", MENU))
    counted = plural("{n} line", "{n} lines", len(found)) if found else text("Nothing here.")
    return Screen((Line(_title(name, len(found)), bold=True), Line(counted)), (*rows, *turning, back))
