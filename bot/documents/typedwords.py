"""The words of a recovery sheet, typed row by row or handed over by a scanner; nothing of them stays on the screen."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from db.recovery import WORDS, WordsError, words_in

Words = list[str | None]
ROW = 5
MOST = 20_000  # characters that are read where nobody types
_INTRODUCTION = (
    f"Type the {WORDS} words of the recovery sheet, a row at a time, and press Enter after each row.\n"
    "Four letters of a word are enough, capitals do not matter. Ctrl-C stops.\n\n"
)


def ask(judge: Callable[[Words], None]) -> Words:
    """The words that somebody types. On a terminal they are asked for until `judge` raises no more WordsError; else
    that error is let through."""
    if sys.stdin.isatty():
        with _screen_of_its_own():
            return _corrected(_typed(), judge)
    words = words_in(sys.stdin.read(MOST))
    judge(words)
    return words


def _typed() -> Words:
    """Rows of words that are all of the list; a scanner may bring them in one."""
    words: Words = []
    _say(_INTRODUCTION)
    while len(words) < WORDS:
        row = words_in(_answer(f"Words {len(words) + 1} to {min(len(words) + ROW, WORDS)}: "))
        if None in row:
            _say(f"  Word {len(words) + row.index(None) + 1} is not of the list. The whole row again, please.\n")
        elif len(row) not in (ROW, WORDS - len(words)):
            _say(f"  A row has {ROW} words, and these are {len(row)}. The whole row again, please.\n")
        else:
            words += row
    return words


def _corrected(words: Words, judge: Callable[[Words], None]) -> Words:
    """The same with slips put right, until they are a key."""
    while True:
        try:
            judge(words)
        except WordsError as error:
            _say(f"\n{error}\n\n{_grid(words)}\n")
            words = _with(words, _answer("Number and right word, for instance 7 river: "))
        else:
            return words


def _with(words: Words, answer: str) -> Words:
    """The words with one exchanged; as they were where the answer does not say which."""
    number, _, _ = answer.strip().partition(" ")
    typed = words_in(answer)
    if not (number.isdecimal() and 1 <= int(number) <= len(words) and len(typed) == 1 and typed[0]):
        return words
    return [*words[: int(number) - 1], typed[0], *words[int(number) :]]


def _grid(words: Sequence[str | None]) -> str:
    cells = [f"{number:>3} {word:<9}" for number, word in enumerate(words, 1)]
    return "".join("".join(cells[at : at + ROW]) + "\n" for at in range(0, len(cells), ROW))


def _answer(question: str) -> str:
    _say(question)
    line = sys.stdin.readline()
    if not line:
        raise WordsError("The words ended too early: type all of them.")
    return line


@contextmanager
def _screen_of_its_own() -> Iterator[None]:
    """A screen that is wiped and left, as a pager's is, so that no word stays where it can be scrolled back to."""
    _say("\x1b[?1049h\x1b[2J\x1b[H")
    try:
        yield
    finally:
        _say("\x1b[2J\x1b[H\x1b[?1049l")


def _say(words: str) -> None:
    sys.stderr.write(words)
    sys.stderr.flush()
