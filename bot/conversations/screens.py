"""How a form looks: one card per question, and the review. Pure, like the engine."""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.conversations.buttons import BACK, CANCEL, Row, pairs, state_button, toggle
from bot.conversations.engine import marked
from bot.conversations.form import Choice, Kind, Question
from bot.conversations.review import nothing, review_lines, review_rows, value_of
from bot.conversations.walk import Draft, Walk
from bot.words import Button, Line, Month, Screen, Text, button, raw, spoken, text


def screen(walk: Walk) -> Screen:
    """What the person sees now: the question's card, or the review of all answers."""
    question = walk.current
    heading = walk.facts.heading()
    top = (Line(heading, bold=True),) if heading else (Line(walk.form.title, bold=True),)
    if question is None:
        return Screen((*top, *review_lines(walk)), tuple(review_rows(walk)))
    hint = (Line(_hint(question, question.hint, walk.draft)),) if question.hint else ()
    lines = (*top, Line(question.text), *hint, *_found(walk, question), *_beside(walk, question))
    return Screen(lines, (*_rows(walk, question), _last_row(walk, question)))


def _found(walk: Walk, question: Question) -> tuple[Line, ...]:
    """What stands above the result of a search."""
    if not (question.find and walk.draft.search):
        return ()
    said = question.find if walk.choices(question) else question.unfound
    return (Line(said),) if said else ()


def _beside(walk: Walk, question: Question) -> tuple[Line, ...]:
    """The answer that is to be in sight: the note as it is so far, the name of which others are similar."""
    if not walk.draft.answers.get(question.beside):
        return ()
    shown = walk.form.question(question.beside)
    said = value_of(shown, walk.draft.answers[shown.name], walk.facts)
    return (Line(text("{heading}: {answer}", heading=shown.heading, answer=said), private=True),) if said else ()


def _last_row(walk: Walk, question: Question) -> Row:
    """The first question, while it is open, has nothing to go back to."""
    first = question == walk.asked[0] and question.name not in walk.draft.answers
    return (CANCEL,) if first else (BACK, CANCEL)


def _hint(question: Question, hint: Text, draft: Draft) -> Text:
    return spoken(hint, draft.answers.get(question.spoken, "")) if question.spoken else hint


# --- a question's card ----------------------------------------------------------------------------------------------


def _rows(walk: Walk, question: Question) -> list[Row]:
    index = walk.form.index(question)
    match question.kind:
        case Kind.MANY:
            return _many_rows(walk, question)
        case Kind.DAY:
            return [*_choice_rows(index, question.choices), *_calendar(walk, question)]
        case Kind.NOTES:
            return _note_rows(index, question, walk.draft)
    links = [(link,) for link in _links(walk, question)]
    rows = [*_wide(index, walk.choices(question)), *_choice_rows(index, walk.offered(question)), *links]
    return [*rows, *_skip_row(index, question)]


def _wide(index: int, choices: Iterable[Choice]) -> list[Row]:
    return [(Button(choice.label, "pick", f"{index}.{choice.code}"),) for choice in choices]


def _choice_rows(index: int, choices: Sequence[Choice]) -> list[Row]:
    """The main choices each on a row of its own, the others in pairs, in the form's order."""
    narrow = [Button(c.label, "pick", f"{index}.{c.code}") for c in choices if not c.wide]
    return [*_wide(index, [c for c in choices if c.wide]), *pairs(narrow)]


def _skip_row(index: int, question: Question) -> list[Row]:
    return [(Button(question.skip, "skip", f"{index}."),)] if question.skip else []


def _links(walk: Walk, question: Question) -> list[Button]:
    """Buttons to other questions; each says how much is marked there, unless that is not to be read off the card."""
    buttons: list[Button] = []
    for label, name in question.links:
        other = walk.form.question(name)
        if other not in walk.asked:
            continue
        chosen = 0 if other.discreet or other.kind is not Kind.MANY else len(marked(other, walk.draft))
        buttons.append(Button(_with_number(label, chosen), "ask", f"{walk.form.index(other)}."))
    return buttons


def _with_number(label: Text, chosen: int) -> Text:
    return button("✓ {label} ({n})", label=label, n=chosen) if chosen else label


def _note_rows(index: int, question: Question, draft: Draft) -> list[Row]:
    notes = draft.answers.get(question.name)
    if not notes:
        return _skip_row(index, question)
    remove = Button(button("Remove the last part"), "remove", f"{index}.{len(notes)}")
    return [(Button(button("Continue ▸"), "skip", f"{index}."),), (remove,)]


def _many_rows(walk: Walk, question: Question) -> list[Row]:
    draft, index = walk.draft, walk.form.index(question)
    marks = marked(question, draft)
    sourced = walk.choices(question)
    top = [_everything_row(index, question)] if question.everything and sourced else []
    if question.only:
        top.append((Button(question.only[0], "only", f"{index}."),))
    label = (None if marks else nothing(question, walk.facts)) or button("Continue ▸")
    top.append((Button(label, "go", f"{index}."),))
    stated = [(state_button(index, question, choice, marks.get(choice.code)),) for choice in sourced]
    taken = {choice.code for choice in sourced}
    shown = [c for c in question.choices if c.code not in taken and c.fold == draft.fold]
    toggles = [toggle(index, choice, marks.get(choice.code)) for choice in shown]
    if draft.fold:
        return [*top, *pairs(toggles), (Button(button("◂ Fewer"), "fold", f"{index}."),)]
    return [*top, *stated, *pairs([*toggles, *_folders(index, question, draft), *_links(walk, question)])]


def _everything_row(index: int, question: Question) -> Row:
    label = question.everything[0] if question.everything else text("")
    return (Button(label, "all", f"{index}."),)


def _folders(index: int, question: Question, draft: Draft) -> list[Button]:
    buttons: list[Button] = []
    marks = marked(question, draft)
    for name, label in question.folders.items():
        chosen = sum(1 for c in question.choices if c.fold == name and c.code in marks)
        buttons.append(Button(_with_number(label, chosen), "fold", f"{index}.{name}"))
    return buttons


# --- days -----------------------------------------------------------------------------------------------------------


def _calendar(walk: Walk, question: Question) -> list[Row]:
    """A month, a week a row; days that can't be meant are dots, which do nothing; weeks of dots are left out."""
    index, today = walk.form.index(question), walk.facts.today
    month = date.fromisoformat(f"{walk.draft.month}-01") if walk.draft.month else today.replace(day=1)
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
