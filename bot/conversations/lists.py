"""The short forms with which the coordinator keeps the lists: neighbourhoods and holidays."""

from bot.conversations.form import Answers, Choice, Form, Kind, Question
from bot.words import Text, button, text


def _save(_: Answers) -> Text:
    return button("Save")


NEIGHBOURHOOD = Form(
    "neighbourhood",
    1,
    text("Neighbourhood"),
    (
        Question("name_sq", Kind.WORDS, text("Its name in Albanian?"), text("Name in Albanian"), most=24),
        Question("name_sr", Kind.WORDS, text("Its name in Serbian?"), text("Name in Serbian"), most=24),
        Question("name_it", Kind.WORDS, text("Its name for Italian readers?"), text("Name in Italian"), most=27),
        Question(
            "bank",
            Kind.PICK,
            text("On which bank of the river?"),
            text("Bank"),
            choices=(Choice("north", button("North")), Choice("south", button("South"))),
            skip=button("Not said"),
        ),
        Question(
            "confirmed",
            Kind.PICK,
            text("Has somebody who lives here confirmed these names?"),
            text("Confirmed"),
            choices=(Choice("yes", button("Yes")), Choice("no", button("Not yet"))),
        ),
    ),
    _save,
    known=frozenset({"neighbourhood"}),
)

HOLIDAY = Form(
    "holiday",
    1,
    text("Holiday"),
    (
        Question("date", Kind.DAY, text("Which day? Choose, or type it (“6.4.”)."), text("Day")),
        Question("name", Kind.WORDS, text("What is it called?"), text("Holiday"), most=60),
    ),
    _save,
)
