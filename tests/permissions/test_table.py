"""Who may do what: every way in has its row in the table, and the document prints the table as it is."""

from pathlib import Path

import pytest

from bot.casework import intake
from bot.handlers import COMMANDS, OPERATIONS, PLACES, page
from bot.people.permissions import COORDINATOR, MONITOR, OPERATOR, ROLES, Action, ever, may
from db.models import Account

WAYS_IN = {
    **{f"/{name}": action for name, (action, _) in COMMANDS.items()},
    **{f"place {name}": action for name, (action, _) in PLACES.items()},
    **{f"button {name}": action for name, (action, _) in OPERATIONS.items()},
    **{f"form {name}": action for name, (action, _) in intake.SAVERS.items()},
}


def somebody(roles: str, status: str = "active") -> Account:
    return Account(name="Arta", roles=roles, status=status)


def test_every_way_in_names_a_row_of_the_table() -> None:
    without = [way for way, action in WAYS_IN.items() if not isinstance(action, Action)]

    assert not without


def test_every_form_says_who_may_fill_it_in() -> None:
    assert set(intake.SAVERS) == set(intake.FORMS)


def test_every_row_is_asked_for_somewhere() -> None:
    sources = "".join(path.read_text("utf-8") for path in (Path(__file__).parents[2] / "bot").rglob("*.py"))

    assert not [action for action in Action if f"Action.{action.name}" not in sources]


def test_a_row_lets_nobody_do_to_another_s_record_what_is_closed_with_her_own() -> None:
    odd = [action for action in Action if not action.others <= action.own <= set(ROLES)]

    assert not odd


@pytest.mark.parametrize("status", ["pending", "suspended"])
def test_who_is_not_active_may_nothing(status: str) -> None:
    allowed = [action for action in Action if ever(somebody("operator,coordinator,monitor", status), action)]

    assert not allowed


def test_roles_add_up() -> None:
    both = somebody("monitor,operator")

    assert may(both, Action.FIGURES)
    assert may(both, Action.LOG)
    assert not may(both, Action.APART, own=False)


def test_what_tells_of_a_family_is_closed_to_monitors() -> None:
    open_to_them = {action for action in Action if MONITOR in action.own}

    assert open_to_them == {Action.USE, Action.FIGURES}


def test_what_is_confidential_is_its_author_s_and_the_coordinator_s() -> None:
    assert Action.APART.own == {OPERATOR, COORDINATOR}
    assert Action.APART.others == {COORDINATOR}


def test_the_document_prints_the_table_as_it_is() -> None:
    assert page.main(["--check"]) == 0, "run `make diagrams`"
