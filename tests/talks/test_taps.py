"""How many taps the main ways take: counted as updates that the bot has received, and printed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta

import pytest

from bot.handlers.places.home import VISIT
from bot.i18n import say
from tests import report
from tests.report import Record
from tests.talk import Centre
from tests.talks.ways import due, last_contact, logs_visit, morning_of, needs_of


class Count:
    """Updates confirmed by the bot."""

    def __init__(self) -> None:
        self.updates = 0

    def __call__(self, confirmed: list[int]) -> None:
        """Told by the queue of updates."""
        self.updates += len(confirmed)


Counting = Callable[[str, str], AbstractContextManager[Count]]


@pytest.fixture
def counting(any_centre: Centre, record_property: Record) -> Counting:
    """Counts the updates of a way and says what it came to."""

    @contextmanager
    def counting(what: str, most: str) -> Iterator[Count]:
        count = Count()
        any_centre.telegram.updates.on_confirmed.append(count)
        yield count
        any_centre.telegram.updates.on_confirmed.remove(count)
        report.tell(record_property, f"updates for {what}", f"{count.updates} (at most {most})")

    return counting


async def test_a_routine_visit_takes_thirteen_taps_and_the_note(any_centre: Centre, counting: Counting) -> None:
    arta = await any_centre.joins("Arta", "en")
    any_centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await any_centre.waits(timedelta(days=8))

    with counting("a routine visit, cold, two needs, one intervention", "13 and the note") as count:
        await arta.does(lambda person: person.press("Visit"))
        await arta.taps("Fatime Berisha", "Visit made today")
        await arta.taps("Health", "Housing", "Continue", "Accompanied to services", "Continue", "Together")
        await arta.sends("The roof leaks above the stove")
        await arta.taps("Save")

    assert count.updates <= 13 + 1
    assert set(needs_of(last_contact(any_centre))) == {"health", "housing"}


async def test_from_the_digest_eight_taps_and_nothing_typed(any_centre: Centre, counting: Counting) -> None:
    arta = await any_centre.joins("Arta", "sq")
    any_centre.household(arta, "Fatime Berisha")
    await arta.does(lambda person: person.press(say(VISIT, "sq")))
    await arta.does(lambda person: person.say("Berisha"))
    arta.person.press("Fatime Berisha · F-0001 · Tavnik")
    await any_centre.settled()
    await arta.sends("Vizita u krye sot", "Shëndet", "Vazhdo", "Vetëm dëgjim", "Familja", "Kapërce", "Ruaj")
    await morning_of(any_centre, due(any_centre)[0][1])

    with counting("a visit from the digest, needs as before, listening only, voice note", "8") as count:
        await arta.taps("F-0001", "Vizita u krye sot", "Gjithçka si më parë", "Vetëm dëgjim", "Familja")
        await arta.speaks()
        await arta.taps("Ruaj")

    contact = last_contact(any_centre)
    assert count.updates <= 8
    assert needs_of(contact) == {"health": "still"}
    assert [note.kind for note in contact.notes] == ["voice"]


async def test_nobody_home_from_the_digest_takes_four_taps(any_centre: Centre, counting: Counting) -> None:
    arta = await any_centre.joins("Arta", "en")
    any_centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await morning_of(any_centre, date(2026, 3, 25))

    with counting("nobody home, from the digest", "4") as count:
        await arta.taps("F-0001", "Nobody at home", "Save")

    assert count.updates <= 4
    assert last_contact(any_centre).outcome == "nobody_home"
    assert due(any_centre) == [("visit", date(2026, 3, 30))]
