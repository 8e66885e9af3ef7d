"""Reads a quick line from left to right, each word once."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from bot.conversations.form import MARKED, NO_DAY
from bot.conversations.quick import days
from bot.conversations.quick.lexicon import SMALL
from bot.conversations.quick.line import Plus, Quick
from bot.conversations.quick.table import BEGINNING, WHOLE, WORD, List, Table, fold, lean

LONGEST, MOST_WORDS = 4096, 80
LONGEST_PHRASE, LONGEST_DATE, LONGEST_NAME = 5, 6, 4
LOOK_BACK, LOOK_AHEAD = 60, 200
"""Days: a day without a year was so long ago at most, or is so far ahead."""


class Token(NamedTuple):
    """A word of the line, and where it stands in it."""

    start: int
    end: int
    folded: str
    plus: bool


def read(line: str, table: Table, today: date) -> Quick | None:
    """What a line says; None: it does not begin with the name of a form and say something more. Never raises."""
    if len(line) > LONGEST:
        return None
    spelt = re.finditer(r"[^\s,;]+", line)
    tokens = [Token(*word.span(), fold(word[0]), word[0].startswith("+")) for word in spelt]
    for size in range(min(LONGEST_PHRASE, len(tokens)), 0, -1):
        form = table.forms.get(_phrase(tokens, 0, size))
        if form is not None and len(tokens) > size:
            return _Reader(line, table, today, tokens, form).read(size)
    return None


def _phrase(tokens: list[Token], start: int, size: int) -> str:
    """The folded words; nothing where a plus is among them, or a mere sign is the last."""
    among = tokens[start : start + size]
    if not (among and among[-1].folded) or any(token.plus for token in among):
        return ""
    return " ".join(token.folded for token in among if token.folded)


TIME = re.compile(r"(?:([01]?\d|2[0-3]):([0-5]\d)|([01]?\d|2[0-3])\.([2-5]\d)|([01]?\d|2[0-3])h([0-5]\d)?)h?", re.A)
CODE = re.compile(r"(?:#|[Ff]|[Nn]r|[Bb]r|[Nn]o)?[.°]?\s*[-–]?(\d{1,6})[.:]?", re.A)
MARKED_CODE = re.compile(r"(?:#|[Ff][-–]?)(\d{1,6})", re.A)


class _Reader:
    """Goes through the words once."""

    def __init__(self, line: str, table: Table, today: date, tokens: list[Token], form: str) -> None:
        self._line, self._table, self._today, self._tokens = line, table, today, tokens
        self._lists = table.lists[form]
        self._quick = Quick(form)
        self._unread: list[tuple[int, int]] = []
        self._read_from: list[tuple[str, str]] = []
        self._heading = self._last = ""  # the question a heading named; the one that was answered last
        self._need = ""
        self._at_start = True  # a weekday is the visit's
        self._small: int | None = None  # where small words began that may belong to what is not understood

    def read(self, at: int) -> Quick:
        at = self._read_start(at)
        while at < len(self._tokens):
            at = self._note(at) or (self._step(at) if at < MOST_WORDS else 0) or self._skip(at)
        unread = tuple(self._line[start:end] for start, end in self._unread)
        return replace(self._quick, unread=unread, read_from=tuple(self._read_from))

    def _text(self, at: int, size: int) -> str:
        return self._line[self._tokens[at].start : self._tokens[at + size - 1].end]

    # --- whom ---------------------------------------------------------------------------------------------------

    def _read_start(self, at: int) -> int:
        """The household, and perhaps the visit's day and hour before it; then a weekday may still be the visit's."""
        whom = False
        while at < len(self._tokens):
            size = 0 if CODE.fullmatch(self._text(at, 1)) else self._take_date(at) or self._take_time(at)
            if not size and not whom:
                whom, size = True, self._read_who(at) - at
            if not size:
                break
            at += size
        self._at_start = False
        return at

    def _read_who(self, at: int) -> int:
        """A code; the word for somebody unknown; or the words before the first that means something."""
        for size in (1, 2):
            if at + size <= len(self._tokens) and (match := CODE.fullmatch(self._text(at, size))):
                self._quick = replace(self._quick, code=match[1])
                return at + size
        for size in (2, 1):
            if self._quick.form == "session" and _phrase(self._tokens, at, size) in self._table.anonymous:
                self._quick = replace(self._quick, anonymous=True)
                return at + size
        while at + 1 < len(self._tokens) and self._tokens[at].folded in SMALL:  # `te`, `kod`, `da` Berisha
            at += 1
        size = 0
        while self._goes_on(at, size) and not self._means(at + size, first=not size):
            size += 1
        if size:
            self._quick = replace(self._quick, who=self._text(at, size))
        return at + size

    def _goes_on(self, at: int, size: int) -> bool:
        """Whether there may be one more word of a name: a comma ends it."""
        if at + size >= len(self._tokens) or size == LONGEST_NAME:
            return False
        gap = self._line[self._tokens[at + size - 1].end : self._tokens[at + size].start] if size else ""
        return not gap.strip()

    def _means(self, at: int, *, first: bool) -> bool:
        """Whether something other than a name begins here. The first word may begin like a label and be a name."""
        if self._starts_note(at) or self._tokens[at].plus or MARKED_CODE.fullmatch(self._text(at, 1)):
            return True
        if self._dated(at) or TIME.fullmatch(self._text(at, 1)):
            return True
        best = max((rank for rank, _ in self._found(at)), default=0)
        return best >= (WORD if first else BEGINNING)

    def _found(self, at: int) -> Iterator[tuple[int, int]]:
        """How well the phrases beginning here fit something, and how long each is."""
        for size in self._sizes(at):
            phrase = _phrase(self._tokens, at, size)
            table = self._table
            if phrase in table.urgent | table.no_next | table.nothing.keys() or self._heads(at, size):
                yield WHOLE, size
            elif found := self._best(phrase):
                yield found[0], size

    def _sizes(self, at: int) -> range:
        return range(min(LONGEST_PHRASE, len(self._tokens) - at), 0, -1)

    # --- the rest -----------------------------------------------------------------------------------------------

    def _note(self, at: int) -> int:
        """After `note` everything is the note."""
        if not self._starts_note(at):
            return 0
        said = self._line[self._tokens[at].end :].lstrip(" :,;-–").strip()
        self._quick = replace(self._quick, note=said)
        return len(self._tokens)

    def _starts_note(self, at: int) -> bool:
        return self._tokens[at].folded in self._table.note

    def _step(self, at: int) -> int:
        """Take what begins here; the index after it, or 0 where nothing is understood."""
        for take in (self._take_plus, self._take_code, self._take_whole, self._take_date, self._take_time):
            if size := take(at):
                self._small = None
                return at + size
        if size := self._take_word(at):
            self._small = None
            return at + size
        return 0

    def _skip(self, at: int) -> int:
        """A word that is not understood; two in a row begin a sentence."""
        if at < MOST_WORDS and (self._tokens[at].folded in SMALL or not self._tokens[at].folded):
            self._small = at if self._small is None else self._small
            return at + 1
        start, self._small = at if self._small is None else self._small, None
        end = at + 1
        while end < len(self._tokens) and self._tokens[end].folded in SMALL:
            end += 1
        if at >= MOST_WORDS or (end < len(self._tokens) and not self._strong(end) and not self._understood(end)):
            while end < len(self._tokens) and not self._strong(end):
                end += 1
        else:
            end = at + 1
        self._unread.append((self._tokens[start].start, self._tokens[end - 1].end))
        return end

    def _strong(self, at: int) -> bool:
        return self._tokens[at].plus or self._starts_note(at)

    def _understood(self, at: int) -> bool:
        """Whether a word after one that is not understood stands for itself: never a day told in words."""
        if any(sign.isdigit() for sign in self._text(at, 1)):
            return bool(self._dated(at)) or bool(TIME.fullmatch(self._text(at, 1)))
        return any(True for _ in self._found(at))

    # --- days ---------------------------------------------------------------------------------------------------

    def _take_plus(self, at: int) -> int:
        """`+14`, `+2w`, `+ 2 weeks`, `+25.3.`, `+Friday`."""
        if not self._tokens[at].plus or self._quick.next is not None:
            return 0
        for size in range(min(LONGEST_DATE, len(self._tokens) - at), 0, -1):
            said = self._text(at, size).removeprefix("+").strip()
            when: Plus | date | None = days.plus(said) or self._ahead(said)
            if when is not None:
                self._quick = replace(self._quick, next=when)
                self._read_from.append(("next", self._text(at, size)))
                return size
        return 0

    def _ahead(self, said: str) -> date | None:
        day = days.day(said, self._today, "future")
        return day if day is not None and day >= self._today else None

    def _take_date(self, at: int) -> int:
        size = self._dated(at)
        if not size:
            return 0
        day, is_next = self._placed(self._text(at, size)) or (self._today, False)
        self._quick = replace(self._quick, next=day) if is_next else replace(self._quick, day=day)
        self._read_from.append(("next" if is_next else "date", self._text(at, size)))
        return size

    def _dated(self, at: int) -> int:
        """How many words from here on are a day that has a place; 0: none."""
        for size in range(min(LONGEST_DATE, len(self._tokens) - at), 0, -1):
            if self._placed(self._text(at, size)) is not None:
                return size
        return 0

    def _placed(self, said: str) -> tuple[date, bool] | None:
        """A day, and whether it is the next contact's; None: no day, or both have theirs."""
        past, ahead = days.day(said, self._today, "past"), days.day(said, self._today, "future")
        if past is not None and past == ahead:
            return self._free(past, is_next=past > self._today)
        if past is None or ahead is None:
            known = past or ahead
            return self._free(known, is_next=known > self._today) if known else None
        if any(sign.isdigit() for sign in said):  # a day without a year
            if (self._today - past).days <= LOOK_BACK and self._quick.day is None:
                return self._free(past, is_next=False)
            return self._free(ahead, is_next=True) if (ahead - self._today).days <= LOOK_AHEAD else None
        is_next = not (self._at_start and self._quick.day is None)  # a weekday
        return self._free(ahead if is_next else past, is_next=is_next)

    def _free(self, day: date, *, is_next: bool) -> tuple[date, bool] | None:
        taken = self._quick.next if is_next else self._quick.day
        return (day, is_next) if taken is None else None

    def _take_time(self, at: int) -> int:
        if self._quick.time or not TIME.fullmatch(self._text(at, 1)):
            return 0
        self._quick = replace(self._quick, time=self._text(at, 1))
        return 1

    # --- codes --------------------------------------------------------------------------------------------------

    def _take_code(self, at: int) -> int:
        """The household's code after something else: `visit yesterday F-0012`."""
        quick, said = self._quick, self._text(at, 1)
        match = MARKED_CODE.fullmatch(said)
        if match is None or quick.code or quick.who or quick.anonymous:
            return 0
        self._quick = replace(quick, code=match[1])
        return 1

    def _take_whole(self, at: int) -> int:
        """Whole labels and fixed phrases, the longest first."""
        for size in self._sizes(at):
            phrase = _phrase(self._tokens, at, size)
            if phrase and (self._fixed(phrase, at, size) or self._coded_as(phrase, WHOLE)):
                self._read_from.append((self._last, self._text(at, size)))
                return size
        return 0

    def _take_word(self, at: int) -> int:
        """A word of a label, or its beginning."""
        if not self._coded_as(self._tokens[at].folded, BEGINNING):
            return 0
        self._read_from.append((self._last, self._text(at, 1)))
        return 1

    def _heads(self, at: int, size: int) -> bool:
        """`done:` says of which question the next words are."""
        return self._text(at, size).endswith(":") and _phrase(self._tokens, at, size) in self._table.headings

    def _fixed(self, phrase: str, at: int, size: int) -> bool:
        table = self._table
        if self._heads(at, size):
            self._heading = table.headings[phrase]
        elif phrase in table.urgent:
            self._quick, self._last = replace(self._quick, urgent=True), "urgent"
        elif phrase in table.no_next and self._quick.next is None:
            self._quick, self._last = replace(self._quick, next=NO_DAY), "next"
        elif phrase in table.nothing:
            question, answer = table.nothing[phrase]
            self._answer(question, {**self._quick.answers.get(question, {}), **answer})
        elif self._need and lean(phrase) in table.states:
            self._answer("needs", {**self._quick.answers["needs"], self._need: table.states[lean(phrase)]})
        else:
            return False
        return True

    def _coded_as(self, phrase: str, least: int) -> bool:
        best = self._best(phrase)
        if best is None or best[0] < least:
            return False
        _, chosen, code = best
        known = self._quick.answers.get(chosen.question, {})
        self._answer(chosen.question, code if chosen.one else {**known, code: MARKED})
        self._need = code if chosen.question == "needs" else ""
        return True

    def _best(self, phrase: str) -> tuple[int, List, str] | None:
        """The list that fits best; of equal ones that of the heading, then of the word before, then the first."""
        best: tuple[int, List, str] | None = None
        if not phrase:
            return None
        whole = phrase.split()[-1] not in SMALL  # a small word at the end may begin what follows: `në 2 javë`
        for each in self._lists:
            found = each.find(phrase) or (each.find(lean(phrase)) if whole else None)
            if found is None or (each.one and each.question in self._quick.answers):
                continue
            rank = found[0]
            if best is None or self._weight(rank, each) > self._weight(best[0], best[1]):
                best = (rank, each, found[1])
        return best

    def _weight(self, rank: int, each: List) -> tuple[bool, int, bool]:
        return each.question == self._heading, rank, each.question == self._last

    def _answer(self, question: str, value: Any) -> None:
        self._last = question
        self._quick = replace(self._quick, answers={**self._quick.answers, question: value})
