"""The quick line: what is understood in each language, and what is handed back. Now is Wednesday 2026-03-11."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.casework.quicklines import table
from bot.conversations.codelists import INTERVENTIONS, NEEDS, NEXT_STEP_BY, REQUESTS
from bot.conversations.dates import Direction, read_date
from bot.conversations.form import NO_DAY
from bot.conversations.quick import Plus, Quick, read
from bot.i18n import LANGUAGES, say

TODAY = date(2026, 3, 11)


def line(typed: str) -> Quick:
    """What a line says; it must be one."""
    quick = read(typed, table(), TODAY)
    assert quick is not None, typed
    return quick


def told(quick: Quick) -> str:
    """What was understood, in one line: `12 | needs housing health | done goods_food | family | -> 2026-03-25`."""
    parts = ["anonymous" if quick.anonymous else quick.code.lstrip("0") or quick.who]
    if quick.day:
        parts.append(quick.day.isoformat())
    for question, given_ in sorted(quick.answers.items()):
        codes = [c if s == "yes" else f"{c}={s}" for c, s in given_.items()] if isinstance(given_, dict) else [given_]
        parts.append(" ".join([question, *codes]))
    if quick.urgent:
        parts.append("urgent")
    if isinstance(quick.next, Plus):
        parts.append(f"+{quick.next.count} {quick.next.unit}")
    elif quick.next:
        parts.append(f"-> {quick.next}")
    parts += [part for part in (quick.time, quick.note and f"note {quick.note}") if part]
    return " | ".join([*parts, *(f"? {words}" for words in quick.unread)])


DATA = (Path(__file__).parents[1] / "data" / "quick_lines.txt").read_text("utf-8").splitlines()
LINES = [each.rsplit(" = ", 1) for each in DATA if each and not each.startswith("#")]


@pytest.mark.parametrize(("typed", "expected"), LINES)
def test_a_line_is_understood_in_any_language(typed: str, expected: str) -> None:
    assert told(line(typed)) == expected


def test_the_table_is_long_enough() -> None:
    assert len(LINES) >= 80


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "visit",
        "vizitë ",
        "The roof leaks",
        "12 housing",
        "they visit 12",
        "revisit 12",
        "note visit 12",
        "+14",
        "visiting 12 health",
    ],
)
def test_what_does_not_begin_with_a_form_and_go_on_is_no_line(typed: str) -> None:
    assert read(typed, table(), TODAY) is None


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("question", ["needs", "done", "next_step_by"])
def test_every_label_is_understood_in_every_language(lang: str, question: str) -> None:
    codes = {"needs": NEEDS, "done": INTERVENTIONS, "next_step_by": NEXT_STEP_BY}[question]
    heading = "" if question == "next_step_by" else f"{question}: "

    for code in codes:
        quick = line(f"visit 12 {heading}{say(code.label, lang)}")

        assert code.code in quick.answers[question], say(code.label, lang)
        assert not quick.unread, say(code.label, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_request_is_understood_in_every_language(lang: str) -> None:
    for code in REQUESTS:
        said = say(code.label, lang)

        assert code.code in line(f"session 12 requests: {said}").answers["requests"], said


def test_a_word_of_several_labels_is_handed_back() -> None:
    quick = line("visit 12 pomoć")

    assert quick.answers == {}
    assert quick.unread == ("pomoć",)


def test_a_day_that_both_might_be_is_the_nearer_one() -> None:
    assert line("visit 12 11.3. health").day == TODAY
    assert line("visit 12 health 12.3.").next == date(2026, 3, 12)
    assert line("visit 12 1.1. health").day is None  # two months ago is as far back as a visit without a year goes


def test_a_second_day_that_is_over_is_handed_back() -> None:
    quick = line("visit 12 yesterday 9.3. health")

    assert quick.day == date(2026, 3, 10)
    assert quick.next is None


def test_a_line_longer_than_a_message_is_none() -> None:
    assert read("visit 12 " + "health " * 1000, table(), TODAY) is None


def test_a_very_long_line_keeps_everything() -> None:
    words = [f"word{number}" for number in range(300)]

    quick = line("visit 12 health " + " ".join(words))

    assert quick.unread == (" ".join(words),)


SAID = (
    "visit vizitë poseta посета session 12 F-0012 Berisha housing shëndet здравље yesterday dje 9.3. +14 +2w + , note"
)
SAID += " shënim urgent nobody home 14:30 the roof leaks mar pet since u e il better all as before done: needs: 31.2. #"
WORDS = st.sampled_from(SAID.split())
ANY = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=14).map(" ".join))


@given(ANY)
@example("visit +")
@example("visit 12 +")
@example("visit , ,")
@example("visit F")
@example("session 1 :")
@example("visit 12 done:")
def test_nothing_that_is_typed_raises_or_is_lost(typed: str) -> None:
    quick = read(f"visit {typed}", table(), TODAY)

    if quick is not None:
        kept = [quick.code, quick.who, quick.time, quick.note, *quick.unread, *(said for _, said in quick.read_from)]
        assert all(part in typed for part in kept)


@given(ANY)
def test_no_day_comes_from_a_text_that_is_none(typed: str) -> None:
    quick = read(f"visit 12 {typed}", table(), TODAY)

    if quick is None:
        return
    for name, found in (("date", quick.day), ("next", quick.next)):
        said = [words.removeprefix("+").strip() for question, words in quick.read_from if question == name]
        assert bool(said) == (found is not None)
        if isinstance(found, date):
            assert found in {_read(said[0], "past"), _read(said[0], "future")}
        elif found is not None:
            assert isinstance(found, Plus) or found == NO_DAY


def _read(said: str, direction: Direction) -> date | None:
    try:
        return read_date(said, TODAY, direction)
    except ValueError:
        return None
