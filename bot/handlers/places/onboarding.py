"""The first contact: the language, and Telegram's two locks, which only their owner can switch on."""

from bot.chat import cards
from bot.handlers.callback import Tapped
from bot.handlers.places import language
from bot.handlers.places.home import MENU, command
from bot.i18n import guess_language
from bot.people import alerts
from bot.words import Button, Line, Screen, Text, button, text
from bot.work import Work
from db.models import Account, Card

PLACE = alerts.PROTECT
HEAD = text("Protect this phone")
STEPS: dict[str, tuple[Text, Text]] = {
    "passcode": (
        text("1 of 2: a code for Telegram itself, so that a phone left lying about shows nothing."),
        text("In Telegram: Settings → Privacy and Security → Passcode. Choose a code that nobody guesses."),
    ),
    "two_step": (
        text("2 of 2: a password, so that nobody else can sign in with your number."),
        text("In Telegram: Settings → Privacy and Security → Two-Step Verification. Write the password down at home."),
    ),
}
DONE = text("Passcode and two-step verification are on. Thank you!")
LATER = text("Later, then. You find it again under Menu → Help.")


def welcome(work: Work, account: Account, telegram_language: str | None) -> None:
    """The menu in the language of the invite, else the question which language it shall be; then the two locks."""
    if account.language:
        language.show_keyboard(work, account)
        cards.show(work, account, cards.HOME)
        alerts.to_protect(work, account)
    else:
        account.language = guess_language(telegram_language) or "en"
        cards.show(work, account, language.PLACE, {"before": None})


def show(work: Work, account: Account) -> None:
    """`/protect`"""
    cards.show(work, account, PLACE)


def draw(work: Work, account: Account, card: Card) -> Screen:
    """The step she has not said to have done; *Later* only leaves the card as it is."""
    head, step = Line(HEAD, bold=True), missing(account)
    menu = (command("menu", MENU),)
    if step is None:
        return Screen((head, Line(DONE)), (menu,))
    if card.params.get("later"):
        return Screen((head, Line(LATER)), ((Button(button("Do it now"), PLACE, "now"),), menu))
    why, where = STEPS[step]
    rows = ((Button(button("Done"), PLACE, step),), (Button(button("Later"), PLACE, "later"),))
    return Screen((head, Line(why), Line(where)), rows)


def missing(account: Account) -> str | None:
    """Which of Telegram's locks she has not said to be on: `passcode`, `two_step`; None: both are."""
    if account.passcode_at is None:
        return "passcode"
    return "two_step" if account.two_step_at is None else None


def tap(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*Done*, of one of the steps; *Later*; *Do it now*."""
    if card.place != PLACE:
        show(work, account)
        return
    if tapped.arg == "passcode":
        account.passcode_at = account.passcode_at or work.now
    elif tapped.arg == "two_step":
        account.two_step_at = account.two_step_at or work.now
    card.params = {"later": True} if tapped.arg == "later" else {}
    cards.redraw(work, card)
