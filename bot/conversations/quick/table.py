"""The words a quick line may use, and how their spellings are compared."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.conversations.quick.lexicon import SMALL
from bot.spelling.latin import latin

SHORTEST_BEGINNING = 3
WHOLE, WORD, BEGINNING = 3, 2, 1
"""How well a phrase fits."""


@dataclass(frozen=True)
class List:
    """One question's codes under all their spellings, folded. `one`: it takes a single code."""

    question: str
    labels: Mapping[str, str]  # a whole label, or a part of it between strokes → code
    one: bool = False
    single: Mapping[str, str] = field(default_factory=dict)  # a word that only one code's labels have → code; none:
    # this list is known by whole phrases alone

    def find(self, phrase: str) -> tuple[int, str] | None:
        """How well a phrase fits, and the code; None: it is not in this list, or fits several codes."""
        if phrase in self.labels:
            return WHOLE, self.labels[phrase]
        if " " in phrase:
            return None
        if phrase in self.single:
            return WORD, self.single[phrase]
        if len(phrase) < SHORTEST_BEGINNING or not self.single:
            return None
        begun = {code for word, code in (*self.single.items(), *self.labels.items()) if word.startswith(phrase)}
        return (BEGINNING, begun.pop()) if len(begun) == 1 else None


@dataclass(frozen=True)
class Table:
    """All words a line may use. Forms, note, urgent and headings are whole phrases; lists go by form, in order."""

    forms: Mapping[str, str]
    note: frozenset[str]
    urgent: frozenset[str]
    anonymous: frozenset[str]
    no_next: frozenset[str]
    headings: Mapping[str, str]  # "done:" → the question whose words follow
    nothing: Mapping[str, tuple[str, Mapping[str, str]]]  # "no needs seen" → the question and what it answers
    states: Mapping[str, str]  # "better" → the state of the need before it
    lists: Mapping[str, tuple[List, ...]]


def fold(typed: str) -> str:
    """Small Latin letters without diacritics, words apart by one blank: how spellings are compared."""
    plain = latin(typed).replace("đ", "dj")
    return " ".join(re.findall(r"[a-z0-9]+", re.sub("['’‘ʼ`´]", " ", plain)))


def lean(phrase: str) -> str:
    """A folded phrase without its small words; if it has no others, as it is."""
    kept = [word for word in phrase.split() if word not in SMALL]
    return " ".join(kept) if kept else phrase
