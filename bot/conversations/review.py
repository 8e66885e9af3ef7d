"""The review of a form: all answers in a line each, *Save* on top, and what can still be added or changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any

from bot.conversations.buttons import BACK, CANCEL, Row, pairs, state_button, toggle
from bot.conversations.engine import marked
from bot.conversations.form import CHANGE, MORE, NAMING, NO_DAY, REVIEW_FOLDERS, Choice, Form, Kind, Question
from bot.conversations.walk import Facts, Walk
from bot.words import Button, FullDay, Line, Text, button, inside, plural, raw, text


def review_lines(walk: Walk) -> list[Line]:
    """All answers that count, a line each. Typed ones and names are private."""
    given = walk.counted
    lines = []
    for question in walk.asked:
        if question.name in given and (said := value_of(question, given[question.name], walk.facts)):
            private = question.kind in (Kind.WORDS, Kind.NOTES) or question.source in NAMING
            lines.append(Line(text("{heading}: {answer}", heading=question.heading, answer=said), private=private))
    return lines


def value_of(question: Question, value: Any, facts: Facts) -> Text | None:
    """How an answer reads; None: nothing to say."""
    if value in ("", None, [], {}):
        return nothing(question, facts) if question.kind is Kind.MANY else None
    if question.discreet:
        return text("kept apart")
    match question.kind:
        case Kind.WORDS:
            return raw(value)
        case Kind.DAY if value != NO_DAY:
            return text("{day}", day=FullDay(date.fromisoformat(value)))
        case Kind.NOTES:
            return noted(value)
        case Kind.MANY:
            codes = _in_order(question, value, facts)
            return _joined([_with_state(question, code, value[code], facts) for code in codes])
    return choice_label(question, value, facts)


def nothing(question: Question, facts: Facts) -> Text | None:
    """What it means that nothing is marked."""
    return question.unsaid if question.unsaid and facts.choices(question.source, "") else question.none


def _in_order(question: Question, value: Iterable[str], facts: Facts) -> list[str]:
    """Codes as the form lists them, then as the list they come from does, then the others."""
    listed = (*question.choices, *(facts.choices(question.source, "") if question.source else ()))
    places = {code: place for place, code in enumerate(dict.fromkeys(choice.code for choice in listed))}
    return sorted(value, key=lambda code: (places.get(code, len(places)), code))


def choice_label(question: Question, code: str, facts: Facts) -> Text:
    """The label of a code the question offers."""
    for choice in (*question.labels, *question.choices):
        if choice.answer == code:
            return choice.label
    return facts.label(question.source, code)


def _with_state(question: Question, code: str, state: str, facts: Facts) -> Text:
    label = choice_label(question, code, facts)
    for choice in question.states:
        if choice.code == state:
            return text("{label} ({state})", label=label, state=inside(choice.label))
    return label


def _joined(parts: Sequence[Text]) -> Text:
    """A list; some labels have commas of their own."""
    return reduce(lambda one, two: text("{one}; {two}", one=one, two=two), parts)


def noted(notes: Sequence[dict[str, Any]]) -> Text:
    """The words in full; how many photos there are, and voice messages that nobody has written up."""
    parts = [raw(note["words"]) for note in notes if note.get("words")]
    voices = sum(note["kind"] == "voice" and not note.get("words") for note in notes)
    photos = sum(note["kind"] == "photo" for note in notes)
    if voices:
        parts.append(plural("{n} voice message", "{n} voice messages", voices))
    if photos:
        parts.append(plural("{n} photo", "{n} photos", photos))
    return reduce(lambda one, two: text("{one} · {two}", one=one, two=two), parts)


def review_rows(walk: Walk) -> list[Row]:
    """*Save* on top, what is answered in the review itself, then what can be added or changed."""
    form, given = walk.form, walk.counted
    rows: list[Row] = [(Button(form.save(walk.answers()), "save"),)]
    inline = [question for question in walk.asked if walk.is_inline(question)]
    for question in inline:
        rows += _inline_rows(walk, question)
    rows += pairs([toggle for question in inline for toggle in _inline_toggles(walk, question)])
    others = [question for question in walk.asked if not walk.is_inline(question)]
    asides = [question for question in others if walk.is_aside(question)]
    opened = [Button(q.heading, "ask", f"{form.index(q)}.") for q in asides if not given.get(q.name)]
    changed = [_change(form, q) for q in others if q.name in given and (q not in asides or given[q.name])]
    if not inline:
        return [*rows, *pairs(opened), *pairs(changed), (BACK, CANCEL)]
    return [*_folded(rows, {MORE: opened, CHANGE: changed}, walk.draft.fold), (BACK, CANCEL)]


def _folded(rows: list[Row], folders: Mapping[str, list[Button]], fold: str) -> list[Row]:
    """A long review shows one of its folders at a time: *Save* must stay in sight above the keyboard of a phone."""
    if fold in folders:
        return [rows[0], *pairs(folders[fold]), (Button(button("◂ Fewer"), "fold", "0."),)]
    closed = [Button(REVIEW_FOLDERS[name], "fold", f"0.{name}") for name, buttons in folders.items() if buttons]
    return [*rows, *pairs(closed)]


def _change(form: Form, question: Question) -> Button:
    return Button(button("✎ {label}", label=question.heading), "ask", f"{form.index(question)}.")


def _inline_rows(walk: Walk, question: Question) -> list[Row]:
    index = walk.form.index(question)
    if question.kind is Kind.DAY:
        chosen = walk.draft.answers.get(question.name, walk.facts.propose(question.name))
        buttons = [_interval(index, choice, chosen, walk.facts) for choice in question.choices]
        return pairs([*buttons, Button(button("Other date…"), "ask", f"{index}.")])
    marks = marked(question, walk.draft)
    return [(state_button(index, question, c, marks.get(c.code)),) for c in walk.choices(question)]


def _inline_toggles(walk: Walk, question: Question) -> list[Button]:
    """What can be marked in the review itself: urgent, for the meeting."""
    if question.kind is not Kind.MANY:
        return []
    index, marks = walk.form.index(question), marked(question, walk.draft)
    return [toggle(index, choice, marks.get(choice.code)) for choice in question.choices]


def _interval(index: int, choice: Choice, chosen: str | None, facts: Facts) -> Button:
    day = facts.day_of(choice.code)
    if chosen == (day.isoformat() if day else NO_DAY):
        return Button(button("✓ {label}", label=choice.label), "pick", f"{index}.{choice.code}")
    return Button(choice.label, "pick", f"{index}.{choice.code}")
