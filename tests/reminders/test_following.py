"""What visits do to follow-ups, and how that is taken back or corrected."""

from datetime import date, timedelta

import pytest

from bot.followups import followups
from bot.followups.followups import State, state
from db.models import Account, Contact, FollowUp
from tests.reminders.team import Team

TODAY = date(2026, 3, 11)
LATER = date(2026, 3, 25)
MUCH_LATER = date(2026, 4, 8)


def _by_hand(team: Team, who: int, follow_up: int, due: date) -> None:
    team.does(
        lambda work: followups.move(work, work.db.get_one(Account, who), work.db.get_one(FollowUp, follow_up), due)
    )


def _ends(team: Team, who: int, follow_up: int, how: str) -> None:
    team.does(
        lambda work: followups.resolve(work, work.db.get_one(Account, who), work.db.get_one(FollowUp, follow_up), how)
    )


def test_a_household_has_one_open_visit_and_any_number_of_others(team: Team) -> None:
    family = team.household()

    team.visits(team.arta, family, next=LATER.isoformat())
    team.visits(team.milica, family, twin="another", next=MUCH_LATER.isoformat())
    for purpose in ("papers", "papers", "health"):
        team.visits(team.arta, family, twin="another", next=LATER.isoformat(), purpose=purpose)

    assert team.open_of(family) == []  # the visits that followed resolved it
    assert len(team.open_of(family, "papers")) == 2
    assert len(team.open_of(family, "health")) == 1


def test_a_new_visit_again_replaces_the_one_set_after_the_day_of_the_visit(team: Team) -> None:
    family = team.household()
    team.visits(team.arta, family, next=LATER.isoformat())

    late_entry = team.visits(team.milica, family, date="2026-03-09", next=MUCH_LATER.isoformat())

    first, second = (team.follow_up(id_) for id_ in (1, 2))
    assert (first.resolution, first.resolved_by) == ("replaced", late_entry)
    assert state(first.due, first.resolution, TODAY) is State.DROPPED
    assert [f.id for f in team.open_of(family)] == [second.id]
    assert (second.due, second.owner_id) == (MUCH_LATER, team.milica)


@pytest.mark.parametrize(("day", "resolution"), [("2026-03-10", None), ("2026-03-11", "visit")])
def test_a_visit_made_on_or_after_the_day_it_was_set_resolves_it(team: Team, day: str, resolution: str | None) -> None:
    family = team.household()
    asked = team.plans(team.arta, family, LATER, on=TODAY)

    team.visits(team.milica, family, date=day, next="none")

    assert team.follow_up(asked).resolution == resolution


def test_a_visit_resolves_those_that_are_planned_due_or_overdue_alike(team: Team) -> None:
    for due in (date(2026, 3, 1), TODAY, LATER):
        family = team.household()
        asked = team.plans(team.arta, family, due, on=date(2026, 2, 20))

        team.visits(team.milica, family, next="none")

        assert team.follow_up(asked).resolution == "visit"
        assert team.follow_up(asked).resolved_on == TODAY


def test_for_each_other_one_the_review_says_done_or_keep(team: Team) -> None:
    family = team.household()
    papers, health, step = (team.plans(team.arta, family, LATER, each) for each in ("papers", "health", "step"))

    team.visits(team.arta, family, next="none", others={str(papers): "done", str(health): "keep"})

    assert team.follow_up(papers).resolution == "review"
    assert team.follow_up(health).resolution is None
    assert team.follow_up(step).resolution is None  # nothing was said of it


@pytest.mark.parametrize("outcome", ["nobody_home", "postponed"])
def test_an_attempt_moves_it_keeps_its_first_day_and_is_counted(team: Team, outcome: str) -> None:
    family = team.household()
    asked = team.plans(team.milica, family, TODAY)
    days = [TODAY + timedelta(days=n) for n in (3, 7, 14)]

    for day in days:
        team.visits(team.arta, family, outcome, next=day.isoformat())

    moved = team.follow_up(asked)
    assert (moved.first_due, moved.due, moved.owner_id) == (TODAY, days[-1], team.milica)
    assert [move.due for move in moved.moves] == days
    assert [f.id for f in team.open_of(family)] == [asked]


