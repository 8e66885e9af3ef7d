"""How a form looks: one card per question, and the review. Pure, like the engine."""

from calendar import Calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from typing import Any

from bot.conversations.engine import Draft, Facts, answers, asked, current, is_aside, marked, relevant
from bot.conversations.form import CHANGE, MARKED, MORE, NAMING, NO_DAY, REVIEW_FOLDERS, Choice, Form, Kind, Question
from bot.words import Button, Day, FullDay, Line, Month, Screen, Text, button, inside, plural, raw, spoken, text

Row = tuple[Button, ...]

BACK = Button(button("◂ Back"), "back")
CANCEL = Button(button("Cancel"), "cancel")


def screen(form: Form, draft: Draft, facts: Facts) -> Screen:
    """What the person sees now: the question's card, or the review of all answers."""
    question = current(form, draft, facts)
    heading = facts.heading()
    top = (Line(heading, bold=True),) if heading else (Line(form.title, bold=True),)
    if question is None:
        return Screen((*top, *review_lines(form, draft, facts)), tuple(_review_rows(form, draft, facts)))
    hint = (Line(_hint(question, question.hint, draft)),) if question.hint else ()
    lines = (*top, Line(question.text), *hint, *_found(question, draft, facts), *_beside(form, question, draft, facts))
    return Screen(lines, (*_rows(form, question, draft, facts), _last_row(form, question, draft, facts)))


def _found(question: Question, draft: Draft, facts: Facts) -> tuple[Line, ...]:
    """What stands above the result of a search."""
    if not (question.find and draft.search):
        return ()
    said = question.find if facts.choices(question.source, draft.search) else question.unfound
    return (Line(said),) if said else ()


def _beside(form: Form, question: Question, draft: Draft, facts: Facts) -> tuple[Line, ...]:
    """The answer that is to be in sight: the note as it is so far, the name of which others are similar."""
    if not draft.answers.get(question.beside):
        return ()
    shown = form.question(question.beside)
    said = value_of(shown, draft.answers[shown.name], facts)
    return (Line(text("{heading}: {answer}", heading=shown.heading, answer=said), private=True),) if said else ()


def _last_row(form: Form, question: Question, draft: Draft, facts: Facts) -> Row:
    """The first question, while it is open, has nothing to go back to."""
    first = asked(form, draft, facts)[0]
    return (CANCEL,) if question == first and question.name not in draft.answers else (BACK, CANCEL)


def _hint(question: Question, hint: Text, draft: Draft) -> Text:
    return spoken(hint, draft.answers.get(question.spoken, "")) if question.spoken else hint


def save_label(form: Form, draft: Draft, facts: Facts) -> Text:
    """What the main button of the review says."""
    return form.save(answers(form, draft, facts))


# --- a question's card ----------------------------------------------------------------------------------------------


def _rows(form: Form, question: Question, draft: Draft, facts: Facts) -> list[Row]:
    index = form.index(question)
    match question.kind:
        case Kind.MANY:
            return _many_rows(form, question, draft, facts)
        case Kind.DAY:
            return [*_choice_rows(index, question.choices), *_calendar(index, question, draft, facts.today)]
        case Kind.NOTES:
            return _note_rows(index, question, draft)
    found = facts.choices(question.source, draft.search) if question.source else ()
    rows = [*_wide(index, found), *_choice_rows(index, question.choices), *((link,) for link in _links(form, question))]
    return [*rows, *_skip_row(index, question)]


def _wide(index: int, choices: Iterable[Choice]) -> list[Row]:
    return [(Button(choice.label, "pick", f"{index}.{choice.code}"),) for choice in choices]


def _choice_rows(index: int, choices: Sequence[Choice]) -> list[Row]:
    """The main choices each on a row of its own, the others in pairs, in the form's order."""
    narrow = [Button(c.label, "pick", f"{index}.{c.code}") for c in choices if not c.wide]
    return [*_wide(index, [c for c in choices if c.wide]), *pairs(narrow)]


def pairs(buttons: Sequence[Button]) -> list[Row]:
    """Buttons in two columns."""
    return [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]


def _skip_row(index: int, question: Question) -> list[Row]:
    return [(Button(question.skip, "skip", f"{index}."),)] if question.skip else []


def _links(form: Form, question: Question) -> list[Button]:
    return [Button(label, "ask", f"{form.index(form.question(name))}.") for label, name in question.links]


def _note_rows(index: int, question: Question, draft: Draft) -> list[Row]:
    notes = draft.answers.get(question.name)
    if not notes:
        return _skip_row(index, question)
    remove = Button(button("Remove the last part"), "remove", f"{index}.{len(notes)}")
    return [(Button(button("Continue ▸"), "skip", f"{index}."),), (remove,)]


