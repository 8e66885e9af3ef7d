"""Updates as Telegram never sends them: fields missing, null, of a wrong type, huge."""

import copy
import random
from collections.abc import Iterator
from typing import Any

from practice.errors import Json

WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**31,
    2**70,
    1e308,
    "",
    "x",
    "\x00",
    "\ud800",
    "\u202ex",
    [],
    [[]],
    {},
    {"id": {}},
    "9" * 5000,
)
NO_UPDATES: tuple[Any, ...] = (
    None,
    7,
    "update",
    [],
    {},
    {"update_id": None},
    {"update_id": "5"},
    {"update_id": -7},
    {"update_id": True},
    {"update_id": 2**70},
)


def malformed(good: Json, count: int, seed: int) -> Iterator[Json]:
    """Damage a good update in one to three places, `count` times. The update id stays, so that it can be confirmed."""
    luck = random.Random(seed)
    for _ in range(count):
        bad = copy.deepcopy(good)
        for _ in range(luck.randint(1, 3)):
            _damage(bad, luck)
        yield bad


def _damage(update: Json, luck: random.Random) -> None:
    places = [(parent, key) for parent, key in _places(update) if key != "update_id"]
    if not places:
        return
    parent, key = luck.choice(places)
    if luck.random() < 0.3:
        del parent[key]
    else:
        parent[key] = copy.deepcopy(luck.choice(WRONG))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])
