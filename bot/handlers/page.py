"""`python -m bot.handlers.page`: print the table of who may do what into `docs/security.md`, between its marks.

`--check` writes nothing and fails where the page is stale.
"""

import argparse
import sys
from pathlib import Path

from bot.handlers import COMMANDS
from bot.permissions import ROLES, Action

PAGE = Path(__file__).parents[2] / "docs" / "security.md"
BEGIN, END = "<!-- table: permissions -->", "<!-- end -->"
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


def printed(page: str) -> str:
    """The page with the table as it is now. Raises ValueError where the page has no marks."""
    before, rest = page.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def main(arguments: list[str] | None = None) -> int:
    """Write the table if it is stale; with --check, exit with 1 if it is."""
    parser = argparse.ArgumentParser(prog="python -m bot.handlers.page", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if the table is stale")
    check = parser.parse_args(arguments).check
    page = PAGE.read_text("utf-8")
    wanted = printed(page)
    if wanted == page:
        return 0
    if not check:
        PAGE.write_text(wanted, "utf-8")
    sys.stdout.write(f"{'stale' if check else 'written'}: {PAGE.name}\n")
    return int(check)


if __name__ == "__main__":
    sys.exit(main())
