"""What is confidential: its author and the coordinator see it, and nobody else even that it is there."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import exports, registry
from bot.casework import intake, proposals, quicklines, visits
from bot.chat import cards
from bot.conversations.engine import Tap
from bot.conversations.form import MARKED
from bot.conversations.refused import Refused
from bot.followups import followups
from bot.handlers import PLACES, screen_of
from bot.handlers.places import record
from bot.i18n import say
from bot.words import Screen
from db.models import Confidential, Contact, Proposal
from tests.permissions.ways import PARAMS, WAYS
from tests.permissions.world import APART, ARTA, MILICA, NOW, TEUTA, Came, World, by

LABEL = "Violence"
"""The need that Arta has kept apart."""


def said(screen: Screen) -> str:
    lines = [line.text for line in screen.lines] + [button.label for row in screen.rows for button in row]
    return "\n".join(say(each, "en") for each in lines)


def tell(came: dict[str, Came]) -> list[str]:
    return [name for name, each in came.items() if each.tells(APART, LABEL)]


def test_a_colleague_finds_it_by_no_way(world: World) -> None:
    came = {way.name: world.tries(MILICA, "operator", "active", way.by(MILICA)) for way in WAYS}

    assert not tell(came)


def test_a_colleague_s_cards_do_not_have_it(world: World) -> None:
    came = {place: world.sees(MILICA, "operator", (place, {**PARAMS, "draft": 1})) for place in PLACES}

    assert not tell(came)


def test_a_colleague_s_card_of_the_record_does_not_say_that_there_is_something(world: World) -> None:
    hers, anothers = (world.sees(who, "operator", ("record", {"contact": 1})).shown for who in (ARTA, MILICA))

    assert "Confidential…" in hers
    assert "Confidential" not in anothers


@pytest.mark.parametrize(("who", "roles"), [(ARTA, "operator"), (TEUTA, "coordinator")], ids=["author", "coordinator"])
def test_its_author_and_the_coordinator_see_it(world: World, who: int, roles: str) -> None:
    came = world.sees(who, roles, ("apart", {"contact": 1}))

    assert came.tells(APART, LABEL) == [APART, LABEL]


def test_the_history_does_not_tell_a_colleague_that_it_was_corrected(world: World) -> None:
    hers, anothers = (world.sees(who, "operator", ("history", {"contact": 1})).shown for who in (ARTA, MILICA))

    assert "1 correction" in hers
    assert "Nothing was changed." in anothers
    assert "Arta" not in anothers


def test_a_colleague_s_correction_keeps_it_and_can_add_none(world: World) -> None:
    with world.at_work() as work:
        milica, teuta = by(work, MILICA), by(work, TEUTA)
        draft = intake.amend(work, milica, work.db.get_one(Contact, 1))
        offered, opened = said(intake.look(work, milica, draft)), set(draft.content["answers"])
        index = [question.name for question in intake.FORMS["visit"].questions].index("confidential")
        with pytest.raises(Refused):
            intake.answer(work, milica, draft, Tap("ask", index))
        answers = {**draft.content["answers"], "confidential": {"addiction": MARKED}, "why": "a slip"}
        draft.content = {**draft.content, "answers": answers}
        intake.save(work, milica, draft)
        proposal = work.db.scalars(select(Proposal).where(Proposal.kind == "amend")).one()
        proposed = set(proposal.content["answers"])
        decided = said(screen_of(work, teuta, cards.show(work, teuta, "proposal", {"proposal": proposal.id})))
        proposals.decide(work, teuta, proposal, accepted=True)
        kept = work.db.scalars(select(Confidential.content)).one()

    assert "Confidential" not in offered
    assert not intake.APART & opened
    assert not intake.APART & proposed
    assert "Addiction" not in decided
    assert kept == {"codes": ["violence"], "note": APART + " again"}


def test_a_search_does_not_find_it(world: World) -> None:
    with world.at_work() as work:
        found = [registry.find(work, words) for words in (APART, "hushed", "violence")]
        coded = visits.by_code_word(work, APART)

    assert found == [[], [], []]
    assert coded == []


def test_it_is_no_need_of_the_household_and_no_next_contact(world: World) -> None:
    with world.at_work() as work:
        needs = registry.open_needs(work, 1)
        lines = [item.follow_up.line for item in followups.open_until(work, work.today + timedelta(days=90))]

    assert needs == ["health"]
    assert not any(lines)


def test_what_a_quick_line_says_of_it_is_no_note(world: World) -> None:
    with world.at_work() as work:
        milica = by(work, MILICA)
        understood = quicklines.understand(work, "visit F-0001 violence, housing", work.today, among_notes=False)
        assert understood is not None
        filled = quicklines.fill(work, milica, *understood, work.today)

    assert filled.answers["confidential"] == {"violence": MARKED}
    assert filled.answers["note"] == []
    assert filled.unread == ()


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_no_export_has_it(world: World, tmp_path: Path, format_: str) -> None:
    target = tmp_path / "out"

    exports.write(world.engine, NOW.date(), format_, str(target))

    written = b"".join(file.read_bytes() for file in [target, *target.rglob("*")] if file.is_file())
    assert b"canary-note" in written
    assert not [word for word in (APART, LABEL.lower()) if word.encode() in written]


def test_the_changes_of_a_record_leave_it_out_for_a_colleague(world: World) -> None:
    change = {"confidential_note": ["", APART], "next_step_by": ["family", "centre"]}
    with world.at_work() as work:
        contact = work.db.get_one(Contact, 1)
        hers, anothers = (record.changes(work, by(work, who), contact, change) for who in (ARTA, MILICA))

    assert (len(hers), len(anothers)) == (2, 1)