def test_an_attempt_without_any_visit_to_move_plans_one(team: Team) -> None:
    family = team.household()
    papers = team.plans(team.arta, family, LATER, "papers")

    team.visits(team.arta, family, "nobody_home", next="2026-03-16")

    assert [f.due for f in team.open_of(family)] == [date(2026, 3, 16)]
    assert team.follow_up(papers).due == LATER


def test_a_refused_visit_ends_it_and_an_attempt_that_asks_for_no_further_one_drops_it(team: Team) -> None:
    refusing, moving_away = team.household("Drita Hoxha"), team.household("Agim Berisha")
    first, second = team.plans(team.arta, refusing, TODAY), team.plans(team.arta, moving_away, TODAY)

    team.visits(team.arta, refusing, "refused", next="none")
    team.visits(team.arta, moving_away, "nobody_home", next="none")

    assert [team.follow_up(id_).resolution for id_ in (first, second)] == ["refused", "not_needed"]


# --- second thoughts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["done", "nobody_home", "postponed", "refused"])
@pytest.mark.parametrize("due", ["2026-03-26", "none"])
def test_undo_brings_every_follow_up_back_exactly(team: Team, outcome: str, due: str) -> None:
    family = team.household()
    again = team.plans(team.milica, family, date(2026, 3, 2), on=date(2026, 2, 20))
    papers = team.plans(team.arta, family, LATER, "papers")
    _by_hand(team, team.milica, again, TODAY)
    before = team.everything()

    others = {"others": {str(papers): "done"}} if outcome == "done" else {}
    record = team.visits(team.arta, family, outcome, next=due, urgent={"urgent": "yes"}, **others)
    assert team.everything() != before
    team.undoes(team.arta, record)

    assert team.everything() == before


def test_the_number_of_one_that_was_taken_back_is_given_to_no_other(team: Team) -> None:
    family, other = team.household("Drita Hoxha"), team.household("Agim Berisha")
    record = team.visits(team.arta, family, next=LATER.isoformat())
    [taken_back] = team.open_of(family)

    team.undoes(team.arta, record)
    team.visits(team.milica, other, next=LATER.isoformat())

    assert team.open_of(other)[0].id != taken_back.id


def test_saving_again_after_undo_has_the_same_effect_once(team: Team) -> None:
    family = team.household()
    team.plans(team.arta, family, TODAY)
    record = team.visits(team.arta, family, "nobody_home", next="2026-03-16")
    saved = team.everything()

    team.undoes(team.arta, record)
    team.visits_again(team.arta, record)

    assert team.everything() == saved


def test_correcting_an_answer_that_concerns_no_follow_up_changes_none(team: Team) -> None:
    family = team.household()
    team.plans(team.milica, family, TODAY)
    papers = team.plans(team.milica, family, TODAY, "papers")
    record = team.visits(team.arta, family, next=LATER.isoformat(), others={str(papers): "done"})
    before = team.everything()

    team.corrects(team.arta, record, done={"orientation": "yes"})

    assert team.everything() == before


def test_correcting_the_day_keeps_the_owner_who_has_taken_it(team: Team) -> None:
    family = team.household()
    record = team.visits(team.arta, family, next=LATER.isoformat(), urgent={"urgent": "yes"})
    asked = team.open_of(family)[0].id
    team.does(lambda w: followups.hand_to(w, w.db.get_one(Account, team.besa), w.db.get_one(FollowUp, asked),
                                          w.db.get_one(Account, team.besa)))  # fmt: skip

    team.corrects(team.arta, record, next=MUCH_LATER.isoformat())

    kept = team.follow_up(asked)
    assert (kept.due, kept.first_due, kept.owner_id, kept.urgent) == (MUCH_LATER, MUCH_LATER, team.besa, True)


