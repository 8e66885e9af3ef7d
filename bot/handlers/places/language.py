"""The language: asked at first contact, changed at any moment, also in the middle of a form."""

from bot import cards
from bot.handlers.callback import Tapped
from bot.handlers.places.home import KEYBOARD
from bot.i18n import LANGUAGES, OWN_NAMES
from bot.words import Button, Line, Screen, raw, text
from bot.work import Work
from db.models import Account, Card

BACK_TO = ("place", "params")


def ask(work: Work, account: Account) -> None:
    """`/language`: the card it was asked from comes again afterwards."""
    card = cards.talk(work, account)
    before = {"place": card.place, "params": card.params} if card.place != "language" else card.params.get("before")
    cards.show(work, account, "language", {"before": before})


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
    before = cards.talk(work, account).params.get("before") if cards.talk(work, account).place == "language" else None
    show_keyboard(work, account)
    if before:
        cards.show(work, account, before["place"], before["params"])
    else:
        cards.show(work, account, cards.HOME)


def show_keyboard(work: Work, account: Account) -> None:
    """Send the keyboard below the chat in her language, where she has another one or none."""
    if account.language and account.keyboard_language != account.language:
        account.keyboard_language = account.language
        cards.push(work, account, "keyboard", {})
        cards.below(work, account)


def draw_keyboard(work: Work, account: Account, card: Card) -> Screen:
    """The message that carries the keyboard."""
    return Screen((Line(text("The four buttons below the chat are always there.")),), keyboard=KEYBOARD)
