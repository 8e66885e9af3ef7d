"""Conditions of a form, written as in an XLSForm: `${presence} = 'met' and not(selected(${needs}, 'none'))`.

either     := both ("or" both)*        both := comparison ("and" comparison)*
comparison := operand (("=" | "!=" | "<" | "<=" | ">" | ">=") operand)?
operand    := "(" either ")" | ${question} | "." (the answer just given) | 'text' | 12 | function "(" either, … ")"
"""

import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

MOST_NESTED = 40


class RuleError(ValueError):
    """A condition that cannot be read: says at which character (from 1) and what was expected there."""


class Scope(NamedTuple):
    """What a condition can look at."""

    answers: Mapping[str, object]
    today: date
    value: object


Evaluate = Callable[[Scope], object]


@dataclass(frozen=True)
class Rule:
    """A condition that was read: the questions it refers to, and whether it looks at its own answer (`.`)."""

    source: str
    names: frozenset[str]
    uses_self: bool
    evaluate: Evaluate = field(repr=False, compare=False)

    def __call__(self, answers: Mapping[str, object], today: date, value: object = None) -> bool:
        """Tell whether the condition holds.

        `answers` by question name: text, whole numbers, dates (or their ISO text), collections of codes. What is
        missing, None or empty is unanswered: it equals '' and fails every other comparison.
        """
        return bool(self.evaluate(Scope(answers, today, value)))


def parse(source: str) -> Rule:
    """Read a condition. Raises RuleError when it is not one."""
    parser = _Parser(source)
    evaluate = parser.either()
    parser.expect("", "'and', 'or' or the end")
    return Rule(source, frozenset(parser.names), parser.uses_self, evaluate)


def _answer(value: object) -> object:
    return None if not value and isinstance(value, Collection) else value


def _codes(value: object) -> tuple[str, ...]:
    if isinstance(value, Collection) and not isinstance(value, str):
        return tuple(str(item) for item in value)
    return () if value is None else tuple(str(value).split())


def _alike(value: object, other: object) -> object:
    """Put `value` into the type of `other`, as a draft may hold dates and numbers as text; codes are listed."""
    if isinstance(value, Collection) and not isinstance(value, str):
        return " ".join(_codes(value))
    try:
        if isinstance(value, str) and isinstance(other, date):
            return date.fromisoformat(value)
        return int(value) if isinstance(value, str) and isinstance(other, int) else value
    except ValueError:
        return value


def _compare(sign: str, left: object, right: object) -> bool:
    if left is None or right is None:
        return sign == "=" and left in (None, "") and right in (None, "")
    try:
        if not type(left) is type(right) is str:  # two words, as nearly always, are alike already
            left, right = _alike(left, right), _alike(right, left)
        return COMPARISONS[sign](left, right)
    except TypeError:  # a date and a word have no order
        return False


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip

FUNCTIONS: dict[str, tuple[int, Callable[..., object]]] = {  # how many arguments besides the scope, what they give
    "coalesce": (2, lambda _, first, second: second if first is None else first),
    "count-selected": (1, lambda _, value: len(_codes(value))),
    "not": (1, lambda _, value: not value),
    "selected": (2, lambda _, value, code: str(code) in _codes(value)),
    "string-length": (1, lambda _, value: 0 if value is None else len(str(_alike(value, "")))),
    "today": (0, lambda scope: scope.today),
}

TOKENS = re.compile(
    r"""(?: \$\{\s*(?P<question>[a-z_]\w*)\s*\} | (?P<text>'[^']*'|"[^"]*") | (?P<number>-?[0-9]{1,9}\b)
    | (?P<word>[a-z]+(?:-[a-z]+)*) | (?P<compare>!=|<=|>=|[=<>]) | (?P<sign>[().,]) | (?P<end>\Z) )\s*""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)


class _Parser:
    """Recursive descent, one token ahead; each method returns what evaluates the part it has read."""

    def __init__(self, source: str) -> None:
        self.source, self.depth, self.names, self.uses_self = source, 0, set[str](), False
        self.kind, self.piece = "", ""
        self.start = self.after = len(source) - len(source.lstrip())
        self.advance()

    def advance(self) -> str:
        """Step to the next token and return the one left behind."""
        behind, self.start, found = self.piece, self.after, TOKENS.match(self.source, self.after)
        if found is None or found.lastgroup is None:
            raise self.error("a question, text, number, function or sign")
        self.kind, self.piece, self.after = found.lastgroup, found[found.lastgroup], found.end()
        return behind

    def error(self, expected: str) -> RuleError:
        return RuleError(f"character {self.start + 1}: expected {expected} in: {self.source}")

    def expect(self, piece: str, expected: str = "") -> None:
        if piece != self.piece:
            raise self.error(expected or f"'{piece}'")
        if piece:
            self.advance()

    def either(self) -> Evaluate:
        return self.chain("or", any, lambda: self.chain("and", all, self.comparison))

    def chain(self, word: str, joined: Callable[..., bool], part: Callable[[], Evaluate]) -> Evaluate:
        parts = [part()]
        while self.piece == word:
            self.advance()
            parts.append(part())
        return parts[0] if len(parts) == 1 else lambda scope: joined(evaluate(scope) for evaluate in parts)

    def comparison(self) -> Evaluate:
        left = self.operand()
        if self.kind != "compare":
            return left
        sign, right = self.advance(), self.operand()
        return lambda scope: _compare(sign, left(scope), right(scope))

    def operand(self) -> Evaluate:
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise self.error(f"at most {MOST_NESTED} levels of brackets")
        evaluate = self.function() if self.kind == "word" else self.bracket() if self.piece == "(" else self.value()
        self.depth -= 1
        return evaluate

    def value(self) -> Evaluate:
        kind, piece = self.kind, self.piece
        if kind not in ("question", "text", "number") and piece != ".":
            raise self.error("a question, '.', text, a number, a function or '('")
        self.advance()
        if kind == "question":
            self.names.add(piece)
            return lambda scope: _answer(scope.answers.get(piece))
        if piece == ".":
            self.uses_self = True
            return lambda scope: _answer(scope.value)
        literal = int(piece) if kind == "number" else piece[1:-1]
        return lambda _: literal

    def bracket(self) -> Evaluate:
        self.expect("(")
        inner = self.either()
        self.expect(")", "'and', 'or' or ')'")
        return inner

    def function(self) -> Evaluate:
        if self.piece not in FUNCTIONS:
            raise self.error(f"one of the functions {', '.join(FUNCTIONS)}")
        count, apply = FUNCTIONS[self.advance()]
        self.expect("(")
        arguments = []
        for number in range(count):
            if number:
                self.expect(",")
            arguments.append(self.either())
        self.expect(")")
        return lambda scope: apply(scope, *(argument(scope) for argument in arguments))
