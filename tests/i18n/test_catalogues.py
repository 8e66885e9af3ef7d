"""The catalogues are complete and right, and the gate that says so finds what is planted."""

from collections.abc import Callable
from dataclasses import dataclass

import polib
import pytest

from locales import gate, update
from locales.extract import extract
from locales.serbian import to_latin

CATALOGUES = (*update.EDITED, update.GENERATED)


def catalogue_of(lang: str) -> polib.POFile:
    return polib.pofile(update.po_path(update.ROOT, lang))


def template() -> polib.POFile:
    return polib.pofile(update.ROOT / "locales" / "ascolto.pot")


def told(findings: list[gate.Finding]) -> str:
    return "\n".join(f"{f.lang}: {f.kind}: {f.msgid!r} {f.detail}" for f in findings)


def test_the_catalogues_are_what_the_program_needs_now() -> None:
    found = extract(update.ROOT)

    stale = update.stale(update.catalogues(update.ROOT, found))

    assert not found.complaints, "\n".join(found.complaints)
    assert not stale, f"run `make messages`: {stale}"


@pytest.mark.parametrize("lang", CATALOGUES)
def test_every_text_is_said_well(lang: str) -> None:
    findings = gate.check(lang, catalogue_of(lang), template())

    assert not findings, told(findings)


def test_the_english_texts_fit_their_buttons() -> None:
    findings = gate.check_source(template())

    assert not findings, told(findings)


def test_serbian_in_latin_is_written_from_cyrillic() -> None:
    findings = gate.check_serbian(catalogue_of("sr_Latn"), catalogue_of("sr_Cyrl"))

    assert not findings, told(findings)


# What follows plants defects in small catalogues that are right.

SOURCES = [
    polib.POEntry(msgid="Who was visited?"),
    polib.POEntry(msgid="The visit is saved. See /today."),
    polib.POEntry(msgid="Come back in 2 weeks, {name}:"),
    polib.POEntry(msgid="▸ Waiting for an answer in Telegram"),
    polib.POEntry(msgid="Save", msgctxt="button"),
    polib.POEntry(msgid="{n} visit", msgid_plural="{n} visits", msgstr_plural={0: "", 1: ""}),
]
RIGHT: dict[str, list[str | list[str]]] = {
    "sq": [
        "Kush u vizitua?",
        "Vizita u ruajt. Shihni /today.",
        "Kthehuni pas 2 javësh, {name}:",
        "▸ Në pritje të përgjigjes në Telegram",
        "Ruaj",
        ["{n} vizitë", "{n} vizita"],
    ],
    "sr_Cyrl": [
        "Ко је посећен?",
        "Посета је сачувана. Погледајте /today.",
        "Вратите се за 2 недеље, {name}:",
        "▸ Чека се одговор у Telegram",
        "Сачувај",
        ["{n} посета", "{n} посете", "{n} посета"],
    ],
    "it": [
        "Chi è stato visitato?",
        "Visita salvata. Vedere /today.",
        "Tornare tra 2 settimane, {name}:",
        "▸ In attesa di risposta in Telegram",
        "Salva",
        ["{n} visita", "{n} visite"],
    ],
}
WHO, SAVED, BACK, WAITING, SAVE, VISITS = range(6)


def small_template() -> polib.POFile:
    pot = polib.POFile()
    pot.extend(SOURCES)
    return pot


def small_catalogue(lang: str) -> polib.POFile:
    po = update.merged(small_template(), (), lang)
    for entry, said in zip(po, RIGHT[lang], strict=True):
        say(entry, said)
    return po


def say(entry: polib.POEntry, said: str | list[str]) -> None:
    if isinstance(said, list):
        entry.msgstr_plural = dict(enumerate(said))
    else:
        entry.msgstr = said


@pytest.mark.parametrize("lang", update.EDITED)
def test_the_small_catalogues_are_right(lang: str) -> None:
    findings = gate.check(lang, small_catalogue(lang), small_template())

    assert not findings, told(findings)


@dataclass(frozen=True)
class Planted:
    """A wrong translation and what the gate calls it."""

    kind: str
    lang: str
    place: int
    said: str | list[str]


