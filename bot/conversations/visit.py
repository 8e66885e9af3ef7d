"""The home visit, card by card. The order of the cards and their defaults decide the taps."""

from datetime import date

from bot.conversations.codelists import (
    FOLLOW_UP_PURPOSES,
    INTERVENTIONS,
    MATERIAL,
    NEED_STATUS,
    NEEDS,
    NEXT_STEP_BY,
    VISIT_OUTCOMES,
)
from bot.conversations.form import MARKED, NO_DAY, Answers, Choice, Form, Kind, Question, refuse
from bot.conversations.household import consent, newcomer
from bot.conversations.rules import parse
from bot.words import Day, Text, button, text

MADE = "${outcome} = 'done' and not(${twin} = 'same')"
TRIED = "${outcome} != 'done'"
ALONE = "${outcome} = 'nobody_home' and ${household_kind} = 'elderly_alone'"
OWN_RECORD = "not(${twin} = 'same')"

INTERVALS = (
    Choice("w1", button("In 1 week")),
    Choice("w2", button("In 2 weeks")),
    Choice("m1", button("In 1 month")),
    Choice("m3", button("In 3 months")),
    Choice("none", button("No further contact")),
)

FAMILY = (
    Question(
        "household",
        Kind.LOOKUP,
        text("Which household? Tap, or type part of a name or a code."),
        text("Household"),
        source="households",
        choices=(Choice("new", button("＋ New household")),),
        resets=("twin", "needs", "others", "present", "seen_since", "renewed_consent_language", "renewed_consent"),
        find=text("Found for what you typed:"),
    ),
    *newcomer("${household} = 'new'"),
)

WHEN = (
    Question(
        "outcome",
        Kind.PICK,
        text("What happened?"),
        text("Visit"),
        choices=(
            Choice("today", button("Visit made today"), wide=True, value="done", also={"date": "@today"}),
            Choice("yesterday", button("Made yesterday"), value="done", also={"date": "@yesterday"}),
            Choice("other_day", button("Made on another day"), value="done"),
            Choice("nobody_home", button("Nobody at home"), also={"date": "@today"}),
            Choice("child", button("Only a child at home"), value="nobody_home", also={"date": "@today"}),
            Choice("postponed", button("Postponed"), also={"date": "@today"}),
            Choice("refused", button("Visit refused"), also={"date": "@today"}),
        ),
        labels=tuple(Choice(c.code, c.label) for c in VISIT_OUTCOMES),
        links=((button("Wrong household"), "household"),),
        resets=("next", "seen_since"),
    ),
    Question(
        "date",
        Kind.DAY,
        text("On which day? Choose, or type it (“yesterday”, “Monday”, “5.3.”)."),
        text("Day"),
        past=True,
        refusals=(refuse("not(. <= today())", text("That day is still to come. A visit is logged when it was made.")),),
        resets=("twin",),
    ),
    Question(
        "twin",
        Kind.PICK,
        text("A visit to this household on that day is saved already. Is it the same visit?"),
        text("Same day"),
        when=parse("${outcome} = 'done' and ${twin_reference} != ''"),
        choices=(Choice("same", button("Same: add my note"), wide=True), Choice("another", button("Another visit"))),
    ),
    *consent("renewed_", "${household_consent} = 'later' and " + MADE),
)

