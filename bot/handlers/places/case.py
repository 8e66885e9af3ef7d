"""Cases, for the coordinator and whoever follows the programme from outside: households without their names.

Buttons carry the number of a case and never the household's.
"""

from collections.abc import Iterator

from bot import registry
from bot.audit import auditing
from bot.chat import cards
from bot.conversations.codelists import CLOSURE_REASONS, HOUSEHOLD_KINDS, INTERVENTIONS, NEED_STATUS, NEEDS, label
from bot.figures import cases
from bot.figures.cases import Case, Met
from bot.handlers.callback import Tapped
from bot.handlers.places.home import CASES, MENU, command
from bot.words import Button, Line, Month, Param, Screen, Text, button, inside, plural, raw, text
from bot.work import Work
from db.models import Account, Card

LIST, PLACE = "cases", "case"
LINES = 10
MONTHS = 12
"""So many months in which they were met are told singly."""
GONE = text("This case is not in the list.")


def show(work: Work, account: Account) -> None:
    """`/case`; its number follows on the same line, or is typed on the list. A household's code leads to no case."""
    cards.show(work, account, LIST)


def typed(work: Work, account: Account, words: str) -> None:
    """The number of a case, as somebody has written it down."""
    _open(work, account, words.strip().upper())


def turn(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Another page of the list."""
    start = tapped.arg if tapped.arg.isdecimal() and len(tapped.arg) < 6 else "0"
    cards.show(work, account, LIST, {"from": int(start)})


def open_(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Read one, which is written down."""
    _open(work, account, tapped.arg)


def _open(work: Work, account: Account, number: str) -> None:
    case = cases.called(work, number)
    if case is None:
        cards.show(work, account, LIST, notice=GONE)
        return
    auditing.opened(work, account, "case", case.household_id)
    cards.show(work, account, PLACE, {"household": case.household_id})


# --- the list -------------------------------------------------------------------------------------------------------


def draw_list(work: Work, account: Account, card: Card) -> Screen:
    """Ten a page, in an order that tells nothing."""
    found = cases.listed(work)
    start = min(int(card.params.get("from", 0)), max(0, len(found) - 1) // LINES * LINES)
    counted = plural("{n} case", "{n} cases", len(found)) if found else text("Nothing here.")
    said = text("A case is a household without its name; its number is on no other card.")
    lines = (Line(text("Cases without names"), bold=True), Line(said), Line(counted))
    rows = [(Button(_label(case), PLACE, case.number),) for case in found[start : start + LINES]]
    return Screen(lines, (*rows, *_turning(start, len(found)), (command("menu", MENU),)))


def _label(case: Case) -> Text:
    if case.kind is None:
        return raw(case.number)
    return text("{case} · {kind}", case=case.number, kind=label(HOUSEHOLD_KINDS, case.kind))


def _turning(start: int, number: int) -> Iterator[tuple[Button, ...]]:
    back = [Button(button("◂ Back"), LIST, str(start - LINES))] if start else []
    on = [Button(button("More ▸"), LIST, str(start + LINES))] if start + LINES < number else []
    if back or on:
        yield (*back, *on)


# --- one of them ----------------------------------------------------------------------------------------------------


def draw(work: Work, account: Account, card: Card) -> Screen:
    """Months and never days, codes and never words."""
    case, rows = cases.of_household(work, card.params["household"]), ((command("case", CASES), command("menu", MENU)),)
    if case is None:
        return Screen((Line(GONE),), rows)
    lines = [*_whose(work, case), *_needs(work, case), *_met(work, case), *_done(work, case)]
    return Screen(tuple(lines), rows)


def _whose(work: Work, case: Case) -> Iterator[Line]:
    yield Line(_label(case), bold=True)
    if case.neighbourhood is not None:
        yield Line(registry.neighbourhood_name(work, case.neighbourhood))
    closing = cases.closing(work, case)
    if closing is not None:
        day, reason = closing
        yield Line(text("Closed: {month}. {reason}", month=Month(day), reason=label(CLOSURE_REASONS, reason)))


def _needs(work: Work, case: Case) -> Iterator[Line]:
    found = cases.needs(work, case)
    if found:
        yield Line(text("Needs"), bold=True)
    for need in found:
        stands = inside(label(NEED_STATUS, need.state)) if need.state != "seen" else text("seen")
        since = text("since {month}", month=Month(need.since))
        yield Line(text("{need}: {state}, {age}", need=label(NEEDS, need.code), state=stands, age=since))


def _met(work: Work, case: Case) -> Iterator[Line]:
    found, plans = cases.met(work, case), cases.plans(work, case)
    if found:
        yield Line(text("Visits and sessions"), bold=True)
    for met in found[:MONTHS]:
        said = text("{month}: visits {visits}, sessions {sessions}", month=Month(met.month), **_counts([met]))
        yield Line(said)
    if found[MONTHS:]:
        yield Line(text("Before: visits {visits}, sessions {sessions}", **_counts(found[MONTHS:])))
    if plans:
        yield Line(text("Sessions with a plan: {n}", n=plans))


def _counts(found: list[Met]) -> dict[str, Param]:
    return {"visits": sum(met.visits for met in found), "sessions": sum(met.sessions for met in found)}


def _done(work: Work, case: Case) -> Iterator[Line]:
    found = cases.done(work, case)
    if found:
        yield Line(text("What was done"), bold=True)
    for code, number in found.items():
        yield Line(text("{what}: {n}", what=label(INTERVENTIONS, code), n=number))