def test_correcting_a_record_leaves_what_a_later_visit_has_planned(team: Team) -> None:
    family = team.household()
    first = team.visits(team.arta, family, next=LATER.isoformat())
    second = team.visits(team.milica, family, twin="another", next=MUCH_LATER.isoformat())

    team.corrects(team.arta, first, next="2026-03-20", next_step_by="centre")

    by_first, by_second = team.follow_up(1), team.follow_up(2)
    assert (by_first.first_due, by_first.resolution, by_first.resolved_by) == (date(2026, 3, 20), "visit", second)
    assert (by_second.due, by_second.resolution) == (MUCH_LATER, None)
    assert len(team.open_of(family)) == 1


def test_a_day_moved_by_hand_stays_unless_the_day_itself_is_corrected(team: Team) -> None:
    family = team.household()
    asked = team.plans(team.arta, family, TODAY)
    record = team.visits(team.arta, family, "nobody_home", next="2026-03-16")
    _by_hand(team, team.milica, asked, date(2026, 3, 18))

    team.corrects(team.arta, record, note=[])
    after_note = team.follow_up(asked).due
    team.corrects(team.arta, record, next="2026-03-23")

    assert after_note == date(2026, 3, 18)
    assert team.follow_up(asked).due == date(2026, 3, 23)
    assert len(team.follow_up(asked).moves) == 1


@pytest.mark.parametrize(("before", "after"), [("done", "nobody_home"), ("nobody_home", "done")])
def test_correcting_the_outcome_gives_what_that_outcome_would_have_given(team: Team, before: str, after: str) -> None:
    from tests.reminders.team import MADE

    family, twin = team.household("Drita Hoxha"), team.household("Agim Berisha")
    asked, asked_twin = (team.plans(team.arta, each, TODAY) for each in (family, twin))
    record = team.visits(team.arta, family, before, next="2026-03-16")
    team.visits(team.arta, twin, after, next="2026-03-16")

    team.corrects(team.arta, record, outcome=after, **MADE)

    corrected, expected = team.follow_up(asked), team.follow_up(asked_twin)
    assert (corrected.resolution, corrected.due) == (expected.resolution, expected.due)
    assert [move.due for move in corrected.moves] == [move.due for move in expected.moves]
    assert [f.due for f in team.open_of(family)] == [f.due for f in team.open_of(twin)]


def test_correcting_the_household_moves_all_effects_to_the_other_one(team: Team) -> None:
    wrong, right = team.household("Drita Hoxha"), team.household("Agim Berisha")
    of_wrong, of_right = team.plans(team.arta, wrong, TODAY), team.plans(team.arta, right, TODAY)
    record = team.visits(team.arta, wrong, next=LATER.isoformat())

    team.corrects(team.arta, record, household=str(right))

    assert team.follow_up(of_wrong).resolution is None
    assert team.follow_up(of_right).resolution == "visit"
    assert [f.id for f in team.open_of(wrong)] == [of_wrong]
    assert [f.due for f in team.open_of(right)] == [LATER]


def test_urgency_is_taken_back_with_the_attempt_that_brought_it(team: Team) -> None:
    family = team.household(kind="elderly_alone")
    asked = team.plans(team.arta, family, TODAY)
    first = team.visits(team.arta, family, "nobody_home", seen_since="no", next="2026-03-12", urgent={"urgent": "yes"})
    second = team.visits(team.milica, family, "nobody_home", seen_since="yes", next="2026-03-16")
    urgent_after_both = team.follow_up(asked).urgent

    team.undoes(team.arta, first)
    after_undo = team.follow_up(asked)
    team.undoes(team.milica, second)

    assert urgent_after_both
    assert (after_undo.urgent, after_undo.due, len(after_undo.moves)) == (False, date(2026, 3, 16), 1)
    assert (team.follow_up(asked).due, team.follow_up(asked).moves) == (TODAY, [])


