"""What a home visit and a listening session ask alike: needs, what was done, the note, the next contact."""

from datetime import date

from bot.conversations.codelists import (
    FOLLOW_UP_PURPOSES,
    INTERVENTIONS,
    MATERIAL,
    NEED_STATUS,
    NEEDS,
    NEXT_STEP_BY,
    RESOURCES,
)
from bot.conversations.form import NO_DAY, Answers, Choice, Kind, Question, refuse
from bot.conversations.rules import Rule, parse
from bot.words import Day, Text, button, text

KNOWN_OF_A_CONTACT = frozenset(
    {
        "household_kind",
        "household_consent",
        "twin_reference",
        "close_names",
        "persons",
        "correcting",
        "own_record",
        "quick",
    }
)
"""What conditions of a contact's form may name besides the answers."""

IN_ONE_LINE = "${quick} = 'yes'"
"""The contact was told in one line: what that left out is not asked for, save needs and what was done."""

INTERVALS = (
    Choice("w1", button("In 1 week")),
    Choice("w2", button("In 2 weeks")),
    Choice("m1", button("In 1 month")),
    Choice("m3", button("In 3 months")),
    Choice("none", button("No further contact")),
)


BY_ITS_AUTHOR = "${own_record} = 'yes'"
"""The record is new, or its author reads or corrects it: nobody else puts something confidential into it."""

SET = f"string-length(${{next}}) > 0 and ${{next}} != '{NO_DAY}'"
"""A next contact was chosen."""


def _rule(condition: str) -> Rule | None:
    return parse(condition) if condition else None


def needs(held: str) -> tuple[Question, ...]:
    """What the operator sees: needs, the confidential part of them apart, and strengths, a tap away.

    `held` is the condition under which they are asked.
    """
    return (
        Question(
            "confidential",
            Kind.MANY,
            text("In this bot only you and the coordinator see this entry."),
            text("Confidential"),
            when=parse(f"{held} and {BY_ITS_AUTHOR}"),
            choices=tuple(Choice(c.code, c.label) for c in NEEDS if c.confidential),
            aside=True,
            discreet=True,
        ),
        Question(
            "confidential_note",
            Kind.WORDS,
            text("A few words for the coordinator, if needed. They are kept apart."),
            text("Confidential words"),
            when=parse(held + " and count-selected(${confidential}) > 0"),
            skip=button("Skip ▸"),
            discreet=True,
            most=1000,
        ),
        Question(
            "resources",
            Kind.MANY,
            text("Strengths: what can they build on?"),
            text("Strengths"),
            when=parse(held),
            choices=tuple(Choice(c.code, c.label) for c in RESOURCES),
            aside=True,
        ),
        Question(
            "needs",
            Kind.MANY,
            text("Needs seen"),
            text("Needs"),
            when=parse(held),
            choices=tuple(Choice(c.code, c.label) for c in NEEDS if not c.confidential),
            source="open_needs",
            states=tuple(Choice(c.code, c.label) for c in NEED_STATUS),
            everything=(button("All as before"), "still"),
            none=button("No needs seen"),
            unsaid=button("Not spoken of"),
            links=((button("Strengths…"), "resources"), (button("Confidential…"), "confidential")),
        ),
    )


def done(held: str) -> Question:
    """What was done: accompaniment first, goods folded."""
    return Question(
        "done",
        Kind.MANY,
        text("What was done"),
        text("Done"),
        when=parse(held),
        choices=tuple(Choice(c.code, c.label, fold="goods" if c.nature == MATERIAL else "") for c in INTERVENTIONS),
        folders={"goods": button("Goods…")},
        only=(button("Listening only ▸"), "listening"),
        none=button("Nothing was done"),
    )


def next_step(held: str, spared: str = IN_ONE_LINE) -> Question:
    """Who takes the next step: the path is the family's own. While `spared` holds it is not asked for."""
    return Question(
        "next_step_by",
        Kind.PICK,
        text("Who takes the next step?"),
        text("Next step"),
        when=parse(held),
        spared=_rule(spared),
        choices=tuple(Choice(c.code, c.label) for c in NEXT_STEP_BY),
    )


