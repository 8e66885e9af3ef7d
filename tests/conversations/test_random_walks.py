"""Every form walked through at random, without a database: whatever is tapped and typed, a draft is plain data that can
be stored at every step, its card can be said in every language, and its review is reached."""

import json
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest

from bot.casework import intake
from bot.conversations.engine import Answer, Spoken, Tap, Typed, step
from bot.conversations.form import NO_DAY, Choice, Form, Kind
from bot.conversations.refused import Refused
from bot.conversations.screens import screen
from bot.conversations.walk import Draft, Walk
from bot.handlers import callback, drawn
from bot.handlers.callback import Tapped
from bot.i18n import LANGUAGES
from bot.words import Screen, Text, raw, text
from tests import report
from tests.report import Record

WALKS = report.size("FIRE_WALKS", 5_000)
MOST_STEPS = 120
TODAY = date(2026, 3, 11)
TYPED = (
    "Besnik",
    "12",
    "yesterday",
    "in 2 weeks",
    "5.12.2031",
    "",
    "\x00",
    "\u202ex",
    "👵" * 300,
    "1947",
    "<b>",
    "=1+1",
    "po",
)
LEAD_ON = frozenset({"pick", "go", "all", "only", "skip", "day", "save"})


class SomeFacts:
    """As much of the world as forms ask for, the same for one walk: some of it is there, some is not."""

    today = TODAY

    def __init__(self, luck: random.Random, form: Form) -> None:
        self._known = {
            name: luck.choice(["", "given", "later", "elderly_alone", "late", "yes", 0, 2]) for name in form.known
        }
        self._sources = [Choice(str(id_), raw(f"choice {id_}")) for id_ in range(luck.randint(1, 3))]

    def known(self) -> Mapping[str, object]:
        """As of `Facts`."""
        return self._known

    def choices(self, source: str, search: str) -> Sequence[Choice]:
        """As of `Facts`."""
        return self._sources

    def label(self, source: str, code: str) -> Text:
        """As of `Facts`."""
        return raw(code)

    def heading(self) -> Text | None:
        """As of `Facts`."""
        return text("{code} · {place}", code="F-0012", place=raw("Tavnik"))

    def propose(self, question: str) -> str | None:
        """As of `Facts`."""
        return (TODAY + timedelta(days=14)).isoformat() if question == "next" else None

    def day_of(self, code: str) -> date | None:
        """As of `Facts`."""
        days = {NO_DAY: None, "today": 0, "yesterday": -1}
        ahead = days.get(code, 7)
        return None if ahead is None else TODAY + timedelta(days=ahead)


def _stored(draft: Draft) -> Draft:
    """The draft as it comes back from the database."""
    return Draft(**json.loads(json.dumps(draft.to_json(), allow_nan=False)), rev=draft.rev)


def _taps(shown: Screen) -> list[Tap]:
    """Every button of a card, as its callback data says it."""
    taps = []
    for each in (each for row in shown.rows for each in row):
        tapped = callback.read(callback.write(Tapped(each.op, each.arg, 999_999_999, 999_999)))
        assert tapped is not None
        index, dot, key = tapped.arg.partition(".")
        taps.append(Tap(tapped.op, int(index), key) if dot else Tap(tapped.op))
    return [tap for tap in taps if tap.op not in ("save", "cancel")]


def _wild(luck: random.Random, taps: Sequence[Tap]) -> Answer:
    """Anything a person or a modified client may send."""
    match luck.randint(0, 9):
        case 0:
            return Typed(luck.choice(TYPED), luck.randint(1, 9))
        case 1:
            return Spoken(luck.choice(["voice", "photo"]), luck.randint(1, 9), luck.randint(1, 9))
        case 2:
            return Tap(luck.choice(["pick", "set", "day", "skip", "go", "x"]), luck.randint(-1, 60), luck.choice(TYPED))
        case _:
            return luck.choice(taps or [Tap("back")])


def _straight(luck: random.Random, walk: Walk, taps: Sequence[Tap]) -> Answer:
    """What somebody does who wants to get to the end."""
    ahead = [tap for tap in taps if tap.op in LEAD_ON]
    asked = walk.current
    if ahead and not (asked is not None and asked.kind is Kind.WORDS and asked.skip is None):
        return luck.choice(ahead)
    return Typed(luck.choice(["1947", "yesterday", "Besnik", "in 2 weeks"]), luck.randint(1, 9))


def _look(luck: random.Random, form: Form, draft: Draft, facts: SomeFacts) -> tuple[Walk, list[Tap]]:
    """The card of a draft, said in some language; it must have words and fit Telegram's limits."""
    walk = Walk(form, draft, facts)
    shown = screen(walk)
    lang = luck.choice(LANGUAGES)
    said, markup = drawn.words(shown.lines, lang), drawn.markup(shown, lang, 999_999_999, 999_999)
    assert said.text
    assert markup is not None
    assert all(button["text"].strip() for row in markup["inline_keyboard"] for button in row)
    return walk, _taps(shown)


def _walk_once(form: Form, luck: random.Random) -> int:
    """A walk to the review, the first part of it wild; how many steps it took."""
    facts, draft, wild = SomeFacts(luck, form), Draft(), luck.randint(0, 25)
    for number in range(MOST_STEPS):
        walk, taps = _look(luck, form, draft, facts)
        if number >= wild and walk.current is None:
            return number
        answer = _wild(luck, taps) if number < wild else _straight(luck, walk, taps)
        try:
            changed = step(walk, answer)
        except Refused:
            continue
        assert _stored(changed) == changed
        draft = _stored(changed)
    raise AssertionError(f"no review after {MOST_STEPS} steps: {draft}")


@pytest.mark.timeout(3600)
def test_whatever_is_tapped_and_typed_a_form_leads_to_its_review(record_property: Record) -> None:
    luck = random.Random(seed := report.seed())
    forms = list(intake.FORMS.values())

    steps = [_walk_once(forms[number % len(forms)], luck) for number in range(WALKS)]

    report.tell(
        record_property, f"random walks over {len(forms)} forms", f"seed {seed}: {WALKS} walks, {sum(steps)} steps"
    )
    assert len(steps) == WALKS
    assert sum(steps) > WALKS
