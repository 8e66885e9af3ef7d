"""What is kept, where, how long, who sees it, what Telegram sees, and whom to ask: for everybody."""

from bot.chat import cards
from bot.handlers.places.home import MENU, command
from bot.people import people
from bot.words import Line, Screen, text
from bot.work import Work
from db.models import Account, Card

LINES = (
    Line(text("What is kept, and who sees it"), bold=True),
    Line(
        text(
            "Of those who work with this bot: name, language, role, the number of the Telegram account, when they said "
            "that its passcode and two-step verification are on, and what they opened, looked for and changed. Until "
            "they are confirmed also their name at Telegram."
        )
    ),
    Line(
        text(
            "Of families, and of those who come to the centre: what is written down here, with names, telephone "
            "numbers, notes, photos and voice messages. When a family refuses consent, names and telephone numbers are "
            "not asked for, and those already in its file are removed; what was written in notes stays."
        )
    ),
    Line(text("Where"), bold=True),
    Line(
        text(
            "On the computer that the centre uses for this, and in its backups. Names, telephone numbers, notes, "
            "photos and voice messages are encrypted there: nobody reads them without the key, and the key is kept "
            "apart."
        )
    ),
    Line(text("How long"), bold=True),
    Line(
        text(
            "In this chat: what belongs to a form goes when it is saved or thrown away, what was opened for reading "
            "after ten minutes, and all that tells of anybody before two days are over. If that fails, the coordinator "
            "is told."
        )
    ),
    Line(
        text(
            "In the registry: as long as a family is accompanied, and for the time the centre has set after that. "
            "Then only numbers are left. Voice messages go when they are written up, or after the time that is set."
        )
    ),
    Line(text("In backups: up to four weeks longer. Who opened and changed what: a year longer.")),
    Line(text("Who sees it"), bold=True),
    Line(
        text(
            "The operators and the coordinator of this centre; what is confidential, only who wrote it and the "
            "coordinator, who also sees who opened and changed a file. Whoever follows the programme from outside sees "
            "figures and cases, never a name. Whoever looks after the computer can get at everything on it."
        )
    ),
    Line(text("What Telegram sees"), bold=True),
    Line(
        text(
            "All messages of this chat go through Telegram and lie on its computers, at least until they are deleted. "
            "Telegram could read them: chats with a bot are not encrypted from end to end. It also knows who writes to "
            "the bot, and when."
        )
    ),
    Line(text("Whom to ask"), bold=True),
    Line(
        text(
            "The coordinator. Everybody may ask at any time what is kept on them, and ask for it to be corrected or "
            "deleted; so may a family."
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
