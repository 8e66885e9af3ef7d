"""The demo households: thirty, in codes the bot knows, with something due for both operators."""

import csv
from pathlib import Path

from bot.conversations.codelists import HOUSEHOLD_KINDS
from bot.i18n import LANGUAGES
from practice.demo import HOUSEHOLDS

NEIGHBOURHOODS = Path(__file__).parents[2] / "db" / "data" / "neighbourhoods.csv"


def test_there_are_thirty_with_thirty_names() -> None:
    assert len({household.name for household in HOUSEHOLDS}) == 30


def test_their_codes_are_the_bot_s() -> None:
    with NEIGHBOURHOODS.open(encoding="utf-8", newline="") as lines:
        neighbourhoods = {row["code"] for row in csv.DictReader(lines)}

    assert {household.neighbourhood for household in HOUSEHOLDS} == neighbourhoods
    assert {household.kind for household in HOUSEHOLDS} == {kind.code for kind in HOUSEHOLD_KINDS}
    assert {household.language for household in HOUSEHOLDS} <= set(LANGUAGES)


def test_both_operators_have_something_urgent_overdue_due_and_planned() -> None:
    for owner in ("Arta", "Milica"):
        own = [household for household in HOUSEHOLDS if household.owner == owner]
        days = [household.next_contact_in_days for household in own if household.next_contact_in_days is not None]

        assert any(household.urgent for household in own)
        assert any(household.kind == "elderly_alone" for household in own)
        assert min(days) < 0 < max(days)
        assert 0 in days


def test_nothing_is_planned_for_a_household_that_was_never_seen() -> None:
    for household in HOUSEHOLDS:
        assert household.next_contact_in_days is None or household.last_visit_days_ago is not None
