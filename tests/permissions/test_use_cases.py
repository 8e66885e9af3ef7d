"""Each use case asks the table itself, whoever calls it: a monitor, a colleague, somebody whose role has changed."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from bot.casework import households, intake, loosenotes, meetings, proposals, quicklines, settling, visits
from bot.casework.quicklines import Filled
from bot.chat import cards
from bot.conversations.engine import Tap
from bot.followups import followups, handovers
from bot.handlers import screen_of
from bot.keeping import leaving
from bot.people import people, standing
from bot.people.permissions import NotOpen
from bot.reminding import reminders
from bot.words import NOTHING
from bot.work import Work
from db.models import Account, Card, Contact, Draft, FollowUp, Handover, Household, LooseNote, Proposal, Query
from tests.permissions.world import ARTA, MILICA, OPEN_DRAFT, TEUTA, World, by

DAY = date(2026, 4, 1)
UseCase = Callable[[Work, Account], object]


def visit(work: Work) -> Contact:
    return work.db.get_one(Contact, 1)


def session(work: Work) -> Contact:
    return work.db.get_one(Contact, 2)


def home(work: Work) -> Household:
    return work.db.get_one(Household, 1)


def planned(work: Work) -> FollowUp:
    return work.db.get_one(FollowUp, 1)


def form(work: Work) -> Draft:
    return work.db.get_one(Draft, OPEN_DRAFT)


def loose(work: Work) -> list[LooseNote]:
    return [work.db.get_one(LooseNote, 1)]


def given(work: Work) -> Handover:
    return work.db.get_one(Handover, 1)


HERS_ALONE: dict[str, UseCase] = {
    "answer": lambda w, a: intake.answer(w, a, form(w), Tap("fold", 0)),
    "add a note": lambda w, a: intake.add_note(w, a, form(w), {"kind": "text", "words": "x", "message": 9}),
    "edit an answer": lambda w, a: intake.correct(w, a, form(w), 7, "changed"),
    "edit a quick line": lambda w, a: quicklines.correct(w, a, form(w), Filled("visit", {}, "", ())),
    "save": lambda w, a: intake.save(w, a, form(w)),
    "throw away": lambda w, a: intake.cancel(w, a, form(w)),
    "keep a note": lambda w, a: loosenotes.keep(w, a, loose(w), home(w)),
    "discard a note": lambda w, a: loosenotes.discard(w, a, loose(w)),
    "reply": lambda w, a: meetings.answer(w, a, w.db.get_one(Query, 1), "Yes"),
    "give back": lambda w, a: handovers.give_back(w, given(w), a),
    "undo": lambda w, a: intake.undo(w, a, visit(w)),
}
"""What Arta may do with what is hers, and no other operator."""
THE_COORDINATOR_S: dict[str, UseCase] = {
    "decide": lambda w, a: proposals.decide(w, a, w.db.get_one(Proposal, 1), accepted=True),
    "write the decision": lambda w, a: meetings.decide(w, a, visit(w), "Go again"),
    "ask the author": lambda w, a: meetings.ask(w, a, visit(w), "Why?"),
    "keep a file longer": lambda w, a: leaving.keep_longer(w, a, home(w)),
    "let a file go": lambda w, a: leaving.let_go(w, a, home(w)),
    "invite": lambda w, a: people.invite(w, "Hamide", "operator", "sq", a),
    "change roles": lambda w, a: standing.set_roles(w, a, by(w, MILICA), {"operator", "coordinator"}),
    "suspend": lambda w, a: standing.suspend(w, a, by(w, MILICA)),
    "restore": lambda w, a: standing.restore(w, a, by(w, MILICA)),
    "revoke": lambda w, a: standing.revoke(w, a, by(w, MILICA)),
    "confirm who joins": lambda w, a: people.admit(w, a, by(w, MILICA)),
    "turn away who joins": lambda w, a: people.turn_away(w, a, by(w, MILICA)),
    "begin a list's form": lambda w, a: intake.start(w, a, "neighbourhood"),
    "hand over another's": lambda w, a: handovers.hand_over(w, a, by(w, TEUTA), by(w, ARTA), [], None),
}
THE_TEAM_S: dict[str, UseCase] = {
    "lock a lost phone": lambda w, a: standing.lock(w, a, by(w, MILICA)),
    "say too that it is lost": lambda w, a: standing.lock_too(w, a, by(w, MILICA)),
    "begin a visit": lambda w, a: intake.start(w, a, "visit"),
    "correct": lambda w, a: intake.amend(w, a, visit(w)),
    "ask to delete": lambda w, a: proposals.propose(w, a, "delete", {}, contact=visit(w), reason="twice"),
    "link": lambda w, a: visits.link(w, a, session(w), home(w)),
    "mark for the meeting": lambda w, a: meetings.mark(w, a, visit(w)),
    "put off": lambda w, a: followups.put_off(w, a, planned(w), DAY),
    "settle": lambda w, a: followups.settle(w, a, planned(w), "phone"),
    "take": lambda w, a: followups.hand_to(w, a, planned(w), a),
    "add a member": lambda w, a: households.write_person(w, a, home(w), None, {"sex": "female"}),
    "let it rest": lambda w, a: households.pause(w, a, home(w), DAY),
    "open again": lambda w, a: households.reopen(w, a, home(w)),
}


def becomes(work: Work, who: int, roles: str) -> Account:
    account = by(work, who)
    account.roles = roles
    return account


@pytest.mark.parametrize("name", [*HERS_ALONE, *THE_COORDINATOR_S, *THE_TEAM_S])
def test_a_monitor_may_do_nothing_of_it_not_even_to_what_was_once_hers(world: World, name: str) -> None:
    act = {**HERS_ALONE, **THE_COORDINATOR_S, **THE_TEAM_S}[name]

    with world.at_work() as work, pytest.raises(NotOpen):
        act(work, becomes(work, ARTA, "monitor"))


@pytest.mark.parametrize("name", [*HERS_ALONE, *THE_COORDINATOR_S])
def test_an_operator_may_not_do_it_to_what_is_another_s(world: World, name: str) -> None:
    act = {**HERS_ALONE, **THE_COORDINATOR_S}[name]

    with world.at_work() as work, pytest.raises(NotOpen):
        act(work, by(work, MILICA))


@pytest.mark.parametrize("name", HERS_ALONE)
def test_she_may_do_it_to_what_is_hers(world: World, name: str) -> None:
    with world.at_work() as work:
        HERS_ALONE[name](work, by(work, ARTA))


@pytest.mark.parametrize("name", [*THE_COORDINATOR_S, *THE_TEAM_S])
def test_the_coordinator_may(world: World, name: str) -> None:
    with world.at_work() as work:
        {**THE_COORDINATOR_S, **THE_TEAM_S}[name](work, by(work, TEUTA))


def test_nothing_is_handed_over_to_whom_families_were_closed_meanwhile(world: World) -> None:
    with world.at_work() as work:
        becomes(work, MILICA, "monitor")
        answers = {"to": str(by(work, MILICA).id), "until": "none", "which": {"1": "yes"}}

        with pytest.raises(NotOpen):
            settling.save_handover(work, by(work, ARTA), form(work), answers)


def test_what_was_to_be_sent_is_not_sent_to_whom_it_was_closed_meanwhile(world: World) -> None:
    with world.at_work() as work:
        card = cards.push(work, by(work, TEUTA), "alert", {"why": "urgent", "contact": 1})
        assert card is not None

        shown = screen_of(work, becomes(work, TEUTA, "monitor"), card)

    assert shown is NOTHING


def test_a_monitor_is_reminded_of_no_next_contact_that_was_hers(world: World) -> None:
    with world.at_work() as work:
        arta = becomes(work, ARTA, "monitor")
        planned(work).urgent = True

        reminders.tick(work)

        keys = list(work.db.scalars(select(Card.key).where(Card.account_id == arta.id)))

    assert not [key for key in keys if key and key.startswith(("due:", "digest:"))]
