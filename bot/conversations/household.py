"""A new household: consent first, then as little as is needed to find it again."""

from bot.conversations.codelists import CONSENTS, HOUSEHOLD_KINDS
from bot.conversations.form import Answers, Choice, Form, Kind, Question
from bot.conversations.rules import parse
from bot.words import Text, button, text

FAMILY_LANGUAGES = (
    Choice("sq", button("In Albanian")),
    Choice("sr", button("In Serbian")),
    Choice("it", button("In Italian")),
    Choice("en", button("In English")),
)

SAFE_TO_CALL = (
    Choice("any", button("At any time")),
    Choice("morning", button("In the morning")),
    Choice("afternoon", button("In the afternoon")),
    Choice("evening", button("In the evening")),
    Choice("never", button("Better not to call")),
)

READ_ALOUD = text(
    "“We write down your name and what we talk about, so that we can help you and come back.\n"
    "Only the people of this centre read it; we give it to nobody else without asking you.\n"
    "You may say no, and you may ask us at any time to show it to you or to delete it.”"
)


def consent(prefix: str, asked: str) -> tuple[Question, ...]:
    """The family's language, and their answer to the three sentences; `asked` is the condition."""
    return (
        Question(
            f"{prefix}consent_language",
            Kind.PICK,
            text("Three sentences are to be read aloud. In which language?"),
            text("Read aloud"),
            when=parse(asked),
            choices=FAMILY_LANGUAGES,
        ),
        Question(
            f"{prefix}consent",
            Kind.PICK,
            text("Please read aloud, then tap the answer:"),
            text("Consent"),
            when=parse(asked),
            choices=tuple(Choice(c.code, c.label, wide=c.code == "given") for c in CONSENTS),
            hint=READ_ALOUD,
            spoken=f"{prefix}consent_language",
        ),
    )


def newcomer(new: str) -> tuple[Question, ...]:
    """The questions about a household that is not in the registry yet; `new` is the condition."""
    named = f"{new} and not(${{consent}} = 'refused')"
    unknown = "(${same_as} = '' or ${same_as} = 'different')"
    return (
        *consent("", new),
        Question(
            "name",
            Kind.WORDS,
            text("Name and surname of the person?"),
            text("Name"),
            when=parse(named),
            most=120,
            resets=("same_as",),
        ),
        Question(
            "same_as",
            Kind.PICK,
            text("A similar name is in the registry. Is it the same household?"),
            text("Similar names"),
            when=parse(f"{named} and ${{close_names}} > 0"),
            source="close_names",
            beside="name",
            choices=(Choice("different", button("Really different")),),
        ),
        Question(
            "kind",
            Kind.PICK,
            text("Who lives there?"),
            text("Who lives there"),
            when=parse(f"{new} and {unknown}"),
            choices=tuple(Choice(c.code, c.label) for c in HOUSEHOLD_KINDS),
        ),
        Question(
            "neighbourhood",
            Kind.PICK,
            text("In which neighbourhood?"),
            text("Neighbourhood"),
            when=parse(f"{new} and {unknown}"),
            source="neighbourhoods",
        ),
        Question(
            "phone",
            Kind.WORDS,
            text("Phone number, if they wish to give it?"),
            text("Phone number"),
            when=parse(f"{named} and {unknown}"),
            skip=button("Skip ▸"),
            most=40,
        ),
        Question(
            "safe_to_call",
            Kind.PICK,
            text("When is it safe to call?"),
            text("Safe to call"),
            when=parse(f"{named} and {unknown} and string-length(${{phone}}) > 0"),
            choices=SAFE_TO_CALL,
            skip=button("Not said"),
        ),
    )


def _save(answers: Answers) -> Text:
    return button("Save") if answers.get("same_as", "different") == "different" else button("Open the household")


FORM = Form(
    "household",
    1,
    text("New household"),
    newcomer("${household} = 'new'"),
    _save,
    known=frozenset({"household", "close_names"}),
)
