"""What lies on the disk once everything was typed that can be typed: a copy of it tells nothing without the key."""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Column, select, text

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.people import people
from bot.work import Work
from db.columns import privacy
from db.models import Base, Media
from practice.person import Person
from tests import postgres
from tests.importing.sheets import xlsx
from tests.talk import Centre, Phone
from tests.talks.test_corrections import opens_record
from tests.talks.test_loose_notes import fetched
from tests.talks.ways import LISTENED, MADE, reaches, rows

CANARY = "Pelikan"
"""A word of this test alone: other tests let statements fail on purpose, and the server's log repeats them."""
PHONE = "044987654321"


# --- everything that can be typed -----------------------------------------------------------------------------------


async def logs_a_first_visit(arta: Phone) -> None:
    """A new household with a telephone; a confidential entry; notes of all kinds; what the next visit is for."""
    await arta.sends("/visit")
    await arta.taps("+ New household", "In Albanian", "Given")
    await arta.sends("Sevdije Pelikana")
    await arta.taps("Elderly person alone", "Tavnik")
    await arta.sends(PHONE)
    await arta.taps("In the morning", MADE, "Confidential…", "Violence / abuse", "Continue")
    await arta.sends("Pelikan hidden")
    await arta.does(lambda person: person.send_voice(b"OggS" + CANARY.encode() * 20))
    await arta.does(lambda person: person.send_photo(CANARY.encode() * 20, caption="Pelikan photo"))
    await arta.taps("Health", "Continue", LISTENED, "The family")
    await reaches(arta, "Purpose", "Papers, renewal", "What it is about")
    await arta.sends("Pelikan line")
    await reaches(arta, "✎ Note")
    await arta.sends("Pelikan note")
    await reaches(arta, "For the meeting")
    await arta.taps("Save")
    await fetched(arta.centre)


async def keeps_the_registry(arta: Phone) -> None:
    """A member; a session with somebody who has a code word; a loose note; a draft; a line typed all at once."""
    await arta.sends("/family", "Pelikana")
    await arta.taps("Sevdije Pelikana", "+ Member")
    await arta.sends("Luan Pelikana")
    await arta.taps("Child")
    await arta.sends("1950")
    await arta.taps("About", "Male", "Save")
    await arta.sends("/session")
    await arta.taps("Anonymous", "Female · 30–64", "On their own", "Health", "Continue", "Health care", "Continue")
    await arta.taps(LISTENED, "Skip")
    await reaches(arta, "Code word")
    await arta.sends("Pelikanac")
    await arta.taps("Save")
    await arta.sends("/menu", "Pelikan, loose")
    await arta.sends("/visit 1 housing food together +14 note Pelikan, quick")


async def corrects(arta: Phone, milica: Phone, teuta: Phone) -> None:
    """Her own record of an earlier day; a colleague's, with the coordinator; a deletion that waits."""
    await arta.centre.waits(timedelta(days=2))
    for phone, why in ((arta, "Pelikan, late"), (milica, "Pelikan, proposed")):
        await opens_record(phone, "Sevdije Pelikana")
        await phone.taps("Correct")
        await phone.sends(why)
        await phone.taps("✎ Next step", "The centre", "Save")
    await teuta.taps("Accept")
    await opens_record(arta, "Sevdije Pelikana")
    await arta.taps("Delete…")
    await arta.sends("Pelikan, deleted")
    await arta.taps("Save")


async def speak_of_it(arta: Phone, teuta: Phone) -> None:
    """A decision, a question and its answer; a list that waits to be imported."""
    await teuta.sends("/monday")
    await teuta.taps("For the meeting", "V-2026-00001", "Decision…")
    await teuta.sends("Pelikan, decided")
    await teuta.taps("Save")
    await opens_record(teuta, "Sevdije Pelikana")
    await teuta.taps("Ask the author")
    await teuta.sends("Pelikan, asked")
    await teuta.taps("Save")
    await arta.taps("Answer")
    await arta.sends("Pelikan, answered")
    await arta.taps("Save")
    listed = xlsx([("Fatime", "Pelikana", "Tavnik", PHONE)])
    await teuta.does(lambda person: person.send_document(listed, "Pelikan.xlsx"))


# --- what lies there ------------------------------------------------------------------------------------------------


def on_disk(centre: Centre, server: postgres.Cluster | None) -> Iterator[tuple[str, bytes]]:
    """Each file that the database writes, the one with the latest changes too, and a dump."""
    url = centre.engine.url
    folder = Path(url.database or "").parent
    if server is not None:
        with centre.engine.connect() as connection:
            connection.execute(text("CHECKPOINT"))
        folder = server.home
        dump = (str(server.programs / "pg_dump"), "-h", "127.0.0.1", "-p", str(server.port), "-U", "ascolto")
        yield "dump", subprocess.run([*dump, str(url.database)], check=True, capture_output=True).stdout
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


async def waits_to_be_confirmed(centre: Centre, teuta: Phone) -> None:
    """Somebody has followed a coordinator's invite: her name at Telegram is kept until that is decided."""
    code = centre.does(lambda work: people.invite(work, "Drita Pelikana", "operator", by=centre.account(teuta)))
    await Phone(centre, Person(centre.telegram, "Drita Pelikana")).sends(f"/start {code}")


def tells(content: bytes, secret: str) -> bool:
    """Whether it stands there as it is, in digits as a dump has them, or in wide characters."""
    forms = (secret.encode(), secret.encode().hex().encode(), secret.encode("utf-16-le"))
    return any(form.lower() in content.lower() for form in forms)


def unused(work: Work) -> list[str]:
    """The encrypted columns in which nothing stands, so that nothing was looked for."""
    auditing.note(work, None, Deed.EXPORTED, "registry", None)  # a line's stamp goes when it is sealed
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    return [str(column) for column in columns if privacy(column) != "plain" and not _is_used(work, column)]


def _is_used(work: Work, column: Column[object]) -> bool:
    return any(work.db.scalars(select(column).where(column.is_not(None))))


async def test_no_file_and_no_dump_of_the_database_tells_anything(
    any_centre: Centre, server: postgres.Cluster | None
) -> None:
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
    assert [name for name, content in files.items() if tells(content, "V-2026-00001")]
    assert [(name, secret) for name, content in files.items() for secret in secrets if tells(content, secret)] == []
