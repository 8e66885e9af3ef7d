"""/today and /week, and the interval that is proposed for the next contact."""

from datetime import date, timedelta

import pytest

from bot.casework.facts import DraftFacts
from bot.followups.workdays import add_fixed_holidays
from db.models import Account, Holiday
from tests.reminders.morning import TODAY, at, lines, plans
from tests.reminders.team import Team
from tests.talk import Centre


async def test_today_has_what_is_due_and_overdue_and_nothing_else(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    for number, days in enumerate((-8, 0, 1, 9)):
        plans(centre, arta, centre.household(arta, f"Family {number}"), TODAY + timedelta(days=days))

    await arta.sends("/today")

    assert arta.card == "Today, Wed 11.3.\n2 households are waiting. Overdue: 1."
    assert lines(arta, "Today") == [
        "⏰ 8 days · F-0001 Tavnik – Visit again",
        "F-0002 Tavnik – Visit again",
    ]


async def test_today_says_when_nobody_is_waiting(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    plans(centre, milica, centre.household(arta, "Drita Hoxha"))

    await arta.sends("/today")

    assert "Nobody is waiting today." in arta.card


async def test_week_groups_by_bank_and_place_and_says_the_day_of_each(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    for number, days in enumerate((-8, 0, 1, 7, 8)):
        place = "bosnjacka_mahala" if number == 2 else "tavnik"
        plans(centre, arta, centre.household(arta, f"Family {number}", place), TODAY + timedelta(days=days))

    await arta.sends("/week")

    places = arta.card.splitlines()[1:]
    assert sorted(place.rsplit(": ")[1] for place in places) == ["1 household", "3 households"]
    of_tavnik = [label for label in arta.buttons if "Tavnik" in label]
    assert of_tavnik == [
        "⏰ 8 days · F-0001 Tavnik – Visit again",
        "F-0002 Tavnik – Visit again",
        "Wed 18.3. · F-0004 Tavnik – Visit again",
    ]
    assert not [label for label in arta.buttons if "F-0005" in label]


async def test_a_file_that_rests_leaves_its_page_and_an_empty_page_becomes_the_last_one(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    for number in range(11):
        plans(centre, arta, centre.household(arta, f"Family {number}"))
    await centre.moves_to(at(8, 30))
    await arta.taps("More ▸")
    on_the_last = lines(arta)

    await arta.sends("/family", "F-0011")
    await arta.taps("Let it rest until…")
    await arta.sends("30.3.")
    await arta.taps("Save")

    assert (len(on_the_last), len(lines(arta))) == (1, 10)


async def test_a_household_with_two_next_contacts_is_counted_once(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    family = centre.household(arta, "Drita Hoxha")
    for purpose in ("visit", "papers"):
        plans(centre, arta, family, purpose=purpose)

    await arta.sends("/today")
    today = arta.card
    await arta.taps("Show names")
    named = arta.card
    await arta.sends("/week")

    assert today == "Today, Wed 11.3.\n1 household is waiting."
    assert named.count("Drita Hoxha") == 1
    assert arta.card.endswith(": 1 household")


# --- the interval ---------------------------------------------------------------------------------------------------


def _proposed(team: Team, household: int, **answers: str) -> str | None:
    given = {"household": str(household), "outcome": "done", "date": TODAY.isoformat(), **answers}
    return team.does(lambda w: DraftFacts(w, w.db.get_one(Account, team.arta), given).propose("next"))


def test_two_weeks_where_nothing_was_chosen_before(team: Team) -> None:
    assert _proposed(team, team.household()) == "2026-03-25"


@pytest.mark.parametrize(
    ("chosen", "proposed"),
    [
        ("2026-02-18", "2026-03-18"),  # a week
        ("2026-03-11", "2026-04-13"),  # a month; the 11th of April is a Saturday
        ("2026-05-11", "2026-06-11"),  # three months
        ("2026-02-16", "2026-03-16"),  # five days
    ],
)
def test_the_interval_chosen_last_for_this_household(team: Team, chosen: str, proposed: str) -> None:
    team.now -= timedelta(days=28)
    family = team.household()
    team.visits(team.arta, family, next=chosen)
    team.now += timedelta(days=28)

    assert _proposed(team, family) == proposed


def test_two_weeks_stay_two_weeks_where_a_holiday_made_them_longer(team: Team) -> None:
    team.does(lambda work: work.db.add(Holiday(day=date(2026, 2, 25), name="A holiday", source="the coordinator")))
    team.now -= timedelta(days=28)
    family = team.household()
    team.visits(team.arta, family, next="2026-02-26")
    team.now += timedelta(days=28)

    assert _proposed(team, family) == "2026-03-25"


def test_it_is_moved_to_a_working_day(team: Team) -> None:
    team.does(add_fixed_holidays)
    team.does(lambda work: work.db.add(Holiday(day=date(2026, 3, 25), name="A holiday", source="the coordinator")))

    assert _proposed(team, team.household()) == "2026-03-26"


def test_an_attempt_or_an_urgent_one_says_nothing_of_the_usual_interval(team: Team) -> None:
    family = team.household()
    team.visits(team.arta, family, "nobody_home", next="2026-03-16")
    after_attempt = _proposed(team, family)
    team.visits(team.arta, family, next="2026-03-12", urgent={"urgent": "yes"})

    assert (after_attempt, _proposed(team, family)) == ("2026-03-25", "2026-03-25")


@pytest.mark.parametrize(
    ("outcome", "proposed"), [("nobody_home", "2026-03-16"), ("postponed", "2026-03-18"), ("refused", "none")]
)
def test_attempts_have_days_of_their_own(team: Team, outcome: str, proposed: str) -> None:
    assert _proposed(team, team.household(), outcome=outcome) == proposed


def test_whom_nobody_has_seen_is_tried_again_tomorrow_whatever_day_that_is(team: Team) -> None:
    team.now += timedelta(days=2)  # a Friday

    found = _proposed(team, team.household(kind="elderly_alone"), outcome="nobody_home", seen_since="no")

    assert found == "2026-03-14"
