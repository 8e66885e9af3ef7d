"""A quick line becomes a form that is filled in, and is saved only once somebody has seen it."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select

from bot import registry
from bot.casework import intake, records
from bot.casework.facts import DraftFacts, months_later
from bot.conversations import walk
from bot.conversations.codelists import (
    ARRIVALS,
    INTERVENTIONS,
    NEED_STATUS,
    NEEDS,
    NEXT_STEP_BY,
    REQUESTS,
    SESSION_KINDS,
    SESSION_PLACES,
    VISIT_OUTCOMES,
    Code,
)
from bot.conversations.form import MARKED, NO_DAY
from bot.conversations.quick import List, Plus, Quick, Table, fold, lean, lexicon, read
from bot.followups.workdays import holidays, working_day
from bot.i18n import spellings
from bot.people import permissions
from bot.people.permissions import Action
from bot.words import Text, button, text
from bot.work import Work
from db.models import Account, Draft, Household

EVERYTHING = "*"
LIKELY, SURE = 0.8, 0.9
USUAL: Mapping[str, Mapping[str, str]] = {
    "visit": {"outcome": "done"},
    "session": {"place": "centre", "session_kind": "simple"},
}
"""What is meant where a line says nothing else, by form. The review shows it."""
CONFIDENTIAL = frozenset(code.code for code in NEEDS if code.confidential)


# --- words ----------------------------------------------------------------------------------------------------------


@cache
def table() -> Table:
    """All words a line may use, out of the catalogues of all languages and the everyday words beside them."""
    needs, done = _list("needs", NEEDS), _list("done", INTERVENTIONS)
    step = _list("next_step_by", NEXT_STEP_BY, one=True)
    session = (
        needs,
        done,
        _list("requests", REQUESTS),
        _list("place", SESSION_PLACES, one=True),
        _list("arrival", ARRIVALS, one=True),
        List("session_kind", _with(SESSION_KINDS, lexicon.KINDS), one=True),
        step,
    )
    headings = {"needs": text("Needs"), "requests": text("Requests"), "done": text("Done")}
    return Table(
        forms={phrase: form for form, said in lexicon.FORMS.items() for phrase in lexicon.words(said)}
        | dict.fromkeys(_said(button("Visit"), text("Home visit")), "visit")
        | dict.fromkeys(_said(button("Session"), text("Listening session")), "session"),
        note=frozenset({*lexicon.words(lexicon.NOTE), *_said(text("Note"))}),
        urgent=frozenset({*lexicon.words(lexicon.URGENT), *_said(button("Urgent"))}),
        anonymous=frozenset(lexicon.words(lexicon.ANONYMOUS)),
        no_next=frozenset({*lexicon.words(lexicon.NO_NEXT), *_said(button("No further contact"))}),
        headings={phrase: question for question, said in headings.items() for phrase in _said(said)},
        nothing=_fixed(),
        states=_with(NEED_STATUS, lexicon.STATES),
        lists={"visit": (_outcomes(), needs, done, step), "session": session},
    )


def _said(*texts: Text) -> set[str]:
    """Every way a text is said, folded."""
    said = {spelt for each in texts for spelt in spellings(each).values()}
    return {phrase for spelt in said for phrase in _folded(spelt)}


def _fixed() -> dict[str, tuple[str, Mapping[str, str]]]:
    answers: tuple[tuple[Text, str, Mapping[str, str]], ...] = (
        (button("No needs seen"), "needs", {}),
        (button("All as before"), "needs", {EVERYTHING: "still"}),
        (button("Nothing was done"), "done", {}),
        (button("Listening only ▸"), "done", {"listening": MARKED}),
        (button("Nothing was asked"), "requests", {}),
    )
    return {phrase: (question, answer) for label, question, answer in answers for phrase in _said(label)}


def _with(codes: Iterable[Code], more: Mapping[str, str]) -> dict[str, str]:
    """Labels and everyday words → code, with and without their small words."""
    labels = {phrase: code.code for code in codes for phrase in _said(code.label)}
    labels |= {phrase: code for code, said in more.items() for phrase in lexicon.words(said)}
    return {lean(phrase): code for phrase, code in labels.items()} | labels


def _outcomes() -> List:
    """Only whole phrases: `home` alone is no attempt."""
    child = dict.fromkeys(_said(button("Only a child at home")), "nobody_home")
    codes = [code for code in VISIT_OUTCOMES if code.code in lexicon.OUTCOMES]
    return List("outcome", {**_with(codes, lexicon.OUTCOMES), **child}, one=True)


def _list(question: str, codes: Iterable[Code], *, one: bool = False) -> List:
    whole = _spelt(codes, lambda label: [label])
    parts = _spelt(codes, lambda label: re.split("[/,:]", label))
    single: defaultdict[str, set[str]] = defaultdict(set)
    for phrase, meant in whole.items():
        for word in phrase.split():
            if word not in lexicon.SMALL and not word.isdecimal():
                single[word] |= meant
    return List(question, {**_only(parts), **_only(whole)}, one, _only(single))


def _spelt(codes: Iterable[Code], cut: Callable[[str], list[str]]) -> dict[str, set[str]]:
    """What labels say in any language, cut in parts, with and without their small words → codes."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code in codes:
        for part in (part for label in spellings(code.label).values() for part in cut(label)):
            for phrase in _folded(part):
                found[phrase].add(code.code)
                found[lean(phrase)].add(code.code)
    return found


