"""Finding a person by a name typed in another spelling, script, order or case.

Albanian, Serbian and Turkish write the same names differently: Xhevahire Shala, Џевахира Шаља. `fold` puts a name
into the letters that these spellings share; the key serves to search and is never stored or shown. Two of its
letters stay open: `y` was i or u, `đ` may have been typed as d. `j` ends a name that is Fatime and Fatimja.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from heapq import nlargest
from itertools import permutations
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import extract

from bot.spelling.latin import latin

SAME = 0.95
"""From this score on two names may well be one person's: warn of a duplicate, never merge."""

SOFT_ENDING, PREFIX, OTHER_ORDER, ONE_WORD_MORE, WORDS_MISSING, NOT_SAME = 0.96, 0.9, 0.97, 0.96, 0.9, 0.94
MOST_WORDS, NEAR_WORDS, FAR, CANDIDATES = 5, 60, 0.7, 20
KNOWN_WORDS = 50_000
"""Words of which the spellings are kept: those of a whole town."""

TURKISH = re.compile("[ışğüö]")
SHARED = [
    (re.compile(pattern), letter)
    for pattern, letter in [
        ("['’ʼ`´]", ""),
        ("dzh?|dj|gj|xh|x", "x"),  # dž đ gj xh, and dz where the diacritic was left out
        ("sh", "s"), ("zh", "z"), ("ch|q", "c"), ("th", "t"), ("dh", "d"), ("lj", "l"), ("w", "v"),
        ("y(?=[aeiou])|(?<=[aeiou])y", "i"),
        (r"(?<=[^\Waeiou])j(?=[ae]\b)", "J"),
        ("j", "i"), ("J", "j"),
        (r"(.)\1+", r"\1"),
    ]
]  # fmt: skip
BLURRED = str.maketrans("yuđxj", "iiddi")


class Found(NamedTuple):
    """A person found: 1.0 is the same name in another spelling, from `SAME` on it may be a duplicate."""

    score: float
    id: int


def fold(name: str) -> tuple[str, ...]:
    """Give the words of a name as keys that its spellings share: `Ђорђе`, `Đorđe` → `đorđe`; `Gjorgje` → `xorxe`."""
    small = name.lower()
    if TURKISH.search(small):
        small = re.sub("g(?=[eiüö])", "gj", re.sub(r"c\B", "xh", small))
    key = latin(small.replace("ü", "y"))
    for pattern, letter in SHARED:
        key = pattern.sub(letter, key)
    return tuple(re.findall(r"[^\W\d_]+", key))


@lru_cache(KNOWN_WORDS)
def _spelt(key: str) -> frozenset[str]:
    if key.isascii() and "y" not in key and "j" not in key:
        return frozenset((key,))
    keys = {key.replace("j", "i")}
    for letter, sounds in (("y", "iu"), ("đ", "xd")):
        keys = {spelt.replace(letter, sound) for spelt in keys for sound in sounds}
    return frozenset(keys)


@lru_cache(KNOWN_WORDS)
def _spelt_stem(key: str) -> frozenset[str]:
    """Agimi is Agim, Fatimja and Fatima are Fatime; yet Fatmir is not Fatmire."""
    key = re.sub("j(?=[ae]$)", "", key)
    key = re.sub("e$", "a", key)
    return _spelt(re.sub("(?<=..[^aeiou])i$|(?<=.[kgh])u$", "", key))


def _likeness(typed: str, stored: str) -> float:
    ours, theirs = _spelt(typed), _spelt(stored)
    if ours & theirs:
        return 1.0
    if _spelt_stem(typed) & _spelt_stem(stored):
        return SOFT_ENDING
    if any(whole.startswith(part) for part in ours for whole in theirs):
        return PREFIX
    return max(OSA.normalized_similarity(one, other) for one in ours for other in theirs)


class _Likeness(dict[tuple[str, str], float]):
    """How alike two words are, 0 to 1, worked out once in a search."""

    def __missing__(self, pair: tuple[str, str]) -> float:
        self[pair] = _likeness(*pair)
        return self[pair]


