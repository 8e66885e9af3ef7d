"""What the documents say is there: targets, commands, settings, files, and the pages drawn from the forms."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.casework import intake
from bot.commands import HELP
from bot.conversations import pages
from bot.handlers import COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BY_HAND = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
ALL = [*BY_HAND, *sorted((ROOT / "docs" / "forms").glob("*.md"))]

SOURCES = {".py", ".html", ".ini", ".sh"}
ELSEWHERE = {"data", "key", "healthz", "metrics", "newbot", "revoke", "start", "team"}
"""What begins with a slash and is no command of our chat: folders, pages, BotFather's, an example."""
EXAMPLES = {"bot/handlers/places/team.py", "locales/tr/LC_MESSAGES/ascolto.po"}
"""Files that CONTRIBUTING lets its reader make."""

_CODE = re.compile(r"^```.*?^```|^ {4,}.*?(?=^\S|\Z)|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:bot|db|docs|locales|practice|tests|\.ci)/[\w./-]+)`")
_VARIABLE = re.compile(r"\b(?:(?:ASCOLTO|TELEGRAM)_[A-Z_]+|DATABASE_URL)\b")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code(path: Path) -> str:
    """Only what stands as code, not what is said of it."""
    return "\n".join(found[0] for found in _CODE.finditer(path.read_text("utf-8")))


def anchors(path: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def packages() -> Iterator[str]:
    """What pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for wanted in (project["project"]["dependencies"], *project["dependency-groups"].values()):
        yield from (re.split(r"[^\w-]", each, maxsplit=1)[0].lower() for each in wanted)


def test_the_pages_of_the_forms_are_what_the_forms_are_now() -> None:
    stale = pages.stale(pages.pages())

    assert not stale, f"run `make diagrams`: {stale}"


def test_every_form_has_a_page() -> None:
    drawn = {form.name for _, form in pages.forms()}

    assert drawn == set(intake.FORMS)


@pytest.mark.parametrize("path", ALL, ids=named)
def test_links_lead_somewhere(path: Path) -> None:
    local = [link.partition("#") for link in _LINK.findall(path.read_text("utf-8")) if not link.startswith("http")]
    targets = [(path.parent / file if file else path, anchor) for file, _, anchor in local]

    lost = [str(file) for file, anchor in targets if not file.exists() or (anchor and anchor not in anchors(file))]

    assert not lost


@pytest.mark.parametrize("path", BY_HAND, ids=named)
def test_files_that_are_named_exist(path: Path) -> None:
    mentioned = set(_PATH.findall(path.read_text("utf-8"))) - EXAMPLES

    lost = [file for file in sorted(mentioned) if not (ROOT / file).exists()]

    assert not lost


@pytest.mark.parametrize("path", BY_HAND, ids=named)
def test_make_knows_the_targets_that_are_named(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    asked = set(re.findall(r"(?:^\s*|`|exec )make ([a-z-]+)", code(path), re.MULTILINE))

    assert asked <= targets


def _help(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command, or a part of one, says of itself."""
    with pytest.raises(SystemExit):
        main([*words, "--help"])
    return capsys.readouterr().out


def _assert_known(capsys: pytest.CaptureFixture[str], typed: Iterable[tuple[str, str]]) -> None:
    """Each command with what follows it: the command is there, its part too where it has parts, and its options."""
    for command, rest in typed:
        assert command in HELP
        known = _help(capsys, command)
        part = re.findall(r"^ ([a-z]+)", rest)
        if "WHAT" in known and part:
            known = _help(capsys, command, *part)
        assert [option for option in re.findall(r"--[a-z-]+", rest.split("`")[0]) if option not in known] == []


@pytest.mark.parametrize("path", BY_HAND, ids=named)
def test_the_command_line_knows_what_is_typed_there(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed = re.findall(r"(?:^\s*|bin/|`|ascolto )ascolto ([a-z]+)(.*)", code(path), re.MULTILINE)

    _assert_known(capsys, typed)


def test_the_command_line_knows_what_the_program_tells_people_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    sources = [path for folder in ("bot", "db") for path in (ROOT / folder).rglob("*") if path.suffix in SOURCES]
    typed = [
        found for path in sources for found in re.findall(r"(?:`|bin/)ascolto ([a-z]+)(.*)", path.read_text("utf-8"))
    ]

    assert typed
    _assert_known(capsys, typed)


@pytest.mark.parametrize("path", BY_HAND, ids=named)
def test_the_chat_knows_the_commands_that_are_named(path: Path) -> None:
    named_there = set(re.findall(r"`/([a-z_]+)(?: [^`]*)?`", path.read_text("utf-8")))

    assert named_there - ELSEWHERE <= set(COMMANDS)


def test_the_readme_names_every_command_of_the_computer() -> None:
    missing = [command for command in HELP if f"`.venv/bin/ascolto {command}`" not in README]

    assert not missing


def test_the_chat_knows_the_commands_of_the_readme() -> None:
    said = set(re.findall(r"^\| `/([a-z]+)` \|", README, re.MULTILINE))

    assert said
    assert said <= set(COMMANDS)


def test_every_setting_has_its_row_and_every_row_its_setting() -> None:
    read = set(_VARIABLE.findall((ROOT / "bot" / "settings.py").read_text("utf-8")))

    told = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))

    assert told == read


def test_every_dependency_has_its_reason() -> None:
    table = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()

    told = {name for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for name in re.findall(r"`(.+?)`", row)}

    assert told == set(packages())
