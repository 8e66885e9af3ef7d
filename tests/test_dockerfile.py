"""The Dockerfile, read as text: no container is built here. What it copies is there, what it asks of the bot true."""

import json
import re
import tomllib
from pathlib import Path

from bot.settings import read

ROOT = Path(__file__).parents[1]
LINES = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text("utf-8")).splitlines()
ALLOWED = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}


def said(word: str) -> list[str]:
    """What stands after a word of Docker's, line by line."""
    return [line.removeprefix(f"{word} ") for line in LINES if line.startswith(f"{word} ")]


def copied() -> set[str]:
    """What comes in from here."""
    return {name for line in said("COPY") if not line.startswith("--from") for name in line.split()[:-1]}


def test_what_it_copies_is_there_and_is_let_in() -> None:
    assert [name for name in copied() if not (ROOT / name).exists()] == []
    assert copied() == ALLOWED


def test_it_copies_every_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = {name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}

    assert packages <= copied()


def test_it_installs_what_is_locked_and_nothing_else() -> None:
    installs = [part for line in said("RUN") for part in line.split("&&") if "pip install" in part]

    wanted = [("--require-hashes" in part and "requirements.lock" in part) or "--no-deps" in part for part in installs]
    assert wanted == [True, True]


def test_it_does_not_run_as_root() -> None:
    assert said("USER") == ["ascolto"]


def test_records_and_key_are_volumes_apart_and_the_settings_are_good(tmp_path: Path) -> None:
    (told,) = said("ENV")
    token = tmp_path / "token"
    token.write_text("7305551234:AAF0-practice_token_of_nobody-12345")
    environment = dict(word.split("=", 1) for word in told.split())

    settings = read({**environment, "TELEGRAM_BOT_TOKEN_FILE": str(token)})

    volumes = [Path(folder) for folder in json.loads(said("VOLUME")[0])]
    assert [settings.data, settings.key_file.parent] == volumes
    assert f"http://127.0.0.1:{settings.health_port}/healthz" in "\n".join(LINES)


def test_no_secret_is_in_the_image() -> None:
    assert said("ARG") == []
    assert not re.findall(r"TELEGRAM_BOT_TOKEN=", "\n".join(LINES))
