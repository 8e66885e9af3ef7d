"""What is logged when everything goes wrong that can, and every logger says all it knows: never a name, the token, or
a word that somebody typed."""

import random
import re
from collections.abc import Iterator
from functools import partial

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db.models import Account
from practice.person import Person
from tests.fire import harness
from tests.fire.campaign import joins
from tests.fire.harness import LOUD
from tests.fire.place import Place, until
from tests.importing.sheets import xlsx

pytestmark = pytest.mark.timeout(300)

NAME = "Zamirkanarina"
TYPED = "Kanarina-typed"
MISTAKES = ("doubled", "missing", "statement", "conversion", "handler")
LINE = re.compile(r"\d{4}-\d\d-\d\dT[0-9:+]+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) .+|ascolto: .+")
SAID = (
    "update failed",
    "card not drawn",
    "import failed",
    "why=IntegrityError",
    "why=ValueError",
    "unexpected",
    "Telegram refused a card",
    "Telegram is out of reach",
    "library said something",
    "asyncio said something",
    "py.warnings said something",
    "sqlalchemy.engine.Engine said something",
    "broken %s %d",
)
"""What the log must hold, so that nothing above was left out."""


def coordinator(engine: Engine, place: Place) -> Person:
    """An operator with a household, who is the coordinator too."""
    person = joins(engine, place.telegram, NAME, random.Random(1)).person
    with Session(engine) as db, db.begin():
        db.scalars(select(Account)).one().roles = "operator,coordinator"
    return person


def _has_failed(place: Place, times: int) -> bool:
    return place.log("log").count("update failed") >= times


async def goes_wrong(place: Place, person: Person) -> None:
    """One accident after the other, each with a word in it that is looked for afterwards."""
    faults = place.telegram.faults
    for number, mistake in enumerate(MISTAKES, 1):
        person.say(f"{mistake} {TYPED}")
        await until(partial(_has_failed, place, number))
    person.say(f"beside {TYPED}")
    await until(lambda: "library said something" in place.log("log"))
    faults.refuse("sendMessage", 400, description=f"Bad Request: can't parse entities: {TYPED}")
    person.say("/visit")
    await until(lambda: "Telegram refused a card" in place.log("log"))
    person.say(f"Besnik {NAME}")
    person.send_document(xlsx([(TYPED, TYPED, "Tavnik", TYPED)]), f"{TYPED}.xlsx")
    await until(lambda: "import failed" in place.log("log"))
    faults.refuse("getUpdates", 500, description=TYPED)
    person.say("/menu")
    await until(lambda: "Telegram is out of reach" in place.log("log"))
    faults.garble("getUpdates", 200, TYPED.encode())
    person.say(f"ending {TYPED}")


def told(log: str, *secrets: str) -> Iterator[str]:
    """The lines that hold one of them."""
    return (line for line in log.splitlines() if any(secret.lower() in line.lower() for secret in secrets))


async def test_no_accident_at_any_level_puts_a_name_a_word_or_the_token_into_the_log(
    place: Place, engine: Engine, database_url: str
) -> None:
    person = coordinator(engine, place)
    bot = await place.starts("log", database_url, **LOUD)
    await harness.polls(place.telegram)

    await goes_wrong(place, person)
    ended = await bot.ended()

    log = place.log("log")
    assert ended == 1
    assert [said for said in SAID if said not in log] == []
    assert list(told(log, "kanarina", "Besnik", place.telegram.token.split(":")[1])) == []
    assert [line for line in log.splitlines() if not LINE.fullmatch(line)] == []
