"""Saying a text: catalogue, plural form, placeholders."""

from collections.abc import Mapping
from functools import cache
from gettext import NullTranslations

from babel.dates import format_date

from bot.i18n.catalogues import catalogue, pattern
from bot.i18n.languages import LANGUAGES, LOCALES
from bot.words import Day, FullDay, Month, Param, Text
from locales.serbian import to_latin

_DAY = {"it": "EEE d/M"}
_MONTH = {"sr_Latn": "LLL y.", "sr_Cyrl": "LLL y."}
_FULL_DAY = {"sr_Latn": "EEEE d.M.y.", "sr_Cyrl": "EEEE d.M.y.", "it": "EEEE d/M/y"}


def say(text: Text, lang: str) -> str:
    """The text in one of LANGUAGES. Falls back to English where the catalogue has nothing or a broken placeholder."""
    lang = _spoken_in(text, lang)
    said = render(text, lang, catalogue(lang))
    return _small(said) if text.inside else said


def _small(label: str) -> str:
    """Without the capital it begins with; an abbreviation keeps its own."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _spoken_in(text: Text, lang: str) -> str:
    """A text to be read aloud has a language of its own; Serbian comes in the reader's script."""
    if not text.language or (text.language == "sr" and lang.startswith("sr_")):
        return lang
    return "sr_Latn" if text.language == "sr" else text.language


def render(text: Text, lang: str, translations: NullTranslations) -> str:
    """What `say` does, with the catalogue as an argument."""
    if text.context == "raw":
        return str(text.params["data"])
    if text.context == "place":
        return _place(text.params, lang)
    values = {name: _value(param, lang) for name, param in text.params.items()}
    try:
        return _fill(pattern(text, translations), values)
    except (LookupError, ValueError, AttributeError):
        return _fill(pattern(text, NullTranslations()), values)


def _place(names: Mapping[str, Param], lang: str) -> str:
    if lang == "sr_Latn":
        return to_latin(str(names["sr_Cyrl"]))
    return str(names.get(lang, names["it"]))


def preload() -> None:
    """Read all catalogues now rather than during somebody's first message."""
    for lang in LANGUAGES:
        catalogue(lang)


def spellings(text: Text) -> dict[str, str]:
    """How the text reads in each language: for recognising a label that was typed."""
    if text.params:
        return {lang: say(text, lang) for lang in LANGUAGES}
    return dict(_spellings(text.msgid, text.context))


@cache
def _spellings(msgid: str, context: str | None) -> dict[str, str]:
    return {lang: say(Text(msgid, context), lang) for lang in LANGUAGES}


def _value(param: Param, lang: str) -> str | int:
    match param:
        case Text():
            return say(param, lang)
        case Day(date):
            return format_date(date, _DAY.get(lang, "EEE d.M."), LOCALES[lang])
        case FullDay(date):
            return format_date(date, _FULL_DAY.get(lang, "EEEE d.M.y"), LOCALES[lang])
        case Month(date):
            return format_date(date, _MONTH.get(lang, "LLL y"), LOCALES[lang])
        case _:
            return param


def _fill(sentence: str, values: dict[str, str | int]) -> str:
    """Put the values in. A date that ends in a full stop also ends the sentence."""
    if not values:
        return sentence
    for name, value in values.items():
        if str(value).endswith("."):
            sentence = sentence.replace(f"{{{name}}}.", f"{{{name}}}")
    return sentence.format_map(values)
