"""`python -m bot.handlers.page`: print tables of the source into documents, between their marks: who may do what into
`docs/security.md`, how long what is kept into `docs/keeping.md`.

`--check` writes nothing and fails where the page is stale.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.handlers import COMMANDS
from bot.keeping import retention
from bot.people.permissions import ROLES, Action

DOCS = Path(__file__).parents[2] / "docs"
BEGIN, END = "<!-- table: {} -->", "<!-- end -->"
YES, OWN, NO = "yes", "own", "–"


def table() -> str:
    """The table in Markdown: a row for each action, a column for each role, and the machine's owner."""
    head = ["what", *ROLES, "machine's owner", "commands"]
    rows = [[_cell(each) for each in (action.words, *_allowed(action), NO, _commands(action))] for action in Action]
    owner = ["What `ascolto` does on the machine", *[NO] * len(ROLES), YES, "`ascolto --help`"]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows, owner))


def _allowed(action: Action) -> list[str]:
    """For each role: with any record (or where there is none), with one's own only, or not."""
    return [YES if role in action.others else OWN if role in action.own else NO for role in ROLES]


def _commands(action: Action) -> str:
    return " ".join(f"`/{name}`" for name, (asked, _) in COMMANDS.items() if asked is action)


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def limits() -> str:
    """How long the rows of each table of the database are kept."""
    head = ["table", "how long"]
    rows = [[f"`{name}`", _cell(limit.words)] for name, limit in sorted(retention.LIMITS.items())]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))


TABLES: Mapping[str, tuple[Path, Callable[[], str]]] = {
    "permissions": (DOCS / "security.md", table),
    "limits": (DOCS / "keeping.md", limits),
}


def printed(name: str, page: str) -> str:
    """The page with a table as it is now. Raises ValueError where the page has no marks."""
    begin = BEGIN.format(name)
    before, rest = page.split(begin, 1)
    _, after = rest.split(END, 1)
    return f"{before}{begin}\n\n{TABLES[name][1]()}\n\n{END}{after}"


def main(arguments: list[str] | None = None) -> int:
    """Write what is stale; with --check, exit with 1 if anything is."""
    parser = argparse.ArgumentParser(prog="python -m bot.handlers.page", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a table is stale")
    check = parser.parse_args(arguments).check
    stale = [name for name in TABLES if _is_stale(name)]
    for name in stale:
        path = TABLES[name][0]
        if not check:
            path.write_text(printed(name, path.read_text("utf-8")), "utf-8")
        sys.stdout.write(f"{'stale' if check else 'written'}: {path.name}\n")
    return int(check and bool(stale))


def _is_stale(name: str) -> bool:
    page = TABLES[name][0].read_text("utf-8")
    return printed(name, page) != page


if __name__ == "__main__":
    sys.exit(main())
