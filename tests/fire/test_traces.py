"""The look for traces finds what is to be found: else it would find nothing in the files of a centre either."""

import base64
import json
from collections.abc import Callable

import pytest

from tests.fire.traces import traces

NAMES = ("Kanarina Zog", "Kënarçë", "Ђорђе Канаринац", "049123987")
WAYS: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "small": lambda name: name.lower().encode(),
    "in capitals": lambda name: name.upper().encode(),
    "wide": lambda name: name.encode("utf-16-le"),
    "wide, the other way round": lambda name: name.encode("utf-16-be"),
    "in JSON": lambda name: json.dumps({"name": name}).encode(),
    "in digits": lambda name: name.encode().hex().upper().encode(),
    "in base64": lambda name: base64.b64encode(b"x" + name.encode() + b"y"),
    "in base64, further on": lambda name: base64.b64encode(b"xyz, " + name.encode()),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("way", WAYS)
def test_a_name_is_found_however_it_is_written(name: str, way: str) -> None:
    content = b"\xff\x00before\n" + WAYS[way](name) + b"\x00after"

    assert traces([("other", b"nothing"), ("file", content)], NAMES) == [("file", name)]


def test_nothing_is_found_where_nothing_is() -> None:
    assert traces([("file", bytes(range(256)) * 100)], NAMES) == []
