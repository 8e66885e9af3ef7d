"""Rows are understood or refused with a reason; those who are there already are told from those who are new."""

from collections.abc import Sequence
from datetime import date

import pytest

from bot.i18n import LANGUAGES
from bot.importing import headings, report
from bot.importing.checking import Checked, check
from bot.importing.choices import Places
from bot.importing.headings import Headings
from bot.importing.known import Entry, Known
from bot.importing.report import Outcome
from bot.importing.rows import Arrival
from bot.importing.table import Table
from bot.words import text

TODAY = date(2026, 3, 11)
PLACES = [("tavnik", ["Tavnik", "Тавник"]), ("zhabar", ["Zhabar", "Žabare", "Zhabar / Žabare"]), ("other", ["Other"])]


def known(*entries: tuple[str, str, str]) -> Known:
    """A registry of households: code, name, neighbourhood."""
    registry = Known((0, 0), Places(PLACES), {"arta": 7, "arta gasi": 7})
    for code, name, place in entries:
        registry.add(Entry(code, place, named=bool(name)), [name] if name else [])
    return registry


def checked(
    fields: Sequence[str], *rows: Sequence[str], there: Known | None = None, similar: bool = False, mac: bool = False
) -> Checked:
    table = Table([(n, list(cells)) for n, cells in enumerate((fields, *rows), 1)], since_1904=mac)
    headed = Headings(0, tuple(fields), tuple(fields))
    return check(table, headed, there or known(), TODAY, similar=similar)


def arrival(**said: str) -> Arrival:
    """The one household of a row."""
    given = {"name": "Fatime Shembulli", "neighbourhood": "Tavnik"} | said
    result = checked(list(given), list(given.values()))
    assert result.outcomes == [Outcome(2, "new")]
    return result.arrivals[0]


def reason(**said: str) -> tuple[str, str]:
    """Why a row is refused."""
    given = {"name": "Fatime Shembulli", "neighbourhood": "Tavnik"} | said
    outcome = checked(list(given), list(given.values())).outcomes[0]
    return outcome.reason, outcome.detail


# --- what a cell says -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "surname", "whole"),
    [
        ("Fatime", "Shembulli", "Fatime Shembulli"),
        ("Fatime Shembulli", "", "Fatime Shembulli"),
        ("Fatime Shembulli", "SHEMBULLI", "Fatime Shembulli"),
        ("", "Shembulli", "Shembulli"),
        ("  Ђорђе ", " Пробић", "Ђорђе Пробић"),
    ],
)
def test_first_name_and_surname_come_together(name: str, surname: str, whole: str) -> None:
    assert arrival(name=name, surname=surname).newcomer.name == whole


@pytest.mark.parametrize("typed", ["Žabare", "zhabar", "ЖАБАРЕ", "Zhabar / Žabare", "lagjja Zhabar", "Zabare"])
def test_a_neighbourhood_may_be_spelt_as_in_any_language(typed: str) -> None:
    assert arrival(neighbourhood=typed).newcomer.neighbourhood == "zhabar"


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("kind", "I moshuar vetëm", "elderly_alone"),
        ("kind", "Çift pleqsh", "elderly_couple"),
        ("kind", "Породица", "family"),
        ("kind", "Самохрани отац", "single_parent"),
        ("kind", "single_parent", "single_parent"),
        ("consent", "Po", "given"),
        ("consent", "pajtohet", "given"),
        ("consent", "Kasnije", "later"),
        ("consent", "дала", "given"),
        ("safe_to_call", "In the evening", "evening"),
        ("safe_to_call", "jo", "never"),
    ],
)
def test_codes_are_understood_in_any_language(field: str, typed: str, code: str) -> None:
    assert getattr(arrival(**{field: typed}).newcomer, field) == code


