"""Putting a follow-up to another day: one question."""

from bot.conversations.form import Answers, Form, Kind, Question, refuse
from bot.words import Text, button, text


def _save(_: Answers) -> Text:
    return button("Save")


FORM = Form(
    "move",
    1,
    text("Another day"),
    (
        Question(
            "date",
            Kind.DAY,
            text("Which day instead? Choose, or type it (“Friday”, “5.3.”)."),
            text("Day"),
            refusals=(refuse(". < today()", text("That day is over. Choose one to come.")),),
        ),
    ),
    _save,
)
