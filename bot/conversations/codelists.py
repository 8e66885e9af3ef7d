"""The code lists: what may be chosen, the label of each choice and what reports make of it.

Needs, requests and interventions are three lists in the Caritas method: what the operator sees, what the family
asks, what was done. Codes are stored and never change; labels are catalogue texts and may.
"""

from dataclasses import dataclass

from bot.words import Text, button, raw

ACCOMPANIMENT = "accompaniment"
MATERIAL = "material"
NEITHER = "neither"


@dataclass(frozen=True)
class Code:
    """One choice of a list.

    `macro` is the national Caritas heading. `nature` says whether an intervention accompanies or hands out.
    A confidential need is never in an ordinary list, report or notification.
    """

    code: str
    label: Text
    macro: str = ""
    nature: str = ""
    confidential: bool = False


NEEDS = (
    Code("housing", button("Housing"), "CAS"),
    Code("family", button("Family problems"), "FAM"),
    Code("poverty", button("Poverty / money"), "POV"),
    Code("employment", button("Work / unemployment"), "OCC"),
    Code("health", button("Health"), "SAL"),
    Code("disability", button("Disability"), "HAN"),
    Code("elderly", button("Elderly care, loneliness"), "PRO"),
    Code("education", button("Education / schooling"), "IST"),
    Code("violence", button("Violence / abuse"), "FAM", confidential=True),
    Code("papers", button("Papers, registration"), "PRO"),
    Code("justice", button("Justice, detention"), "DEN"),
    Code("addiction", button("Addiction"), "DIP", confidential=True),
    Code("displacement", button("Displacement / return"), "IMM"),
    Code("other", button("Other"), "PRO"),
)
"""What the operator sees (bisogni)."""

INTERVENTIONS = (
    Code("listening", button("Listening"), "ASC", ACCOMPANIMENT),
    Code("orientation", button("Information, orientation"), "ORI", ACCOMPANIMENT),
    Code("goods_food", button("Goods: food"), "BEN", MATERIAL),
    Code("goods_clothes", button("Goods: clothes"), "BEN", MATERIAL),
    Code("goods_hygiene", button("Goods: hygiene"), "BEN", MATERIAL),
    Code("goods_heating", button("Goods: firewood, heating"), "BEN", MATERIAL),
    Code("goods_medicine", button("Goods: medicines"), "BEN", MATERIAL),
    Code("goods_other", button("Goods: other"), "BEN", MATERIAL),
    Code("accompaniment", button("Accompanied to services"), "COI", ACCOMPANIMENT),
    Code("referral", button("Referral"), "COI", ACCOMPANIMENT),
    Code("home_care", button("Home care"), "SOC", ACCOMPANIMENT),
    Code("psychological", button("Psychological support"), "CON", ACCOMPANIMENT),
    Code("school_support", button("School support"), "SCU", ACCOMPANIMENT),
    Code("small_grant", button("Small grant, income"), "LAV", ACCOMPANIMENT),
    Code("legal_help", button("Legal help"), "CON", ACCOMPANIMENT),
    Code("social_activities", button("Social activities"), "SOC", ACCOMPANIMENT),
    Code("money", button("Financial help"), "SUS", MATERIAL),
    Code("work", button("Help finding work"), "LAV", ACCOMPANIMENT),
    Code("housing", button("Housing help"), "ALL", ACCOMPANIMENT),
    Code("health", button("Health care arranged"), "SAN", ACCOMPANIMENT),
    Code("other", button("Other"), "ALT", NEITHER),
)
"""What was done (interventi); `nature` gives the ratio the programme is judged by."""

CLOSURE_REASONS = (
    Code("goals_met", button("Goals reached")),
    Code("moved", button("Moved away")),
    Code("refusal", button("Refusal")),
    Code("handed_over", button("Passed on to a service")),
    Code("death", button("Death")),
    Code("other", button("Other")),
)

VISIT_OUTCOMES = (
    Code("done", button("Visit made")),
    Code("nobody_home", button("Nobody at home")),
    Code("postponed", button("Postponed")),
    Code("refused", button("Visit refused")),
    Code("taken_over", button("From an older registry")),  # no visit: what an older registry knew, at an import
)

CONTACT_TYPES = (
    Code("home_visit", button("Home visit")),
    Code("listening", button("Listening session")),
)

