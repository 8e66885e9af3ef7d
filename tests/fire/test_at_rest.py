"""A centre with two hundred names, worked in, killed, backed up and given a new key: whoever has all its files but not
its key, learns none of them."""

import asyncio
import base64
import os
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.crypto import Keyring
from db.engine import make_engine
from db.keyfile import create_key_file, read_keyring
from db.recovery import words_of
from practice.clock import PracticeClock
from practice.server import serve
from practice.telegram import Telegram
from tests import everyrow, postgres
from tests.fire import harness
from tests.fire.harness import Fresh
from tests.fire.traces import traces
from tests.importing.sheets import xlsx
from tests.talk import WEDNESDAY, Centre, Phone, settings_for
from tests.talks import everything as typed
from tests.talks.ways import ANONYMOUS, LISTENED, reaches

TICK = 3.0  # s in which a bot has ticked
IMPORTED = 110  # households
NOTED = 30  # of them with a telephone and a note
SESSIONS = 4
LOOSE = 15
UNHEARD = 3
CANARIES = 197  # before it dies; three come then

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


class Elsewhere(Centre):
    """A centre whose bot is a process of its own, with commands beside it. All that they say is kept in files."""

    def __init__(self, telegram: Telegram, base: str, folder: Path, engine: Engine) -> None:
        super().__init__(telegram, settings_for(telegram, base, folder, str(engine.url)), engine)
        self.folder = folder
        self.key_file = folder / "elsewhere" / "key"
        for name in ("said", "temporary", "home"):
            (folder / name).mkdir()
        self._bot: Fresh | None = None
        self._env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": harness.LOUD["PYTHONPATH"],
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": base,
            "DATABASE_URL": engine.url.render_as_string(hide_password=False),
            "ASCOLTO_DATA": str(folder / "data"),
            "ASCOLTO_KEY_FILE": str(self.key_file),
            "ASCOLTO_CLOCK": f"{base}/clock",
            "FIRE_LOG": str(folder / "said" / "log"),
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "temporary"),
            "SQLITE_TMPDIR": str(folder / "temporary"),
        }

    async def starts(self) -> None:
        """Start the bot and wait until it has shown everything."""
        self._bot = await harness.start_fresh(self._env)
        await self.settled()

    async def dies(self) -> None:
        """As of a power failure."""
        if self._bot:
            await harness.kill(self._bot)

    async def stops(self) -> None:
        """In order."""
        assert self._bot is not None
        assert await harness.stop(self._bot) == 0

    async def commands(self, *words: str, answered: str = "", point: str = "", kept: bool = True) -> int:
        """Run `ascolto` with these words; `kept`: whether what it says for its owner's eyes is kept too."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words),
            env={**self._env, "FIRE_POINT": point},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        said, error = await process.communicate(answered.encode())
        with (self.folder / "said" / words[0]).open("ab") as file:
            file.write((said if kept else b"") + error)
        return process.returncode or 0

    async def settled(self) -> None:
        """Until the bot has done everything, as far as one sees from outside."""
        await self.telegram.settled(quiet=0.15, patience=60)

    async def waits(self, by: timedelta) -> None:
        """Let time pass; the bot ticks by itself."""
        self.telegram.clock.forward(by)
        await asyncio.sleep(TICK)
        await self.settled()

    def has_a_new_key(self) -> None:
        """Read the database with the key file as it is now."""
        self.engine.dispose()
        self.engine = make_engine(self.engine.url, read_keyring(self.key_file))


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


async def the_owner_is_busy(centre: Elsewhere) -> None:
    """A backup, a look at everything, the sheet asked back, once with a slip."""
    assert await centre.commands("export", "--help") == 0
    words = " ".join(words_of(read_keyring(centre.key_file)))
    assert await centre.commands("keys", "check", answered=words) == 0
    assert await centre.commands("keys", "check", answered=words[:40]) == 1
    assert await centre.commands("backup") == 0
    await centre.commands("doctor")


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
    elsewhere: Elsewhere, server: postgres.Cluster | None
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
    await the_owner_is_busy(elsewhere)
    await elsewhere.stops()
    killed = await elsewhere.commands("keys", "rotate", point="while rotating:150")
    both = read_keyring(elsewhere.key_file)
    assert (killed, len(both.keys)) == (-9, 2)
    assert learnt(elsewhere, server, [*secrets, *canaries.given], both) == []

    assert await elsewhere.commands("keys", "rotate") == 0
    elsewhere.has_a_new_key()
    await elsewhere.starts()
    await milica.sends(f"Thank {canaries.name()}")
    await the_owner_is_busy(elsewhere)
    await elsewhere.stops()

    kept = str(everyrow.read(elsewhere.engine))
    assert [name for name in canaries.given if name not in kept] == []
    assert traces(all_files(elsewhere, server).items(), ["V-2026-00001"])
    assert learnt(elsewhere, server, [*secrets, *canaries.given], both) == []