DEFECTS = [
    Planted("untranslated", "sq", WHO, ""),
    Planted("untranslated", "it", WHO, "  "),
    Planted("untranslated", "sr_Cyrl", VISITS, ["{n} посета", "", "{n} посета"]),
    Planted("plural forms", "sr_Cyrl", VISITS, ["{n} посета", "{n} посете"]),
    Planted("placeholders", "sr_Cyrl", VISITS, ["једна посета", "{n} посете", "{n} посета"]),
    Planted("placeholders", "sq", BACK, "Kthehuni pas 2 javësh, {emri}:"),
    Planted("placeholders", "it", BACK, "Tornare tra 2 settimane, {name:"),
    Planted("placeholders", "it", BACK, "Tornare tra 2 settimane, {name!r}:"),
    Planted("markup", "it", WHO, "<b>Chi è stato visitato?"),
    Planted("markup", "sq", WHO, "Kush < u vizitua?"),
    Planted("markup", "sr_Cyrl", WHO, "Ко &amp; је посећен?"),
    Planted("numbers", "it", BACK, "Tornare tra 3 settimane, {name}:"),
    Planted("commands", "sq", SAVED, "Vizita u ruajt. Shihni /sot."),
    Planted("symbols", "it", WAITING, "In attesa di risposta in Telegram"),
    Planted("edges", "sq", WHO, "Kush u vizitua? "),
    Planted("edges", "it", WHO, "Chi è stato visitato"),
    Planted("edges", "it", SAVED, "Visita salvata.\nVedere /today."),
    Planted("same as source", "it", SAVE, "Save"),
    Planted("button length", "sq", SAVE, "Ruaj gjithçka që u shkrua"),
    Planted("mixed scripts", "sr_Cyrl", WHO, "Кo је посећен?"),
    Planted("script", "it", WHO, "Chi è stato visitato, да?"),
    Planted("script", "sr_Cyrl", WHO, "Ко je посећен?"),
    Planted("ijekavian", "sr_Cyrl", SAVED, "Посјета је сачувана. Погледајте /today."),
    Planted("too familiar", "it", SAVED, "La tua visita è salvata. Vedere /today."),
    Planted("word", "sr_Cyrl", WHO, "Чије је праћење?"),
    Planted("word", "sq", WHO, "Kush e ka përcjelljen?"),
    Planted("word", "sq", SAVE, "Anullo"),
    Planted("word", "it", WHO, "Chi è il partner?"),
]


@pytest.mark.parametrize("planted", DEFECTS, ids=lambda planted: f"{planted.kind}-{planted.lang}")
def test_a_wrong_translation_is_found(planted: Planted) -> None:
    po = small_catalogue(planted.lang)
    say(po[planted.place], planted.said)

    findings = gate.check(planted.lang, po, small_template())

    assert planted.kind in {finding.kind for finding in findings}


def forget_an_entry(po: polib.POFile) -> None:
    del po[WHO]


def doubt_an_entry(po: polib.POFile) -> None:
    po[WHO].flags.append("fuzzy")


def keep_an_old_entry(po: polib.POFile) -> None:
    po.append(polib.POEntry(msgid="Whom did you visit?", msgstr="Kë vizituat?"))


def retire_an_entry(po: polib.POFile) -> None:
    po.append(polib.POEntry(msgid="Whom did you visit?", msgstr="Kë vizituat?", obsolete=True))


def take_another_plural_rule(po: polib.POFile) -> None:
    po.metadata["Plural-Forms"] = "nplurals=2; plural=(n > 1);"


@pytest.mark.parametrize(
    ("kind", "plant"),
    [
        ("missing", forget_an_entry),
        ("fuzzy", doubt_an_entry),
        ("obsolete", keep_an_old_entry),
        ("obsolete", retire_an_entry),
        ("plural rule", take_another_plural_rule),
    ],
)
def test_a_wrong_catalogue_is_found(kind: str, plant: Callable[[polib.POFile], None]) -> None:
    po = small_catalogue("sq")
    plant(po)

    findings = gate.check("sq", po, small_template())

    assert [finding.kind for finding in findings] == [kind]


def test_a_latin_text_edited_by_hand_is_found() -> None:
    cyrillic = small_catalogue("sr_Cyrl")
    latin = update.latin(cyrillic)
    latin[WHO].msgstr = "Koga ste posetili?"

    findings = gate.check_serbian(latin, cyrillic)

    assert [(finding.kind, finding.msgid) for finding in findings] == [("drift", "Who was visited?")]


def test_an_english_button_that_is_too_long_is_found() -> None:
    pot = polib.POFile()
    pot.append(polib.POEntry(msgid="Save everything that was typed", msgctxt="button"))

    findings = gate.check_source(pot)

    assert [finding.kind for finding in findings] == ["button length"]


def test_a_finding_can_be_allowed_beside_the_entry() -> None:
    po = small_catalogue("sr_Cyrl")
    po[BACK].msgstr, po[BACK].tcomment = "Вратите се за две недеље, {name}:", "ok: numbers – said in words"

    findings = gate.check("sr_Cyrl", po, small_template())

    assert not findings


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Њујорк ЊУЈОРК Њ", "Njujork NJUJORK Nj"),
        ("ЏЕП, ЗАКАШЊЕЊЕ, КОЊ", "DŽEP, ZAKAŠNJENJE, KONJ"),
        ("Љиља љуља", "Ljilja ljulja"),
        ("{name}: /visit у Telegram-у", "{name}: /visit u Telegram-u"),
    ],
)
def test_two_letters_for_one_look_at_their_neighbours(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin
