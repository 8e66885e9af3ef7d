"""Headings in all languages and both scripts; what is none is left out."""

import pytest

from bot.i18n import LANGUAGES, say
from bot.importing import headings
from bot.importing.headings import FIELDS, LEFT_OUT, Headings
from bot.importing.table import Table


def found(*rows: tuple[str, ...]) -> Headings:
    return headings.find(Table([(number, list(cells)) for number, cells in enumerate(rows, 1)]))


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        (("Emri", "Mbiemri", "Lagjja", "Nr. tel."), ("name", "surname", "neighbourhood", "phone")),
        (("Презиме и име", "Насеље", "Телефон"), ("name", "neighbourhood", "phone")),
        (("Ime", "Prezime", "Godina rođenja", "Pol"), ("name", "surname", "year", "sex")),
        (("Nome", "Cognome", "Quartiere", "Data di nascita"), ("name", "surname", "neighbourhood", "year")),
        (("NAME", "Last  name", "neighborhood", "Phone (if any)"), ("name", "surname", "neighbourhood", "phone")),
        (("Vizita e fundit", "Kontakti i radhës", "Nevojat"), ("last_visit", "next_contact", "needs")),
        (("Përfituesi", "Lagje", "Nr. kontaktues", "Data e lindjes"), ("name", "neighbourhood", "phone", "year")),
        (("Poslednja poseta", "Sledeći kontakt", "Potrebe"), ("last_visit", "next_contact", "needs")),
        (("Бр. картона", "Ко тамо живи", "Место", "Контакт телефон"), ("code", "kind", "neighbourhood", "phone")),
        (("Neighbourhod", "Telephon"), ("neighbourhood", "phone")),
        (("last_visit", "safe_to_call"), ("last_visit", "safe_to_call")),
    ],
)
def test_headings_are_recognised(row: tuple[str, ...], fields: tuple[str, ...]) -> None:
    assert found(row, ("x",) * len(row)).fields == fields


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_headings_of_the_template_are_recognised_in_every_language(lang: str) -> None:
    row = tuple(say(label, lang) for label in FIELDS.values())

    assert found(row).fields == tuple(FIELDS)


@pytest.mark.parametrize(
    "other", ["Nr.", "R. br.", "Emri i babait", "Adresa", "Ime oca", "Место рођења", "Indirizzo", "Shuma", "?", ""]
)
def test_what_is_no_heading_of_ours_is_left_out(other: str) -> None:
    assert found(("Emri", other, "Lagjja")).fields == ("name", LEFT_OUT, "neighbourhood")


def test_a_title_may_stand_above_the_headings() -> None:
    assert found(("Regjistri i familjeve 2012",), ("Emri", "Lagjja"), ("Arta Gashi", "Tavnik")).at == 1


def test_without_any_headings_the_first_row_is_taken_for_them() -> None:
    assert found(("Arta Gashi", "Tavnik"), ("Besa Hoxha", "Bair")).fields == (LEFT_OUT, LEFT_OUT)


def test_a_column_can_be_given_another_field_by_its_heading() -> None:
    row = found(("Emri", "Adresa"))

    wished = headings.chosen(row, {"adresa": "neighbourhood", "EMRI": ""})

    assert row.corrected(wished).fields == (LEFT_OUT, "neighbourhood")


@pytest.mark.parametrize("wish", [{"Adresa": "neighbourhood"}, {"Emri": "nickname"}])
def test_a_wish_for_what_is_not_there_is_refused(wish: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        headings.chosen(found(("Emri", "Lagjja")), wish)
