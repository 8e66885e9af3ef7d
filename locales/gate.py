"""The gate of the catalogues: what a translation must be to reach a reader. Run by the tests.

A finding that is right as it stands is allowed beside the entry, with its reason: `# ok: numbers – said in words`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import polib

from locales import wording
from locales.extract import placeholders
from locales.serbian import to_latin
from locales.update import GENERATED, PLURAL_FORMS, latin

BUTTON = "button"
BUTTON_LENGTH = 24

_BRACES = re.compile(r"\{[^{}]*\}")
_COMMAND = re.compile(r"(?<![\w/])/[a-z_]+\b")
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True)
class Finding:
    """What is wrong with one entry."""

    lang: str
    kind: str
    msgid: str
    detail: str = ""


def check(lang: str, po: polib.POFile, pot: polib.POFile) -> list[Finding]:
    """All that is wrong with the catalogue of a language, measured by the template."""
    wanted, there = _by_key(pot), _by_key(po)
    findings = [Finding(lang, "missing", msgid) for _, msgid in wanted.keys() - there.keys()]
    findings += [Finding(lang, "obsolete", entry.msgid) for entry in po if _key(entry) not in wanted or entry.obsolete]
    if po.metadata.get("Plural-Forms") != PLURAL_FORMS[lang]:
        findings.append(Finding(lang, "plural rule", "", PLURAL_FORMS[lang]))
    for key in wanted.keys() & there.keys():
        findings += _check_entry(lang, there[key], wanted[key].msgid_plural)
    return findings


def check_source(pot: polib.POFile) -> list[Finding]:
    """What is wrong with the English texts themselves."""
    findings = []
    for entry in pot:
        for said in filter(None, (entry.msgid, entry.msgid_plural)):
            findings += [Finding("en", "word", entry.msgid, reason) for reason in wording.forbidden(said)]
        if entry.msgctxt == BUTTON and _too_long(entry.msgid):
            findings.append(Finding("en", "button length", entry.msgid, str(len(entry.msgid))))
    return findings


def check_serbian(po_latin: polib.POFile, po_cyrillic: polib.POFile) -> list[Finding]:
    """Where the Latin catalogue is not what the Cyrillic one gives."""
    given, there = _by_key(latin(po_cyrillic)), _by_key(po_latin)
    return [
        Finding(GENERATED, "drift", key[1])
        for key in given.keys() | there.keys()
        if key not in given or key not in there or _forms(given[key]) != _forms(there[key])
    ]


def _check_entry(lang: str, entry: polib.POEntry, plural: str) -> Iterator[Finding]:
    if entry.fuzzy:
        yield Finding(lang, "fuzzy", entry.msgid)
    if entry.msgid_plural != plural:
        yield Finding(lang, "plural forms", entry.msgid, "the plural of the source has changed")
    if plural and len(entry.msgstr_plural) != int(PLURAL_FORMS[lang][len("nplurals=")]):
        yield Finding(lang, "plural forms", entry.msgid, str(len(entry.msgstr_plural)))
    if not all(said.strip() for said in _forms(entry)):
        yield Finding(lang, "untranslated", entry.msgid)
        return
    allowed = re.findall(r"ok: ([a-z ]+)", entry.tcomment)
    for said in _forms(entry):
        for kind, rule in RULES.items():
            if kind not in (name.strip() for name in allowed) and (detail := rule(_Pair(lang, entry, said))):
                yield Finding(lang, kind, entry.msgid, detail)


class _Pair:
    """An entry's source and one form of its translation, as the rules look at them."""

    def __init__(self, lang: str, entry: polib.POEntry, said: str) -> None:
        self.lang, self.said, self.is_button = lang, said, entry.msgctxt == BUTTON
        self.source = entry.msgid_plural or entry.msgid
        self.prose, self.source_prose = _prose(said), _prose(self.source)
        self.in_latin = to_latin(self.prose) if lang.startswith("sr") else self.prose

    def differ(self, take: Callable[[str], Iterable[str]]) -> str:
        """What `take` finds in one of the two only, where that differs."""
        source, said = sorted(take(self.source)), sorted(take(self.said))
        return "" if source == said else f"{source} → {said}"


def _broken_braces(pair: _Pair) -> str:
    try:
        return pair.differ(placeholders)
    except ValueError as broken:
        return str(broken)


def _numbers(sentence: str) -> list[str]:
    return re.findall(r"\d+", _prose(sentence))


def _symbols(sentence: str) -> list[str]:
    """Emoji, arrows and bullets; not the signs of plain text."""
    return [sign for sign in sentence if sign in "·•" or (ord(sign) > 127 and unicodedata.category(sign)[0] == "S")]


def _markup(sentence: str) -> list[str]:
    """Messages are plain text: a tag or a bare sign of markup would be shown to the reader."""
    return re.findall(r"</?\w+[^>]*>|[<>]|&\w*;?", sentence)


def _edges(sentence: str) -> list[str]:
    """How a sentence begins and ends, and its lines."""
    parts = re.fullmatch(r"(\s*).*?([.:?!…,;)]?\s*)", sentence, re.DOTALL)
    head, tail = parts.groups() if parts else ("", "")
    return [f"head {head!r}", f"tail {tail!r}", f"lines {sentence.count(chr(10))}"]


def _same(pair: _Pair) -> str:
    return pair.said if pair.said == pair.source and _WORD.search(pair.source_prose) else ""


def _too_long(label: str) -> bool:
    return len(_BRACES.sub("", label)) > BUTTON_LENGTH


def _mixed_scripts(pair: _Pair) -> str:
    words = _WORD.findall(pair.said)
    return next((word for word in words if _CYRILLIC.search(word) and _LATIN.search(word)), "")


def _foreign_script(pair: _Pair) -> str:
    """Cyrillic in a Latin catalogue; in the Cyrillic one, a Latin word that is not a name of the source."""
    words = _WORD.findall(pair.prose)
    if pair.lang != "sr_Cyrl":
        return next((word for word in words if _CYRILLIC.search(word)), "")
    names = set(_WORD.findall(pair.source_prose))
    return next((word for word in words if _LATIN.search(word) and word not in names), "")


RULES: dict[str, Callable[[_Pair], str]] = {
    "placeholders": _broken_braces,
    "numbers": lambda pair: pair.differ(_numbers),
    "commands": lambda pair: pair.differ(_COMMAND.findall),
    "symbols": lambda pair: pair.differ(_symbols),
    "markup": lambda pair: pair.differ(_markup),
    "edges": lambda pair: pair.differ(_edges),
    "same as source": _same,
    "button length": lambda pair: pair.said if pair.is_button and _too_long(pair.said) else "",
    "mixed scripts": _mixed_scripts,
    "script": _foreign_script,
    "ijekavian": lambda pair: (wording.ijekavian(pair.in_latin) if pair.lang.startswith("sr") else "") or "",
    "too familiar": lambda pair: "" if pair.is_button else wording.familiar(pair.in_latin, pair.lang) or "",
    "word": lambda pair: "; ".join(wording.forbidden(pair.in_latin)),
}
"""Kind of finding → what it says about a translation, nothing where it is right."""


def _prose(sentence: str) -> str:
    """The sentence without placeholders and commands."""
    return _COMMAND.sub(" ", _BRACES.sub(" ", sentence))


def _forms(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)] if entry.msgid_plural else [entry.msgstr]


def _key(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def _by_key(po: polib.POFile) -> dict[tuple[str | None, str], polib.POEntry]:
    return {_key(entry): entry for entry in po if not entry.obsolete}