def test_one_that_was_done_otherwise_meanwhile_stays_done_when_a_word_is_corrected(team: Team) -> None:
    family = team.household()
    record = team.visits(team.arta, family, next=LATER.isoformat())
    _ends(team, team.milica, team.open_of(family)[0].id, "phone")

    team.corrects(team.arta, record, next_step_by="service")
    after_word = team.follow_up(1).resolution
    team.corrects(team.arta, record, next=MUCH_LATER.isoformat())

    assert after_word == "phone"
    assert (team.follow_up(1).resolution, team.follow_up(1).due) == (None, MUCH_LATER)


# --- second thoughts about one that is not the last ------------------------------------------------------------------


@pytest.mark.parametrize("due", [MUCH_LATER.isoformat(), "none"])
def test_what_is_taken_back_leaves_nothing_open_that_a_later_visit_has_resolved(team: Team, due: str) -> None:
    family = team.household()
    team.plans(team.arta, family, TODAY)
    first = team.visits(team.arta, family, next=LATER.isoformat())
    team.visits(team.milica, family, twin="another", next=due)
    after_both = [f.due for f in team.open_of(family)]

    team.undoes(team.arta, first)

    assert [f.due for f in team.open_of(family)] == after_both


def test_an_attempt_goes_on_asking_when_the_visit_before_it_is_taken_back(team: Team) -> None:
    family = team.household()
    first = team.visits(team.arta, family, next=LATER.isoformat())
    team.visits(team.milica, family, "nobody_home", next=MUCH_LATER.isoformat())

    team.undoes(team.arta, first)

    [asked] = [team.follow_up(f.id) for f in team.open_of(family)]
    assert (asked.owner_id, asked.first_due, asked.due, asked.moves) == (team.milica, MUCH_LATER, MUCH_LATER, [])


def test_a_day_that_is_added_to_a_visit_is_the_first_day_of_what_a_later_attempt_has_moved(team: Team) -> None:
    family = team.household()
    first = team.visits(team.arta, family, next="none")
    team.visits(team.milica, family, "nobody_home", next=MUCH_LATER.isoformat())

    team.corrects(team.arta, first, next=LATER.isoformat())

    [asked] = [team.follow_up(f.id) for f in team.open_of(family)]
    assert (asked.owner_id, asked.first_due, asked.due, len(asked.moves)) == (team.arta, LATER, MUCH_LATER, 1)


@pytest.mark.parametrize("by_visit", [True, False])
def test_what_was_settled_since_an_attempt_is_not_asked_again_when_a_word_is_corrected(
    team: Team, by_visit: bool
) -> None:
    family = team.household()
    asked = team.plans(team.arta, family, TODAY)
    attempt = team.visits(team.arta, family, "nobody_home", next=LATER.isoformat())
    if by_visit:
        team.visits(team.milica, family, next="none")
    else:
        _ends(team, team.milica, asked, "phone")
    before = team.everything()

    team.corrects(team.arta, attempt, note=[])

    assert team.open_of(family) == []
    assert team.everything() == before


def test_undone_and_saved_again_counts_as_saved_then(team: Team) -> None:
    family = team.household()
    first = team.visits(team.arta, family, next=LATER.isoformat())
    team.undoes(team.arta, first)
    team.now += timedelta(minutes=2)
    team.visits(team.milica, family, "nobody_home", next=MUCH_LATER.isoformat())
    team.now += timedelta(minutes=2)

    team.visits_again(team.arta, first)

    [asked] = team.open_of(family)
    assert (asked.owner_id, asked.due) == (team.arta, LATER)


def test_a_visit_taken_over_from_a_list_resolves_nothing_when_another_is_corrected(team: Team) -> None:
    family = team.household()
    first = team.visits(team.arta, family, next=LATER.isoformat())
    from_list = team.visits(team.milica, family, twin="another", next="none")
    team.undoes(team.milica, from_list)
    team.does(lambda work: _as_from_a_list(work.db.get_one(Contact, from_list)))

    team.corrects(team.arta, first, next_step_by="service")

    assert [f.due for f in team.open_of(family)] == [LATER]


def _as_from_a_list(contact: Contact) -> None:
    contact.void_at, contact.answers = None, {name: contact.answers[name] for name in ("household", "outcome", "date")}
