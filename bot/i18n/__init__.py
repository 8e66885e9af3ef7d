"""What a `bot.words.Text` says in the reader's language, looked up at the moment it is shown."""

from bot.i18n.catalogues import labels
from bot.i18n.days import near_day, on_weekday, say_day, weekday_on
from bot.i18n.languages import LANGUAGES, OWN_NAMES, SOURCE, guess_language, must_ask
from bot.i18n.say import preload, say, spellings

__all__ = [
    "LANGUAGES",
    "OWN_NAMES",
    "SOURCE",
    "guess_language",
    "labels",
    "must_ask",
    "near_day",
    "on_weekday",
    "preload",
    "say",
    "say_day",
    "spellings",
    "weekday_on",
]