def test_what_is_not_said_has_its_default() -> None:
    newcomer = arrival().newcomer

    assert (newcomer.kind, newcomer.consent, newcomer.phone, newcomer.consent_language) == ("family", "later", "", None)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Housing", ("housing",)),
        ("Elderly care, loneliness, Health", ("elderly", "health")),
        ("banim; shëndet / varfëri", ("housing", "health", "poverty")),
        ("Здравље, Становање", ("health", "housing")),
        ("health, health", ("health",)),
        ("Shëndeti; puna", ("health", "employment")),
        ("болест, без посла", ("health", "employment")),
        ("Malattia, solitudine", ("health", "elderly")),
    ],
)
def test_needs_are_a_list_in_one_cell(typed: str, codes: tuple[str, ...]) -> None:
    assert arrival(needs=typed).needs == codes


@pytest.mark.parametrize("typed", ["2026-03-01", "1.3.2026", "01/03/2026", "46082", "1 mars 2026", "1. март 2026."])
def test_days_are_read_in_whatever_way_they_stand(typed: str) -> None:
    assert arrival(last_visit=typed).last_visit == date(2026, 3, 1)


def test_numbers_of_an_old_machine_count_days_from_1904() -> None:
    result = checked(("name", "neighbourhood", "last_visit"), ("Fatime", "Tavnik", "44620"), mac=True)

    assert result.arrivals[0].last_visit == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("typed", "year", "about"),
    [
        ("1950", "1950", False),
        ("rreth 1950", "1950", True),
        ("Përafërsisht 1950", "1950", True),
        ("oko 1950", "1950", True),
        ("2.3.1950", "1950", False),
    ],
)
def test_the_year_of_birth_may_be_about_right_or_a_whole_date(typed: str, year: str, about: bool) -> None:
    assert (arrival(year=typed).year, arrival(year=typed).about) == (year, about)


@pytest.mark.parametrize("typed", ["F-0012", "F-12", "f12", "12", "0012"])
def test_an_old_reference_is_kept_in_our_form(typed: str) -> None:
    assert arrival(code=typed).code == "F-0012"


def test_a_reference_of_another_form_is_not_kept_and_that_is_said() -> None:
    result = checked(("name", "neighbourhood", "code"), ("Fatime", "Tavnik", "K-77/2011"))

    assert result.arrivals[0].code == ""
    assert "other_codes" in result.remarks


def test_an_operator_is_found_by_her_name_and_an_unknown_one_is_mentioned() -> None:
    fields = ("name", "neighbourhood", "owner")

    result = checked(fields, ("Fatime", "Tavnik", "Gashi Arta"), ("Gëzim", "Tavnik", "Arta"), ("Isak", "Tavnik", "Zef"))

    assert [one.owner for one in result.arrivals] == [7, 7, None]
    assert "other_owners" in result.remarks


def test_missing_columns_are_mentioned() -> None:
    result = checked(("name",), ("Fatime",))

    assert result.remarks == ["no_kind", "no_neighbourhood"]
    assert result.arrivals[0].newcomer.neighbourhood == "other"


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": ""}, ("no_name", "")),
        ({"name": "12345"}, ("no_name", "")),
        ({"name": "a" * 121}, ("too_long", "name")),
        ({"neighbourhood": ""}, ("no_neighbourhood", "")),
        ({"neighbourhood": "Tavmik"}, ("neighbourhood", "tavnik")),
        ({"neighbourhood": "Roma"}, ("neighbourhood", "")),
        ({"kind": "castle"}, ("not_known", "kind")),
        ({"consent": "perhaps"}, ("not_known", "consent")),
        ({"safe_to_call": "perhaps"}, ("not_known", "safe_to_call")),
        ({"phone": "none"}, ("not_known", "phone")),
        ({"phone": "044 123 456 " * 9}, ("not_known", "phone")),
        ({"sex": "?!x"}, ("not_known", "sex")),
        ({"year": "72"}, ("not_known", "year")),
        ({"year": "2030"}, ("not_known", "year")),
        ({"last_visit": "3/25/2026"}, ("not_known", "last_visit")),
        ({"last_visit": "12.3.2026"}, ("last_visit", "")),
        ({"next_contact": "2099-01-01"}, ("next_contact", "")),
        ({"needs": "housing, castle"}, ("not_known", "needs")),
        ({"note": "a" * 5000}, ("too_long", "note")),
        ({"consent": "refused"}, ("refused_without_code", "")),
    ],
)
def test_what_is_not_understood_is_refused_with_its_reason(said: dict[str, str], why: tuple[str, str]) -> None:
    assert reason(**said) == why


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_reason_repeats_what_stands_in_the_file(lang: str) -> None:
    fields = ("name", "neighbourhood", "kind", "phone", "year", "needs")
    rows = [("Zymrete", *("Sajuari" if at == wrong else "" for at in range(5))) for wrong in range(5)]
    outcomes = checked(fields, *(("Zymrete", row[1] or "Tavnik", *row[2:]) for row in rows)).outcomes
    places = {code: text(names[0]) for code, names in PLACES}

    said = report.as_csv(outcomes, places, lang).decode("utf-8-sig")

    assert all(outcome.refused for outcome in outcomes)
    assert "Sajuari" not in said
    assert "Zymrete" not in said
    assert len(said.splitlines()) == 6


