"""The engine that walks a form: a draft and an answer in, the next draft out. Pure: it loads and stores nothing.

What it cannot know – today, the households found, the needs still open – it asks of `Facts`, plain data the use case
has loaded. Where the talk stands follows from the answers: the first relevant question without one, or the one that
was opened on purpose (`Draft.at`), or the review.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Protocol

from bot.conversations.answers import read_words
from bot.conversations.dates import read_date
from bot.conversations.form import MARKED, NO_DAY, REVIEW_FOLDERS, Answers, Choice, Form, Kind, Question
from bot.conversations.refused import Refused
from bot.words import Text, text


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


@dataclass(frozen=True)
class Tap:
    """A button: an operation, the question it belongs to (by index; none for `go`, `back` …) and what it carries."""

    op: str
    question: int | None = None
    key: str = ""


@dataclass(frozen=True)
class Typed:
    """A typed message that is not a button's label."""

    words: str
    message_id: int
    author: int = 0


@dataclass(frozen=True)
class Spoken:
    """A voice message or photo, already stored under `media`."""

    kind: str
    media: int
    message_id: int
    author: int = 0
    words: str = ""  # a photo's caption


Answer = Tap | Typed | Spoken

NOT_APART = text("Only typed words are kept apart. Voice messages and photos go into the note, on another card.")
_NOT_HERE = text("That answer belongs to another card. Here is where you are.")


# --- where the talk stands ------------------------------------------------------------------------------------------


def relevant(form: Form, draft: Draft, facts: Facts) -> dict[str, Any]:
    """The answers that count: those of questions that are asked, given the answers before them."""
    return _walk(form, draft, facts)[1]


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


def _walk(form: Form, draft: Draft, facts: Facts) -> tuple[list[Question], dict[str, Any], _Scope]:
    """The questions that are asked, the answers that count, and what conditions see of both."""
    scope, today = _Scope(facts.known()), facts.today
    questions: list[Question] = []
    counted: dict[str, Any] = {}
    for question in form.questions:
        if question.when is None or question.when(scope, today):
            questions.append(question)
            if question.name in draft.answers:
                counted[question.name] = scope[question.name] = draft.answers[question.name]
    return questions, counted, scope


def asked(form: Form, draft: Draft, facts: Facts) -> list[Question]:
    """The questions that are relevant now, in order, asides included."""
    return _walk(form, draft, facts)[0]


def current(form: Form, draft: Draft, facts: Facts) -> Question | None:
    """The question on the card; None: the review."""
    questions = asked(form, draft, facts)
    for question in questions:
        if question.name == draft.at:
            return question
    for question in questions:
        if not (question.inline or question.name in draft.answers or is_aside(form, draft, question, facts)):
            return question
    return None


def is_aside(form: Form, draft: Draft, question: Question, facts: Facts) -> bool:
    """Whether a question is not asked by itself, as things stand."""
    if question.spared is None:
        return question.aside
    return question.spared(_walk(form, draft, facts)[2], facts.today)


def answers(form: Form, draft: Draft, facts: Facts) -> dict[str, Any]:
    """What is saved: the answers that count, with the proposals left standing."""
    counted = relevant(form, draft, facts)
    for question in asked(form, draft, facts):
        proposal = facts.propose(question.name) if question.inline else None
        if question.name not in counted and proposal is not None:
            counted[question.name] = proposal
    return counted


# --- steps ----------------------------------------------------------------------------------------------------------


def step(form: Form, draft: Draft, answer: Answer, facts: Facts) -> Draft:
    """The draft after an answer. Raises Refused, with the reason, when it is not taken."""
    question = current(form, draft, facts)
    match answer:
        case Tap():
            return _tap(form, draft, question, answer, facts)
        case Spoken():
            return _noted(form, draft, question, spoken_note(answer), facts)
        case Typed():
            return _typed(form, draft, question, answer, facts)


