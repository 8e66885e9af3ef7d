"""The key file: made once, for its owner alone, and refused with a sentence when it is not as it should be."""

import base64
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db.keyfile import KeyFileError, is_open_to_others, open_keyring, read_keyring

KEY = base64.b64encode(b"k" * 32).decode()


def write(path: Path, content: str | bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(mode)
    return path


def test_the_first_start_makes_a_key_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "config" / "ascolto" / "key"

    made = open_keyring(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in path.parents[:2]] == [0o700, 0o700]
    assert [file.name for file in path.parent.iterdir()] == ["key"]
    assert open_keyring(path).decrypt(made.encrypt(b"Arta", "people.name"), "people.name") == b"Arta"


def test_two_first_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "ascolto" / "key"

    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: open_keyring(path), range(16)))

    stored = rings[0].encrypt(b"Arta", "people.name")
    assert all(ring.decrypt(stored, "people.name") == b"Arta" for ring in rings)


def test_the_first_key_writes_and_the_older_ones_read(tmp_path: Path) -> None:
    path = write(tmp_path / "key", f"ascolto-key-1 9 {KEY}\nascolto-key-1 4 {base64.b64encode(b'o' * 32).decode()}\n")

    assert repr(read_keyring(path)) == "<Keyring 9, 4>"
    assert read_keyring(path).active == 9


@pytest.mark.parametrize(
    ("mode", "user", "group", "open_"),
    [
        (0o400, 998, 998, False),
        (0o440, 0, 0, False),  # as systemd hands over a credential
        (0o440, 998, 0, True),
        (0o440, 0, 998, True),
        (0o640, 0, 0, True),
        (0o444, 0, 0, True),
    ],
)
def test_a_credential_of_systemd_is_closed_to_others(mode: int, user: int, group: int, open_: bool) -> None:
    found = os.stat_result((stat.S_IFREG | mode, 1, 1, 1, user, group, 0, 0, 0, 0))

    assert is_open_to_others(found) == open_


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = write(tmp_path / "key", f"ascolto-key-1 9 {KEY}\n", mode)

    with pytest.raises(KeyFileError, match="can be read by others: run chmod 600"):
        open_keyring(path)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("Arta", "is damaged"),
        (f"ascolto-key-2 9 {KEY}", "is damaged"),
        (f"ascolto-key-1 0 {KEY}", "is damaged"),
        (f"ascolto-key-1 256 {KEY}", "is damaged"),
        (f"ascolto-key-1 nine {KEY}", "is damaged"),
        (f"ascolto-key-1 9 {KEY[:-4]}", "is damaged"),
        (f"ascolto-key-1 9 {base64.b64encode(b'k' * 31).decode()}", "is damaged"),
        (f"ascolto-key-1 9 {base64.b64encode(b'k' * 33).decode()}", "is damaged"),
        (b"\xff\xfe\x00", "is damaged"),
        (f"ascolto-key-1 9 {KEY}\nascolto-key-1 9 {KEY}", "two keys with the id 9"),
    ],
)
def test_what_is_no_key_is_refused_and_never_shown(tmp_path: Path, content: str | bytes, problem: str) -> None:
    path = write(tmp_path / "key", content)

    with pytest.raises(KeyFileError, match=problem) as refused:
        open_keyring(path)

    assert str(path) in str(refused.value)
    assert KEY[:8] not in str(refused.value)


def test_a_place_that_cannot_hold_a_key_is_told(tmp_path: Path) -> None:
    write(tmp_path / "file", "")

    with pytest.raises(KeyFileError, match="cannot be used: "):
        open_keyring(tmp_path / "file" / "key")


def test_a_folder_in_the_place_of_the_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="cannot be used: "):
        open_keyring(tmp_path)
