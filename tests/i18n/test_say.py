"""Texts said in the five languages."""

from datetime import date
from gettext import NullTranslations
from pathlib import Path

import pytest

from bot import i18n
from bot.conversations import codelists
from bot.i18n.catalogues import read
from bot.i18n.languages import LANGUAGES
from bot.i18n.say import render
from bot.words import Day, FullDay, Month, button, inside, plural, raw, spoken, text
from locales.update import PLURAL_FORMS

WEDNESDAY = date(2026, 3, 11)

HEADER = """msgid ""
msgstr ""
"Language: {lang}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: {rule}\\n"

"""


def catalogue(tmp_path: Path, entries: str, lang: str = "sq") -> NullTranslations:
    path = tmp_path / "ascolto.po"
    path.write_text(HEADER.format(lang=lang, rule=PLURAL_FORMS[lang]) + entries, encoding="utf-8")
    return read(path)


def test_a_label_is_said_in_each_language() -> None:
    housing = codelists.label(codelists.NEEDS, "housing")

    said = i18n.spellings(housing)

    assert said == {"sq": "Banim", "sr_Latn": "Stanovanje", "sr_Cyrl": "Становање", "it": "Casa", "en": "Housing"}


def test_the_same_matter_is_named_differently_as_need_and_as_request() -> None:
    need, request = codelists.label(codelists.NEEDS, "housing"), codelists.label(codelists.REQUESTS, "housing")

    assert i18n.say(need, "sr_Latn") == "Stanovanje"
    assert i18n.say(request, "sr_Latn") == "Smeštaj"


def test_what_was_typed_is_shown_as_it_was_typed() -> None:
    said = i18n.say(raw("Ćirić {n} 100%"), "sq")

    assert said == "Ćirić {n} 100%"


def test_braces_in_a_name_do_no_harm() -> None:
    said = i18n.say(text("Saved for {name}.", name="{n}"), "en")

    assert said == "Saved for {n}."


def test_texts_stand_in_texts() -> None:
    said = i18n.say(text("Need: {need}", need=button("Health")), "it")

    assert said == "Need: Salute"


def test_a_label_within_a_sentence_has_no_capital() -> None:
    said = [i18n.say(inside(button("Still there")), lang) for lang in LANGUAGES]

    assert said == ["vazhdon", "i dalje postoji", "и даље постоји", "ancora presente", "still there"]
    assert i18n.say(inside(raw("NGO")), "en") == "NGO"


@pytest.mark.parametrize(
    ("language", "reader", "said"),
    [
        ("it", "sq", "Salute"),
        ("sr", "sr_Cyrl", "Здравље"),
        ("sr", "sr_Latn", "Zdravlje"),
        ("sr", "sq", "Zdravlje"),
        ("", "sq", "Shëndet"),
    ],
)
def test_what_is_read_aloud_is_in_the_language_of_the_family(language: str, reader: str, said: str) -> None:
    assert i18n.say(spoken(button("Health"), language), reader) == said


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "1 poseta"), (2, "2 posete"), (5, "5 poseta"), (11, "11 poseta"), (21, "21 poseta"), (24, "24 posete")],
)
def test_serbian_counts_in_three_forms(tmp_path: Path, n: int, said: str) -> None:
    entries = 'msgid "{n} visit"\nmsgid_plural "{n} visits"\n'
    entries += 'msgstr[0] "{n} poseta"\nmsgstr[1] "{n} posete"\nmsgstr[2] "{n} poseta"\n'
    serbian = catalogue(tmp_path, entries, "sr_Latn")

    assert render(plural("{n} visit", "{n} visits", n), "sr_Latn", serbian) == said


def test_english_counts_without_a_catalogue() -> None:
    assert i18n.say(plural("{n} visit", "{n} visits", 1), "en") == "1 visit"
    assert i18n.say(plural("{n} visit", "{n} visits", 3), "en") == "3 visits"


@pytest.mark.parametrize(
    "entry",
    [
        "",
        'msgid "See {name}"\nmsgstr ""\n',
        '#, fuzzy\nmsgid "See {name}"\nmsgstr "Pa {name}"\n',
        'msgid "See {name}"\nmsgstr "Shihni {emri}"\n',
        'msgid "See {name}"\nmsgstr "Shihni {name"\n',
        'msgid "See {name}"\nmsgstr "Shihni {name.x}"\n',
        'msgid "See {name}"\nmsgstr "Shihni {}"\n',
    ],
    ids=["missing", "empty", "fuzzy", "another name", "broken", "attribute", "number"],
)
def test_where_a_translation_is_missing_or_broken_english_is_shown(tmp_path: Path, entry: str) -> None:
    albanian = catalogue(tmp_path, entry)

    assert render(text("See {name}", name="Arta"), "sq", albanian) == "See Arta"


