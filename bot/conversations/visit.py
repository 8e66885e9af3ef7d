"""The home visit, card by card. The order of the cards and their defaults decide the taps."""

from bot.conversations.codelists import VISIT_OUTCOMES
from bot.conversations.contact import KNOWN_OF_A_CONTACT, done, following, needs, next_step, note, save_and_back, why
from bot.conversations.form import MARKED, Answers, Choice, Form, Kind, Question, refuse
from bot.conversations.household import consent, newcomer
from bot.conversations.rules import parse
from bot.words import Text, button, text

MADE = "${outcome} = 'done' and not(${twin} = 'same')"
TRIED = "${outcome} != 'done'"
ALONE = "${outcome} = 'nobody_home' and ${household_kind} = 'elderly_alone'"
OWN_RECORD = "not(${twin} = 'same')"

FAMILY = (
    Question(
        "household",
        Kind.LOOKUP,
        text("Which household? Tap, or type part of a name or a code."),
        text("Household"),
        source="households",
        choices=(Choice("new", button("+ New household")),),
        labels=(Choice("new", text("New household")),),
        resets=("twin", "needs", "others", "present", "seen_since", "renewed_consent_language", "renewed_consent"),
        find=text("Found for what you typed:"),
        unfound=text("Nobody was found for that. Try a shorter part of the name, or the code."),
    ),
    *newcomer("${household} = 'new'"),
)

WHEN = (
    Question(
        "outcome",
        Kind.PICK,
        text("What happened?"),
        text("What happened"),
        choices=(
            Choice("today", button("Visit made today"), wide=True, value="done", also={"date": "@today"}),
            Choice("yesterday", button("Made yesterday"), value="done", also={"date": "@yesterday"}),
            Choice("other_day", button("Made on another day"), value="done", also={"date": None}),
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
        labels=(Choice("same", text("The same visit")),),
    ),
    *consent("renewed_", "${household_consent} = 'later' and " + MADE),
)

WHAT = (
    Question(
        "seen_since",
        Kind.PICK,
        text("An elderly person lives alone here. Has anyone seen them lately?"),
        text("Seen lately"),
        when=parse(ALONE),
        choices=(
            Choice("yes", button("Yes"), also={"urgent": {}}),
            Choice("no", button("No"), also={"urgent": {"urgent": MARKED}}),
        ),
        resets=("next",),
    ),
    *needs(MADE),
    done(MADE),
    next_step(MADE),
    note(spared=TRIED),
    why(),
)


def _save(answers: Answers) -> Text:
    if answers.get("twin") == "same":
        return button("Save my note")
    return save_and_back(answers)


FORM = Form(
    "visit",
    1,
    text("Home visit"),
    (*FAMILY, *WHEN, *WHAT, *following(MADE, OWN_RECORD)),
    _save,
    known=KNOWN_OF_A_CONTACT,
)
