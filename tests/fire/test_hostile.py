"""Thousands of texts, damaged updates and forged taps: nobody is stopped, nothing changes that should not."""

import logging
import random
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.answers import LONGEST, read_words
from bot.conversations.refused import Refused
from bot.handlers import OPERATIONS
from db.models import Base, Card, Draft, Message, Update
from practice.errors import Json
from tests import report
from tests.fire.honesty import Honesty
from tests.fire.malformed import malformed
from tests.fire.straight import split, straight, told
from tests.report import Record
from tests.talk import Centre, Phone
from tests.talks.ways import last_contact, logs_visit, needs_of, to_review

TEXTS = report.size("FIRE_TEXTS", 5_000)
DAMAGED = report.size("FIRE_DAMAGED", 10_000)
TAPS = report.size("FIRE_TAPS", 10_000)
WIRED_TEXTS, WIRED_DAMAGED, WIRED_TAPS = 1_000, 2_000, 2_000
"""How many of them come over HTTP."""
AT_ONCE = 40
TO_A_FORM = 500
"""Damaged updates until the next form: a note of a hundred thousand parts is nobody's."""
LONG = 6 * 3600  # s
CONVERSATION = {each.__tablename__ for each in (Card, Draft, Message, Update)} | {"audit", "seal_keys", "facts"}

PIECES = (
    "Besnik", "Милица", "përkujdesje", "=HYPERLINK(0)", "+1-1", "@SUM(A1)", "'; DROP TABLE contacts; --", "<b>bold",
    "</b>", "&amp;", "<script>alert(1)</script>", "{household}", "%s", "\x00", "\ud800", "\udfff\ud800", "e\u0301",
    "\u202eevil", "\u200bx", "\u200d", "\ufeff", "👩\u200d👧", "z" + "\u0335" * 40, "\r\n", "\t", "\x1b[31m", "{{7*7}}",
    "../../etc/passwd",
)  # fmt: skip


async def _joined(centre: Centre, name: str = "Arta", household: str = "Besnik Krasniqi") -> Phone:
    phone = await centre.joins(name)
    centre.household(phone, household)
    return phone


def _hostile(luck: random.Random) -> str:
    """A text that somebody typed, or made: some have the greatest length Telegram takes."""
    said = "".join(luck.choice(PIECES) + luck.choice(["", " "]) for _ in range(luck.randint(1, 6)))
    longest = (said * 2000).encode("utf-16-le", "surrogatepass")[: 2 * LONGEST].decode("utf-16-le", "surrogatepass")
    return longest if luck.random() < 0.05 else said


@pytest.mark.timeout(LONG)
async def test_any_text_is_kept_as_it_is_or_refused(
    centre: Centre, honesty: Honesty, record_property: Record, caplog: pytest.LogCaptureFixture
) -> None:
    luck = random.Random(seed := report.seed())
    arta = await _joined(centre)
    caplog.set_level(logging.DEBUG, "ascolto")
    leaks = Leaks(caplog)
    wired, rest = split(TEXTS, WIRED_TEXTS)

    for some in _texts(luck, wired):
        await to_review(arta, "Besnik")
        for text in some:
            arta.person.say(text)
        await centre.settled()
        assert _noted(centre) == [words for words in map(_words, some) if words]
        await arta.sends("/menu")
        leaks.look_for(some)
    for some in _texts(luck, rest):
        await to_review(arta, "Besnik")
        async with straight(centre) as unwired:
            for text in some:
                await unwired.hears(arta, text)
        assert _noted(centre) == [words for words in map(_words, some) if words]
        leaks.look_for(some)
    await logs_visit(arta, "Besnik", needs=["Housing"])

    assert needs_of(last_contact(centre)) == {"housing": "seen"}
    report.tell(
        record_property, "hostile texts", f"seed {seed}: {told(TEXTS, WIRED_TEXTS)}, each kept as it was or refused"
    )
    assert leaks.found == []


def _texts(luck: random.Random, count: int) -> Iterator[list[str]]:
    """As many texts, a handful for each form."""
    for begun in range(0, count, AT_ONCE):
        yield [_hostile(luck) for _ in range(min(AT_ONCE, count - begun))]


def _noted(centre: Centre) -> list[str]:
    """The words of the note of the newest draft, part by part."""
    with Session(centre.engine) as db:
        draft = db.scalars(select(Draft).order_by(Draft.id.desc()).limit(1)).one()
        return [note["words"] for note in draft.content["answers"]["note"]]