def _score(typed: tuple[str, ...], stored: tuple[str, ...], alike: _Likeness) -> float:
    """Compare two names word by word, in the order of words that fits best."""
    turned = len(typed) > len(stored)
    few, many = (stored, typed) if turned else (typed, stored)
    best = 0.0
    for chosen in permutations(enumerate(many), len(few)):
        pairs = [(word, few[at]) if turned else (few[at], word) for at, (_, word) in enumerate(chosen)]
        worst, total, letters = 1.0, 0.0, 0
        for pair in pairs:
            weight = max(map(len, pair))
            worst, total, letters = min(worst, alike[pair]), total + weight * alike[pair], letters + weight
        score = total / letters
        places = [place for place, _ in chosen]
        if places != sorted(places):
            score *= OTHER_ORDER
        if any(len(word) > 1 for place, word in enumerate(many) if place not in places):
            score *= ONE_WORD_MORE if len(few) > 1 and worst >= SOFT_ENDING else WORDS_MISSING
        best = max(best, score if worst >= SOFT_ENDING else min(score, NOT_SAME))
    return best


class NameIndex:
    """The names of all people, kept in memory for searching. A person may have several (a nickname, a maiden name)."""

    def __init__(self, people: Iterable[tuple[int, str]] = ()) -> None:
        self._names: defaultdict[int, list[tuple[str, ...]]] = defaultdict(list)
        self._who: defaultdict[str, set[int]] = defaultdict(set)
        for person, name in people:
            self.add(person, name)

    def add(self, person: int, name: str) -> None:
        """Let `person` (an id) be found by `name`, besides the names she has."""
        if words := fold(name)[:MOST_WORDS]:
            self._names[person].append(words)
            for word in words:
                self._who[word.translate(BLURRED)].add(person)

    def remove(self, person: int) -> None:
        """Forget all names of a person."""
        for words in self._names.pop(person, []):
            for blurred in {word.translate(BLURRED) for word in words} & self._who.keys():
                self._who[blurred].discard(person)
                if not self._who[blurred]:
                    del self._who[blurred]

    def search(self, typed: str, limit: int = 5) -> list[Found]:
        """Find the people whose names come nearest to what was typed, or begin with it: the best first."""
        words = fold(typed)[:MOST_WORDS]
        alike = _Likeness()
        found = (
            Found(max(_score(words, stored, alike) for stored in self._names[person]), person)
            for person in self._candidates(words)
        )
        return sorted(found, key=lambda one: (-one.score, one.id))[:limit]

    def _candidates(self, words: tuple[str, ...]) -> list[int]:
        total: dict[int, float] = {}
        for word in words:
            near = extract(word.translate(BLURRED), list(self._who), scorer=JaroWinkler.similarity, processor=None,
                           score_cutoff=FAR, limit=NEAR_WORDS)  # fmt: skip
            best = {
                person: likeness * len(word) for other, likeness, _ in reversed(near) for person in self._who[other]
            }
            total = total | {person: best[person] + total.get(person, 0) for person in best}
        return nlargest(CANDIDATES, total, key=total.__getitem__)


class SameNames:
    """Names that may be one person's, found at once: for whole lists, over which `NameIndex` would take minutes."""

    def __init__(self) -> None:
        self._names: defaultdict[int, list[tuple[str, ...]]] = defaultdict(list)
        self._who: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, person: int, name: str) -> None:
        """Let `person` (an id) be found by `name`, besides the names she has."""
        if words := fold(name)[:MOST_WORDS]:
            self._names[person].append(words)
            for sound in set().union(*map(_sounds, words)):
                self._who[sound].add(person)

    def find(self, name: str) -> list[int]:
        """The people of whom one name is as like this one as `SAME` asks."""
        words = fold(name)[:MOST_WORDS]
        hits: Counter[int] = Counter()
        for word in words:
            hits.update(set().union(*(self._who.get(sound, set()) for sound in _sounds(word))))
        alike = _Likeness()
        return sorted(
            person
            for person, shared in hits.items()
            if any(
                shared >= min(len(words), len(stored)) and _score(words, stored, alike) >= SAME
                for stored in self._names[person]
            )
        )


def _sounds(word: str) -> frozenset[str]:
    """Two words that `SAME` takes for one share a sound."""
    return _spelt(word) | _spelt_stem(word)
