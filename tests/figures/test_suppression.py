"""Small numbers cannot be worked out: not from a table, its total, and how the table was made."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures.suppression import FEWEST, Shown, shown, table

NAMES = "abcd"


def possible(published: Shown, total: int) -> list[dict[str, int]]:
    """All that a reader who knows the total and this program must think possible."""
    hidden = [name for name, number in published.items() if number is None]
    rest = total - sum(number for number in published.values() if number is not None)
    found = []
    for numbers in product(range(1, rest + 1), repeat=len(hidden)):
        cells = {**{name: number or 0 for name, number in published.items()}, **dict(zip(hidden, numbers, strict=True))}
        if sum(numbers) == rest and table(cells) == published:
            found.append(cells)
    return found


@settings(max_examples=400)
@given(st.lists(st.integers(0, 11), min_size=1, max_size=len(NAMES)))
def test_no_small_cell_can_be_worked_out(numbers: list[int]) -> None:
    cells = dict(zip(NAMES, numbers, strict=False))

    published = table(cells)

    if published is not None:
        worlds = possible(published, sum(numbers))
        small = [name for name, number in cells.items() if 0 < number < FEWEST]
        assert all(published[name] is None for name in small)
        assert all(len({world[name] for world in worlds}) > 1 for name in small)


CASES = {
    "nothing small": ({"a": 9, "b": 5}, {"a": 9, "b": 5}),
    "a small one takes the next with it": ({"a": 9, "b": 3, "c": 7}, {"a": 9, "b": None, "c": None}),
    "two small ones": ({"a": 9, "b": 3, "c": 4}, {"a": 9, "b": None, "c": None}),
    "all fours": ({"a": 4, "b": 4, "c": 8, "d": 9}, {"a": None, "b": None, "c": None, "d": 9}),
    "all of the next size": ({"a": 9, "b": 3, "c": 7, "d": 7}, {"a": 9, "b": None, "c": None, "d": None}),
    "all ones": ({"a": 1, "b": 1, "c": 8, "d": 9}, {"a": None, "b": None, "c": None, "d": 9}),
    "empty ones are left out": ({"a": 0, "b": 6}, {"b": 6}),
    "one alone": ({"a": 3}, None),
    "nothing but ones": ({"a": 1, "b": 1}, None),
    "nothing": ({}, {}),
}


@pytest.mark.parametrize(("cells", "published"), CASES.values(), ids=CASES)
def test_what_is_held_back(cells: dict[str, int], published: Shown | None) -> None:
    assert table(cells) == published


def test_a_number_alone_is_shown_from_five_on() -> None:
    assert [shown(number) for number in (0, 1, 4, 5)] == [0, None, None, 5]
