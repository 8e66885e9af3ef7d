"""What lies on the disk once everything was typed that can be typed: a copy of it tells nothing without the key."""

from bot.people import people
from db.models import Media
from practice.person import Person
from tests.fire.traces import traces
from tests.postgres import Cluster
from tests.talk import Centre, Phone
from tests.talks.everything import (
    CANARY,
    PHONE,
    corrects,
    keeps_the_registry,
    logs_a_first_visit,
    on_disk,
    speak_of_it,
    unused,
    waits_to_be_confirmed,
)
from tests.talks.ways import rows


async def test_no_file_and_no_dump_of_the_database_tells_anything(any_centre: Centre, server: Cluster | None) -> None:
    arta, milica = await any_centre.joins("Arta Pelikana"), await any_centre.joins("Milica Pelikana")
    teuta = await any_centre.joins("Teuta Pelikana", role="coordinator")
    code = any_centre.does(lambda work: people.invite(work, "Chiara Pelikana", "monitor"))
    await logs_a_first_visit(arta)
    await keeps_the_registry(arta)
    await corrects(arta, milica, teuta)
    await speak_of_it(arta, teuta)
    await waits_to_be_confirmed(any_centre, teuta)
    await Phone(any_centre, Person(any_centre.telegram, "Pelikan the stranger")).sends("/start", "Pelikan, hello")

    handles = [media.file_id for media in rows(any_centre, Media)]
    secrets = [CANARY, PHONE, PHONE[1:], "violence", code, *handles]
    files = dict(on_disk(any_centre, server))

    assert any_centre.does(unused) == []
    assert traces(files.items(), ["V-2026-00001"])
    assert traces(files.items(), secrets) == []
