"""A form as a Mermaid flowchart, drawn from the form itself: questions in their order, and when each is asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.conversations.form import Choice, Form, Kind, Question
from bot.words import Text

REVIEW = "review"
_ESCAPED = str.maketrans({"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;"})
_PARAM = re.compile(r"\$\{(\w+)\}")


def said(text: Text) -> str:
    """The English text in one line; data as they are."""
    words = str(text.params["data"]) if text.context == "raw" else text.msgid
    return " ".join(words.split())


def diagram(form: Form) -> str:
    """The lines of a Mermaid flowchart, from the first question to the record."""
    steps = list(_steps(form))
    entries = [*(step.entry for step in steps), REVIEW]
    lines = ["flowchart TD", f'  start(["{_label(said(form.title))}"]) --> {entries[0]}']
    for step, following in zip(steps, entries[1:], strict=True):
        lines += _drawn(step, following)
    lines += [f'  {REVIEW}["All answers on one card"] --> saved(["Saved"])', *_from_review(form), *_links(form)]
    return "\n".join(lines)


# --- the way through the questions ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Step:
    """Questions one after the other that share a condition."""

    condition: str
    questions: Sequence[Question]

    @property
    def first(self) -> str:
        """The first question."""
        return self.questions[0].name

    @property
    def entry(self) -> str:
        """The node by which it is entered."""
        return f"if_{self.first}" if self.condition else self.first


def _steps(form: Form) -> Iterator[_Step]:
    cards = [question for question in form.questions if not (question.aside or question.inline)]
    for condition, group in groupby(cards, lambda question: _condition(form, question)):
        yield _Step(condition, tuple(group))


def _condition(form: Form, question: Question) -> str:
    parts = [readable(question.when.source)] if question.when else []
    if list(given_by(form, question)):
        parts.append(f"{question.name} not answered by the tap before")
    return " and ".join(parts)


def given_by(form: Form, question: Question) -> Iterator[Choice]:
    """The choices of earlier questions that answer this one along with their own."""
    for earlier in form.questions[: form.index(question)]:
        for choice in earlier.choices:
            if choice.also.get(question.name) is not None:
                yield choice


def readable(condition: str) -> str:
    """A condition without the signs around the names of questions."""
    return _PARAM.sub(r"\1", condition)


def _drawn(step: _Step, following: str) -> Iterator[str]:
    if step.condition:
        yield f'  {step.entry}{{{{"{_label(step.condition)}?"}}}} -- yes --> {step.first}'
        yield f"  {step.entry} -- no --> {following}"
    names = [question.name for question in step.questions]
    for question, after in zip(step.questions, [*names[1:], following], strict=True):
        yield f"  {_node(question)} --> {after}"


# --- what is asked beside it ----------------------------------------------------------------------------------------


def _from_review(form: Form) -> Iterator[str]:
    """Answered in the review itself, or opened from there."""
    linked = {name for question in form.questions for _, name in question.links}
    inline = [question for question in form.questions if question.inline]
    opened = [q for q in form.questions if q.aside and not q.inline and q.name not in linked]
    if inline:
        yield f'  {REVIEW} -. answered there .- inline["{_headings(inline)}"]'
    if opened:
        yield f'  {REVIEW} -. if wanted .-> opened["{_headings(opened)}"]'


def _headings(questions: Sequence[Question]) -> str:
    return "<br/>".join(_label(said(question.heading)) for question in questions)


def _links(form: Form) -> Iterator[str]:
    for question in form.questions:
        for label, name in question.links:
            target = form.question(name)
            node = _node(target) if target.aside else name
            yield f'  {question.name} -. "{_label(said(label))}" .-> {node}'


def _node(question: Question) -> str:
    label = _label(said(question.text))
    return f'{question.name}[/"{label}"/]' if _is_typed(question) else f'{question.name}["{label}"]'


def _is_typed(question: Question) -> bool:
    return question.kind in (Kind.WORDS, Kind.NOTES, Kind.LOOKUP)


def _label(words: str) -> str:
    return words.translate(_ESCAPED)