def _many_rows(form: Form, question: Question, draft: Draft, facts: Facts) -> list[Row]:
    index = form.index(question)
    marks = marked(question, draft)
    sourced = facts.choices(question.source, draft.search) if question.source else ()
    top = [_everything_row(index, question)] if question.everything and sourced else []
    if question.only:
        top.append((Button(question.only[0], "only", f"{index}."),))
    label = (None if marks else _nothing(question, facts)) or button("Continue ▸")
    top.append((Button(label, "go", f"{index}."),))
    stated = [(_state_button(index, question, choice, marks.get(choice.code)),) for choice in sourced]
    taken = {choice.code for choice in sourced}
    shown = [c for c in question.choices if c.code not in taken and c.fold == draft.fold]
    toggles = [_toggle(index, choice, marks.get(choice.code)) for choice in shown]
    if draft.fold:
        return [*top, *pairs(toggles), (Button(button("◂ Fewer"), "fold", f"{index}."),)]
    return [*top, *stated, *pairs([*toggles, *_folders(index, question, draft), *_links(form, question)])]


def _nothing(question: Question, facts: Facts) -> Text | None:
    """What it means that nothing is marked."""
    return question.unsaid if question.unsaid and _sourced(question, facts) else question.none


def _everything_row(index: int, question: Question) -> Row:
    label = question.everything[0] if question.everything else text("")
    return (Button(label, "all", f"{index}."),)


def _toggle(index: int, choice: Choice, state: str | None) -> Button:
    if state:
        return Button(button("✓ {label}", label=choice.label), "clear", f"{index}.{choice.code}")
    return Button(choice.label, "set", f"{index}.{choice.code}:{MARKED}")


def _state_button(index: int, question: Question, choice: Choice, state: str | None) -> Button:
    """A choice that is put from state to state: the button shows the present one and leads to the next."""
    if not question.states:
        return _toggle(index, choice, state)
    codes = [s.code for s in question.states]
    place = codes.index(state) + 1 if state in codes else 0
    label = choice.label
    if place:
        label = button("✓ {label}: {state}", label=choice.label, state=inside(question.states[place - 1].label))
    else:
        label = button("{label}: how is it now?", label=choice.label)
    if place == len(codes):
        return Button(label, "clear", f"{index}.{choice.code}")
    return Button(label, "set", f"{index}.{choice.code}:{codes[place]}")


def _folders(index: int, question: Question, draft: Draft) -> list[Button]:
    buttons: list[Button] = []
    marks = marked(question, draft)
    for name, label in question.folders.items():
        chosen = sum(1 for c in question.choices if c.fold == name and c.code in marks)
        folder = button("✓ {label} ({n})", label=label, n=chosen) if chosen else label
        buttons.append(Button(folder, "fold", f"{index}.{name}"))
    return buttons


# --- days -----------------------------------------------------------------------------------------------------------


def _calendar(index: int, question: Question, draft: Draft, today: date) -> list[Row]:
    """A month, a week a row; days that can't be meant are dots, which do nothing; weeks of dots are left out."""
    month = date.fromisoformat(f"{draft.month}-01") if draft.month else today.replace(day=1)
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    days = [tuple(_day_button(index, question, day, month, today) for day in week) for week in weeks]
    rows = [week for week in days if any(button.op == "day" for button in week)]
    before = (month - timedelta(days=1)).strftime("%Y-%m")
    after = (month + timedelta(days=31)).strftime("%Y-%m")
    arrows = (
        Button(raw("◂"), "month", f"{index}.{before}"),
        Button(text("{month}", month=Month(month)), "month", f"{index}.{month:%Y-%m}"),
        Button(raw("▸"), "month", f"{index}.{after}"),
    )
    return [arrows, *rows]


def _day_button(index: int, question: Question, day: date, month: date, today: date) -> Button:
    fits = day <= today if question.past else day >= today
    if day.month != month.month or not fits:
        return Button(raw("·"), "month", f"{index}.{month:%Y-%m}")
    return Button(raw(str(day.day)), "day", f"{index}.{day.isoformat()}")


# --- the review -----------------------------------------------------------------------------------------------------


def review_lines(form: Form, draft: Draft, facts: Facts) -> list[Line]:
    """All answers that count, a line each. Typed ones and names are private."""
    given = relevant(form, draft, facts)
    lines = []
    for question in asked(form, draft, facts):
        if question.name in given and (said := value_of(question, given[question.name], facts)):
            private = question.kind in (Kind.WORDS, Kind.NOTES) or question.source in NAMING
            lines.append(Line(text("{heading}: {answer}", heading=question.heading, answer=said), private=private))
    return lines


