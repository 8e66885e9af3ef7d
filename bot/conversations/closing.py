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

DELETION = Form(
    "deletion",
    1,
    text("Delete a record"),
    (
        Question(
            "reason",
            Kind.WORDS,
            text("Why should it be deleted? The coordinator decides."),
            text("Reason"),
            most=300,
        ),
    ),
    _save,
)

DECISION = Form(
    "decision",
    1,
    text("Decision of the team"),
    (Question("words", Kind.WORDS, text("What did the team decide?"), text("Decision"), most=1000),),
    _save,
)

QUESTION = Form(
    "question",
    1,
    text("Question to the author"),
    (Question("words", Kind.WORDS, text("What would you like to know?"), text("Question"), most=1000),),
    _save,
)

REPLY = Form(
    "reply",
    1,
    text("Answer to a question"),
    (Question("words", Kind.WORDS, text("Your answer?"), text("Answer"), most=1000),),
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