FOLLOW_UP_INTERVALS = (
    Code("w1", button("In 1 week")),
    Code("w2", button("In 2 weeks")),
    Code("m1", button("In 1 month")),
    Code("m3", button("In 3 months")),
    Code("none", button("No further contact")),
)

REQUESTS = (
    Code("listening", button("Listening"), "ASC"),
    Code("orientation", button("Information, orientation"), "ORI"),
    Code("goods", button("Material goods"), "BEN"),
    Code("money", button("Financial help"), "SUS"),
    Code("housing", button("A place to live"), "ALL"),
    Code("work", button("Work"), "LAV"),
    Code("health", button("Health care"), "SAN"),
    Code("school", button("School"), "SCU"),
    Code("home_care", button("Care at home"), "SOC"),
    Code("legal", button("Legal help / papers"), "CON"),
    Code("company", button("Company"), "SOC"),
    Code("other", button("Other"), "ALT"),
)
"""What the family asks for (richieste)."""

HOUSEHOLD_KINDS = (
    Code("family", button("Family")),
    Code("elderly_alone", button("Elderly person alone")),
    Code("elderly_couple", button("Elderly couple")),
    Code("single_parent", button("Single parent")),
    Code("single_person", button("Person living alone")),
    Code("grandparents", button("Grandparents, children")),
)

SESSION_PLACES = (
    Code("centre", button("At the centre")),
    Code("phone", button("By phone")),
    Code("elsewhere", button("Elsewhere")),
)

ARRIVALS = (
    Code("own", button("On their own")),
    Code("partner", button("Sent by a service")),
    Code("return", button("Came back")),
)

NEXT_STEP_BY = (
    Code("family", button("The family")),
    Code("centre", button("The centre")),
    Code("together", button("Together")),
    Code("service", button("A service")),
)

NEED_STATUS = (
    Code("still", button("Still there")),
    Code("better", button("Better")),
    Code("solved", button("Solved")),
)

CONSENTS = (
    Code("given", button("Given")),
    Code("refused", button("Refused")),
    Code("later", button("Later")),
)

FOLLOW_UP_PURPOSES = (
    Code("visit", button("Visit again")),
    Code("step", button("A step to check")),
    Code("referral", button("Answer to a referral")),
    Code("papers", button("Papers, renewal")),
    Code("health", button("Health")),
    Code("other", button("Other")),
)

DONE_OTHERWISE = (
    Code("phone", button("By phone")),
    Code("met", button("Met elsewhere")),
    Code("colleague", button("Through a colleague")),
    Code("not_needed", button("No longer needed")),
)

SESSION_KINDS = (
    Code("simple", button("Listening only")),
    Code("plan", button("With a plan")),
)

SEXES = (
    Code("female", button("Female")),
    Code("male", button("Male")),
    Code("not_said", button("Not said")),
)

RELATIONS = (
    Code("head", button("Head of household")),
    Code("spouse", button("Wife or husband")),
    Code("child", button("Child")),
    Code("parent", button("Parent")),
    Code("sibling", button("Sister or brother")),
    Code("grandparent", button("Grandparent")),
    Code("grandchild", button("Grandchild")),
    Code("other", button("Other")),
)
"""What somebody is in a household."""

AGE_BANDS = (
    Code("under_18", button("Under 18")),
    Code("18_29", raw("18–29")),
    Code("30_64", raw("30–64")),
    Code("65_over", button("65 and over")),
    Code("not_said", button("Not said")),
)
"""For a person who is not in the registry: an age is asked, never a date of birth."""

RESOURCES = (
    Code("skill", button("A skill")),
    Code("work", button("Work done")),
    Code("relative", button("A relative")),
    Code("neighbour", button("A neighbour")),
    Code("land", button("Land, animals")),
    Code("house", button("Own house")),
    Code("faith", button("Faith, community")),
    Code("language", button("Languages")),
)


def find(codes: tuple[Code, ...], code: str) -> Code | None:
    """The choice of a list that has this code."""
    return next((choice for choice in codes if choice.code == code), None)


def label(codes: tuple[Code, ...], code: str) -> Text:
    """The label of a stored code; the code itself where the list no longer has it, so that nothing is ever blank."""
    choice = find(codes, code)
    return choice.label if choice else raw(code)
