"""No token, key or password was committed. What looks like one in tests is nobody's, and named here with a reason."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.plugins.base import RegexBasedDetector

ROOT = Path(__file__).parents[1]
NO_TEXT = {".png", ".ico", ".xlsx"}
OURS = (re.compile(r"ascolto-key-1 \d+ [A-Za-z0-9+/]{43}="), re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}"))
INVENTED = {
    "7305551234:AAF0-practice_token_of_nobody-12345": "a token in form only",
    "700000001:emulated-emulated-emulated-emulated": "a token in form only",
    "AGE-SECRET-KEY-1XMWWC06LY3EE5RYTXM9MFLAZ2U56JJJ36S0MYPDRWSVLUL66MV4QX3S7F6": "of the test vectors of age",
    "s%40cret": "the password of a database that is not there",
    "secret": "the password of a database that is not there",
    "{PASSWORD}": "a place where a test puts one in",
}
"""What looks like a secret in tests and is none: it and why."""


def foreign() -> list[RegexBasedDetector]:
    """What detect-secrets knows by its form. Its guesses by entropy or by the word before them are left out: slow, and
    wrong about each hash and each message about a password."""
    kinds: dict[str, Any] = get_mapping_from_secret_type_to_class()
    return [kind() for name, kind in kinds.items() if issubclass(kind, RegexBasedDetector) and "IP" not in name]


DETECTORS = foreign()


def secrets(text: str) -> Iterator[str]:
    """What in a text looks like a secret."""
    for detector in DETECTORS:
        yield from detector.analyze_string(text)
    for form in OURS:
        yield from form.findall(text)


def committed() -> list[str]:
    """The files that git keeps."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in listed.splitlines() if Path(name).suffix not in NO_TEXT and (ROOT / name).is_file()]


def test_nothing_secret_is_committed() -> None:
    found = {secret: name for name in committed() for secret in secrets((ROOT / name).read_text("utf-8", "replace"))}

    assert {secret: name for secret, name in found.items() if secret not in INVENTED} == {}
    assert set(INVENTED) <= set(found), "an exception has outlived its reason"


@pytest.mark.parametrize(
    "secret",
    ["7305551234:" + "AAF0" * 8 + "abc", "ascolto-key-1 7 " + "k" * 43 + "=", "-----BEGIN " + "PRIVATE KEY-----"],
)
def test_one_that_is_about_to_be_committed_is_found(secret: str) -> None:
    assert list(secrets(f"x = '{secret}'\n"))
