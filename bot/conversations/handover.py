"""Handing next contacts to a colleague: whose, which, to whom, until when. The review is the preview."""

from bot.conversations.form import NO_DAY, Answers, Choice, Form, Kind, Question, refuse
from bot.conversations.rules import parse
from bot.words import Text, button, text


def _save(_: Answers) -> Text:
    return button("Hand over")


FORM = Form(
    "handover",
    1,
    text("Hand over"),
    (
        Question(
            "whose",
            Kind.PICK,
            text("Whose next contacts?"),
            text("From"),
            when=parse("${coordinating} = 'yes'"),
            source="givers",
        ),
        Question(
            "which",
            Kind.MANY,
            text("Which of them?"),
            text("Next contacts"),
            source="handable",
            everything=(button("All of them ▸"), "yes"),
            refusals=(refuse("count-selected(.) = 0", text("Please choose at least one.")),),
        ),
        Question("to", Kind.PICK, text("To whom?"), text("To"), source="everyone"),
        Question(
            "until",
            Kind.DAY,
            text("Until when? On that day they come back by themselves."),
            text("Until"),
            choices=(Choice("none", button("For good")),),
            refusals=(refuse(f". != '{NO_DAY}' and not(. > today())", text("Choose a day to come.")),),
        ),
    ),
    _save,
    known=frozenset({"coordinating"}),
)
