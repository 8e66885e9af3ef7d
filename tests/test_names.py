"""Names are found in any spelling, script and order, and never taken for another's."""

import csv
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.spelling.names import SAME, NameIndex, fold
from tests.people import some_names

PAIRS = list(csv.DictReader((Path(__file__).parent / "data" / "name_pairs.csv").read_text("utf-8").splitlines()))
BOTH_WAYS = [(pair["kind"], pair["stored"], pair["query"]) for pair in PAIRS]
BOTH_WAYS += [(kind, typed, stored) for kind, stored, typed in BOTH_WAYS]
ONE_PERSON = [(stored, typed) for kind, stored, typed in BOTH_WAYS if kind == "same"]
TWO_PEOPLE = [(stored, typed) for kind, stored, typed in BOTH_WAYS if kind == "diff"]
LOOK_ALIKES = sorted({name for _, stored, typed in BOTH_WAYS for name in (stored, typed)})


def likeness(stored: str, typed: str) -> float:
    found = NameIndex([(1, stored)]).search(typed)
    return found[0].score if found else 0.0


@pytest.mark.parametrize(("stored", "typed"), ONE_PERSON)
def test_a_person_is_among_the_first_five_of_many_look_alikes(stored: str, typed: str) -> None:
    people = dict(enumerate(name for name in LOOK_ALIKES if name != typed))

    found = NameIndex(people.items()).search(typed)

    assert len(people) >= 210
    assert stored in [people[one.id] for one in found]


@pytest.mark.parametrize(("stored", "typed"), TWO_PEOPLE)
def test_two_people_are_not_taken_for_one(stored: str, typed: str) -> None:
    assert likeness(stored, typed) < SAME


def test_most_respellings_are_called_the_same() -> None:
    same = sum(likeness(stored, typed) >= SAME for stored, typed in ONE_PERSON)

    assert same >= 0.9 * len(ONE_PERSON)


@pytest.fixture(scope="module")
def town() -> list[str]:
    """Twenty thousand people, none of them a namesake of those who are looked for."""
    asked = {frozenset(fold(name)) for name in LOOK_ALIKES}
    return [name for name in some_names(24_000) if frozenset(fold(name)) not in asked][:20_000]


@pytest.fixture(scope="module")
def town_index(town: list[str]) -> NameIndex:
    return NameIndex(enumerate(town))


def test_a_person_is_among_the_first_five_of_twenty_thousand(town: list[str], town_index: NameIndex) -> None:
    missed = []

    for stored, typed in ONE_PERSON:
        town_index.add(-1, stored)
        if -1 not in [one.id for one in town_index.search(typed)]:
            missed.append((stored, typed))
        town_index.remove(-1)

    assert len(town) == 20_000
    assert not missed


RESPELLED = {
    "Albanian keyboard": [("č", "q"), ("ć", "q"), ("dž", "xh"), ("đ", "gj"), ("š", "sh"), ("ž", "zh"), ("lj", "l")],
    "Serbian ear": [
        ("xh", "dž"),
        ("gj", "đ"),
        ("sh", "š"),
        ("q", "ć"),
        ("ç", "č"),
        ("ll", "l"),
        ("th", "t"),
        ("ë", "e"),
    ],
    "no diacritics": [("č", "c"), ("ć", "c"), ("š", "s"), ("ž", "z"), ("đ", "dj"), ("ë", "e"), ("ç", "c")],
}


@pytest.mark.parametrize("habit", RESPELLED)
def test_a_habit_of_spelling_does_not_hide_a_person(habit: str, town: list[str], town_index: NameIndex) -> None:
    for name in random.Random(3).sample(town, 200):
        typed = name.lower()
        for letters, others in RESPELLED[habit]:
            typed = typed.replace(letters, others)

        best = town_index.search(typed)[0]

        assert best.score >= SAME, typed
        assert likeness(town[best.id], name) >= SAME, typed


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Preko", "Xhevdet Prekopuca"),
        ("xhevdet prek", "Xhevdet Prekopuca"),
        ("Xhevdet P", "Xhevdet Prekopuca"),
        ("Прекопуца", "Xhevdet Prekopuca"),
        ("lja", "Љиљана Милошевић"),
        ("ljiljana", "Љиљана Милошевић"),
        ("milos", "Љиљана Милошевић"),
        ("Gjorgj", "Ђорђе Ђорђевић"),
        ("H", "Hüseyin Muhaci"),
        ("muhaxhi", "Hüseyin Muhaci"),
    ],
)
def test_the_beginning_of_a_name_is_enough(typed: str, found: str) -> None:
    people = dict(
        enumerate(["Xhevdet Prekopuca", "Љиљана Милошевић", "Ђорђе Ђорђевић", "Hüseyin Muhaci", "Arta Gashi"])
    )

    best = NameIndex(people.items()).search(typed)[0]

    assert people[best.id] == found
    assert best.score < SAME


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ђорђе Ђорђевић", ("đorđe", "đorđevic")),
        ("Gjorgje Xhoxhaj", ("xorxe", "xoxai")),
        ("Krasniqi-Gashi", ("krasnici", "gasi")),
        ("D’Angelo, Chiara!", ("dangelo", "ciara")),
        ("Fatimja", ("fatimja",)),
        ("Ymer Kryeziu", ("ymer", "krieziu")),
        ("…", ()),
        ("", ()),
        ("044 123 456", ()),
    ],
)
def test_a_name_is_folded_to_what_its_spellings_share(name: str, words: tuple[str, ...]) -> None:
    assert fold(name) == words


def test_an_empty_search_finds_nobody() -> None:
    index = NameIndex([(1, "Arta Gashi"), (2, "")])

    assert index.search("") == []
    assert index.search("123") == []
    assert NameIndex().search("Arta") == []


def test_a_person_is_found_once_by_any_of_her_names() -> None:
    index = NameIndex([(1, "Milica Petrović"), (1, "Milica Janković"), (2, "Chiara Neri")])

    found = index.search("milica jankovic")

    assert [(one.id, one.score) for one in found] == [(1, 1.0)]


def test_a_person_removed_is_found_no_more() -> None:
    index = NameIndex([(1, "Arta Gashi"), (2, "Arta Hoti")])

    index.remove(1)
    index.remove(1)
    index.remove(7)

    assert [one.id for one in index.search("Arta Gashi")] == [2]
    index.remove(2)
    assert index.search("Arta") == []


def test_a_changed_name_replaces_the_old_one() -> None:
    index = NameIndex([(1, "Arta Gashi")])

    index.remove(1)
    index.add(1, "Arta Hoti")

    assert index.search("Arta Hoti")[0].score == 1.0
    assert index.search("Arta Gashi")[0].score < SAME


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_may_be_a_name_or_be_searched(name: str, typed: str) -> None:
    found = NameIndex([(1, name)]).search(typed)

    assert all(0 <= one.score <= 1 and one.id == 1 for one in found)


@given(st.sampled_from(LOOK_ALIKES), st.sampled_from(["upper", "lower", "title"]))
def test_capitals_do_not_matter(name: str, case: str) -> None:
    assert likeness(name, getattr(name, case)()) == 1.0
