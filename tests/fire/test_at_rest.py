"""A centre with two hundred names, worked in, killed, backed up, given a new key, asked for all that `ascolto` can do:
whoever has all its files but not its key, learns none of them."""

import asyncio
import base64
import getpass
import random
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from bot.work import Work
from db.crypto import Keyring
from db.keyfile import create_key_file, read_keyring
from db.models import Household, Person
from db.recovery import words_of
from practice.clock import PracticeClock
from practice.server import serve
from practice.telegram import Telegram
from tests import everyrow, postgres
from tests.fire.elsewhere import COMMANDS, Elsewhere
from tests.fire.traces import traces
from tests.importing.sheets import xlsx
from tests.talk import WEDNESDAY, Phone
from tests.talks import everything as typed
from tests.talks.ways import ANONYMOUS, LISTENED, reaches

IMPORTED = 110  # households
NOTED = 30  # of them with a telephone and a note
SESSIONS = 4
LOOSE = 15
UNHEARD = 3
CANARIES = 197  # before it dies; three come then
ERASED = 10  # which of the names is that of somebody who asks to be erased
SPAN = ("--from", "2026-01-01", "--to", "2026-12-31")

pytestmark = pytest.mark.timeout(1200)


class Canaries:
    """Words that nothing else says, each given out once."""

    def __init__(self) -> None:
        self._luck = random.Random(11)
        self.given: list[str] = []

    def name(self) -> str:
        """Of somebody; some with letters of their own."""
        return self._new(self._luck.choice(("Qa{}ura", "Zë{}çi", "Xhu{}sha", "Жу{}шић")), "bdfgklmnprstvz", "aeiou")

    def phone(self) -> str:
        """Of Kosovo."""
        return self._keep(f"049{self._luck.randrange(10**5, 10**6)}")

    def _new(self, pattern: str, consonants: str, vowels: str) -> str:
        middle = "".join(self._luck.choice(consonants) + self._luck.choice(vowels) for _ in range(3))
        return self._keep(pattern.format(middle))

    def _keep(self, word: str) -> str:
        assert word not in self.given
        self.given.append(word)
        return word


@pytest.fixture
async def elsewhere(engine: Engine, keyring: Keyring, tmp_path: Path) -> AsyncIterator[Elsewhere]:
    """Such a centre, whose bot has not been started."""
    telegram = Telegram(PracticeClock(WEDNESDAY.astimezone(UTC)))
    async with serve(telegram) as base:
        centre = Elsewhere(telegram, base, tmp_path, engine)
        create_key_file(centre.key_file, keyring)
        yield centre
        await centre.dies()
        centre.engine.dispose()