def _folded(spelt: str) -> set[str]:
    """As it is compared; đ also as people type it who have no đ."""
    return {fold(spelt), fold(re.sub("[đĐ]", "d", spelt))} - {""}


def _only(found: Mapping[str, set[str]]) -> dict[str, str]:
    """What means one thing only."""
    return {phrase: next(iter(codes)) for phrase, codes in found.items() if len(codes) == 1}


# --- filling in -----------------------------------------------------------------------------------------------------


def understand(work: Work, line: str, written_on: date, *, among_notes: bool) -> tuple[Quick, list[Household]] | None:
    """What a message says as a quick line, and the households it may mean; None: it is no quick line.

    Where the card asks for a note (`among_notes`) it must be understood whole, and name a household by its code.
    """
    quick = read(line, table(), written_on)
    if quick is None:
        return None
    found = _households(work, quick)
    if among_notes:
        sure = bool(quick.code and found and quick.says_something and not quick.unread)
        return (quick, found) if sure else None
    if found or quick.anonymous or (quick.code and quick.says_something):
        return quick, found
    told = quick.answers or quick.next is not None
    return (quick, found) if told and len(quick.who.split()) <= 2 else None


def _households(work: Work, quick: Quick) -> list[Household]:
    """Those that are meant, or may be."""
    if quick.code:
        return registry.find(work, quick.code)
    if not quick.who:
        return []
    found = [each for each in work.names.search(work.db, quick.who, registry.MOST_SHOWN) if each.score >= LIKELY]
    best = [each for each in found if each.score >= SURE]
    ids = [each.id for each in (best if len(best) == 1 else found)]
    query = select(Household).where(Household.id.in_(ids), *registry.THERE)
    return list(work.db.scalars(query))


@dataclass(frozen=True)
class Filled:
    """A form as a line fills it: its answers, a search where the household is not certain, what was not understood."""

    form: str
    answers: Mapping[str, Any]
    search: str
    unread: tuple[str, ...]


def open_(work: Work, account: Account, filled: Filled, message_id: int) -> Draft:
    """Start the form with what was said; nothing is saved."""
    draft = intake.start(work, account, filled.form)
    sources = {walk.QUICK: message_id}
    draft.content = walk.Draft(filled.answers, search=filled.search, sources=sources).to_json()
    return draft


def correct(work: Work, account: Account, draft: Draft, filled: Filled) -> None:
    """Fill a form again from the edited line: what it says replaces what it said. Raises NotOpen."""
    permissions.insist(account, Action.FILL_IN, own=draft.account_id == account.id)
    answers = {**draft.content["answers"], **filled.answers}
    draft.content = {**draft.content, "answers": answers, "search": filled.search}
    draft.rev, draft.updated_at = draft.rev + 1, work.now


