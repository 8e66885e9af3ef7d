"""A month in figures, for the coordinator and whoever follows the programme from outside: no name, no small number."""

from itertools import groupby

from bot import registry, words
from bot.chat import cards
from bot.conversations.codelists import CONTACT_TYPES, INTERVENTIONS, NEEDS, label
from bot.conversations.household import FAMILY_LANGUAGES
from bot.figures import figures
from bot.figures.figures import Figure, Month
from bot.handlers.callback import Tapped
from bot.handlers.places import lists
from bot.handlers.places.home import CASES, MENU, command
from bot.words import Button, Line, Screen, Text, button, text
from bot.work import Work
from db.models import Account, Card

PLACE = "figures"
TITLES = {
    "contacts": text("Visits and sessions"),
    "households": text("Households met"),
    "bank": text("Households met, by bank"),
    "neighbourhood": text("Households met, by neighbourhood"),
    "consent_language": text("Households met, by language of consent"),
    "need": text("Households, by need"),
    "intervention": text("Households, by what was done"),
}


def show(work: Work, account: Account) -> None:
    """`/figures`"""
    cards.show(work, account, PLACE)


def open_(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """This month or the last one."""
    cards.show(work, account, PLACE, {"last": tapped.arg == "last"})


def draw(work: Work, account: Account, card: Card) -> Screen:
    """All tables of a month; what is empty or held back altogether has no title."""
    this, last = Month.of(work.today), bool(card.params.get("last"))
    month = this.before if last else this
    found = [figure for figure in figures.of_month(work.db, month) if figure.number != 0]
    lines = [Line(text("The month in figures: {month}", month=words.Month(month.first)), bold=True)]
    for name, those in groupby(found, key=lambda figure: figure.table):
        lines += [Line(TITLES[name], bold=True), *(_line(work, figure) for figure in those)]
    lines.append(Line(text("Numbers below 5 are never shown, nor others from which one of them could be worked out.")))
    turn = Button(button("This month"), "figures", "this") if last else Button(button("Last month"), "figures", "last")
    return Screen(tuple(lines), ((turn, command("case", CASES)), (command("menu", MENU),)))


def _line(work: Work, figure: Figure) -> Line:
    number: Text | int = text("few, or held back") if figure.number is None else figure.number
    return Line(text("{what}: {n}", what=_what(work, figure), n=number))


def _what(work: Work, figure: Figure) -> Text:
    code = figure.code
    match figure.table:
        case "contacts":
            return label(CONTACT_TYPES, code)
        case "bank":
            return lists.BANKS.get(code, lists.BANKS[""])
        case "neighbourhood":
            return registry.neighbourhood_name(work, code)
        case "consent_language":
            return next((each.label for each in FAMILY_LANGUAGES if each.code == code), text("Not said"))
        case "need":
            return text("Confidential needs") if code == "confidential" else label(NEEDS, code)
        case "intervention":
            return label(INTERVENTIONS, code)
    return text("Altogether")
