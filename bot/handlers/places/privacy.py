"""What is kept, where, how long, who sees it, what Telegram sees, and whom to ask: for everybody."""

from bot import cards, people
from bot.handlers.places.home import MENU, command
from bot.words import Line, Screen, text
from bot.work import Work
from db.models import Account, Card

LINES = (
    Line(text("What is kept, and who sees it"), bold=True),
    Line(text("Of those who work with this bot: name, language, role and the number of the Telegram account.")),
    Line(
        text(
            "Of families that have agreed: what is written down here, with names, telephone numbers, notes, photos "
            "and voice messages. Of families that have not: neither names nor telephone numbers."
        )
    ),
    Line(text("Where"), bold=True),
    Line(
        text(
            "On the centre's own computer. Names, telephone numbers, notes, photos and voice messages are encrypted "
            "there, and the key is kept apart."
        )
    ),
    Line(text("How long"), bold=True),
    Line(
        text(
            "In this chat: what belongs to a form until it is saved or thrown away, what was opened for reading for "
            "ten minutes, everything else that tells of anybody for less than two days."
        )
    ),
    Line(
        text(
            "In the registry: as long as a family is accompanied, and for the time the centre has set after that. "
            "Then only numbers are left. Voice messages go when they are written up, or after the time that is set."
        )
    ),
    Line(text("Who sees it"), bold=True),
    Line(
        text(
            "The operators and the coordinator of this centre; what is confidential, only who wrote it and the "
            "coordinator. Whoever follows the programme from outside sees figures, never a name."
        )
    ),
    Line(text("What Telegram sees"), bold=True),
    Line(
        text(
            "All messages of this chat go through Telegram and lie on its computers until they are deleted: chats "
            "with a bot are not encrypted from end to end. Telegram also knows who writes to the bot, and when."
        )
    ),
    Line(text("Whom to ask"), bold=True),
    Line(
        text(
            "The coordinator. Everybody may ask at any time what is kept on them, and have it corrected or deleted; "
            "so may a family."
        )
    ),
)


def show(work: Work, account: Account) -> None:
    """`/privacy`"""
    cards.show(work, account, "privacy")


def draw(work: Work, account: Account, card: Card) -> Screen:
    """All of it on one card, and who coordinates."""
    who = [Line(text("Coordinator: {name}", name=one.name), private=True) for one in people.coordinators(work)]
    return Screen((*LINES, *who), ((command("menu", MENU),),))