def value_of(question: Question, value: Any, facts: Facts) -> Text | None:
    """How an answer reads; None: nothing to say."""
    if value in ("", None, [], {}):
        return _nothing(question, facts) if question.kind is Kind.MANY else None
    if question.discreet:
        return text("kept apart")
    match question.kind:
        case Kind.WORDS:
            return raw(value)
        case Kind.DAY if value != NO_DAY:
            return text("{day}", day=FullDay(date.fromisoformat(value)))
        case Kind.NOTES:
            return _notes(value)
        case Kind.MANY:
            return _joined([_with_state(question, code, value[code], facts) for code in _in_order(question, value)])
    return choice_label(question, value, facts)


def _in_order(question: Question, value: Iterable[str]) -> list[str]:
    """Codes as the form lists them, then the others."""
    places = {choice.code: place for place, choice in enumerate(question.choices)}
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


def _notes(notes: Sequence[dict[str, Any]]) -> Text:
    """The words in full; how many photos there are, and voice messages that nobody has written up."""
    parts = [raw(note["words"]) for note in notes if note.get("words")]
    voices = sum(note["kind"] == "voice" and not note.get("words") for note in notes)
    photos = sum(note["kind"] == "photo" for note in notes)
    if voices:
        parts.append(plural("{n} voice message", "{n} voice messages", voices))
    if photos:
        parts.append(plural("{n} photo", "{n} photos", photos))
    return reduce(lambda one, two: text("{one} · {two}", one=one, two=two), parts)


def _review_rows(form: Form, draft: Draft, facts: Facts) -> list[Row]:
    questions = asked(form, draft, facts)
    given = relevant(form, draft, facts)
    rows: list[Row] = [(Button(save_label(form, draft, facts), "save"),)]
    inline = [question for question in questions if question.inline]
    for question in inline:
        rows += _inline_rows(form, question, draft, facts)
    rows += pairs([toggle for question in inline for toggle in _inline_toggles(form, question, draft)])
    asides = [q for q in questions if not q.inline and is_aside(form, draft, q, facts)]
    opened = [Button(q.heading, "ask", f"{form.index(q)}.") for q in asides if not given.get(q.name)]
    changed = [
        _change(form, q) for q in questions if not q.inline and q.name in given and (q not in asides or given[q.name])
    ]
    if not inline:
        return [*rows, *pairs(opened), *pairs(changed), (BACK, CANCEL)]
    folders = {MORE: opened, CHANGE: changed}
    return [*_folded(rows, folders, draft.fold), (BACK, CANCEL)]


def _folded(rows: list[Row], folders: Mapping[str, list[Button]], fold: str) -> list[Row]:
    """A long review shows one of its folders at a time: *Save* must stay in sight above the keyboard of a phone."""
    if fold in folders:
        return [rows[0], *pairs(folders[fold]), (Button(button("◂ Fewer"), "fold", "0."),)]
    closed = [Button(REVIEW_FOLDERS[name], "fold", f"0.{name}") for name, buttons in folders.items() if buttons]
    return [*rows, *pairs(closed)]


def _change(form: Form, question: Question) -> Button:
    return Button(button("✎ {label}", label=question.heading), "ask", f"{form.index(question)}.")


def _inline_rows(form: Form, question: Question, draft: Draft, facts: Facts) -> list[Row]:
    index = form.index(question)
    if question.kind is Kind.DAY:
        chosen = draft.answers.get(question.name, facts.propose(question.name))
        buttons = [_interval(index, choice, chosen, facts) for choice in question.choices]
        return pairs([*buttons, Button(button("Other date…"), "ask", f"{index}.")])
    marks = marked(question, draft)
    return [(_state_button(index, question, c, marks.get(c.code)),) for c in _sourced(question, facts)]


def _inline_toggles(form: Form, question: Question, draft: Draft) -> list[Button]:
    """What can be marked in the review itself: urgent, for the meeting."""
    if question.kind is not Kind.MANY:
        return []
    marks = marked(question, draft)
    return [_toggle(form.index(question), choice, marks.get(choice.code)) for choice in question.choices]


def _sourced(question: Question, facts: Facts) -> Sequence[Choice]:
    return facts.choices(question.source, "") if question.source else ()


def _interval(index: int, choice: Choice, chosen: str | None, facts: Facts) -> Button:
    day = facts.day_of(choice.code)
    if chosen == (day.isoformat() if day else NO_DAY):
        return Button(button("✓ {label}", label=choice.label), "pick", f"{index}.{choice.code}")
    return Button(choice.label, "pick", f"{index}.{choice.code}")


def day_text(day: date) -> Text:
    """A day in a label: weekday and day."""
    return text("{day}", day=Day(day))