WHAT = (
    Question(
        "seen_since",
        Kind.PICK,
        text("An elderly person lives alone here. Has anyone seen them since?"),
        text("Seen since"),
        when=parse(ALONE),
        choices=(
            Choice("yes", button("Yes"), also={"urgent": {}}),
            Choice("no", button("No"), also={"urgent": {"urgent": MARKED}}),
        ),
        resets=("next",),
    ),
    Question(
        "needs",
        Kind.MANY,
        text("Needs seen"),
        text("Needs"),
        when=parse(MADE),
        choices=tuple(Choice(c.code, c.label) for c in NEEDS if not c.confidential),
        source="open_needs",
        states=tuple(Choice(c.code, c.label) for c in NEED_STATUS),
        everything=(button("All as before"), "still"),
        none=button("No needs seen"),
        links=((button("Confidential…"), "confidential"),),
    ),
    Question(
        "confidential",
        Kind.MANY,
        text("Only you and the coordinator will ever see this entry."),
        text("Confidential"),
        when=parse(MADE),
        choices=tuple(Choice(c.code, c.label) for c in NEEDS if c.confidential),
        aside=True,
        discreet=True,
    ),
    Question(
        "confidential_note",
        Kind.WORDS,
        text("A few words for the coordinator, if needed. They are kept apart."),
        text("Confidential words"),
        when=parse(MADE + " and count-selected(${confidential}) > 0"),
        skip=button("Skip ▸"),
        discreet=True,
        most=1000,
    ),
    Question(
        "done",
        Kind.MANY,
        text("What was done"),
        text("Done"),
        when=parse(MADE),
        choices=tuple(Choice(c.code, c.label, fold="goods" if c.nature == MATERIAL else "") for c in INTERVENTIONS),
        folders={"goods": button("Goods…")},
        only=(button("Listening only ▸"), "listening"),
        none=button("Nothing was done"),
    ),
    Question(
        "next_step_by",
        Kind.PICK,
        text("Who takes the next step?"),
        text("Next step"),
        when=parse(MADE),
        choices=tuple(Choice(c.code, c.label) for c in NEXT_STEP_BY),
    ),
    Question(
        "note",
        Kind.NOTES,
        text("A note? Write, speak or send photos."),
        text("Note"),
        when=parse(MADE + " or ${twin} = 'same'"),
        hint=text("Better dictate after leaving. No faces, no children on photos."),
        skip=button("Skip ▸"),
    ),
    Question(
        "attempt_note",
        Kind.NOTES,
        text("A note? Write, speak or send photos."),
        text("Note"),
        when=parse(TRIED),
        hint=text("Better dictate after leaving. No faces, no children on photos."),
        aside=True,
        skip=button("Skip ▸"),
    ),
)

NEXT = (
    Question(
        "next",
        Kind.DAY,
        text("Next contact: on which day? Choose, or type it (“in 2 weeks”, “Friday”, “5.3.”)."),
        text("Next contact"),
        when=parse(OWN_RECORD),
        choices=INTERVALS,
        inline=True,
        refusals=(refuse(f". != '{NO_DAY}' and . < today()", text("That day is over. Choose one to come.")),),
    ),
    Question(
        "urgent",
        Kind.MANY,
        text("Urgent"),
        text("Urgent"),
        when=parse(OWN_RECORD),
        choices=(Choice("urgent", button("Urgent")),),
        inline=True,
    ),
    Question(
        "others",
        Kind.MANY,
        text("Other next contacts: done?"),
        text("Done as well"),
        when=parse(MADE),
        source="other_follow_ups",
        states=(Choice("done", button("Done")), Choice("keep", button("Keep"))),
        inline=True,
    ),
    Question(
        "purpose",
        Kind.PICK,
        text("What is the next contact for?"),
        text("Purpose"),
        when=parse(OWN_RECORD),
        choices=tuple(Choice(c.code, c.label) for c in FOLLOW_UP_PURPOSES),
        aside=True,
        resets=("reason",),
    ),
    Question(
        "reason",
        Kind.WORDS,
        text("One line for whoever goes: what is it about?"),
        text("What it is about"),
        when=parse(OWN_RECORD),
        aside=True,
        skip=button("Skip ▸"),
    ),
    Question(
        "colleague",
        Kind.PICK,
        text("Who was there with you?"),
        text("With a colleague"),
        when=parse(OWN_RECORD),
        source="colleagues",
        aside=True,
        skip=button("Alone ▸"),
    ),
    Question(
        "present",
        Kind.MANY,
        text("Who was present?"),
        text("Persons present"),
        when=parse(MADE + " and ${persons} > 0"),
        source="persons",
        aside=True,
    ),
)


def _save(answers: Answers) -> Text:
    if answers.get("twin") == "same":
        return button("Save my note")
    day = answers.get("next", NO_DAY)
    if day == NO_DAY:
        return button("Save · no next contact")
    return button("Save · back {day}", day=Day(date.fromisoformat(day)))


FORM = Form(
    "visit",
    1,
    text("Home visit"),
    (*FAMILY, *WHEN, *WHAT, *NEXT),
    _save,
    known=frozenset({"household_kind", "household_consent", "twin_reference", "close_names", "persons"}),
)
