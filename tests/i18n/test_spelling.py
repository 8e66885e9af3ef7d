"""Every word of the catalogues is in a dictionary, or allowed here."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
import pytest

from locales import update

FOLDER = Path("/usr/share/hunspell")

EVERYWHERE = frozenset({"csv", "mb", "telegram", "utf", "xls", "xlsx"})
"""Names and abbreviations that are the same in all languages."""

_NOT_PROSE = re.compile(r"\{[^{}]*\}|/[a-z_]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_INNER_CAPITAL = re.compile(r"(?<=[a-z])[A-Z]")


@dataclass(frozen=True)
class Dictionary:
    """A dictionary of hunspell's, the Debian package that brings it, and words it does not know but we do."""

    name: str
    package: str
    allowed: str = ""


OF_TELEGRAM = "and passcode privacy security settings step two verification"
"""Its menu, as it stands in English on many phones."""
DICTIONARIES = {
    "sq": Dictionary(
        "sq_AL",
        "myspell-sq",
        "anonimisht grant konfidencial konfidenciale link linkun shkurtojeni usb " + OF_TELEGRAM,
    ),
    "sr_Cyrl": Dictionary("sr_RS", "hunspell-sr", "књ " + OF_TELEGRAM),
    "sr_Latn": Dictionary("sr_Latn_RS", "hunspell-sr", "knj " + OF_TELEGRAM),
    "it": Dictionary("it_IT", "hunspell-it", "all bajram bot com dall dell doc équipe"),
    "en": Dictionary("en_GB", "hunspell-en-gb", "bajram"),
}


@pytest.mark.hunspell
@pytest.mark.parametrize("lang", DICTIONARIES)
def test_every_word_is_in_the_dictionary(lang: str) -> None:
    dictionary = DICTIONARIES[lang]
    if not (FOLDER / f"{dictionary.name}.dic").exists():
        pytest.skip(f"not run: Debian package {dictionary.package} is missing")
    words = sorted({word for said in sentences(lang) for word in _WORD.findall(said)})

    unknown = set(misspelt(words, dictionary)) - EVERYWHERE - set(dictionary.allowed.split())

    assert not unknown


@pytest.mark.hunspell
def test_a_misspelt_word_is_found() -> None:
    dictionary = DICTIONARIES["sr_Latn"]
    if not (FOLDER / f"{dictionary.name}.dic").exists():
        pytest.skip(f"not run: Debian package {dictionary.package} is missing")

    unknown = list(misspelt(["Poseta", "psoeta"], dictionary))

    assert unknown == ["psoeta"]


def sentences(lang: str) -> Iterator[str]:
    """What a catalogue says, without placeholders and commands, and with capitals at the head of words only."""
    english = lang == "en"
    path = update.ROOT / "locales" / "ascolto.pot" if english else update.po_path(update.ROOT, lang)
    for entry in polib.pofile(path):
        forms = (entry.msgid, entry.msgid_plural) if english else (entry.msgstr, *entry.msgstr_plural.values())
        for said in forms:
            yield _INNER_CAPITAL.sub(lambda found: found[0].lower(), _NOT_PROSE.sub(" ", said))


def misspelt(words: list[str], dictionary: Dictionary) -> Iterator[str]:
    """The words that the dictionary does not have, in small letters."""
    command = ["hunspell", "-d", dictionary.name, "-i", "utf-8", "-l"]
    listed = subprocess.run(command, input="\n".join(words), capture_output=True, text=True, check=True)
    yield from (word.casefold() for word in listed.stdout.split())
