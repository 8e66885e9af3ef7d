"""Writing down what a voice message says."""

from bot.conversations.form import Answers, Form, Kind, Question
from bot.words import Text, button, text


def _save(_: Answers) -> Text:
    return button("Save")


FORM = Form(
    "wording",
    1,
    text("Voice message"),
    (
        Question(
            "words",
            Kind.WORDS,
            text("What does it say? One line is enough. The sound is deleted then."),
            text("Written up"),
            most=1000,
        ),
    ),
    _save,
    known=frozenset({"household"}),
)