def note(spared: str = "") -> Question:
    """A note of words, voice messages and photos, accepted on any card. While `spared` holds it is not asked for."""
    return Question(
        "note",
        Kind.NOTES,
        text("A note? Write, speak or send photos."),
        text("Note"),
        spared=_rule(spared),
        beside="note",
        hint=text("Better to dictate after leaving. No faces and no children in photos."),
        skip=button("Skip ▸"),
    )


def why() -> Question:
    """The reason of a correction that comes later than the day the record was saved, or from a colleague."""
    return Question(
        "why",
        Kind.WORDS,
        text("Why is it corrected? One line, for whoever reads it later."),
        text("Reason of the correction"),
        when=parse("${correcting} = 'late'"),
        most=300,
    )


def following(held: str, own: str, unknown: str = "") -> tuple[Question, ...]:
    """What follows, all in the review. `own`: the record is hers, not a colleague's.

    While `unknown` holds, nobody knows who it is: a next contact is set when it is asked for, and is never a visit.
    """
    known = f"not({unknown})" if unknown else ""
    about = f"{known} or ({SET})" if unknown else own
    return (
        Question(
            "next",
            Kind.DAY,
            text("Next contact: on which day? Choose, or type it (“in 2 weeks”, “Friday”, “5.3.”)."),
            text("Next contact"),
            when=parse(own),
            spared=_rule(unknown),
            choices=INTERVALS,
            labels=(Choice(NO_DAY, text("none")),),
            inline=True,
            refusals=(refuse(f". != '{NO_DAY}' and . < today()", text("That day is over. Choose one to come.")),),
        ),
        Question(
            "urgent",
            Kind.MANY,
            text("Urgent"),
            text("Urgent"),
            when=parse(own),
            choices=(Choice("urgent", button("Urgent")),),
            labels=(Choice("urgent", button("Yes")),),
            inline=True,
        ),
        Question(
            "meeting",
            Kind.MANY,
            text("For the team meeting"),
            text("For the meeting"),
            when=parse(own),
            choices=(Choice("meeting", button("For the meeting")),),
            labels=(Choice("meeting", button("Yes")),),
            inline=True,
        ),
        Question(
            "others",
            Kind.MANY,
            text("Other next contacts: done?"),
            text("Other next contacts"),
            when=parse(held),
            source="other_follow_ups",
            states=(Choice("done", button("Done")), Choice("keep", button("Keep"))),
            inline=True,
        ),
        Question(
            "purpose",
            Kind.PICK,
            text("What is the next contact for?"),
            text("Purpose"),
            when=parse(about),
            choices=tuple(
                Choice(c.code, c.label, when=_rule(known) if c.code == "visit" else None) for c in FOLLOW_UP_PURPOSES
            ),
            aside=True,
            spared=_rule(known),
            resets=("reason",),
        ),
        Question(
            "reason",
            Kind.WORDS,
            text("One line for whoever goes: what is it about?"),
            text("What it is about"),
            when=parse(about),
            aside=True,
            skip=button("Skip ▸"),
        ),
        Question(
            "colleague",
            Kind.PICK,
            text("Who was there with you?"),
            text("With a colleague"),
            when=parse(own),
            source="colleagues",
            aside=True,
            skip=button("Alone ▸"),
        ),
        Question(
            "present",
            Kind.MANY,
            text("Who was present?"),
            text("Persons present"),
            when=parse(held + " and ${persons} > 0"),
            source="persons",
            aside=True,
        ),
    )


def save_and_back(answers: Answers) -> Text:
    """What the main button says: when somebody goes back."""
    day = answers.get("next", NO_DAY)
    if day == NO_DAY:
        return button("Save · no next contact")
    return button("Save · back {day}", day=Day(date.fromisoformat(day)))
