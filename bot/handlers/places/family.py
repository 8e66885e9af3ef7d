"""A household's card: who, since when, what is open, what comes next, the last contacts – and what can be done.

It is opened by an edit, which shows on no locked phone, and it is gone after ten minutes.
"""

from sqlalchemy import select

from bot import registry
from bot.audit import auditing
from bot.casework import households, movedalong, visits
from bot.casework.facts import household_label
from bot.chat import cards
from bot.conversations.buttons import pairs
from bot.conversations.codelists import (
    FOLLOW_UP_PURPOSES,
    HOUSEHOLD_KINDS,
    NEED_STATUS,
    NEEDS,
    RELATIONS,
    RESOURCES,
    VISIT_OUTCOMES,
    label,
)
from bot.followups import followups
from bot.handlers.callback import Tapped
from bot.handlers.places import forms, loose
from bot.handlers.places.home import LISTENING, MENU, command
from bot.words import Button, Day, FullDay, Line, Screen, Text, button, inside, plural, raw, text
from bot.work import Work
from db.models import Account, Card, Contact, ContactResource, Household, Note, Person

LAST = 3


# --- finding --------------------------------------------------------------------------------------------------------


def ask(work: Work, account: Account) -> None:
    """`/family`"""
    cards.show(work, account, "find")


def typed(work: Work, account: Account, words: str) -> None:
    """Part of a name, a code, or the code word of somebody who came anonymously. A code that is nothing else opens."""
    linking = {name: value for name, value in cards.talk(work, account).params.items() if name == "link"}
    household = registry.by_code(work, words)
    if household is not None and not linking and not visits.by_code_word(work, words):
        show(work, account, household)
    else:
        registry.look_for(work, account, words)
        cards.show(work, account, "find", {**linking, "search": words})


def draw_find(work: Work, account: Account, card: Card) -> Screen:
    """Those one is likely to look for, or what was found. For an anonymous session: whose it is."""
    search, session = card.params.get("search", ""), card.params.get("link")
    found = registry.find(work, search) if search else registry.suggested(work, account)
    anonymous = visits.by_code_word(work, search) if search and not session else []
    asked = text("Which household? Tap, or type part of a name or a code.")
    said = [Line(text("Nothing was found."))] if search and not (found or anonymous) else []
    rows = [(Button(text("{reference} · code word", reference=c.reference), "record", str(c.id)),) for c in anonymous]
    rows += [(_found(work, household, session),) for household in found]
    return Screen((Line(text("Find a household"), bold=True), Line(asked), *said), (*rows, (command("menu", MENU),)))


def _found(work: Work, household: Household, session: int | None) -> Button:
    label_ = household_label(work, household)
    return (
        Button(label_, "link_to", f"{session}.{household.id}")
        if session
        else Button(label_, "family", str(household.id))
    )


