"""The language: asked at first contact, changed at any moment, also in the middle of a form."""

from typing import Any

from bot.chat import cards
from bot.handlers.callback import Tapped
from bot.handlers.places.home import FIGURES, KEYBOARD, MENU
from bot.i18n import LANGUAGES, OWN_NAMES
from bot.people import alerts
from bot.people.permissions import Action, may
from bot.words import Button, Line, Screen, raw, text
from bot.work import Work
from db.models import Account, Card

PLACE = "language"


def ask(work: Work, account: Account) -> None:
    """`/language`: the card it was asked from comes again afterwards."""
    place, params = behind(cards.talk(work, account))
    cards.show(work, account, PLACE, {"before": {"place": place, "params": params}})


def behind(card: Card) -> tuple[str, dict[str, Any]]:
    """Where the conversation is: behind the question for the language, where that stands in front."""
    before = card.params.get("before") if card.place == PLACE else None
    return (before["place"], before["params"]) if before else (card.place, card.params)


def draw(work: Work, account: Account, card: Card) -> Screen:
    """Five languages, each in its own name."""
    buttons = [Button(raw(OWN_NAMES[lang]), "language", lang) for lang in LANGUAGES]
    rows = (tuple(buttons[:1]), tuple(buttons[1:3]), tuple(buttons[3:]))
    return Screen((Line(raw("Shqip · Srpski · Српски · Italiano · English")), Line(text("Choose a language."))), rows)


def choose(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Speak that language from now on; what was on the card is drawn again in it."""
    if tapped.arg not in LANGUAGES:
        return
    account.language = tapped.arg
    place, params = behind(cards.talk(work, account))
    show_keyboard(work, account)
    if place == PLACE:
        cards.show(work, account, cards.HOME)
        alerts.to_protect(work, account)
    else:
        cards.show(work, account, place, params)


def show_keyboard(work: Work, account: Account) -> None:
    """Send the keyboard below the chat in her language, where she has another one or none."""
    if account.language and account.keyboard_language != account.language:
        account.keyboard_language = account.language
        cards.push(work, account, "keyboard", {})
        cards.below(work, account)


def draw_keyboard(work: Work, account: Account, card: Card) -> Screen:
    """The message that carries the keyboard: to a monitor the one button of it that is open to her."""
    if not may(account, Action.LOG):
        return Screen((Line(FIGURES),), keyboard=((MENU,),))
    return Screen((Line(text("The four buttons below the chat are always there.")),), keyboard=KEYBOARD)
