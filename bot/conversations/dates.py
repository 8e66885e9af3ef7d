"""Reading a day that somebody typed: `pas 2 javësh`, `у среду`, `il 15 marzo`, `next Friday`, `15.3.`

A closed grammar that must account for the whole text: every word becomes a letter (see `dates_lexicon`), the letters
must spell one of PATTERNS, and all readings must agree on one day. Rather no answer than a wrong one.

n digits (k three, 4 four)   t 15th, r 1°   N number, j one   O ordinal   M month, E in English   y g the word year
D near day   P part of a day   W weekday, w shortened, K genitive, S Sunday or week   e l m u small words
U unit, G if counted, V if one, q Albanian   F in, Z for, H për, B before, A ago, R from now   X next, C coming,
L last, T this
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from math import prod
from typing import Literal

from bot.conversations.dates_lexicon import LEXICON, Meaning
from bot.spelling.latin import latin

Direction = Literal["past", "future"]
Values = dict[str, int]

LONGEST_TEXT, MOST_READINGS, LONGEST_PHRASE = 60, 500, 4
FIRST_YEAR, LAST_YEAR, NEAR_YEARS = 1900, 2100, 10
DAY, WEEK, MONTH = 0, 1, 2


def read_date(typed: str, today: date, direction: Direction) -> date:
    """Give the day that was typed, in any of the languages and either script.

    A day without a year, or a weekday, is the nearest after today (`future`) or before it (`past`); what says by itself
    where it lies (yesterday, in two weeks) may lie in either. Raises ValueError when the text is no day for certain.
    """
    days = set()
    for letters, values in _readings(typed):
        for pattern, work_out in PATTERNS:
            if match := pattern.fullmatch(letters):
                said = {name: values[match.start(name)] for name, found in match.groupdict().items() if found}
                try:
                    days.add(work_out(said, today, direction == "future"))
                except (ValueError, OverflowError):
                    continue
    if len(days) != 1 or not FIRST_YEAR <= min(days).year <= LAST_YEAR:
        raise ValueError("not understood as a day")
    return days.pop()


TOKENS = re.compile(
    r"""\s*(?: (?P<t>[0-9]{1,2})-?(?:st|nd|rd|th|og|tog|eg)\b | (?P<r>[0-9]{1,2})[°º]
    | (?P<k>(?<![0-9])[0-9]{3}(?![0-9])) | (?P<y>(?<![0-9])[0-9]{4}(?![0-9])) | (?P<n>(?<![0-9])[0-9]{1,2}(?![0-9]))
    | (?P<sign>[./-]) | (?P<word>[a-z]+)\.?
    ) ,?\s*""",
    re.VERBOSE,
)


def _readings(typed: str) -> Iterator[tuple[str, list[int]]]:
    """Give each way to take the words: letters of the grammar, and the value at each letter."""
    if len(typed) > LONGEST_TEXT:
        return
    meanings = _meanings(_tokens(typed))
    if all(meanings) and prod(map(len, meanings)) <= MOST_READINGS:
        for reading in product(*meanings):
            yield "".join(letter for letter, _ in reading), [value for _, value in reading]


def _tokens(typed: str) -> list[tuple[str, str]]:
    text = re.sub("[‐‑–—]", "-", re.sub("['’‘ʼ`´]", " ", latin(typed)))
    text = re.sub("(?<=[a-z])-(?=[a-z])", " ", text)
    tokens, at = [], 0
    while at < len(text):
        match = TOKENS.match(text, at)
        if match is None:
            return [("word", "")]
        kind = str(match.lastgroup)
        tokens.append((kind, match[kind]))
        at = match.end()
    return tokens


def _meanings(tokens: list[tuple[str, str]]) -> list[list[Meaning]]:
    meanings: list[list[Meaning]] = []
    while tokens:
        kind, text = tokens[0]
        taken = 1
        if kind == "word":
            words = [word for _, word in tokens[:LONGEST_PHRASE]]
            phrases = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
            phrase = next((phrase for phrase in phrases if phrase in LEXICON), "")
            taken = phrase.count(" ") + 1
            meanings.append(LEXICON.get(phrase, []))
        else:
            letter = {"sign": text, "y": "4"}.get(kind, kind)
            meanings.append([(letter, 0 if kind == "sign" else int(text))])
        tokens = tokens[taken:]
    return meanings


def _near(said: Values, today: date, _: bool) -> date:
    return _agreed(today + timedelta(said["near"]), said)


def _agreed(day: date, said: Values) -> date:
    if any(said.get(name, day.weekday()) != day.weekday() for name in ("weekday", "after")):
        raise ValueError("another weekday")
    return day


def _weekday(said: Values, today: date, forward: bool) -> date:
    ahead = (said["weekday"] - today.weekday()) % 7 or 7
    return today + timedelta(ahead if forward else (ahead - 7 or -7))


def _this_weekday(said: Values, today: date, forward: bool) -> date:
    day = _monday(today) + timedelta(said["weekday"])
    if (day < today) if forward else (day > today):
        raise ValueError("this week's, or the next one?")
    return day


def _other_weekday(said: Values, today: date, _: bool) -> date:
    """Next Friday is next week's; the coming and the last one are the nearest."""
    if "next" in said:
        return _monday(today) + timedelta(7 + said["weekday"])
    return _weekday(said, today, "coming" in said)


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _other_unit(said: Values, today: date, _: bool) -> date:
    """A week or a month on; with a weekday, that day of the other week."""
    if said["unit"] not in (WEEK, MONTH) or ("weekday" in said and said["unit"] != WEEK):
        raise ValueError("no one day")
    start = _monday(today) + timedelta(said["weekday"]) if "weekday" in said else today
    return _moved(start, -1 if "last" in said else 1, said["unit"])