# --- who is there already -------------------------------------------------------------------------------------------


def outcomes(*rows: tuple[str, str], there: Known, similar: bool = False) -> list[tuple[str, str]]:
    result = checked(("name", "neighbourhood"), *rows, there=there, similar=similar)
    return [(one.reason, one.detail) for one in result.outcomes]


@pytest.mark.parametrize("name", ["Fatime Shembulli", "Шембули Фатима", "Shembulli, Fatime", "fatima shembuli"])
def test_whoever_is_in_the_registry_stays_as_she_is(name: str) -> None:
    there = known(("F-0003", "Fatime Shembulli", "tavnik"))

    assert outcomes((name, "Tavnik"), there=there) == [("known", "F-0003")]


def test_the_same_name_elsewhere_waits_for_somebody_who_knows() -> None:
    there = known(("F-0003", "Fatime Shembulli", "tavnik"))

    assert outcomes(("Fatime Shembulli", "Žabare"), there=there) == [("similar", "F-0003")]
    assert outcomes(("Fatime Shembulli", "Žabare"), there=there, similar=True) == [("new", "")]


def test_a_household_that_stands_twice_in_the_file_comes_in_once() -> None:
    rows = (("Gëzim Ushtrimi", "Tavnik"), ("Gezim Ushtrimi", "Tavnik"), ("Gëzim Ushtrimi", "Žabare"))

    assert outcomes(*rows, there=known()) == [("new", ""), ("twice", "2"), ("similar", "2")]


def test_father_and_son_of_one_name_are_told_apart_by_their_years() -> None:
    fields = ("name", "neighbourhood", "year")

    result = checked(fields, ("Agim Gashi", "Tavnik", "1940"), ("Agim Gashi", "Tavnik", "1970"))

    assert [one.reason for one in result.outcomes] == ["new", "similar"]


def test_a_reference_that_somebody_else_has_is_not_kept() -> None:
    there = known(("F-0012", "Somebody Else", "tavnik"))

    result = checked(
        ("name", "neighbourhood", "code"), ("Fatime", "Tavnik", "12"), ("Isak", "Tavnik", "12"), there=there
    )

    assert [one.code for one in result.arrivals] == ["", ""]


def test_nothing_is_kept_of_a_family_that_said_no_but_its_reference() -> None:
    fields = ("name", "neighbourhood", "consent", "code", "phone", "year", "note", "needs")
    row = ("Fatime Shembulli", "Tavnik", "jo", "F-0005", "044 123 456", "1950", "a note", "health")

    result = checked(fields, row)
    again = checked(fields, row, there=known(("F-0005", "", "tavnik")))

    one = result.arrivals[0]
    assert (one.newcomer.name, one.newcomer.phone, one.year, one.note, one.needs) == ("", "", "", "", ())
    assert [outcome.reason for outcome in again.outcomes] == ["known"]


def test_headings_and_what_stands_above_them_are_no_rows() -> None:
    table = Table([(1, ["Regjistri"]), (3, ["Emri", "Lagjja"]), (4, ["Arta Gashi", "Tavnik"])])

    result = check(table, headings.find(table), known(), TODAY)

    assert result.outcomes == [Outcome(4, "new")]