@pytest.fixture
def empty_place(server: postgres.Cluster | None, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, on another machine whose files are looked into too."""
    if server is None:
        yield f"sqlite:///{tmp_path}/brought/ascolto.db"
        return
    with server.database("brought") as url:
        yield url


# --- what is done there ---------------------------------------------------------------------------------------------


async def a_registry_comes_in(centre: Elsewhere, canaries: Canaries) -> None:
    """From a list; once it is killed in the middle."""
    rows = [("Ana", canaries.name(), "Tavnik", "", "") for _ in range(IMPORTED - NOTED)]
    rows += [("Ana", canaries.name(), "Tavnik", canaries.phone(), f"{canaries.name()} said so") for _ in range(NOTED)]
    listed = centre.folder / "elsewhere" / "list.xlsx"
    listed.write_bytes(xlsx(rows, ("Name", "Surname", "Neighbourhood", "Phone number", "Note")))

    killed = await centre.commands("import", str(listed), point="while importing:4")
    assert (killed, await centre.commands("import", str(listed))) == (-9, 0)


async def everything_is_typed(arta: Phone, milica: Phone, teuta: Phone) -> None:
    """Whatever can be: see `tests.talks.everything`."""
    await typed.logs_a_first_visit(arta)
    await typed.keeps_the_registry(arta)
    await typed.corrects(arta, milica, teuta)
    await typed.speak_of_it(arta, teuta)


async def strangers_come(milica: Phone, canaries: Canaries) -> None:
    """Sessions with code words, the last one taken back; loose notes."""
    for _ in range(SESSIONS):
        await milica.sends("/session")
        await milica.taps(*ANONYMOUS, LISTENED)
        await milica.sends(f"It is {canaries.name()}")
        await reaches(milica, "Code word")
        await milica.sends(canaries.name())
        await milica.taps("Save")
    await milica.taps("Undo")
    await milica.sends("/menu")
    for _ in range(LOOSE):
        await milica.sends(f"Tell {canaries.name()}")


async def it_dies_while_somebody_types(centre: Elsewhere, milica: Phone, canaries: Canaries) -> None:
    """And nobody starts it yet."""
    for _ in range(UNHEARD):
        milica.person.say(f"Ask {canaries.name()}")
    await asyncio.sleep(0.1)
    await centre.dies()


async def the_owner_is_busy(centre: Elsewhere, household: str, colleague: str) -> None:
    """Everything is looked at, beside the bot, and somebody erased; the sheet is asked back, once with a slip."""
    hands, words = centre.folder / "elsewhere", " ".join(words_of(read_keyring(centre.key_file)))
    looks = (
        ("people",),
        ("audit",),
        ("keys", "sheet", "--output", str(hands / "sheet.html")),
        ("export", "--format", "csv", "--output", str(hands / "export")),
        ("figures", "--month", f"{WEDNESDAY:%Y-%m}", "--output", str(centre.folder / "figures.csv")),
        ("file", "F-0001", "--confidential", "--output", str(centre.folder / "file.html")),
        ("breach", "--account", colleague, *SPAN, "--output", str(centre.folder / "breach.html")),
        ("service", "--user", getpass.getuser()),
        ("migrate",),
    )
    done = await asyncio.gather(*(centre.commands(*look, kept=look[0] not in ("people", "audit")) for look in looks))
    assert [look for look, code in zip(looks, done, strict=True) if code] == []
    assert await centre.commands("erase", household, "--yes") == 0
    assert await centre.commands("keys", "check", answered=words[:40]) == 1
    assert await centre.commands("keys", "check", answered=words) == 0
    assert await centre.commands("backup") == 0
    assert await centre.commands("doctor") == 0
    assert await centre.practises() == 0


async def the_machine_is_lost(centre: Elsewhere, url: str) -> None:
    """The key comes back from its words, and the newest backup on another machine."""
    words = " ".join(words_of(read_keyring(centre.key_file)))
    centre.key_file.unlink()
    assert await centre.commands("keys", "restore", answered=words) == 0
    newest = max((centre.folder / "data" / "backups").glob("*.age"), key=lambda path: path.stat().st_mtime_ns)
    brought = str(centre.folder / "brought")
    assert await centre.commands("restore", str(newest), DATABASE_URL=url, ASCOLTO_DATA=brought) == 0


def household_of(work: Work, name: str) -> str:
    """The reference of the household of somebody."""
    persons = select(Household.code, Person.name).join(Person, Person.household_id == Household.id)
    return next(str(code) for code, said in work.db.execute(persons) if said and name in said)


# --- what lies there ------------------------------------------------------------------------------------------------


def all_files(centre: Elsewhere, server: postgres.Cluster | None) -> dict[str, bytes]:
    """The database's and its dump, the backups, temporary ones, what was said; all but those of the owner's hands."""
    files = dict(typed.on_disk(centre, server))
    for path in (found for found in centre.folder.rglob("*") if found.is_file()):
        name = path.relative_to(centre.folder)
        if name.parts[0] != "elsewhere":
            files[str(name)] = path.read_bytes()
    return files


def learnt(centre: Elsewhere, server: postgres.Cluster | None, secrets: Iterable[str], *keys: Keyring) -> list[str]:
    """What a thief of all files reads in them."""
    files = all_files(centre, server)
    raw = [key for ring in keys for key in ring.keys.values()]
    written = [form for key in raw for form in (base64.b64encode(key).decode(), key.hex())]
    written += [" ".join(words_of(ring)[:3]) for ring in keys]
    found = traces(files.items(), [*secrets, centre.telegram.token, *written])
    found += [(name, "a key") for name, content in files.items() for key in raw if key in content]
    return [f"{secret} in {name}" for name, secret in found]


async def test_whoever_has_all_its_files_but_not_its_key_learns_no_name(
    elsewhere: Elsewhere, server: postgres.Cluster | None, empty_place: str
) -> None:
    canaries = Canaries()
    old = read_keyring(elsewhere.key_file)
    secrets = [typed.CANARY, typed.PHONE, "violence"]
    await elsewhere.starts()
    arta, milica = [await elsewhere.joins(canaries.name()) for _ in range(2)]
    teuta = await elsewhere.joins(canaries.name(), role="coordinator")
    assert await elsewhere.commands("invite", "--role", "monitor", "--name", canaries.name(), kept=False) == 0
    await everything_is_typed(arta, milica, teuta)
    await a_registry_comes_in(elsewhere, canaries)
    await strangers_come(milica, canaries)
    await typed.waits_to_be_confirmed(elsewhere, teuta)

    kept = str(everyrow.read(elsewhere.engine))
    assert [name for name in canaries.given if name not in kept] == []
    assert len(canaries.given) >= CANARIES
    assert elsewhere.does(typed.unused) == []
    assert learnt(elsewhere, server, [*secrets, *canaries.given], old) == []

    await teuta.taps("Accept")  # the deletion
    await it_dies_while_somebody_types(elsewhere, milica, canaries)
    assert learnt(elsewhere, server, [*secrets, *canaries.given], old) == []

    await elsewhere.starts()
    erased = canaries.given[ERASED]
    await the_owner_is_busy(elsewhere, elsewhere.does(lambda work: household_of(work, erased)), canaries.given[0])
    await elsewhere.stops()
    killed = await elsewhere.commands("keys", "rotate", point="while rotating:150")
    both = read_keyring(elsewhere.key_file)
    assert (killed, len(both.keys)) == (-9, 2)
    assert learnt(elsewhere, server, [*secrets, *canaries.given], both) == []

    assert await elsewhere.commands("keys", "rotate") == 0
    elsewhere.has_a_new_key()
    await elsewhere.starts()
    await milica.sends(f"Thank {canaries.name()}")
    await elsewhere.stops()
    assert await elsewhere.commands("backup") == 0
    await the_machine_is_lost(elsewhere, empty_place)

    kept = str(everyrow.read(elsewhere.engine))
    assert COMMANDS - elsewhere.done == set()
    assert [name for name in canaries.given if name not in kept] == [erased]
    assert traces(all_files(elsewhere, server).items(), ["V-2026-00001"])
    assert learnt(elsewhere, server, [*secrets, *canaries.given], both) == []