def open_at(form: Form, draft: Draft, name: str | None) -> Draft:
    """The draft with that question on the card; None: wherever the answers lead."""
    return replace(draft, at=name, fold="", search="", month="", rev=draft.rev + 1)


def _tap(form: Form, draft: Draft, shown: Question | None, tap: Tap, facts: Facts) -> Draft:
    if shown is None and tap.op == "fold":
        return replace(draft, fold=tap.key if tap.key in REVIEW_FOLDERS else "")
    question = _named(form, tap) or shown
    if question is None:
        return _back(form, draft, shown, facts) if tap.op == "back" else _refuse_here()
    if tap.op == "ask":
        return open_at(form, draft, question.name) if question in asked(form, draft, facts) else _refuse_here()
    if tap.op == "back":
        return _back(form, draft, shown, facts)
    if question != shown and not (shown is None and question.inline):
        return _refuse_here()
    return _OPERATIONS.get(tap.op, _unknown)(form, draft, question, tap, facts)


def _named(form: Form, tap: Tap) -> Question | None:
    if tap.question is None or not 0 <= tap.question < len(form.questions):
        return None
    return form.questions[tap.question]


def _refuse_here() -> Draft:
    raise Refused(_NOT_HERE)


def _unknown(form: Form, draft: Draft, question: Question, tap: Tap, facts: Facts) -> Draft:
    return _refuse_here()


def _back(form: Form, draft: Draft, shown: Question | None, facts: Facts) -> Draft:
    """To the question before this one; an opened aside or ✎ goes back to where it was opened."""
    if shown and (shown.inline or is_aside(form, draft, shown, facts) or _is_change(form, draft, shown, facts)):
        return open_at(form, draft, None)
    before = [
        question
        for question in asked(form, draft, facts)
        if not (question.inline or is_aside(form, draft, question, facts) or _along(form, draft, question))
    ]
    if shown in before:
        before = before[: before.index(shown)]
    return open_at(form, draft, before[-1].name if before else None)


def _along(form: Form, draft: Draft, question: Question) -> bool:
    """Whether the answer was given together with another one, so that its own card was not needed."""
    return any(
        question.name in choice.also and draft.answers.get(each.name) == choice.answer
        for each in form.questions
        for choice in each.choices
    )


def _is_change(form: Form, draft: Draft, shown: Question, facts: Facts) -> bool:
    """Whether the card was opened by ✎ on the review."""
    return bool(draft.at) and shown.name in draft.answers and current(form, replace(draft, at=None), facts) is None


def _pick(form: Form, draft: Draft, question: Question, tap: Tap, facts: Facts) -> Draft:
    choice = _choice(question, draft, tap.key, facts)
    if question.kind is Kind.DAY:
        day = facts.day_of(choice.code)
        return _answered(form, draft, question, day.isoformat() if day else NO_DAY, facts)
    draft = _answered(form, draft, question, choice.answer, facts)
    for name, value in choice.also.items():
        draft = _give_along(form, draft, name, _day_word(value, facts.today))
    return draft


def _give_along(form: Form, draft: Draft, name: str, value: Any) -> Draft:
    """An answer given by choosing another one; None: it is to be asked again."""
    over = [name]
    if draft.answers.get(name, value) != value:
        over += [other for question in form.questions if question.name == name for other in question.resets]
    kept = {other: answer for other, answer in draft.answers.items() if other not in over}
    return replace(draft, answers=kept if value is None else {**kept, name: value})


def _day_word(value: Any, today: date) -> Any:
    if value == "@today":
        return today.isoformat()
    return (today - timedelta(days=1)).isoformat() if value == "@yesterday" else value


def _choice(question: Question, draft: Draft, key: str, facts: Facts) -> Choice:
    for choice in (*question.choices, *_sourced(question, draft, facts)):
        if choice.code == key:
            return choice
    raise Refused(_NOT_HERE)


def _sourced(question: Question, draft: Draft, facts: Facts) -> Sequence[Choice]:
    return facts.choices(question.source, draft.search) if question.source else ()