def open_(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Show the card of a household."""
    household = registry.there(work, tapped.arg)
    if household is None:
        cards.show(work, account, "find", notice=text("Nothing was found."))
        return
    show(work, account, household)


def show(work: Work, account: Account, household: Household, notice: Text | None = None) -> None:
    """Bring the household's card, for ten minutes."""
    auditing.opened(work, account, "household", household.id)
    cards.show(work, account, "family", {"household": household.id}, notice=notice)


# --- the card -------------------------------------------------------------------------------------------------------


def draw(work: Work, account: Account, card: Card) -> Screen:
    """Everything at a glance."""
    household = work.db.get_one(Household, card.params["household"])
    whom = Line(registry.reference(work, household), bold=True)
    lines = [whom, *movedalong.lines(work, card, household.id)]
    lines += [*_who(work, household), *_needs(work, household), *_next(work, household), *_last(work, household)]
    lines += loose.kept_with(work, household)
    return Screen(tuple(lines), tuple(_rows(work, account, household)))


def _who(work: Work, household: Household) -> list[Line]:
    since = household.created_at.astimezone(work.zone).date()
    kind = label(HOUSEHOLD_KINDS, household.kind)
    lines = [Line(text("{kind}, since {day}", kind=kind, day=FullDay(since)))]
    if phone := registry.phone(household):
        lines.append(Line(phone, private=True))
    if household.status == "closed":
        lines.append(Line(text("This file is closed."), bold=True))
    if households.is_resting(household, work.today) and household.paused_until:
        lines.append(Line(text("Resting until {day}", day=FullDay(household.paused_until)), bold=True))
    return lines


def person_label(work: Work, person: Person) -> Text:
    """A member: name or relation, year of birth, whether elderly."""
    who = raw(person.name) if person.name else label(RELATIONS, person.relation or "other")
    said = who
    if person.name and person.relation:
        said = text("{name}, {relation}", name=who, relation=inside(label(RELATIONS, person.relation)))
    if person.year_of_birth:
        year = person.year_of_birth
        said = (
            text("{who}, about {year}", who=said, year=year)
            if person.about
            else text("{who}, {year}", who=said, year=year)
        )
    return text("{who}, elderly", who=said) if households.is_elderly(person, work.today) else said


def _needs(work: Work, household: Household) -> list[Line]:
    """Open needs with their age and how they stood last, and what the household can build on."""
    lines = []
    for need in registry.needs_of(work, household.id):
        weeks = (work.today - need.since).days // 7
        age = plural("for {n} week", "for {n} weeks", weeks) if weeks else text("for less than a week")
        stands = inside(label(NEED_STATUS, need.state)) if need.state != "seen" else text("seen")
        lines.append(
            Line(text("{need}: {state}, {age}", need=label(NEEDS, need.code), state=stands, age=age), private=True)
        )
    strengths = (
        select(ContactResource.code)
        .join(Contact)
        .where(Contact.household_id == household.id, Contact.void_at.is_(None))
        .distinct()
    )
    codes = work.db.scalars(strengths.order_by(ContactResource.code))
    return lines + [Line(text("Strength: {what}", what=label(RESOURCES, code)), private=True) for code in codes]


def _next(work: Work, household: Household) -> list[Line]:
    standing = followups.of_household(work, household.id)
    return [
        Line(text("{purpose}: {day}", purpose=label(FOLLOW_UP_PURPOSES, f.purpose), day=Day(f.due))) for f in standing
    ]


def _last(work: Work, household: Household) -> list[Line]:
    noted = [
        (contact, " ".join(_said(work, contact, note, note.words) for note in contact.notes if note.words))
        for contact in _contacts(work, household)
    ]
    return [
        Line(text("{day} – {note}", day=FullDay(contact.day), note=words[:200]), private=True)
        for contact, words in noted
        if words
    ]


def _said(work: Work, contact: Contact, note: Note, words: str) -> str:
    """A part of a note; what a colleague added begins with who said it."""
    if note.author_id == contact.author_id:
        return words
    return f"{work.db.get_one(Account, note.author_id).name}: {words}"


def _contacts(work: Work, household: Household) -> list[Contact]:
    """The last ones, the newest first."""
    query = select(Contact).where(Contact.household_id == household.id, Contact.void_at.is_(None))
    return list(work.db.scalars(query.order_by(Contact.day.desc(), Contact.id.desc()).limit(LAST)))


def _contact_button(contact: Contact) -> tuple[Button, ...]:
    held = contact.type == "listening"
    what = text("Listening session") if held else label(VISIT_OUTCOMES, contact.outcome)
    return (Button(text("{day} {what}", day=Day(contact.day), what=what), "record", str(contact.id)),)


# --- what can be done -----------------------------------------------------------------------------------------------


def _rows(work: Work, account: Account, household: Household) -> list[tuple[Button, ...]]:
    id_ = str(household.id)
    if household.status == "closed":
        return [(Button(button("Open the file again"), "reopen", id_),), (command("menu", MENU),)]
    members = [Button(person_label(work, p), "person", f"{id_}.{p.id}") for p in household.persons]
    rest = (
        Button(button("No longer resting"), "reopen", id_)
        if household.status == "paused"
        else Button(button("Let it rest until…"), "pause", id_)
    )
    return [
        (Button(button("Visit made today"), "visit_to", id_), Button(LISTENING, "session_with", id_)),
        *(_contact_button(contact) for contact in _contacts(work, household)),
        *pairs(members),
        (Button(button("+ Member"), "person", f"{id_}.new"), rest),
        (command("menu", MENU), Button(button("Close the file…"), "close", id_)),
    ]


def visit_to(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """The form of a visit made today, filled in."""
    household = registry.there(work, tapped.arg)
    if household is None:
        ask(work, account)
        return
    known = {"household": str(household.id), "outcome": "done", "date": work.today.isoformat()}
    forms.begin(work, account, "visit", known)


def session_with(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """The form of a session with this household."""
    household = registry.there(work, tapped.arg)
    if household is None:
        ask(work, account)
    else:
        forms.begin(work, account, "session", {"household": str(household.id)})


def person(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Add a member, or correct what is known of one."""
    first, _, second = tapped.arg.partition(".")
    household = registry.there(work, first)
    if household is None:
        ask(work, account)
        return
    if household.consent == "refused":
        show(work, account, household, text("Without consent no member is written down."))
        return
    forms.begin(work, account, "person", {"household": str(household.id), **_known(work, household, second)})


def _known(work: Work, household: Household, arg: str) -> dict[str, str]:
    known = next((p for p in household.persons if str(p.id) == arg), None)
    if known is None:
        return {}
    said = {
        "person": str(known.id),
        "name": known.name or "",
        "relation": known.relation or "",
        "year": known.year_of_birth or "",
        "sex": known.sex or "not_said",
    }
    if known.year_of_birth:
        return {**said, "about": "about" if known.about else "exact"}
    return {**said, "elderly": {True: "yes", False: "no"}.get(known.elderly, "")} if known.elderly is not None else said


def close(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Ask for the reason; the coordinator's tap closes it."""
    _begin(work, account, tapped, "closing")


def pause(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Ask until when."""
    _begin(work, account, tapped, "pausing")


def _begin(work: Work, account: Account, tapped: Tapped, form: str) -> None:
    household = registry.there(work, tapped.arg)
    if household is None:
        ask(work, account)
    else:
        forms.begin(work, account, form, {"household": str(household.id)})


def reopen(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Open a closed or resting file."""
    household = registry.there(work, tapped.arg)
    if household is None:
        ask(work, account)
        return
    households.reopen(work, account, household)
    show(work, account, household, text("The file is open again."))
