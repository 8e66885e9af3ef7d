"""The languages of the bot, and which one a newcomer probably reads.

Codes are mapped by hand: Babel refuses `it-IT`, takes bare `sr` for Cyrillic, and `sq` for a 12-hour clock.
"""

from babel import Locale

SOURCE = "en"
"""English is the source of the catalogues and what an untranslated text falls back to."""

LANGUAGES = ("sq", "sr_Latn", "sr_Cyrl", "it", SOURCE)

OWN_NAMES = {"sq": "Shqip", "sr_Latn": "Srpski", "sr_Cyrl": "Српски", "it": "Italiano", SOURCE: "English"}
"""How each language calls itself: never translated, never a flag."""

LOCALES = {
    "sq": Locale("sq", territory="XK"),
    "sr_Latn": Locale("sr", territory="XK", script="Latn"),
    "sr_Cyrl": Locale("sr", territory="XK", script="Cyrl"),
    "it": Locale("it", territory="IT"),
    SOURCE: Locale("en", territory="GB"),
}
"""What Babel formats dates with."""

_BY_TELEGRAM_CODE = {
    **dict.fromkeys(("sq", "als", "aln"), "sq"),
    **dict.fromkeys(("sr", "hr", "bs", "sh", "cnr"), "sr_Latn"),
    "it": "it",
}
_SERBIAN_SCRIPTS = {"latn": "sr_Latn", "cyrl": "sr_Cyrl"}


def guess_language(telegram_code: str | None) -> str | None:
    """The language to preselect for the `language_code` of a Telegram account, None where nobody can tell.

    The code of the app tells neither the script of a Serb nor whether English was chosen or merely left as it was.
    """
    base, *rest = (telegram_code or "").replace("_", "-").lower().split("-")
    guess = _BY_TELEGRAM_CODE.get(base)
    if guess == "sr_Latn":
        return next((_SERBIAN_SCRIPTS[part] for part in rest if part in _SERBIAN_SCRIPTS), guess)
    return guess


def must_ask(guess: str | None) -> bool:
    """Whether the guess is only a preselection: Serbian has two scripts here, and English is mostly a default."""
    return guess not in ("sq", "it")