def filled_from(work: Work, account: Account, message_id: int) -> Draft | None:
    """Her open form that this message has filled."""
    drafts = intake.open_drafts(work, account)
    return next((d for d in drafts if d.content.get("sources", {}).get(walk.QUICK) == message_id), None)


def fill(work: Work, account: Account, quick: Quick, found: list[Household], written_on: date) -> Filled:
    """The answers a line gives. What has no place in the form, given its other answers, counts as not understood."""
    household = found[0] if len(found) == 1 else None
    said = _said_of(work, quick, household, written_on)
    facts = DraftFacts(work, account, said)
    counted = dict(walk.Walk(intake.FORMS[quick.form], walk.Draft(said), facts).counted)
    if counted.get("next", NO_DAY) < work.today.isoformat():  # NO_DAY comes after every day
        del counted["next"]
    lost = said.keys() - counted.keys()
    unread = [*_nobody(quick, found), *quick.unread, *_lost(quick, lost)]
    counted["note"] = _note(account, quick, unread)
    search = "" if household or quick.anonymous else quick.code or quick.who
    return Filled(quick.form, counted, search, tuple(unread))


def _lost(quick: Quick, lost: Collection[str]) -> list[str]:
    """The words of answers that do not count; those for a confidential need must not become a note."""
    needs = table().lists[quick.form][1 if quick.form == "visit" else 0]
    found = {words: needs.find(fold(words)) for name, words in quick.read_from if name in lost}
    return [words for words, code in found.items() if code is None or code[1] not in CONFIDENTIAL]


def _nobody(quick: Quick, found: list[Household]) -> list[str]:
    return [quick.who or quick.code] if not (found or quick.anonymous) and (quick.who or quick.code) else []


def _said_of(work: Work, quick: Quick, household: Household | None, written_on: date) -> dict[str, Any]:
    said = {name: value for name, value in quick.answers.items() if name != "needs"}
    if quick.anonymous:
        said["household"] = records.ANONYMOUS
    elif household is not None:
        said["household"] = str(household.id)
    for question, usual in USUAL[quick.form].items():
        said.setdefault(question, usual)
    said["date"] = (quick.day or written_on).isoformat()
    said |= _needs(work, quick, household)
    if (day := _next(work, quick, written_on)) is not None:
        said["next"] = day
    return {**said, "urgent": {"urgent": MARKED}} if quick.urgent else said


def _needs(work: Work, quick: Quick, household: Household | None) -> dict[str, Any]:
    """A need that is open already is still there; the confidential ones stand apart."""
    if "needs" not in quick.answers:
        return {}
    marks: dict[str, str] = dict(quick.answers["needs"])
    standing = registry.open_needs(work, household.id) if household else []
    every = marks.pop(EVERYTHING, None)
    seen = {code: "still" if state == MARKED and code in standing else state for code, state in marks.items()}
    if every:
        seen = {**dict.fromkeys(standing, every), **seen}
    apart = {code: MARKED for code in seen if code in CONFIDENTIAL}
    open_ones = {code: state for code, state in seen.items() if code not in CONFIDENTIAL}
    asked = bool(every and household is None) or bool(apart and not open_ones)  # what else was seen is still to be said
    return {**({} if asked else {"needs": open_ones}), **({"confidential": apart} if apart else {})}


def _next(work: Work, quick: Quick, written_on: date) -> str | None:
    """The day of the next contact; an interval leads to a working day, as on the buttons."""
    match quick.next:
        case Plus(count, "month"):
            return working_day(months_later(written_on, count), holidays(work)).isoformat()
        case Plus(count, unit):
            day = written_on + timedelta(days=count * (7 if unit == "week" else 1))
            return working_day(day, holidays(work)).isoformat()
        case date():
            return quick.next.isoformat()
    return quick.next


def _note(account: Account, quick: Quick, unread: Sequence[str]) -> list[dict[str, Any]]:
    """The note, the hour, and what was not understood, so that nothing is lost."""
    words = "\n".join(part for part in (quick.time, quick.note, *unread) if part)
    return [{"kind": "text", "words": words, "message": 0, "author": account.id}] if words else []
