"""Reading the catalogues.

They are read from the edited .po files, so there is no compiled copy that could be older than its source.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.i18n.languages import LANGUAGES, SOURCE
from bot.words import BUTTON, Text


def read(path: Traversable) -> NullTranslations:
    """The translations of one .po file; fuzzy and empty ones are left out, so they fall back to English."""
    with path.open("rb") as po:
        catalogue = read_po(po)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def catalogue(lang: str) -> NullTranslations:
    """The translations into one of LANGUAGES; for the source language there is nothing to read."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    if lang == SOURCE:
        return NullTranslations()
    return read(files("locales") / lang / "LC_MESSAGES" / "ascolto.po")


@cache
def labels() -> frozenset[str]:
    """Every label there is, in every language, but those with something to be filled in."""
    found: set[str] = set()
    for lang in LANGUAGES:
        if lang != SOURCE:
            for message in read_po(BytesIO((files("locales") / lang / "LC_MESSAGES" / "ascolto.po").read_bytes())):
                if message.context == BUTTON and "{" not in str(message.id):
                    found |= {str(message.id), str(message.string)}
    return frozenset(found - {""})


def pattern(text: Text, translations: NullTranslations) -> str:
    """The translated sentence with its placeholders, in the form that the number asks for; English if there is none."""
    return _look_up(text, translations) or _look_up(text, NullTranslations())


def _look_up(text: Text, translations: NullTranslations) -> str:
    if text.plural is not None and text.context is not None:
        return translations.npgettext(text.context, text.msgid, text.plural, text.n)
    if text.plural is not None:
        return translations.ngettext(text.msgid, text.plural, text.n)
    if text.context is not None:
        return translations.pgettext(text.context, text.msgid)
    return translations.gettext(text.msgid) if text.msgid else ""
