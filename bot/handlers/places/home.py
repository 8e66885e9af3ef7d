"""The menu and the help."""

from bot.casework import intake, loosenotes
from bot.chat import cards
from bot.people.permissions import Action, may
from bot.words import Button, Line, Screen, Text, button, text
from bot.work import Work
from db.models import Account, Card

VISIT = button("Visit")
LISTENING = button("Session")
TODAY = button("Today")
MENU = button("Menu")
WEEK = button("The centre's week")
PROTECT = button("Protect this phone")
KEYBOARD = ((VISIT, LISTENING), (TODAY, MENU))
MONTH = button("The month in figures")
CASES = button("Cases")
FIGURES = text("You see the figures of the month and cases without names.")


def command(name: str, label: Text) -> Button:
    """A button that does what a command does."""
    return Button(label, "do", name)


PRIVACY = command("privacy", button("Privacy"))


def menu(work: Work, account: Account) -> None:
    """`/menu`"""
    cards.show(work, account, "home")


def draw_menu(work: Work, account: Account, card: Card) -> Screen:
    """All that can be done, in an order that never changes."""
    if not may(account, Action.LOG):
        figures = (command("figures", MONTH), command("case", CASES))
        few = (figures, (command("language", button("Language")), command("help", button("Help"))))
        return Screen((Line(text("Menu"), bold=True), Line(FIGURES)), few)
    drafts = len(intake.open_drafts(work, account)) + len(loosenotes.unsettled(work, account))
    kept = button("Drafts ({n})", n=drafts) if drafts else button("Drafts")
    rows = (
        (command("visit", VISIT),),
        (command("session", LISTENING), command("family", button("Find a household"))),
        (command("today", TODAY), command("week", button("This week"))),
        (command("drafts", kept), command("saved", button("Saved today"))),
        (command("household", button("New household")), command("language", button("Language"))),
        *(_coordinating() if may(account, Action.CENTRE) else ()),
        (command("voice", button("To write up")), command("help", button("Help"))),
    )
    return Screen((Line(text("Menu"), bold=True),), rows)


def _coordinating() -> tuple[tuple[Button, ...], ...]:
    return (
        (command("monday", WEEK), command("people", button("People"))),
        (command("neighbourhoods", button("Neighbourhoods")), command("holidays", button("Holidays"))),
        (command("import", button("Import a list")), command("figures", MONTH)),
    )


def help_(work: Work, account: Account) -> None:
    """`/help`"""
    cards.show(work, account, "help")


def draw_help(work: Work, account: Account, card: Card) -> Screen:
    """How it works, in a few lines."""
    if not may(account, Action.LOG):
        few = (Line(text("Help"), bold=True), Line(text("/language changes the language, /menu shows everything.")))
        return Screen(few, ((command("protect", PROTECT), PRIVACY), (command("menu", MENU),)))
    lines = (
        Line(text("Help"), bold=True),
        Line(text("/visit logs a home visit. /today says whom to go back to, /week what comes.")),
        Line(text("Every button can also be typed. A voice message or photo may be sent at any moment.")),
        Line(text("/drafts keeps what is unfinished: nothing is lost when you stop in the middle.")),
        Line(text("/lock locks the account of a lost phone at once.")),
        Line(text("/language changes the language, /cancel throws the open form away, /menu shows everything.")),
    )
    phones = (command("lock", button("Lost phone")), command("protect", PROTECT))
    return Screen(lines, (phones, (command("quick", button("Quick line")), PRIVACY), (command("menu", MENU),)))
