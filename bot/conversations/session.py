"""The listening session, at the desk or by phone: with a household, a person of it, someone new, or nobody known."""

from bot.conversations.codelists import AGE_BANDS, ARRIVALS, REQUESTS, SESSION_KINDS, SESSION_PLACES, SEXES
from bot.conversations.contact import (
    IN_ONE_LINE,
    KNOWN_OF_A_CONTACT,
    done,
    following,
    needs,
    next_step,
    note,
    save_and_back,
    why,
)
from bot.conversations.form import NO_DAY, Answers, Choice, Form, Kind, Question, refuse
from bot.conversations.household import consent, newcomer
from bot.conversations.rules import parse
from bot.words import Text, button, text

ANONYMOUS = "anonymous"
UNKNOWN = "${household} = 'anonymous'"
HELD = "string-length(${date}) > 0"
PLANNED = "${session_kind} = 'plan'"

VISITOR = tuple(
    Choice(f"{sex.code}.{band.code}", button("{sex} · {age}", sex=sex.label, age=band.label))
    for sex in SEXES
    if sex.code != "not_said"
    for band in AGE_BANDS
    if band.code != "not_said"
)
"""Sex and age band in one tap."""

WITH_WHOM = (
    Question(
        "household",
        Kind.LOOKUP,
        text("With whom? Tap, or type part of a name or a code."),
        text("With whom"),
        source="households",
        choices=(
            Choice(
                ANONYMOUS,
                button("Anonymous · here, today"),
                wide=True,
                also={"place": "centre", "date": "@today", "next": None, "purpose": None},
            ),
            Choice("new", button("+ Someone new")),
        ),
        labels=(Choice(ANONYMOUS, text("Anonymous visitor")), Choice("new", text("New household"))),
        resets=("needs", "others", "person", "visitor", "renewed_consent_language", "renewed_consent"),
        find=text("Found for what you typed:"),
        unfound=text("Nobody was found for that. Try a shorter part of the name, or the code."),
    ),
    *newcomer("${household} = 'new'"),
    Question(
        "visitor",
        Kind.PICK,
        text("Who came? As far as it can be seen, or was said."),
        text("Visitor"),
        when=parse(UNKNOWN),
        spared=parse(IN_ONE_LINE),
        choices=(*VISITOR, Choice("not_said.not_said", button("Not said"))),
    ),
    Question(
        "person",
        Kind.PICK,
        text("With whom of the household?"),
        text("Person"),
        when=parse("${persons} > 1"),
        source="persons",
        skip=button("With several ▸"),
    ),
)

CIRCUMSTANCES = (
    Question(
        "place",
        Kind.PICK,
        text("Where?"),
        text("Place"),
        choices=tuple(Choice(c.code, c.label, wide=c.code == "centre") for c in SESSION_PLACES),
    ),
    Question(
        "arrival",
        Kind.PICK,
        text("How did they come?"),
        text("Arrival"),
        spared=parse(IN_ONE_LINE),
        choices=tuple(Choice(c.code, c.label) for c in ARRIVALS),
    ),
    Question(
        "date",
        Kind.DAY,
        text("On which day? Choose, or type it (“yesterday”, “Monday”, “5.3.”)."),
        text("Day"),
        choices=(Choice("today", button("Today")), Choice("yesterday", button("Yesterday"))),
        past=True,
        refusals=(refuse("not(. <= today())", text("That day is still to come: log it when it was held.")),),
    ),
    *consent("renewed_", "${household_consent} = 'later' and " + HELD),
)

TALK = (
    *needs(HELD),
    Question(
        "requests",
        Kind.MANY,
        text("What do they ask for?"),
        text("Requests"),
        when=parse(HELD),
        spared=parse(IN_ONE_LINE),
        choices=tuple(Choice(c.code, c.label) for c in REQUESTS),
        none=button("Nothing was asked"),
    ),
    done(HELD),
    Question(
        "session_kind",
        Kind.PICK,
        text("Only listening, or a plan made together?"),
        text("Listening or plan"),
        spared=parse(UNKNOWN),
        choices=tuple(Choice(c.code, c.label, wide=c.code == "simple") for c in SESSION_KINDS),
    ),
    Question(
        "plan",
        Kind.WORDS,
        text("Their goal and the next step, in a line or two?"),
        text("Plan"),
        when=parse(PLANNED),
        skip=button("Skip ▸"),
        most=1000,
    ),
    next_step(HELD, f"{UNKNOWN} or {IN_ONE_LINE}"),
    note(),
    why(),
    Question(
        "code_word",
        Kind.WORDS,
        text("A word of their own choice, by which they can be found again?"),
        text("Code word"),
        when=parse(UNKNOWN),
        skip=button("Skip ▸"),
        aside=True,
        most=60,
    ),
)


def _save(answers: Answers) -> Text:
    if answers.get("household") == ANONYMOUS and answers.get("next", NO_DAY) == NO_DAY:
        return button("Save")
    return save_and_back(answers)


FORM = Form(
    "session",
    1,
    text("Listening session"),
    (*WITH_WHOM, *CIRCUMSTANCES, *TALK, *following(HELD, HELD, UNKNOWN)),
    _save,
    known=KNOWN_OF_A_CONTACT,
)
