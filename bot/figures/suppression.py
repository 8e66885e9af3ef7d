"""Small numbers: below five nobody is counted by number, and no total tells what was held back.

A table is a partition: its cells add up to a total that the reader may know. All that is held back looks the same,
whether it is small itself or was held back so that a small one cannot be worked out.
"""

from collections.abc import Mapping

FEWEST = 5
"""From how many on a number is shown."""

Cells = Mapping[str, int]
Shown = dict[str, int | None]
"""What is shown of each cell that is not empty; None: fewer than five, or held back."""


def shown(number: int) -> int | None:
    """A number that is part of no table; None: it is held back."""
    return number if number == 0 or number >= FEWEST else None


def table(cells: Cells) -> Shown | None:
    """What may be shown of a partition whose total is known; None: nothing of it. Empty cells are left out.

    Where a small cell stands alone, or their sum says what each of them is, the next larger ones are held back too.
    """
    filled = {name: number for name, number in cells.items() if number > 0}
    for most in sorted({FEWEST - 1} | {number for number in filled.values() if number >= FEWEST}):
        held_back = [number for number in filled.values() if number <= most]
        if not held_back or _is_safe(held_back):
            return {name: number if number > most else None for name, number in filled.items()}
    return None


def _is_safe(held_back: list[int]) -> bool:
    """Whether their sum leaves it open what each is, also to who knows this program."""
    number, total = len(held_back), sum(held_back)
    all_small = max(held_back) < FEWEST
    return number > 1 and number < total and not (all_small and total == number * (FEWEST - 1))
