"""The code lists: unique codes, labels that fit and can be told apart."""

import pytest

from bot.conversations import codelists
from bot.conversations.codelists import Code
from bot.i18n import LANGUAGES, say

LISTS = {
    name: value
    for name, value in vars(codelists).items()
    if isinstance(value, tuple) and value and isinstance(value[0], Code)
}


def test_there_are_twenty_lists() -> None:
    assert len(LISTS) == 20


@pytest.mark.parametrize("name", LISTS)
def test_codes_are_unique_and_plain(name: str) -> None:
    codes = [choice.code for choice in LISTS[name]]

    assert len(set(codes)) == len(codes)
    assert all(code.isascii() and code.replace("_", "").isalnum() and len(code) <= 20 for code in codes)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", LISTS)
def test_labels_of_a_list_fit_and_differ(name: str, lang: str) -> None:
    labels = [say(choice.label, lang) for choice in LISTS[name]]

    assert len({label.casefold() for label in labels}) == len(labels)
    assert all(0 < len(label) <= 24 for label in labels)


def test_violence_and_addiction_are_confidential() -> None:
    assert {need.code for need in codelists.NEEDS if need.confidential} == {"violence", "addiction"}


def test_every_intervention_is_accompaniment_or_material_or_neither() -> None:
    natures = {intervention.nature for intervention in codelists.INTERVENTIONS}

    assert natures == {codelists.ACCOMPANIMENT, codelists.MATERIAL, codelists.NEITHER}


def test_a_code_that_the_list_no_longer_has_is_shown_as_it_is() -> None:
    assert say(codelists.label(codelists.NEEDS, "flood"), "sq") == "flood"
