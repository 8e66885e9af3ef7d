"""Whoever is shown something of a family has read it, and that is written down: by every way in, also a later one."""

from tests.permissions.ways import WAYS
from tests.permissions.world import APART, FAMILY, MILICA, World

ECHOES = {f"{said} {FAMILY[n]}" for said in ("words", "/invite") for n in (0, 5)} | {"a photo"}
"""What she has typed herself."""


def test_no_way_shows_a_family_without_its_being_written_down(world: World) -> None:
    came = {way.name: world.tries(MILICA, "coordinator,operator", "active", way.by(MILICA)) for way in WAYS}

    told = {name for name, each in came.items() if each.tells(*FAMILY, APART)}
    noted = {name for name, each in came.items() if "audit" in each.wrote}
    assert told - noted == ECHOES
