"""Buttons that cards and reviews have in common."""

from collections.abc import Sequence

from bot.conversations.form import MARKED, Choice, Question
from bot.words import Button, button, inside

Row = tuple[Button, ...]

BACK = Button(button("◂ Back"), "back")
CANCEL = Button(button("Cancel"), "cancel")


def pairs(buttons: Sequence[Button]) -> list[Row]:
    """Buttons in two columns."""
    return [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]


def toggle(index: int, choice: Choice, state: str | None) -> Button:
    """A choice that is marked, or not: a tap changes that."""
    if state:
        return Button(button("✓ {label}", label=choice.label), "clear", f"{index}.{choice.code}")
    return Button(choice.label, "set", f"{index}.{choice.code}:{MARKED}")


def state_button(index: int, question: Question, choice: Choice, state: str | None) -> Button:
    """A choice that is put from state to state: the button shows the present one and leads to the next."""
    if not question.states:
        return toggle(index, choice, state)
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
