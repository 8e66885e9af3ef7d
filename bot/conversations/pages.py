"""`python -m bot.conversations.pages`: write a page about each form to `docs/forms/`, drawn from the form itself.

`--check` writes nothing and fails where a page is stale.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from bot import conversations
from bot.conversations.diagram import diagram, given_by, readable, said
from bot.conversations.form import Choice, Form, Kind, Question

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "forms"

_ANSWERED = {
    Kind.PICK: "one choice",
    Kind.MANY: "several choices",
    Kind.DAY: "a day",
    Kind.WORDS: "typed, at most {most} characters",
    Kind.NOTES: "words, voice messages, photos",
    Kind.LOOKUP: "one of those found for what was typed",
}


def forms() -> list[tuple[str, Form]]:
    """Every form of this package with the file that holds it, in the order of files."""
    found: list[tuple[str, Form]] = []
    for module in iter_modules(conversations.__path__):
        named = vars(import_module(f"{conversations.__name__}.{module.name}"))
        found += [(f"bot/conversations/{module.name}.py", held) for held in named.values() if isinstance(held, Form)]
    return found


def pages() -> Mapping[Path, str]:
    """What each page ought to hold."""
    return {FOLDER / f"{form.name}.md": page(form, file) for file, form in forms()}


def stale(wanted: Mapping[Path, str]) -> list[Path]:
    """The pages that hold something else, and those of forms that are no more."""
    wrong = [path for path, content in wanted.items() if not path.exists() or path.read_text("utf-8") != content]
    return wrong + [path for path in sorted(FOLDER.glob("*.md")) if path not in wanted]


def page(form: Form, file: str) -> str:
    """A page in Markdown: the diagram, then every question."""
    head = f"# {said(form.title)}\n\nDrawn from `{file}` by `make diagrams`: change the form, not this page.\n"
    beyond = ", ".join(f"`{name}`" for name in sorted(form.known))
    known = f"\nConditions may also name what the bot knows beforehand: {beyond}.\n" if beyond else ""
    table = ["| question | name | answer | asked when | choices | besides |", "|---|---|---|---|---|---|"]
    rows = [_row(form, question) for question in form.questions]
    return f"{head}\n```mermaid\n{diagram(form)}\n```\n{known}\n" + "\n".join([*table, *rows]) + "\n"


def _row(form: Form, question: Question) -> str:
    when = f"`{readable(question.when.source)}`" if question.when else ""
    place = ["in the review"] if question.inline else []
    if question.spared:
        place.append(f"if wanted while `{readable(question.spared.source)}`")
    elif question.aside:
        place.append("if wanted")
    asked = "; ".join(filter(None, [*place, when])) or "always"
    cells = (said(question.text), f"`{question.name}`", _answer(question), asked, _choices(question))
    return "| " + " | ".join(_cell(cell) for cell in (*cells, "; ".join(_besides(form, question)))) + " |"


def _answer(question: Question) -> str:
    return _ANSWERED[question.kind].format(most=question.most)


def _choices(question: Question) -> str:
    listed = [_choice(choice) for choice in question.choices]
    sourced = [f"*{question.source.replace('_', ' ')}*"] if question.source else []
    states = [f"each: {' → '.join(said(state.label) for state in question.states)}"] if question.states else []
    return "; ".join(filter(None, [", ".join([*sourced, *listed]), *states]))


def _choice(choice: Choice) -> str:
    when = f" if `{readable(choice.when.source)}`" if choice.when else ""
    return f"{said(choice.label)} (`{choice.answer}`){when}"


def _besides(form: Form, question: Question) -> Iterator[str]:
    if question.skip:
        yield f"can be left: {said(question.skip)}"
    if given := [f"“{said(choice.label)}”" for choice in given_by(form, question)]:
        yield f"given along with {', '.join(given)}"
    yield from (f"refused if `{readable(refusal.rule.source)}`" for refusal in question.refusals)
    if question.resets:
        yield "a new answer makes void: " + ", ".join(f"`{name}`" for name in question.resets)
    if question.discreet:
        yield "the review says only that there is an answer"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def main(arguments: list[str] | None = None) -> int:
    """Write what is stale and remove what is over; with --check, exit with 1 if there is anything."""
    parser = argparse.ArgumentParser(prog="python -m bot.conversations.pages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if anything is stale")
    check = parser.parse_args(arguments).check
    wanted = pages()
    outdated = stale(wanted)
    for path in () if check else outdated:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], "utf-8")
        else:
            path.unlink()
    done = "stale" if check else "written or removed"
    sys.stdout.writelines(f"{done}: {path.relative_to(ROOT)}\n" for path in outdated)
    return 1 if check and outdated else 0


if __name__ == "__main__":
    sys.exit(main())
