"""Conditions of forms: what they mean, what is refused and where."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.rules import FUNCTIONS, RuleError, parse

TODAY = date(2026, 3, 11)
MET = {"presence": "met", "needs": ("food", "other"), "persons": 5, "due": date(2026, 3, 25), "note": "at home"}


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("${presence} = 'met'", True),
        ('${presence} = "met"', True),
        ("${presence} != 'met'", False),
        ("${ presence }='met'", True),
        ("selected(${needs}, 'other')", True),
        ("selected(${needs}, 'heating')", False),
        ("selected(${presence}, 'met')", True),
        ("selected(${needs}, 'oth')", False),
        ("${needs} = 'food other'", True),
        ("count-selected(${needs}) = 2", True),
        ("count-selected(${needs}) > 2", False),
        ("not(selected(${needs}, 'other'))", False),
        ("not(${missing} = 'x')", True),
        ("${persons} >= 5 and ${persons} < 6", True),
        ("${persons} <= 4 or ${persons} > 5", False),
        ("${persons} = '5'", True),
        ("${persons} > -1", True),
        ("${due} > today()", True),
        ("${due} <= '2026-03-25'", True),
        ("${due} = 'soon'", False),
        ("${due} < 'soon'", False),
        ("${due} > 3", False),
        ("string-length(${note}) = 7", True),
        ("string-length(${missing}) = 0", True),
        ("coalesce(${missing}, ${presence}) = 'met'", True),
        ("coalesce(${presence}, 'away') = 'met'", True),
        ("coalesce(${missing}, '') = ''", True),
        ("1 = 1 or 1 = 2 and 1 = 2", True),
        ("(1 = 1 or 1 = 2) and 1 = 2", False),
        ("  ${presence}  ", True),
        ("${missing}", False),
        ("today() = '2026-03-11'", True),
        ("selected('food other', 'food')", True),
        ("coalesce(${missing} = '' and 1 = 1, 1 = 2)", True),
    ],
)
def test_a_condition_means_what_it_says(source: str, holds: bool) -> None:
    assert parse(source)(MET, TODAY) is holds


@pytest.mark.parametrize("answers", [{}, {"presence": None}, {"presence": ""}, {"presence": ()}])
def test_an_unanswered_question_equals_nothing_but_empty_text(answers: dict[str, object]) -> None:
    assert parse("${presence} = ''")(answers, TODAY)
    assert parse("'' = ${presence}")(answers, TODAY)
    for sign in ("!=", "<", "<=", ">", ">="):
        assert not parse(f"${{presence}} {sign} ''")(answers, TODAY)
    for sign in ("=", "!=", "<", "<=", ">", ">="):
        assert not parse(f"${{presence}} {sign} 'met'")(answers, TODAY)
        assert not parse(f"today() {sign} ${{presence}}")(answers, TODAY)


def test_an_answered_question_differs_from_empty_text() -> None:
    assert parse("${presence} != ''")(MET, TODAY)
    assert parse("${persons} != ''")({"persons": 0}, TODAY)


def test_the_dot_is_the_answer_just_given() -> None:
    rule = parse(". <= today() and . >= ${since}")

    assert rule.uses_self
    assert rule({"since": "2026-03-01"}, TODAY, date(2026, 3, 11))
    assert rule({"since": "2026-03-01"}, TODAY, "2026-03-05")
    assert not rule({"since": "2026-03-01"}, TODAY, date(2026, 3, 12))
    assert not rule({"since": "2026-03-01"}, TODAY)


def test_a_rule_tells_which_questions_it_looks_at() -> None:
    rule = parse("${presence} = 'met' and (${a_1} > 2 or not(selected(${presence}, ${b})))")

    assert rule.names == {"presence", "a_1", "b"}
    assert not rule.uses_self


def test_rules_read_from_the_same_text_are_equal() -> None:
    assert parse("${presence}") == parse("${presence}")
    assert "evaluate" not in repr(parse("${presence}"))


@pytest.mark.parametrize(
    ("source", "at", "expected"),
    [
        ("", 1, "a question"),
        ("   ", 4, "a question"),
        ("${presence", 1, "a question, text"),
        ("${1}", 1, "a question, text"),
        ("$presence", 1, "a question, text"),
        ("${presence} == 'met'", 14, "a question"),
        ("${presence} = ", 15, "a question"),
        ("${presence} = 'met", 15, "a question, text"),
        ("${presence} 'met'", 13, "'and', 'or' or the end"),
        ("${presence} end", 13, "the end"),
        ("1 < 2 < 3", 7, "the end"),
        ("1 = 1 and", 10, "a question"),
        ("or 1 = 1", 1, "one of the functions"),
        ("(1 = 1", 7, "')'"),
        ("1 = 1)", 6, "the end"),
        ("presence = 'met'", 1, "one of the functions"),
        ("eval('1')", 1, "one of the functions"),
        ("Today()", 1, "one of the functions"),
        ("today", 6, "'('"),
        ("today(1)", 7, "')'"),
        ("selected(${needs})", 18, "','"),
        ("selected(${needs}, 'a', 'b')", 23, "')'"),
        ("not()", 5, "a question"),
        ("1.5 = 2", 2, "the end"),
        ("2 + 2", 3, "a question, text"),
        ("1234567890 > 1", 1, "a question, text"),
        ("(" * 5000, 41, "at most"),
        ("not(" * 5000, 161, "at most"),
    ],
)
def test_what_is_no_condition_is_refused_with_its_place(source: str, at: int, expected: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(source)

    assert str(refused.value).startswith(f"character {at}: expected ")
    assert expected in str(refused.value)


PIECES = [*FUNCTIONS, "and", "or", "${a}", "${b}", ".", "'x'", "''", "7", "-1", "(", ")", ",", "=", "!=", "<", ">="]
ANSWERS = st.none() | st.text() | st.integers() | st.booleans() | st.dates() | st.lists(st.text(max_size=3))


@given(st.text() | st.lists(st.sampled_from(PIECES)).map(" ".join), ANSWERS, ANSWERS)
def test_any_text_is_a_condition_or_refused(source: str, first: object, second: object) -> None:
    try:
        rule = parse(source)
    except RuleError:
        return

    assert rule({"a": first, "b": second}, TODAY, second) in (True, False)


CONDITIONS = st.recursive(
    st.sampled_from(["${a}", ".", "''", "'x'", "3", "today()", "count-selected(${b})"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(" ".join),
        st.tuples(inner, st.sampled_from(["=", "!=", "<", ">="]), inner).map(lambda p: "({}){}({})".format(*p)),
        st.tuples(st.sampled_from(["not", "string-length"]), inner).map(lambda p: "{}({})".format(*p)),
        st.tuples(st.sampled_from(["selected", "coalesce"]), inner, inner).map(lambda p: "{}({}, {})".format(*p)),
    ),
    max_leaves=8,
)


@given(CONDITIONS, ANSWERS, ANSWERS)
def test_a_condition_and_its_denial_never_agree(source: str, first: object, second: object) -> None:
    rule, denied = parse(source), parse(f"not({source})")

    answers = {"a": first, "b": second}

    assert rule(answers, TODAY, first) is not denied(answers, TODAY, first)
