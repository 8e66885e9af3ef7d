"""The command menu beside the text field: the same words in every language, explained in the reader's."""

from bot.i18n import say
from bot.words import text

SAID = (
    ("visit", text("Log a home visit")),
    ("session", text("Log a listening session")),
    ("family", text("Find a household")),
    ("today", text("Whom to go back to today")),
    ("week", text("What comes this week")),
    ("drafts", text("What is unfinished")),
    ("menu", text("Everything that can be done")),
    ("language", text("Change the language")),
    ("help", text("How it works")),
    ("cancel", text("Throw the open form away")),
)


def commands(lang: str) -> list[tuple[str, str]]:
    """Each command and what it does."""
    return [(name, say(said, lang)) for name, said in SAID]
