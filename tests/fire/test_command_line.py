"""The command line: a bad setting is one sentence that names it and exit 1; wrong usage is 2; never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fire.harness import ROOT

TOKEN = "700000001:" + "x" * 36
PASSWORD = "canary-password"
BAD = {
    "no token": ("TELEGRAM_BOT_TOKEN", {"TELEGRAM_BOT_TOKEN": ""}),
    "no such token": ("TELEGRAM_BOT_TOKEN", {"TELEGRAM_BOT_TOKEN": "canary-token"}),
    "no token file": ("TELEGRAM_BOT_TOKEN_FILE", {"TELEGRAM_BOT_TOKEN": "", "TELEGRAM_BOT_TOKEN_FILE": "/nowhere"}),
    "no address": ("TELEGRAM_API_URL", {"TELEGRAM_API_URL": "nonsense"}),
    "in clear": ("TELEGRAM_API_URL", {"TELEGRAM_API_URL": "http://example.org"}),
    "another database": ("DATABASE_URL", {"DATABASE_URL": "mysql://x/y"}),
    "in memory": ("DATABASE_URL", {"DATABASE_URL": "sqlite://"}),
    "no server": ("DATABASE_URL", {"DATABASE_URL": f"postgresql://a:{PASSWORD}@127.0.0.1:9/x"}),
    "key beside the data": ("ASCOLTO_KEY_FILE", {"ASCOLTO_KEY_FILE": "data/key"}),
    "no such zone": ("ASCOLTO_TIMEZONE", {"ASCOLTO_TIMEZONE": "Mars/Olympus"}),
    "practice clock": ("ASCOLTO_CLOCK", {"ASCOLTO_CLOCK": "http://127.0.0.1:1/clock"}),
    "a file as folder": ("ASCOLTO_DATA", {"ASCOLTO_DATA": "/etc/passwd"}),
    "below a file": ("ASCOLTO_DATA", {"ASCOLTO_DATA": "/etc/passwd/data"}),
    "a database below a file": ("DATABASE_URL", {"DATABASE_URL": "sqlite:////etc/passwd/ascolto.db"}),
    "another file as database": ("DATABASE_URL", {"DATABASE_URL": f"sqlite:///{__file__}"}),
    "a key that all can read": ("ASCOLTO_KEY_FILE", {"ASCOLTO_KEY_FILE": "/etc/passwd"}),
    "a key below a file": ("ASCOLTO_KEY_FILE", {"ASCOLTO_KEY_FILE": "/etc/passwd/key"}),
    "no days": ("ASCOLTO_KEEP_AUDIO_DAYS", {"ASCOLTO_KEEP_AUDIO_DAYS": "0"}),
}
PROGRAMS = ((sys.executable, "-m", "bot"), (str(Path(sys.executable).with_name("ascolto")),))


def _ascolto(folder: Path, program: tuple[str, ...], *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    given = {"PATH": os.defpath, "HOME": str(folder), "PYTHONPATH": str(ROOT), "TELEGRAM_BOT_TOKEN": TOKEN, **env}
    return subprocess.run([*program, *words], cwd=folder, env=given, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_setting_is_named_in_one_sentence(tmp_path: Path, bad: str) -> None:
    variable, env = BAD[bad]

    done = _ascolto(tmp_path, PROGRAMS[0], "run", **env)

    assert done.returncode == 1
    assert done.stderr.startswith(f"ascolto: {variable} ")
    assert done.stderr.count("\n") == 1
    assert "canary" not in done.stderr


def test_a_database_that_is_not_one_is_named_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "ascolto.db").write_text("nothing of ours, but long enough to be looked at")

    done = _ascolto(tmp_path, PROGRAMS[0], "migrate")

    assert done.stderr.startswith("ascolto: ASCOLTO_DATA cannot be used (DatabaseError)")


def test_what_it_makes_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "place"
    folder.mkdir()

    done = _ascolto(folder, PROGRAMS[0], "migrate", ASCOLTO_DATA="deep/data")

    made = sorted(folder.rglob("*"))
    assert done.returncode == 0
    assert {"data", "ascolto.db", "key"} <= {path.name for path in made}
    assert [path for path in made if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("program", PROGRAMS, ids=["python -m bot", "ascolto"])
@pytest.mark.parametrize("words", [[], ["nonsense"], ["invite", "--role", "boss", "--name", "Arta"]])
def test_wrong_usage_is_two(tmp_path: Path, program: tuple[str, ...], words: list[str]) -> None:
    done = _ascolto(tmp_path, program, *words)

    assert done.returncode == 2
    assert done.stderr.startswith("usage: ascolto")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["  ", "\u200b", "x" * 41, b"Art\xff"], ids=["blanks", "unseen", "long", "not text"])
def test_a_name_that_fits_on_no_button_is_refused(tmp_path: Path, name: str | bytes) -> None:
    given = name if isinstance(name, str) else os.fsdecode(name)

    done = _ascolto(tmp_path, PROGRAMS[0], "invite", "--role", "operator", "--name", given)

    assert done.returncode == 1
    assert done.stderr == "ascolto: --name is to be how colleagues call her or him, in 1 to 40 letters.\n"
