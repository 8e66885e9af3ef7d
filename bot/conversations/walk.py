"""Where the talk stands for one draft of a form: which questions are asked, which answers count, what is on the card.

It follows from the answers alone: on the card is the first relevant question without one, or the one that was opened on
purpose (`Draft.at`), or the review.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Protocol

from bot.conversations.form import NO_DAY, Choice, Form, Kind, Question
from bot.words import Text, text

FAR = timedelta(days=731)


class Facts(Protocol):
    """What a form may ask of the world while one draft is on the table."""

    @property
    def today(self) -> date:
        """The local day."""

    def known(self) -> Mapping[str, object]:
        """What conditions may name besides the answers."""

    def choices(self, source: str, search: str) -> Sequence[Choice]:
        """The choices of a source; for a look-up those found by what was typed."""

    def label(self, source: str, code: str) -> Text:
        """How a choice of a source reads."""

    def heading(self) -> Text | None:
        """The line on top of every card: whom this is about, by reference."""

    def propose(self, question: str) -> str | None:
        """The answer that is taken when an inline question is left alone."""

    def day_of(self, code: str) -> date | None:
        """The day an interval of a DAY question leads to; None: no day."""


@dataclass(frozen=True)
class Draft:
    """A form being filled in. `rev` rises whenever another question is on the card."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    at: str | None = None
    marks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by question: not yet continued
    fold: str = ""
    search: str = ""
    month: str = ""
    rev: int = 1
    sources: Mapping[str, int] = field(default_factory=dict)  # the typed message an answer came from

    def to_json(self) -> dict[str, Any]:
        """Everything but `rev`, which has a column of its own."""
        return {name: value for name, value in vars(self).items() if name != "rev"}


QUICK = "quick"
"""The source of a draft that a single line has filled, and the name of that in conditions: `yes` or empty."""


class _Scope(dict[str, object]):
    """What a condition may name: the answers before it, and what the use case knows, looked up once it is named."""

    def __init__(self, known: Mapping[str, object]) -> None:
        self._known = known

    def __missing__(self, name: str) -> object:
        known = self[name] = self._known.get(name)
        return known

    def get(self, name: str, default: Any = None) -> Any:
        """The answer or what is known; None: neither."""
        return self[name]


@dataclass(frozen=True)
class Walk:
    """A form, a draft of it and the facts, looked at together: walked through once, however much is asked of it."""

    form: Form
    draft: Draft
    facts: Facts

    @cached_property
    def _walked(self) -> tuple[list[Question], dict[str, Any], _Scope]:
        scope, today = _Scope(self.facts.known()), self.facts.today
        scope[QUICK] = "yes" if QUICK in self.draft.sources else ""
        questions: list[Question] = []
        counted: dict[str, Any] = {}
        for question in self.form.questions:
            if question.when is None or question.when(scope, today):
                questions.append(question)
                if question.name in self.draft.answers:
                    counted[question.name] = scope[question.name] = self.draft.answers[question.name]
        return questions, counted, scope

    @property
    def asked(self) -> Sequence[Question]:
        """The questions that are relevant now, in order, asides included."""
        return self._walked[0]

    @property
    def counted(self) -> Mapping[str, Any]:
        """The answers that count: those of questions that are asked, given the answers before them."""
        return self._walked[1]

    @cached_property
    def current(self) -> Question | None:
        """The question on the card; None: the review."""
        return next((question for question in self.asked if question.name == self.draft.at), self.next)

    @cached_property
    def next(self) -> Question | None:
        """The first question that is still to be answered; None: the review."""
        return next((question for question in self.asked if self._is_open(question)), None)

    def _is_open(self, question: Question) -> bool:
        return not (question.inline or question.name in self.draft.answers or self.is_aside(question))

    def is_aside(self, question: Question) -> bool:
        """Whether a question is not asked by itself, as things stand."""
        if question.spared is None:
            return question.aside
        return question.spared(self._walked[2], self.facts.today)

    def is_inline(self, question: Question) -> bool:
        """Whether it is answered in the review itself, as things stand."""
        return question.inline and not self.is_aside(question)

    def refused(self, question: Question, value: Any) -> Text | None:
        """Why an answer is not taken; None: it is."""
        scope, today = self._walked[2], self.facts.today
        reasons = (each.reason for each in question.refusals if each.rule(scope, today, value))
        return next(reasons, _wrong_year(value, today) if question.kind is Kind.DAY and value != NO_DAY else None)

    def overtaken(self) -> Text | None:
        """Why an answer that was taken once is not taken any more: days pass while a draft waits. None: all are."""
        reasons = (self.refused(each, self.counted[each.name]) for each in self.asked if each.name in self.counted)
        return next((reason for reason in reasons if reason is not None), None)

    def answers(self) -> dict[str, Any]:
        """What is saved: the answers that count, with the proposals left standing."""
        counted = dict(self.counted)
        for question in self.asked:
            proposal = self.facts.propose(question.name) if self.is_inline(question) else None
            if question.name not in counted and proposal is not None:
                counted[question.name] = proposal
        return counted

    def offered(self, question: Question) -> Sequence[Choice]:
        """The choices of its own that a question offers, as things stand."""
        scope, today = self._walked[2], self.facts.today
        return [choice for choice in question.choices if choice.when is None or choice.when(scope, today)]

    def choices(self, question: Question) -> Sequence[Choice]:
        """The choices of a question that come from outside the form."""
        return self.facts.choices(question.source, self.draft.search) if question.source else ()


def _wrong_year(value: str, today: date) -> Text | None:
    """A slip in the year would hide a family from all lists."""
    if abs(date.fromisoformat(value) - today) <= FAR:
        return None
    return text("That is more than two years away. Please check the year.")
