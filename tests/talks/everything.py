"""Everything that can be typed of a household, and where it then lies."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Column, select, text

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.people import people
from bot.work import Work
from db.crypto import Encrypted
from db.models import Base
from practice.person import Person
from tests.importing.sheets import xlsx
from tests.postgres import Cluster
from tests.talk import Centre, Phone
from tests.talks.ways import ANONYMOUS, LISTENED, MADE, fetched, opens_record, reaches

CANARY = "Pelikan"
"""A word of these talks alone: other tests let statements fail on purpose, and the server's log repeats them."""
PHONE = "044987654321"
CANARIES = (CANARY, PHONE)
"""What only this household's rows hold: names, words and its telephone number."""
COLLEAGUES = frozenset({"accounts.name", "accounts.seen_as", "audit.stamp", "seal_keys.key"})
CARDS = frozenset({"cards.params", "cards.asked"})
"""Encrypted columns of colleagues and of what they did, and those in which this household stands among others."""


# --- what is typed --------------------------------------------------------------------------------------------------


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
    await adds_a_son(arta)
    await hears_somebody(arta)
    await arta.sends("/menu", "Pelikan, loose")
    await arta.sends("/visit 1 housing food together +14 note Pelikan, quick")


async def adds_a_son(arta: Phone) -> None:
    """With what is asked of a member."""
    await arta.sends("/family", "Pelikana")
    await arta.taps("Sevdije Pelikana", "+ Member")
    await arta.sends("Luan Pelikana")
    await arta.taps("Child")
    await arta.sends("1950")
    await arta.taps("About", "Male", "Save")


async def hears_somebody(arta: Phone) -> None:
    """A session with somebody who has a code word."""
    await arta.sends("/session")
    await arta.taps(*ANONYMOUS, LISTENED, "Skip")
    await reaches(arta, "Code word")
    await arta.sends("Pelikanac")
    await arta.taps("Save")


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


async def waits_to_be_confirmed(centre: Centre, teuta: Phone) -> None:
    """Somebody has followed a coordinator's invite: her name at Telegram is kept until that is decided."""
    code = centre.does(lambda work: people.invite(work, "Drita Pelikana", "operator", by=centre.account(teuta)))
    await Phone(centre, Person(centre.telegram, "Drita Pelikana")).sends(f"/start {code}")


async def is_known_well(arta: Phone, milica: Phone, teuta: Phone) -> None:
    """One household of which something stands in every encrypted column."""
    await logs_a_first_visit(arta)
    await adds_a_son(arta)
    await corrects(arta, milica, teuta)
    await speak_of_it(arta, teuta)
    await hears_somebody(arta)
    await arta.sends("/family", "Pelikanac")
    await arta.taps("S-2026-00001 · code word", "Link to a household")
    await arta.sends("Pelikana")
    await arta.taps("Sevdije Pelikana")
    await arta.sends("/menu", "Pelikan, loose")
    await arta.taps("Sevdije Pelikana")
    await arta.sends("/visit")
    await arta.taps("Sevdije Pelikana")
    await teuta.sends("/family", "Pelikana")


async def neighbours(arta: Phone) -> None:
    """Another household, with a note."""
    other = arta.centre.household(arta, "Qyqe Neziri")
    await arta.sends(f"/visit {other.code[-1]} housing food +14 note Qyqe, quick")
    await arta.taps("Save")


# --- where it lies --------------------------------------------------------------------------------------------------


def encrypted() -> list[Column[Any]]:
    """The columns of what tells or identifies."""
    return [c for table in Base.metadata.sorted_tables for c in table.columns if isinstance(c.type, Encrypted)]


def unused(work: Work) -> list[str]:
    """The encrypted columns in which nothing stands, so that nothing was looked for."""
    auditing.note(work, None, Deed.EXPORTED, "registry", None)  # a line's stamp goes when it is sealed
    return [str(column) for column in encrypted() if not _is_used(work, column)]


def _is_used(work: Work, column: Column[Any]) -> bool:
    return any(work.db.scalars(select(column).where(column.is_not(None))))


def on_disk(centre: Centre, server: Cluster | None) -> Iterator[tuple[str, bytes]]:
    """Each file that the database writes, the one with the latest changes too, and a dump."""
    url = centre.engine.url
    folder = Path(url.database or "").parent
    if server is not None:
        with centre.engine.connect() as connection:
            connection.execute(text("CHECKPOINT"))
        folder = server.home
        yield "dump", server.dump(str(url.database))
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()
