"""Every way in × every role × one's own and another's record, compared with the table of who may do what."""

import pytest

from bot.conversations.engine import OPERATIONS as OF_FORMS
from bot.followups.followups import SETTLED
from bot.handlers import PLACES
from bot.handlers.incoming import Kind
from bot.handlers.places import case, forms, loose, voice
from bot.i18n import say
from bot.people import permissions
from bot.people.permissions import NOT_OPEN, Action, ever, may
from bot.people.permissions import ROLES as EACH
from tests.permissions.ways import PARAMS, WAYS, Way
from tests.permissions.world import (
    APART,
    ARTA,
    EVERYTHING,
    FAMILY,
    HERS,
    MILICA,
    REFERENCES,
    STRANGER,
    TEAM,
    Came,
    World,
    somebody,
)

ROLES = (*EACH, "monitor,operator")
NOBODY = [(ARTA, "pending"), (ARTA, "suspended"), (MILICA, "pending"), (MILICA, "suspended"), (STRANGER, "")]
EXCUSES = (case.GONE, forms.LATE, loose.SETTLED, voice.OVER, SETTLED, NOT_OPEN)


def told_too_much(who: int, roles: str, came: Came) -> list[str]:
    """What she was shown and should not be, wherever it came from."""
    own = who == ARTA
    hidden = [] if may(somebody(roles), Action.APART, own=own) else [APART]
    hidden += [] if own and may(somebody(roles), Action.FILL_IN) else HERS
    hidden += [] if may(somebody(roles), Action.READ) else FAMILY
    return came.tells(*hidden)


def offered_in_vain(roles: str, came: Came) -> list[Action]:
    """What buttons offer her that is closed to her whosever record it is."""
    return [action for action in came.offered if not ever(somebody(roles), action)]


def wrong(world: World, way: Way, who: int, roles: str) -> list[str]:
    """In what a way leads elsewhere than the table says."""
    own = way.is_own(arta=who == ARTA)
    came = world.tries(who, roles, "active", way.by(who), way.place(arta=who == ARTA))
    too_much = [f"{way.name}: tells {secret}" for secret in told_too_much(who, roles, came)]
    too_much += [f"{way.name}: offers {action.name}" for action in offered_in_vain(roles, came)]
    if may(somebody(roles), way.action, own=own):
        return [*too_much, *([f"{way.name}: refused"] if came.refused else [])]
    closed = [f"{way.name}: tells {secret}" for secret in came.tells(*EVERYTHING, *REFERENCES)]
    return [*too_much, *closed, *(f"{way.name}: writes {table}" for table in sorted(came.wrote))]


def test_whatever_can_be_sent_is_walked() -> None:
    of_nobody = {Kind.GROUP, Kind.BACK, Kind.NOTHING}

    assert {way.incoming.kind for way in WAYS} == set(Kind) - of_nobody


@pytest.mark.parametrize("roles", ROLES)
@pytest.mark.parametrize("who", [ARTA, MILICA], ids=["own", "another's"])
def test_everything_is_open_to_whom_the_table_says_and_to_nobody_else(world: World, who: int, roles: str) -> None:
    found = [each for way in WAYS for each in wrong(world, way, who, roles)]

    assert not found


@pytest.mark.parametrize(("who", "status"), NOBODY)
def test_whoever_is_not_active_gets_nothing_at_all(world: World, who: int, status: str) -> None:
    came = {way.name: world.tries(who, TEAM, status, way.by(who)) for way in WAYS}

    assert not [name for name, each in came.items() if each.shown or each.wrote]


@pytest.mark.parametrize("roles", ROLES)
@pytest.mark.parametrize("who", [ARTA, MILICA], ids=["own", "another's"])
def test_no_card_tells_more_than_the_table_says(world: World, who: int, roles: str) -> None:
    menu = world.sees(who, roles, ("home", {})).shown

    came = {place: world.sees(who, roles, (place, PARAMS)) for place in PLACES}

    found = [f"{place}: tells {each}" for place, card in came.items() for each in told_too_much(who, roles, card)]
    found += [f"{place}: offers {each}" for place, card in came.items() for each in offered_in_vain(roles, card)]
    closed = [place for place, (action, _) in PLACES.items() if not ever(somebody(roles), action)]
    assert not found
    assert not [place for place, card in came.items() if card.wrote]
    assert not [place for place in closed if came[place].shown != menu]


def test_without_the_table_nobody_may_anything(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "by_role", lambda account, action, *, own=True: False)

    came = {way.name: world.tries(ARTA, TEAM, "active", way.by(ARTA), way.at) for way in WAYS}

    assert not {name: each for name, each in came.items() if each.wrote or each.tells(*EVERYTHING)}


def test_nothing_but_the_table_stands_in_the_way(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "by_role", lambda account, action, *, own=True: True)

    came = {way.name: world.tries(ARTA, "monitor", "active", way.by(ARTA), way.at) for way in WAYS}

    assert not [name for name, each in came.items() if each.refused]
    assert world.tries(ARTA, "monitor", "active", _way("button apart 1").by(ARTA)).tells(APART)


def test_every_button_that_is_walked_leads_somewhere(world: World) -> None:
    excuses = [say(each, "en") for each in EXCUSES]
    own = [way for way in WAYS if "button" in way.name and way.name not in {f"form's button {op}" for op in OF_FORMS}]

    came = {way.name: world.tries(ARTA, TEAM, "active", way.by(ARTA), way.at) for way in own}

    assert not {name: each for name, each in came.items() if any(excuse in each.shown for excuse in excuses)}


def _way(name: str) -> Way:
    return next(way for way in WAYS if way.name == name)