class Leaks:
    """What the log must not hold: a failed update, or anything that somebody typed."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog
        self.found: list[str] = []

    def look_for(self, texts: list[str]) -> None:
        """Look through what was logged since the last look."""
        self.found += [line for line in self._caplog.messages if "update failed" in line]
        self.found += [text for text in texts if len(text.strip()) > 8 and text.strip() in self._caplog.text]
        self._caplog.clear()


def _words(text: str) -> str:
    try:
        return read_words(text)
    except Refused:
        return ""


@pytest.mark.timeout(LONG)
@pytest.mark.parametrize("what", ["text", "tap", "voice", "edited"])
async def test_damaged_updates_stop_nobody(
    centre: Centre, honesty: Honesty, record_property: Record, what: str
) -> None:
    luck = random.Random(seed := report.seed())
    arta = await _joined(centre)
    good = await _heard(centre, arta, what)

    wired, rest = split(DAMAGED // 4, WIRED_DAMAGED // 4)

    for bad in malformed(good, wired, seed=luck.randrange(10**6)):
        honesty.unreadable.add(centre.telegram.updates.inject({**bad, "update_id": _next_id(centre)}))
        if len(centre.telegram.updates.pending) >= AT_ONCE:
            await centre.settled()
    await centre.settled()
    for begun in range(0, rest, TO_A_FORM):
        good = await _heard(centre, arta, what)
        async with straight(centre) as unwired:
            for bad in malformed(good, min(TO_A_FORM, rest - begun), seed=luck.randrange(10**6)):
                await unwired.take(bad)
    await arta.sends("/menu")
    await logs_visit(arta, "Besnik", needs=["Housing"])

    report.tell(
        record_property,
        f"damaged updates ({what})",
        f"seed {seed}: {told(DAMAGED // 4, WIRED_DAMAGED // 4)}, nobody stopped",
    )
    assert needs_of(last_contact(centre)) == {"housing": "seen"}
    assert not centre.app.polling.done()


async def _heard(centre: Centre, arta: Phone, what: str) -> Json:
    """A good update of that kind, as the bot has had it."""
    heard: list[Json] = []

    def listen(batch: list[Json]) -> list[Json]:
        heard.extend(batch)
        return batch

    centre.telegram.updates.tamper = listen
    await to_review(arta, "Besnik")
    match what:
        case "text":
            await arta.sends("she was glad")
        case "voice":
            await arta.speaks()
        case "edited":
            said = arta.person.say("she was glad")
            await centre.settled()
            await arta.does(lambda person: person.edit(said.message_id, "she was very glad"))
        case "tap":
            await arta.taps("Urgent")
    centre.telegram.updates.tamper = list
    return heard[-1]


def _next_id(centre: Centre) -> int:
    return int(centre.telegram.updates.to_json()["last_id"]) + 1


@pytest.mark.timeout(LONG)
async def test_taps_on_what_is_a_colleagues_change_nothing_of_hers(
    centre: Centre, honesty: Honesty, record_property: Record
) -> None:
    """A monitor with a modified client: whatever she taps, no record and no draft changes."""
    luck = random.Random(seed := report.seed())
    arta, chiara = await _joined(centre), await centre.joins("Chiara", role="monitor")
    await logs_visit(arta, "Besnik", needs=["Housing"])
    await arta.sends("/visit", "Besnik")
    stale = [button["callback_data"] for message in arta.person.heard for button in message.buttons()]
    await chiara.sends("/menu")
    menu, before = chiara.person.last.message_id, _records(centre)

    wired, rest = split(TAPS, WIRED_TAPS)
    for _ in range(wired):
        chiara.person.tap(menu, _data(luck, stale))
        if len(centre.telegram.updates.pending) >= AT_ONCE:
            await centre.settled()
    await centre.settled()
    async with straight(centre) as unwired:
        for _ in range(rest):
            await unwired.feels(chiara, menu, _data(luck, stale))

    report.tell(record_property, "forged and foreign taps", f"seed {seed}: {told(TAPS, WIRED_TAPS)}, nothing changed")
    assert _records(centre) == before
    assert "Besnik" not in "".join(chiara.all_texts)


def _data(luck: random.Random, stale: list[str]) -> str:
    return luck.choice(stale) if luck.random() < 0.3 else _forged(luck)


def _forged(luck: random.Random) -> str:
    op = luck.choice([*OPERATIONS, "do", "pick", "set", "go", "day", "x", ""])
    arg = luck.choice(["", "1", "2", "0.1", "1.today", "week", "family", "yes", "1.2", "-1", "9" * 12, "\x00", "é"])
    return f"{luck.choice(['v1', 'v1', 'v1', 'v2', ''])}|{luck.randint(0, 9)}|{luck.randint(0, 9)}|{op}|{arg}"[:60]


def _records(centre: Centre) -> dict[str, list[Any]]:
    """Every row of every table but those of her own conversation."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in CONVERSATION | {"accounts"}]
    with Session(centre.engine) as db:
        kept: dict[str, list[Any]] = {table.name: [tuple(row) for row in db.execute(select(table))] for table in tables}
        kept["drafts"] = [(draft.id, draft.account_id, draft.rev, draft.status) for draft in db.scalars(select(Draft))]
        return kept
