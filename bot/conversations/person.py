"""A member of a household: a name or a relation, a year of birth or about, never more than is needed."""

from bot.conversations.codelists import RELATIONS, SEXES
from bot.conversations.form import Answers, Choice, Form, Kind, Question, refuse
from bot.conversations.rules import parse
from bot.words import Text, button, text

SIGNIFICANT = "string-length(${year}) > 0"


def _save(_: Answers) -> Text:
    return button("Save")


FORM = Form(
    "person",
    1,
    text("Member of the household"),
    (
        Question(
            "name",
            Kind.WORDS,
            text("Name? The relation alone is enough."),
            text("Name"),
            skip=button("Skip ▸"),
            most=120,
        ),
        Question(
            "relation",
            Kind.PICK,
            text("What is the relation to the head of household?"),
            text("Relation"),
            choices=tuple(Choice(c.code, c.label) for c in RELATIONS),
            skip=button("Not said"),
        ),
        Question(
            "year",
            Kind.WORDS,
            text("Year of birth? Type it like 1948, exact or about."),
            text("Year of birth"),
            skip=button("Not said"),
            resets=("about",),
            most=40,
            refusals=(
                refuse(
                    "string-length(.) > 0 and not(. >= 1900 and . <= ${this_year})",
                    text("Please type a year like 1948."),
                ),
            ),
        ),
        Question(
            "about",
            Kind.PICK,
            text("Is that year exact?"),
            text("How exact"),
            when=parse(SIGNIFICANT),
            choices=(Choice("exact", button("Exact")), Choice("about", button("About"))),
        ),
        Question(
            "elderly",
            Kind.PICK,
            text("Is it an elderly person?"),
            text("Elderly"),
            when=parse("not(string-length(${year}) > 0)"),
            choices=(Choice("yes", button("Yes")), Choice("no", button("No"))),
            skip=button("Not said"),
        ),
        Question(
            "sex",
            Kind.PICK,
            text("Sex?"),
            text("Sex"),
            choices=tuple(Choice(c.code, c.label) for c in SEXES),
        ),
    ),
    _save,
    known=frozenset({"this_year"}),
)