def test_an_empty_plural_form_falls_back_to_english(tmp_path: Path) -> None:
    entry = 'msgid "{n} visit"\nmsgid_plural "{n} visits"\nmsgstr[0] "{n} vizitë"\nmsgstr[1] ""\n'

    albanian = catalogue(tmp_path, entry)

    assert render(plural("{n} visit", "{n} visits", 1), "sq", albanian) == "1 vizitë"
    assert render(plural("{n} visit", "{n} visits", 4), "sq", albanian) == "4 visits"


@pytest.mark.parametrize(
    ("lang", "day", "full_day"),
    [
        ("sq", "mër 11.3.", "e mërkurë 11.3.2026"),
        ("sr_Latn", "sre 11.3.", "sreda 11.3.2026."),
        ("sr_Cyrl", "сре 11.3.", "среда 11.3.2026."),
        ("it", "mer 11/3", "mercoledì 11/3/2026"),
        ("en", "Wed 11.3.", "Wednesday 11.3.2026"),
    ],
)
def test_a_date_is_said_with_its_weekday(lang: str, day: str, full_day: str) -> None:
    assert i18n.say(text("{day}", day=Day(WEDNESDAY)), lang) == day
    assert i18n.say(text("{day}", day=FullDay(WEDNESDAY)), lang) == full_day


def test_a_month_is_said_in_short() -> None:
    said = [i18n.say(text("{month}", month=Month(WEDNESDAY)), lang) for lang in LANGUAGES]

    assert said == ["mar 2026", "mart 2026.", "март 2026.", "mar 2026", "Mar 2026"]


def test_a_date_at_the_end_of_a_sentence_has_one_full_stop() -> None:
    sentence = text("Next contact {day}.", day=Day(WEDNESDAY))

    assert i18n.say(sentence, "en") == "Next contact Wed 11.3."
    assert render(sentence, "it", NullTranslations()) == "Next contact mer 11/3."


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("sq", ["pardje, hën 9.3.", "sot, mër 11.3.", "nesër, enj 12.3.", "sht 14.3."]),
        ("sr_Latn", ["prekjuče, pon 9.3.", "danas, sre 11.3.", "sutra, čet 12.3.", "sub 14.3."]),
        ("it", ["l’altro ieri, lun 9/3", "oggi, mer 11/3", "domani, gio 12/3", "sab 14/3"]),
        ("en", ["the day before yesterday, Mon 9.3.", "today, Wed 11.3.", "tomorrow, Thu 12.3.", "Sat 14.3."]),
    ],
)
def test_near_days_have_words(lang: str, said: list[str]) -> None:
    days = [date(2026, 3, day) for day in (9, 11, 12, 14)]

    assert [i18n.say_day(day, WEDNESDAY, lang) for day in days] == said


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("sq", "të mërkurën"),
        ("sr_Latn", "u sredu"),
        ("sr_Cyrl", "у среду"),
        ("it", "mercoledì"),
        ("en", "on Wednesday"),
    ],
)
def test_a_weekday_stands_in_its_case(lang: str, said: str) -> None:
    assert i18n.weekday_on(WEDNESDAY, lang) == said


@pytest.mark.parametrize(
    ("code", "guess"),
    [
        ("sq", "sq"), ("als", "sq"), ("aln", "sq"), ("sq-XK", "sq"), ("it", "it"), ("it-IT", "it"),
        ("sr", "sr_Latn"), ("hr", "sr_Latn"), ("bs", "sr_Latn"), ("sh", "sr_Latn"), ("cnr", "sr_Latn"),
        ("sr-Cyrl", "sr_Cyrl"), ("sr_Latn_RS", "sr_Latn"),
        ("en", None), ("tr", None), ("", None), (None, None), ("x-klingon", None),
    ],
)  # fmt: skip
def test_the_language_of_a_phone_is_only_a_guess(code: str | None, guess: str | None) -> None:
    assert i18n.guess_language(code) == guess


@pytest.mark.parametrize(
    ("guess", "asked"), [("sq", False), ("it", False), ("sr_Latn", True), ("sr_Cyrl", True), (None, True)]
)
def test_whoever_may_read_another_script_is_asked(guess: str | None, asked: bool) -> None:
    assert i18n.must_ask(guess) is asked


def test_every_language_says_its_own_name() -> None:
    assert [i18n.OWN_NAMES[lang] for lang in LANGUAGES] == ["Shqip", "Srpski", "Српски", "Italiano", "English"]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        i18n.say(text("Saved."), "sr")
