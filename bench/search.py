"""Finding a person by name, beside rapidfuzz's bare scan over the same names, which finds only what is spelt alike."""

import csv
import time
from pathlib import Path
from statistics import median

from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import extract

from bench.figures import Figure, of_pairs
from bot.spelling.names import NameIndex, fold
from tests.people import some_names

PAIRS = Path(__file__).parents[1] / "tests" / "data" / "name_pairs.csv"
SIZES = (210, 5_000, 20_000)
QUERIES = {True: 40, False: 400}
FOUND = 5
STRANGER = -1


def pairs() -> list[tuple[str, str]]:
    """One person's name as it is stored and as somebody types it, both ways."""
    with PAIRS.open(encoding="utf-8") as lines:
        same = [(row["stored"], row["query"]) for row in csv.DictReader(lines) if row["kind"] == "same"]
    return same + [(typed, stored) for stored, typed in same]


def people(count: int) -> list[str]:
    """That many people, none of them a namesake of those who are looked for."""
    asked = {frozenset(fold(name)) for pair in pairs() for name in pair}
    drawn = some_names(count + count // 4 + 400)
    return [name for name in drawn if frozenset(fold(name)) not in asked][:count]


def recall(index: NameIndex, asked: list[tuple[str, str]]) -> float:
    """Which share is among the first five when typed otherwise."""
    found = 0
    for stored, typed in asked:
        index.add(STRANGER, stored)
        found += STRANGER in [one.id for one in index.search(typed, FOUND)]
        index.remove(STRANGER)
    return found / len(asked)


def measure(*, quick: bool) -> list[Figure]:
    """Recall and time for a small centre, a large one, and a town."""
    figures, asked = [], pairs()
    some = asked[:: max(1, len(asked) // QUERIES[quick])]
    for count in SIZES:
        names = people(count)
        index = NameIndex(enumerate(names))
        share = recall(index, some if quick else asked)
        plain = [name.lower() for name in names]
        taken = [(_search(index, typed), _scan(plain, typed)) for _, typed in some for _ in range(2)]
        ours, floor = [one for one, _ in taken], [other for _, other in taken]
        figures += [
            Figure(f"recall@5 among {count:,} people", f"{share:.3f}", "–", share, 1, at_least=True, plain=True),
            Figure(f"search among {count:,}", f"{median(ours) * 1000:.2f} ms", f"{median(floor) * 1000:.2f} ms",
                   of_pairs(ours, floor), 2),
        ]  # fmt: skip
    return figures


def _search(index: NameIndex, typed: str) -> float:
    begun = time.process_time()
    index.search(typed, FOUND)
    return time.process_time() - begun


def _scan(names: list[str], typed: str) -> float:
    begun = time.process_time()
    extract(typed.lower(), names, scorer=JaroWinkler.similarity, limit=FOUND)
    return time.process_time() - begun
