"""Days that people type are understood in every language, and nothing else is taken for a day."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.dates import Direction, read_date
from bot.conversations.dates_lexicon import LEXICON

WEDNESDAY = date(2026, 3, 11)
DATA = Path(__file__).parents[1] / "data"
ROWS = [
    (row["direction"], row["typed"], row["expected"])
    for table in ("dates.csv", "dates_future.csv", "dates_past.csv")
    for row in csv.DictReader((DATA / table).read_text("utf-8").splitlines())
]
NOT_DATES = (DATA / "not_dates.txt").read_text("utf-8").splitlines()
DIRECTIONS = get_args(Direction)


@pytest.mark.parametrize(("direction", "typed", "expected"), ROWS)
def test_a_day_is_understood(direction: Direction, typed: str, expected: str) -> None:
    assert read_date(typed, WEDNESDAY, direction).isoformat() in expected.split("|")


@pytest.mark.parametrize(("direction", "typed", "expected"), ROWS)
def test_capitals_and_spaces_around_do_not_matter(direction: Direction, typed: str, expected: str) -> None:
    day = read_date(typed, WEDNESDAY, direction)

    assert expected
    assert read_date(f"  {typed.upper()}\n", WEDNESDAY, direction) == day
    assert read_date(typed.replace(" ", "\N{NO-BREAK SPACE} "), WEDNESDAY, direction) == day


@pytest.mark.parametrize("typed", ["", " ", "\n", "sot" * 50, "mar " * 15, *NOT_DATES])
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_what_is_no_day_is_refused(typed: str, direction: Direction) -> None:
    with pytest.raises(ValueError, match="not understood"):
        read_date(typed, WEDNESDAY, direction)


@pytest.mark.parametrize(
    ("today", "direction", "typed", "expected"),
    [
        ("2026-01-31", "future", "za mesec dana", "2026-02-28"),
        ("2026-03-31", "past", "para një muaji", "2026-02-28"),
        ("2026-12-31", "future", "nesër", "2027-01-01"),
        ("2026-12-31", "past", "nesër, 1.1.", "2027-01-01"),
        ("2027-01-01", "future", "ieri, 31.12.", "2026-12-31"),
        ("2026-12-20", "future", "tra un mese", "2027-01-20"),
        ("2026-01-15", "past", "pre 2 meseca", "2025-11-15"),
        ("2026-12-20", "future", "5.1.", "2027-01-05"),
        ("2026-12-20", "future", "the 5th", "2027-01-05"),
        ("2026-01-02", "past", "the 31st", "2025-12-31"),
        ("2027-12-01", "future", "29.2.", "2028-02-29"),
        ("2028-02-01", "future", "29 shkurt", "2028-02-29"),
        ("2026-03-15", "future", "lunedì prossimo", "2026-03-16"),
        ("2026-03-11", "future", "petak, 6.3.", "2026-03-06"),
        ("2026-03-11", "past", "Thu 12.3.", "2026-03-12"),
        ("2026-03-11", "future", "11.3.", "2026-03-11"),
        ("2026-03-11", "past", "11.3.", "2026-03-11"),
        ("2026-03-11", "future", "questo mercoledì", "2026-03-11"),
    ],
)
def test_years_and_months_turn(today: str, direction: Direction, typed: str, expected: str) -> None:
    assert read_date(typed, date.fromisoformat(today), direction) == date.fromisoformat(expected)


@pytest.mark.parametrize(("direction", "typed"), [("future", "this Monday"), ("past", "ovog petka")])
def test_a_day_of_this_week_on_the_wrong_side_is_asked_again(direction: Direction, typed: str) -> None:
    with pytest.raises(ValueError, match="not understood"):
        read_date(typed, WEDNESDAY, direction)


LOCALES = ("sq_XK", "sr_Cyrl_XK", "sr_Latn_XK", "it_IT", "en_GB")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("form", ["EEE d.M.", "d.M.", "EEEE d. MMMM", "d MMMM", "d MMM", "EEE d.M.yyyy"])
def test_every_day_of_a_year_is_read_as_it_is_written(locale: str, form: str) -> None:
    for days in range(1, 365):
        ahead, behind = WEDNESDAY + timedelta(days), WEDNESDAY - timedelta(days)

        assert read_date(format_date(ahead, form, locale), WEDNESDAY, "future") == ahead
        assert read_date(format_date(behind, form, locale), WEDNESDAY, "past") == behind


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("form", ["short", "medium", "long", "full", "yyyy-MM-dd", "dd.MM.yyyy."])
def test_a_day_with_its_year_is_read_in_either_direction(locale: str, form: str) -> None:
    for days in range(-400, 400, 3):
        day = WEDNESDAY + timedelta(days)
        written = format_date(day, form, locale)

        assert read_date(written, WEDNESDAY, "future") == day
        assert read_date(written, WEDNESDAY, "past") == day


COUNTED = {
    "sq": ("pas {} ditësh", "para {} ditësh", "një dy tri katër pesë gjashtë shtatë tetë nëntë dhjetë njëmbëdhjetë"),
    "gheg": ("mas {} ditve", "{} dit ma parë", "nji dy tri kat pes gjasht shtat tet nand dhet"),
    "sr": ("za {} dana", "pre {} dana", "jedan dva tri četiri pet šest sedam osam devet deset jedanaest dvanaest"),
    "cyr": ("за {} дана", "пре {} дана", "један два три четири пет шест седам осам девет десет једанаест дванаест"),
    "it": ("tra {} giorni", "{} giorni fa", "un due tre quattro cinque sei sette otto nove dieci undici dodici"),
    "en": ("in {} days", "{} days ago", "one two three four five six seven eight nine ten eleven twelve"),
}  # fmt: skip


@pytest.mark.parametrize("language", COUNTED)
def test_numbers_are_understood_as_words(language: str) -> None:
    ahead, behind, words = COUNTED[language]

    for count, word in enumerate(words.split(), 1):
        assert read_date(ahead.format(word), WEDNESDAY, "past") == WEDNESDAY + timedelta(count)
        assert read_date(behind.format(word), WEDNESDAY, "future") == WEDNESDAY - timedelta(count)
        assert read_date(ahead.format(count), WEDNESDAY, "future") == WEDNESDAY + timedelta(count)


@given(st.text(max_size=80) | st.text("0123456789./- ", max_size=14), st.dates(), st.sampled_from(DIRECTIONS))
def test_any_text_is_a_day_or_refused(typed: str, today: date, direction: Direction) -> None:
    try:
        day = read_date(typed, today, direction)
    except ValueError:
        return

    assert isinstance(day, date)


WORDS = st.sampled_from([*LEXICON, *map(str, range(1, 32)), ".", "/", "2026"])


@given(st.lists(WORDS, max_size=7).map(" ".join), st.dates(), st.sampled_from(DIRECTIONS))
def test_any_mixture_of_known_words_is_a_day_or_refused(typed: str, today: date, direction: Direction) -> None:
    try:
        day = read_date(typed, today, direction)
    except ValueError:
        return

    assert read_date(typed.upper(), today, direction) == day


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.sampled_from([word for word in LEXICON if word.isalpha()]))
def test_a_weekday_lies_within_a_week_on_the_side_asked_for(today: date, word: str) -> None:
    if not any(kind == "W" for kind, _ in LEXICON[word]):
        return

    assert 1 <= (read_date(word, today, "future") - today).days <= 7
    assert 1 <= (today - read_date(word, today, "past")).days <= 7
