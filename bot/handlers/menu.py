"""The command menu beside the text field: the same words in every language, explained in the reader's."""

from bot.handlers import COMMANDS
from bot.i18n import say
from bot.people.permissions import ever
from bot.words import text
from db.models import Account

SAID = (
    ("visit", text("Log a home visit")),
    ("session", text("Log a listening session")),
    ("family", text("Find a household")),
    ("today", text("Whom to go back to today")),
    ("week", text("What comes this week")),
    ("drafts", text("What is unfinished")),
    ("menu", text("Everything that can be done")),
    ("lock", text("A phone is lost: lock its account")),
    ("language", text("Change the language")),
    ("help", text("How it works")),
    ("figures", text("A month in figures")),
    ("case", text("Cases without names")),
    ("audit", text("Who read and changed a file")),
    ("privacy", text("What is kept, and who sees it")),
    ("cancel", text("Throw the open form away")),
)


def commands(account: Account, lang: str) -> tuple[tuple[str, str], ...]:
    """Each command that she may give, and what it does."""
    return tuple((name, say(said, lang)) for name, said in SAID if ever(account, COMMANDS[name][0]))
