"""Who opened, changed or took away what of a household, and when: for the coordinator."""

from bot import registry
from bot.audit import accesses, auditing
from bot.chat import cards
from bot.handlers.callback import Tapped
from bot.handlers.places.home import MENU, command
from bot.words import Button, Day, Line, Screen, Text, button, plural, text
from bot.work import Work
from db.models import Account, Audit, Card, Household

PLACE = "accesses"
LINES = 10


def ask(work: Work, account: Account) -> None:
    """`/audit`; the household's code follows on the same line, or is typed then."""
    cards.show(work, account, PLACE)


def typed(work: Work, account: Account, words: str) -> None:
    """A household's code."""
    household = registry.by_code(work, words)
    if household is None:
        cards.show(work, account, PLACE, notice=text("Nothing was found."))
    else:
        _show(work, account, household, 0)


def open_(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Turn the page."""
    id_, _, start = tapped.arg.partition(".")
    household = work.db.get(Household, int(id_)) if id_.isdecimal() and len(id_) < 10 else None
    if household is None:
        ask(work, account)
    else:
        _show(work, account, household, int(start) if start.isdecimal() and len(start) < 6 else 0)


def _show(work: Work, account: Account, household: Household, start: int) -> None:
    auditing.opened(work, account, "accesses", household.id)
    cards.show(work, account, PLACE, {"household": household.id, "from": start})


def draw(work: Work, account: Account, card: Card) -> Screen:
    """Ten lines a page, the newest first; who it was shows on no locked phone."""
    menu = (command("menu", MENU),)
    if "household" not in card.params:
        return Screen((Line(text("Whose file? Type its code, as F-0012.")),), (menu,))
    household = work.db.get_one(Household, card.params["household"])
    which = accesses.about_household(household.id)
    number, start = accesses.count(work.db, which), int(card.params.get("from", 0))
    page = accesses.lines(which).order_by(None).order_by(Audit.at.desc(), Audit.id.desc()).offset(start).limit(LINES)
    head = text("{household}: who read and changed it", household=registry.reference(work, household))
    counted = plural("{n} line", "{n} lines", number) if number else text("Nothing here.")
    lines = [Line(_said(work, line), private=True) for line in work.db.scalars(page)]
    return Screen((Line(head, bold=True), Line(counted), *lines), (*_turning(household, start, number), menu))


def _said(work: Work, line: Audit) -> Text:
    local = line.at.astimezone(work.zone)
    return text(
        "{day} {time} · {name} – {what}: {about}",
        day=Day(local.date()),
        time=f"{local:%H:%M}",
        name=accesses.who(work.db, line) or "Ascolto",
        what=accesses.done(line),
        about=accesses.about(work.db, line),
    )


def _turning(household: Household, start: int, number: int) -> list[tuple[Button, ...]]:
    arrows = []
    if start:
        arrows.append(Button(button("◂ Later ones"), "accesses", f"{household.id}.{max(0, start - LINES)}"))
    if start + LINES < number:
        arrows.append(Button(button("Earlier ones ▸"), "accesses", f"{household.id}.{start + LINES}"))
    return [tuple(arrows)] if arrows else []
