"""A form as data: questions, their choices, when each is asked and what it refuses.

Conditions are written as in an XLSForm (`bot.conversations.rules`) and may name earlier questions and what the use
case knows beforehand (`Form.known`); a condition that names anything else is refused when the form is built.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.conversations.rules import Rule, parse
from bot.words import Text, button

Answers = Mapping[str, Any]


class Kind(StrEnum):
    """What an answer is, and with it how its card looks."""

    PICK = "pick"  # one code
    MANY = "many"  # {code: state}: several codes, each marked or put into one of the question's states
    DAY = "day"  # an ISO date, or NO_DAY
    WORDS = "words"  # a short typed text
    NOTES = "notes"  # a list of notes: {"kind": "text" | "voice" | "photo", …}
    LOOKUP = "lookup"  # one code out of those found by what was typed


NAMING = frozenset({"persons", "colleagues", "everyone"})
"""Sources whose choices are people's names."""

NO_DAY = "none"
MARKED = "yes"
MORE = "more"
CHANGE = "change"
REVIEW_FOLDERS = {MORE: button("More…"), CHANGE: button("✎ Change…")}
"""What a long review keeps folded: what can be added, and the answers given."""


@dataclass(frozen=True)
class Choice:
    """Something to choose. `also`: answers given along with it; `@today`, `@yesterday` are days, None: to ask."""

    code: str
    label: Text
    wide: bool = False  # a row of its own above the others
    fold: str = ""  # shown only when the folder of this name is open
    also: Mapping[str, Any] = field(default_factory=dict)
    value: str = ""  # the answer it gives, where several choices give the same one
    when: Rule | None = None  # offered only while this holds

    @property
    def answer(self) -> str:
        """What is stored."""
        return self.value or self.code


@dataclass(frozen=True)
class Refusal:
    """An answer that is not taken, and the sentence that says why."""

    rule: Rule
    reason: Text


def refuse(rule: str, reason: Text) -> Refusal:
    """Refuse an answer for which `rule` holds; `.` is the answer."""
    return Refusal(parse(rule), reason)


@dataclass(frozen=True, eq=False)
class Question:
    """One question: what its card says, how its answer reads in the review, and what it takes."""

    name: str
    kind: Kind
    text: Text
    heading: Text
    when: Rule | None = None
    choices: tuple[Choice, ...] = ()
    source: str = ""  # further choices the use case knows: households, open needs, colleagues
    states: tuple[Choice, ...] = ()  # what a choice of `source` is put into, in the order of taps
    folders: Mapping[str, Text] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    hint: Text | None = None
    spoken: str = ""  # the question that says in which language the hint is read aloud
    labels: tuple[Choice, ...] = ()  # how answers read in the review, where it is not as on the buttons
    beside: str = ""  # the question whose answer is in sight on the card
    discreet: bool = False  # the review says only that there is an answer
    past: bool = False  # a typed day looks back
    aside: bool = False  # asked only when opened from `links` or the review
    spared: Rule | None = None  # while this holds it is an aside
    inline: bool = False  # answered in the review itself
    links: tuple[tuple[Text, str], ...] = ()  # buttons to other questions: (label, name)
    skip: Text | None = None  # how to leave it unanswered
    none: Text | None = None  # MANY: what continuing says while nothing is marked
    unsaid: Text | None = None  # MANY: what it says where `source` has choices of which nothing is marked
    everything: tuple[Text, str] | None = None  # MANY: one tap puts all of `source` into this state and goes on
    only: tuple[Text, str] | None = None  # MANY: one tap marks this code and goes on
    resets: tuple[str, ...] = ()  # answers that another answer here makes void
    most: int = 200  # WORDS: characters
    find: Text | None = None  # LOOKUP: the line above what was found
    unfound: Text | None = None  # LOOKUP: the line where nothing was


@dataclass(frozen=True)
class Form:
    """Questions in the order they are asked. `known` are the names the use case supplies to conditions."""

    name: str
    version: int
    title: Text
    questions: tuple[Question, ...]
    save: Callable[[Answers], Text]
    known: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        named: set[str] = set(self.known)
        for question in self.questions:
            self._check(question, named)
            named.add(question.name)

    def _check(self, question: Question, named: set[str]) -> None:
        if question.name in named:
            raise ValueError(f"{self.name}: two questions are called {question.name}")
        unknown = {name for rule in _rules(question) for name in rule.names} - named
        if unknown:
            raise ValueError(f"{self.name}.{question.name}: unknown or later question {sorted(unknown)}")

    def question(self, name: str) -> Question:
        """The question of that name. Raises KeyError when there is none."""
        for question in self.questions:
            if question.name == name:
                return question
        raise KeyError(name)

    def index(self, question: Question) -> int:
        """Where the question stands: what its buttons carry."""
        return self.questions.index(question)


def _rules(question: Question) -> Iterator[Rule]:
    yield from (rule for rule in (question.when, question.spared) if rule)
    yield from (choice.when for choice in question.choices if choice.when)
    for refusal in question.refusals:
        yield refusal.rule