def _mark(form: Form, draft: Draft, question: Question, tap: Tap, facts: Facts) -> Draft:
    """Put a choice into a state, or take its mark away: the target stands in the button, so quick taps commute."""
    key, _, state = tap.key.partition(":")
    _choice(question, draft, key, facts)
    allowed = {MARKED, "seen", *(s.code for s in question.states)}
    marks = {code: s for code, s in marked(question, draft).items() if code != key}
    if tap.op == "set":
        marks[key] = state if state in allowed else MARKED
    if question.inline:
        return replace(draft, answers={**draft.answers, question.name: marks})
    return replace(draft, marks={**draft.marks, question.name: marks})


def marked(question: Question, draft: Draft) -> Mapping[str, str]:
    """What is marked on the card of a MANY question."""
    if question.name in draft.marks and not question.inline:
        return draft.marks[question.name]
    return dict(draft.answers.get(question.name, {}))


def _go(form: Form, draft: Draft, question: Question, tap: Tap, facts: Facts) -> Draft:
    return _answered(form, draft, question, dict(marked(question, draft)), facts)


def _all(form: Form, draft: Draft, question: Question, tap: Tap, facts: Facts) -> Draft:
    if not question.everything:
        return _refuse_here()
    state = question.everything[1]
    before = {choice.code: state for choice in _sourced(question, draft, facts)}
    return _answered(form, draft, question, {**before, **marked(question, draft)}, facts)


def _only(form: Form, draft: Draft, question: Question, tap: Tap, facts: Facts) -> Draft:
    return _answered(form, draft, question, {question.only[1]: MARKED}, facts) if question.only else _refuse_here()


def _skip(form: Form, draft: Draft, question: Question, tap: Tap, facts: Facts) -> Draft:
    if question.skip is None:
        return _refuse_here()
    kept = draft.answers.get(question.name)
    empty: Any = {Kind.MANY: {}, Kind.NOTES: kept or []}.get(question.kind, "")
    return _answered(form, draft, question, empty, facts)


def _remove(form: Form, draft: Draft, question: Question, tap: Tap, facts: Facts) -> Draft:
    """Take the last part of a note away. How many there were stands in the button: a second tap finds one less."""
    notes = draft.answers.get(question.name)
    if question.kind is not Kind.NOTES or not notes or tap.key != str(len(notes)):
        return _refuse_here()
    return replace(draft, answers={**draft.answers, question.name: notes[:-1]})


def _fold(form: Form, draft: Draft, question: Question, tap: Tap, facts: Facts) -> Draft:
    return replace(draft, fold=tap.key if tap.key in question.folders else "")


def _month(form: Form, draft: Draft, question: Question, tap: Tap, facts: Facts) -> Draft:
    try:
        date.fromisoformat(f"{tap.key}-01")
    except ValueError:
        return _refuse_here()
    return replace(draft, month=tap.key)


def _day(form: Form, draft: Draft, question: Question, tap: Tap, facts: Facts) -> Draft:
    try:
        day = date.fromisoformat(tap.key)
    except ValueError:
        return _refuse_here()
    return _answered(form, draft, question, day.isoformat(), facts)


_OPERATIONS = {
    "pick": _pick, "set": _mark, "clear": _mark, "go": _go, "all": _all, "only": _only,
    "skip": _skip, "remove": _remove, "fold": _fold, "month": _month, "day": _day,
}  # fmt: skip