def _ahead(said: Values, today: date, _: bool) -> date:
    return _moved(today, _count(said), said["unit"])


def _behind(said: Values, today: date, _: bool) -> date:
    return _moved(today, -_count(said), said["unit"])


def _count(said: Values) -> int:
    if not (count := said.get("count", 1)):
        raise ValueError("none of them")
    return count


def _moved(day: date, count: int, unit: int) -> date:
    """Go by days, weeks, months or years; from the 31st to the last day of a shorter month."""
    if unit in (DAY, WEEK):
        return day + timedelta(days=count * (7 if unit == WEEK else 1))
    months = day.year * 12 + day.month - 1 + count * (1 if unit == MONTH else 12)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _calendar(said: Values, today: date, forward: bool) -> date:
    """A day and a month; a weekday or `tomorrow` beside it must fit, and a weekday may tell that it is gone by."""
    near = _near(said, today, forward) if "near" in said else None
    if near or "year" in said:
        year = _year(said["year"], today) if "year" in said else (near or today).year
        day = date(year, said["month"], said["day"])
        if near not in (None, day):
            raise ValueError("another day")
        return _agreed(day, said)
    for year in (today.year, today.year + (1 if forward else -1)):
        if said["day"] <= monthrange(year, said["month"])[1]:
            day = date(year, said["month"], said["day"])
            if (day >= today if forward else day <= today) or day.weekday() in (said.get("weekday"), said.get("after")):
                return _agreed(day, said)
    raise ValueError("no such day")


def _year(typed: int, today: date) -> int:
    year = typed if typed >= 1000 else 2000 + typed
    if typed < 1000 and abs(year - today.year) > NEAR_YEARS:
        raise ValueError("too far away for two digits")
    return year


def _day_of_month(said: Values, today: date, forward: bool) -> date:
    """The nearest 15th: in this month, or the one after or before it."""
    day = today.replace(day=said["day"])
    if (day < today) if forward else (day > today):
        day = _moved(today.replace(day=1), 1 if forward else -1, MONTH).replace(day=said["day"])
    return _agreed(day, said)


NUMBER, NAMED = r"(?P<count>[nkNj])", r"(?P<day>[nNOtr])[.-]?"
YEAR = r"(?:[el-]?y?(?P<year>[n4])\.?g?)?"
OTHER = "(?:(?P<next>X)|(?P<coming>C)|(?P<last>L))"
HEAD = r"[uZ]?l?(?:(?P<near>D)P?)?u?e?(?P<weekday>[WSw])?P?[uZ]?l?e?"
TAIL = r"(?:u?e?(?P<after>[WSw]))?P?"

PATTERNS: list[tuple[re.Pattern[str], Callable[[Values, date, bool], date]]] = [
    (re.compile(pattern), work_out)
    for work_out, patterns in {
        _near: [r"[uZ]?l?(?P<near>D)P?(?:u?e?(?P<weekday>[WSw])P?)?", r"u?e?(?P<weekday>[WS])P?(?P<near>D)P?"],
        _weekday: [r"[uZ]?e?(?P<weekday>W)P?", r"u?(?P<weekday>S)P?"],
        _this_weekday: [r"[uZ]?l?Te?(?P<weekday>[WK])P?", r"uT(?P<weekday>S)P?"],
        _other_weekday: [
            rf"[uZ]?l?{OTHER}e?(?P<weekday>[WK])P?",
            rf"u{OTHER}(?P<weekday>S)P?",
            rf"[uZ]?e?(?P<weekday>W)P?e?{OTHER}P?",
        ],
        _other_unit: [
            rf"[uZ]?l?{OTHER}(?P<unit>U)(?:u?e?(?P<weekday>[WS])P?)?",
            rf"[uZ]?[el]?(?P<unit>U)e?{OTHER}(?:u?e?(?P<weekday>[WS])P?)?",
            rf"[uZ]?e?(?P<weekday>[WS])P?[ule]?{OTHER}(?P<unit>U)",
            rf"[uZ]?e?(?P<weekday>[WS])P?[ule]?(?P<unit>U)e?{OTHER}",
        ],
        _ahead: [rf"F{NUMBER}(?P<unit>[UGV])", rf"H{NUMBER}(?P<unit>q)", r"F(?P<unit>V)", rf"{NUMBER}(?P<unit>[UG])R"],
        _behind: [rf"B{NUMBER}(?P<unit>[UGV])", r"B(?P<unit>V)", rf"{NUMBER}(?P<unit>[UG])e?A"],
        _calendar: [
            rf"{HEAD}{NAMED}[el]?(?P<month>[ME]){YEAR}{TAIL}",
            rf"{HEAD}(?P<month>E)l?(?P<day>[nOt]){YEAR}{TAIL}",
            rf"{HEAD}(?P<day>n)\.(?P<month>n)(?:\.(?:(?P<year>[n4])\.?g?)?)?{TAIL}",
            rf"{HEAD}(?P<day>n)/(?P<month>n)(?:/(?P<year>[n4]))?{TAIL}",
            rf"{HEAD}(?P<day>n)-(?P<month>n)-(?P<year>[n4]){TAIL}",
            rf"{HEAD}(?P<year>4)(?P<sign>[-./])(?P<month>n)(?P=sign)(?P<day>n){TAIL}",
            rf"{HEAD}(?P<day>n)(?P<month>n)(?P<year>4){TAIL}",
        ],
        _day_of_month: [
            r"u?l?(?P<day>t)P?",
            r"ul(?P<day>O)P?",
            r"u?m(?P<day>[nN])P?",
            r"u?e?(?P<weekday>W)[ul]?l?(?P<day>[ntO])\.?P?",
        ],
    }.items()
    for pattern in patterns
]
