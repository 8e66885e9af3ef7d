"""Finding the texts of the program: every `text("…")`, `button("…")` and `plural("…", "…", n)` of `bot.words`.

Babel's extractor cannot give all calls of one function a context, and cannot see a placeholder without a value.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter

CONTEXTS = {"text": None, "plural": None, "button": "button"}

_BRACES = re.compile(r"\{[^{}]*\}")
_WORDS = re.compile(r"[^\W\d_]")
"""Only what has words needs a translator: `{one}, {two}` reads the same everywhere."""


@dataclass
class Message:
    """A text of the program and the files that show it."""

    msgid: str
    context: str | None = None
    plural: str | None = None
    files: list[str] = field(default_factory=list)


@dataclass
class Found:
    """All texts in the order of the files, and complaints about calls that cannot work."""

    messages: dict[tuple[str | None, str], Message] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def add(self, message: Message, place: str) -> None:
        """Keep a text; the same one may stand in several files, but with one plural only."""
        known = self.messages.setdefault((message.context, message.msgid), message)
        if message.plural and known.plural and message.plural != known.plural:
            self.complaints.append(f"{place}: two plurals of {message.msgid!r}")
        known.plural = known.plural or message.plural
        known.files += [name for name in message.files if name not in known.files]


def extract(root: Path, packages: tuple[str, ...] = ("bot",)) -> Found:
    """The texts of all Python files under `root`/package."""
    found = Found()
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            _extract_file(path, path.relative_to(root).as_posix(), found)
    return found


def placeholders(sentence: str) -> list[str]:
    """The names in braces, sorted. ValueError where the braces are broken or hold more than a name."""
    names = []
    for _, name, spec, conversion in Formatter().parse(sentence):
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            raise ValueError(f"more than a name in braces: {sentence!r}")
        names.append(name)
    return sorted(names)


def _extract_file(path: Path, name: str, found: Found) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), name)
    makers = _makers(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        maker = _maker(call.func, makers)
        if maker is None:
            continue
        place = f"{name}:{call.lineno}"
        messages = list(_messages(call, maker))
        if not messages:
            found.complaints.append(f"{place}: {maker}() needs the sentence itself, or it cannot be translated")
        for message in messages:
            if _WORDS.search(_BRACES.sub("", message.msgid)):
                message.files.append(name)
                found.add(message, place)
            found.complaints += [f"{place}: {fault}" for fault in _faults(message, maker, call)]


def _makers(tree: ast.Module) -> dict[str, str]:
    """The names under which a file knows the functions of `bot.words`."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "bot.words"
        for alias in node.names
        if alias.name in CONTEXTS
    }


def _maker(called: ast.expr, makers: dict[str, str]) -> str | None:
    if isinstance(called, ast.Name):
        return makers.get(called.id)
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "words":
        return called.attr if called.attr in CONTEXTS else None
    return None


def _messages(call: ast.Call, maker: str) -> Iterator[Message]:
    """The sentences of a call; `text("a" if x else "b")` has two."""
    first = list(_strings(call.args[0])) if call.args else []
    if maker != "plural":
        yield from (Message(msgid, CONTEXTS[maker]) for msgid in first)
    elif len(call.args) > 1:
        yield from (Message(one, None, many) for one, many in zip(first, _strings(call.args[1]), strict=False))


def _strings(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body)
        yield from _strings(node.orelse)


def _faults(message: Message, maker: str, call: ast.Call) -> Iterator[str]:
    """What would go wrong when the text is said: a placeholder without a value, a value without a placeholder."""
    given = {keyword.arg for keyword in call.keywords if keyword.arg}
    for sentence in filter(None, (message.msgid, message.plural)):
        try:
            wanted = set(placeholders(sentence))
        except ValueError as fault:
            yield str(fault)
            continue
        if maker == "plural" and "n" not in wanted:
            yield f"{{n}} is missing in {sentence!r}"
        wanted -= {"n"} if maker == "plural" else set()
        if not any(keyword.arg is None for keyword in call.keywords):
            yield from (f"{{{name}}} has no value or no place in {sentence!r}" for name in sorted(wanted ^ given))