def _typed(form: Form, draft: Draft, question: Question | None, typed: Typed, facts: Facts) -> Draft:
    note = {"kind": "text", "words": typed.words, "message": typed.message_id, "author": typed.author}
    if question is None:  # at the review a further sentence belongs to the note
        return _noted(form, draft, question, {**note, "words": read_words(typed.words)}, facts)
    match question.kind:
        case Kind.WORDS:
            draft = _answered(form, draft, question, read_words(typed.words, question.most), facts)
        case Kind.DAY:
            day = _typed_day(question, typed.words, facts.today)
            draft = _answered(form, draft, question, day.isoformat(), facts)
        case Kind.NOTES:
            return _noted(form, draft, question, {**note, "words": read_words(typed.words)}, facts)
        case Kind.LOOKUP:
            return replace(draft, search=read_words(typed.words, question.most), rev=draft.rev + 1)
        case _:
            raise Refused(text("Please choose one of the buttons, or type its words."))
    return replace(draft, sources={**draft.sources, question.name: typed.message_id})


def _typed_day(question: Question, words: str, today: date) -> date:
    try:
        return read_date(words, today, "past" if question.past else "future")
    except ValueError:
        raise Refused(text("No date was understood. Type it like 5.12. or choose a button.")) from None


def _noted(form: Form, draft: Draft, shown: Question | None, note: dict[str, Any], facts: Facts) -> Draft:
    """Add a note wherever the talk stands; on another card that card comes again."""
    if shown is not None and shown.discreet:
        raise Refused(NOT_APART)
    for question in asked(form, draft, facts):
        if question.kind is Kind.NOTES:
            notes = [*draft.answers.get(question.name, ()), note]
            if shown == question:
                return _answered(form, draft, question, notes, facts)
            return replace(draft, answers={**draft.answers, question.name: notes})
    raise Refused(text("There is no place for this here. Choose one of the buttons."))


def spoken_note(spoken: Spoken) -> dict[str, Any]:
    """A voice message or photo as a part of a note."""
    note = {"kind": spoken.kind, "media": spoken.media, "message": spoken.message_id, "author": spoken.author}
    return {**note, "words": read_words(spoken.words)} if spoken.words.strip() else note


def with_note(form: Form, draft: Draft, note: Mapping[str, Any], facts: Facts) -> Draft | None:
    """The draft with one more note and the same card as before, which it does not answer; None: no place for it."""
    shown = current(form, draft, facts)
    place = next((question for question in asked(form, draft, facts) if question.kind is Kind.NOTES), None)
    if place is None or (shown is not None and shown.discreet):
        return None
    kept = {**draft.answers, place.name: [*draft.answers.get(place.name, ()), note]}
    return replace(draft, answers=kept, at=place.name if shown == place else draft.at)


def _answered(form: Form, draft: Draft, question: Question, value: Any, facts: Facts) -> Draft:
    scope = _walk(form, draft, facts)[2]
    for refusal in question.refusals:
        if refusal.rule(scope, facts.today, value):
            raise Refused(refusal.reason)
    kept = dict(draft.answers)
    over = question.resets if kept.get(question.name, value) != value else ()
    for name in over:
        kept.pop(name, None)
    kept[question.name] = value
    marks = {name: marks for name, marks in draft.marks.items() if name not in (question.name, *over)}
    done = replace(draft, answers=kept, at=None, marks=marks, fold="", search="", month="")
    return done if question.inline and draft.at is None else replace(done, rev=draft.rev + 1)


# --- second thoughts ------------------------------------------------------------------------------------------------


def edited(form: Form, draft: Draft, message_id: int, words: str, facts: Facts) -> Draft | None:
    """The draft after a person has edited a message she had answered with; None: no answer came from it."""
    for question in form.questions:
        if question.kind is Kind.NOTES:
            notes = list(draft.answers.get(question.name) or ())
            for place, note in enumerate(notes):
                if note["message"] == message_id:
                    notes[place] = {**note, "words": read_words(words)}
                    return replace(draft, answers={**draft.answers, question.name: notes})
        if draft.sources.get(question.name) == message_id:
            again = _typed(form, replace(draft, at=question.name), question, Typed(words, message_id), facts)
            return replace(again, at=draft.at, marks=draft.marks, rev=draft.rev)
    return None


def answers_of(saved: Answers) -> Draft:
    """A draft that holds the answers of a record, to amend it."""
    return Draft(answers=dict(saved))
