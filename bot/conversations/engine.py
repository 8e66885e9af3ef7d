"""The engine that takes answers: a walk through a form and an answer in, the next draft out. Pure: it loads and stores
nothing.

What it cannot know – today, the households found, the needs still open – it asks of `Facts`, plain data the use case
has loaded. Where the talk stands is said by `bot.conversations.walk`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.conversations.answers import read_words
from bot.conversations.dates import read_date
from bot.conversations.form import MARKED, NO_DAY, REVIEW_FOLDERS, Choice, Kind, Question
from bot.conversations.refused import Refused
from bot.conversations.walk import Draft, Walk
from bot.words import text


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


def step(walk: Walk, answer: Answer) -> Draft:
    """The draft after an answer. Raises Refused, with the reason, when it is not taken."""
    match answer:
        case Tap():
            return _tap(walk, answer)
        case Spoken():
            return _noted(walk, spoken_note(answer))
        case Typed():
            return _typed(walk, walk.current, answer)


def open_at(draft: Draft, name: str | None) -> Draft:
    """The draft with that question on the card; None: wherever the answers lead."""
    return replace(draft, at=name, fold="", search="", month="", rev=draft.rev + 1)


# --- taps -----------------------------------------------------------------------------------------------------------


def _tap(walk: Walk, tap: Tap) -> Draft:
    shown = walk.current
    if shown is None and tap.op == "fold":
        return replace(walk.draft, fold=tap.key if tap.key in REVIEW_FOLDERS else "")
    question = _named(walk, tap) or shown
    if question is None:
        return _back(walk) if tap.op == "back" else _refuse_here()
    if tap.op == "ask":
        return open_at(walk.draft, question.name) if question in walk.asked else _refuse_here()
    if tap.op == "back":
        return _back(walk)
    if question != shown and not (shown is None and question.inline):
        return _refuse_here()
    act, kinds = OPERATIONS.get(tap.op, (_mark, frozenset[Kind]()))
    return act(walk, question, tap) if question.kind in kinds else _refuse_here()


def _named(walk: Walk, tap: Tap) -> Question | None:
    questions = walk.form.questions
    return questions[tap.question] if tap.question is not None and 0 <= tap.question < len(questions) else None


def _refuse_here() -> Draft:
    raise Refused(_NOT_HERE)


def _back(walk: Walk) -> Draft:
    """To the question before this one; an opened aside or ✎ goes back to where it was opened."""
    shown, draft = walk.current, walk.draft
    if shown and (shown.inline or walk.is_aside(shown) or _is_change(walk, shown)):
        return open_at(draft, None)
    before = [q for q in walk.asked if not _is_passed_over(walk, q)]
    if shown in before:
        before = before[: before.index(shown)]
    return open_at(draft, before[-1].name if before else None)


def _is_passed_over(walk: Walk, question: Question) -> bool:
    """Whether *Back* leads past it. What is else answered in the review, once asked for, leads to further questions."""
    if question.inline:
        return walk.is_inline(question)
    return walk.is_aside(question) or _along(walk, question)


def _along(walk: Walk, question: Question) -> bool:
    """Whether the answer was given together with another one, so that its own card was not needed."""
    return any(
        question.name in choice.also and walk.draft.answers.get(each.name) == choice.answer
        for each in walk.form.questions
        for choice in each.choices
    )


def _is_change(walk: Walk, shown: Question) -> bool:
    """Whether the card was opened by ✎ on the review."""
    return bool(walk.draft.at) and shown.name in walk.draft.answers and walk.next is None


def _pick(walk: Walk, question: Question, tap: Tap) -> Draft:
    choice = _choice(walk, question, tap.key)
    if question.kind is Kind.DAY:
        day = walk.facts.day_of(choice.code)
        return _answered(walk, question, day.isoformat() if day else NO_DAY)
    draft = _answered(walk, question, choice.answer)
    for name, value in choice.also.items():
        draft = _give_along(walk, draft, name, _day_word(value, walk.facts.today))
    return draft


def _give_along(walk: Walk, draft: Draft, name: str, value: Any) -> Draft:
    """An answer given by choosing another one; None: it is to be asked again."""
    over = [name]
    if draft.answers.get(name, value) != value:
        over += [other for question in walk.form.questions if question.name == name for other in question.resets]
    kept = {other: answer for other, answer in draft.answers.items() if other not in over}
    return replace(draft, answers=kept if value is None else {**kept, name: value})


def _day_word(value: Any, today: date) -> Any:
    if value == "@today":
        return today.isoformat()
    return (today - timedelta(days=1)).isoformat() if value == "@yesterday" else value


def _choice(walk: Walk, question: Question, key: str) -> Choice:
    for choice in (*walk.offered(question), *walk.choices(question)):
        if choice.code == key:
            return choice
    raise Refused(_NOT_HERE)


def _mark(walk: Walk, question: Question, tap: Tap) -> Draft:
    """Put a choice into a state, or take its mark away: the target stands in the button, so quick taps commute."""
    draft = walk.draft
    key, _, state = tap.key.partition(":")
    _choice(walk, question, key)
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


def _go(walk: Walk, question: Question, tap: Tap) -> Draft:
    return _answered(walk, question, dict(marked(question, walk.draft)))


def _all(walk: Walk, question: Question, tap: Tap) -> Draft:
    if not question.everything:
        return _refuse_here()
    before = {choice.code: question.everything[1] for choice in walk.choices(question)}
    return _answered(walk, question, {**before, **marked(question, walk.draft)})


def _only(walk: Walk, question: Question, tap: Tap) -> Draft:
    return _answered(walk, question, {question.only[1]: MARKED}) if question.only else _refuse_here()


def _skip(walk: Walk, question: Question, tap: Tap) -> Draft:
    if question.skip is None:
        return _refuse_here()
    kept = walk.draft.answers.get(question.name)
    empty: Any = {Kind.MANY: {}, Kind.NOTES: kept or []}.get(question.kind, "")
    return _answered(walk, question, empty)


def _remove(walk: Walk, question: Question, tap: Tap) -> Draft:
    """Take the last part of a note away. How many there were stands in the button: a second tap finds one less."""
    notes = walk.draft.answers.get(question.name)
    if not notes or tap.key != str(len(notes)):
        return _refuse_here()
    return replace(walk.draft, answers={**walk.draft.answers, question.name: notes[:-1]})


def _fold(walk: Walk, question: Question, tap: Tap) -> Draft:
    return replace(walk.draft, fold=tap.key if tap.key in question.folders else "")


def _month(walk: Walk, question: Question, tap: Tap) -> Draft:
    try:
        date.fromisoformat(f"{tap.key}-01")
    except ValueError:
        return _refuse_here()
    return replace(walk.draft, month=tap.key)


def _day(walk: Walk, question: Question, tap: Tap) -> Draft:
    try:
        day = date.fromisoformat(tap.key)
    except ValueError:
        return _refuse_here()
    return _answered(walk, question, day.isoformat())


OPERATIONS: Mapping[str, tuple[Callable[[Walk, Question, Tap], Draft], frozenset[Kind]]] = {
    "pick": (_pick, frozenset({Kind.PICK, Kind.LOOKUP, Kind.DAY})),
    "set": (_mark, frozenset({Kind.MANY})),
    "clear": (_mark, frozenset({Kind.MANY})),
    "go": (_go, frozenset({Kind.MANY})),
    "all": (_all, frozenset({Kind.MANY})),
    "only": (_only, frozenset({Kind.MANY})),
    "skip": (_skip, frozenset(Kind)),
    "remove": (_remove, frozenset({Kind.NOTES})),
    "fold": (_fold, frozenset({Kind.MANY})),
    "month": (_month, frozenset({Kind.DAY})),
    "day": (_day, frozenset({Kind.DAY})),
}
"""What each operation does, and the kinds of questions it is for: a modified client may send any for any."""


# --- typed and spoken -----------------------------------------------------------------------------------------------


def _typed(walk: Walk, question: Question | None, typed: Typed) -> Draft:
    note = {"kind": "text", "words": typed.words, "message": typed.message_id, "author": typed.author}
    if question is None:  # at the review a further sentence belongs to the note
        return _noted(walk, {**note, "words": read_words(typed.words)})
    match question.kind:
        case Kind.WORDS:
            draft = _answered(walk, question, read_words(typed.words, question.most))
        case Kind.DAY:
            draft = _answered(walk, question, _typed_day(question, typed.words, walk.facts.today).isoformat())
        case Kind.NOTES:
            return _noted(walk, {**note, "words": read_words(typed.words)})
        case Kind.LOOKUP:
            return replace(walk.draft, search=read_words(typed.words, question.most), rev=walk.draft.rev + 1)
        case _:
            raise Refused(text("Please choose one of the buttons, or type its words."))
    return replace(draft, sources={**draft.sources, question.name: typed.message_id})


def _typed_day(question: Question, words: str, today: date) -> date:
    try:
        return read_date(words, today, "past" if question.past else "future")
    except ValueError:
        raise Refused(text("No date was understood. Type it like 5.12. or choose a button.")) from None


def _noted(walk: Walk, note: dict[str, Any]) -> Draft:
    """Add a note wherever the talk stands; on another card that card comes again."""
    shown, draft = walk.current, walk.draft
    if shown is not None and shown.discreet:
        raise Refused(NOT_APART)
    place = place_of_notes(walk)
    if place is None:
        raise Refused(text("There is no place for this here. Choose one of the buttons."))
    notes = [*draft.answers.get(place.name, ()), note]
    if shown == place:
        return _answered(walk, place, notes)
    return replace(draft, answers={**draft.answers, place.name: notes})


def place_of_notes(walk: Walk) -> Question | None:
    """The question that takes notes; None: the form has none, given its answers."""
    return next((question for question in walk.asked if question.kind is Kind.NOTES), None)


def spoken_note(spoken: Spoken) -> dict[str, Any]:
    """A voice message or photo as a part of a note."""
    note = {"kind": spoken.kind, "media": spoken.media, "message": spoken.message_id, "author": spoken.author}
    return {**note, "words": read_words(spoken.words)} if spoken.words.strip() else note


def with_note(walk: Walk, note: Mapping[str, Any]) -> Draft | None:
    """The draft with one more note and the same card as before, which it does not answer; None: no place for it."""
    shown, draft, place = walk.current, walk.draft, place_of_notes(walk)
    if place is None or (shown is not None and shown.discreet):
        return None
    kept = {**draft.answers, place.name: [*draft.answers.get(place.name, ()), note]}
    return replace(draft, answers=kept, at=place.name if shown == place else draft.at)


def _answered(walk: Walk, question: Question, value: Any) -> Draft:
    reason = walk.refused(question, value)
    if reason is not None:
        raise Refused(reason)
    draft = walk.draft
    kept = dict(draft.answers)
    over = question.resets if kept.get(question.name, value) != value else ()
    for name in over:
        kept.pop(name, None)
    kept[question.name] = value
    marks = {name: marks for name, marks in draft.marks.items() if name not in (question.name, *over)}
    done = replace(draft, answers=kept, at=None, marks=marks, fold="", search="", month="")
    return done if question.inline and draft.at is None else replace(done, rev=draft.rev + 1)


# --- second thoughts ------------------------------------------------------------------------------------------------


def edited(walk: Walk, message_id: int, words: str) -> Draft | None:
    """The draft after a person has edited a message she had answered with; None: no answer came from it."""
    draft = walk.draft
    for question in walk.form.questions:
        if question.kind is Kind.NOTES:
            notes = list(draft.answers.get(question.name) or ())
            for place, note in enumerate(notes):
                if note["message"] == message_id:
                    notes[place] = {**note, "words": read_words(words)}
                    return replace(draft, answers={**draft.answers, question.name: notes})
        if draft.sources.get(question.name) == message_id:
            there = replace(walk, draft=replace(draft, at=question.name))
            again = _typed(there, question, Typed(words, message_id))
            return replace(again, at=draft.at, marks=draft.marks, rev=draft.rev)
    return None
