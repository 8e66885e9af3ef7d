"""Closing a household's file, or letting it rest until a day."""

from bot.conversations.codelists import CLOSURE_REASONS
from bot.conversations.form import Answers, Choice, Form, Kind, Question, refuse
from bot.words import Text, button, text


def _save(_: Answers) -> Text:
    return button("Save")


FORM = Form(
    "closing",
    1,
    text("Close the file"),
    (
        Question(
            "reason",
            Kind.PICK,
            text("Why does the accompaniment end?"),
            text("Reason"),
            choices=tuple(Choice(c.code, c.label, wide=c.code == "goals_met") for c in CLOSURE_REASONS),
        ),
        Question(
            "agreed",
            Kind.PICK,
            text("Was it agreed with the family?"),
            text("Agreed with the family"),
            choices=(Choice("yes", button("Yes")), Choice("no", button("No"))),
        ),
    ),
    _save,
)

PAUSING = Form(
    "pausing",
    1,
    text("Let the file rest"),
    (
        Question(
            "until",
            Kind.DAY,
            text("Until which day? Choose, or type it (“in 2 weeks”, “Friday”, “5.3.”)."),
            text("Until"),
            refusals=(refuse("not(. > today())", text("Choose a day to come.")),),
        ),
    ),
    _save,
)
