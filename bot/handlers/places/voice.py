"""Voice messages to write up: listen to one, write one line."""

from bot import registry
from bot.casework import writeups
from bot.casework.writeups import Voice
from bot.chat import cards
from bot.handlers.callback import Tapped
from bot.handlers.places import forms
from bot.handlers.places.home import MENU, command
from bot.words import GONE, Button, Day, Line, Screen, Text, button, plural, text
from bot.work import Work
from db.models import Account, Card

SHOWN = 10
OVER = text("This voice message is written up already, or is gone.")


def show(work: Work, account: Account) -> None:
    """`/voice`"""
    cards.show(work, account, "voice")


def draw(work: Work, account: Account, card: Card) -> Screen:
    """All that wait, in a language she reads; the oldest first."""
    waiting = writeups.waiting(work, account)
    said = [Line(text("Tap one to listen to it, or to write down what it says."))]
    if not waiting:
        said = [Line(text("There is nothing to write up."))]
    if len(waiting) > SHOWN:
        said.append(Line(plural("{n} more after these.", "{n} more after these.", len(waiting) - SHOWN)))
    rows = tuple((Button(about(work, voice), "voice", voice.key),) for voice in waiting[:SHOWN])
    return Screen((Line(text("To write up"), bold=True), *said), (*rows, (command("menu", MENU),)))


def about(work: Work, voice: Voice) -> Text:
    """Whose it is, by reference, and when it was spoken."""
    local = voice.spoken_at.astimezone(work.zone)
    household = writeups.household(work, voice)
    whom = registry.reference(work, household) if household else text("without a household")
    return text("{day} {time} · {household}", day=Day(local.date()), time=f"{local:%H:%M}", household=whom)


def open_(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """One of them."""
    if writeups.find(work, account, tapped.arg) is None:
        cards.show(work, account, "voice", notice=OVER)
    else:
        cards.show(work, account, "voice_message", {"voice": tapped.arg})


def draw_message(work: Work, account: Account, card: Card) -> Screen:
    """What can be done with one."""
    voice = writeups.find(work, account, card.params["voice"])
    back = (command("voice", button("To write up")),)
    if voice is None:
        return Screen((Line(OVER),), (back,))
    lines = (
        Line(text("Voice message"), bold=True),
        Line(about(work, voice)),
        Line(text("Spoken by {name}", name=voice.author.name), private=True),
    )
    listen = (Button(button("▶ Listen"), "listen", voice.key), _write(voice))
    return Screen(lines, (listen, back))


def _write(voice: Voice) -> Button:
    return Button(button("Write one line"), "write_up", voice.key)


def listen(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Send it to her, for ten minutes."""
    voice = writeups.find(work, account, tapped.arg)
    if voice is None:
        cards.show(work, account, "voice", notice=OVER)
    elif writeups.play(work, account, voice):
        cards.tell(work, account, text("It comes below, and disappears after ten minutes."))
    else:
        cards.tell(work, account, text("It is here in the chat already."))


def draw_listen(work: Work, account: Account, card: Card) -> Screen:
    """The sound itself; gone after ten minutes, or when it is written up."""
    voice = writeups.find(work, account, card.params["voice"])
    if voice is None or card.names_until is None or card.names_until <= work.now:
        return GONE
    return Screen((Line(about(work, voice)),), ((_write(voice),),), voice=voice.media_id)


def write_up(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Ask for the line."""
    voice = writeups.find(work, account, tapped.arg)
    if voice is None:
        cards.show(work, account, "voice", notice=OVER)
        return
    known = {"household": str(voice.household_id)} if voice.household_id else {}
    forms.begin(work, account, "wording", {"voice": voice.key, **known})
