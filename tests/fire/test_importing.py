"""The bot, and `ascolto import`, killed while a registry comes in: all of it or nothing, and never twice."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot.people import people
from bot.work import Work
from db.models import Household, Person
from practice.person import Person as Somebody
from tests.fire.place import Place, until
from tests.importing.sheets import xlsx
from tests.people import some_names
from tests.talk import BELGRADE

FAMILIES = 30
AFTER = (1, 4)  # statements of the import

pytestmark = pytest.mark.timeout(300)


def _list() -> bytes:
    return xlsx([(*name.split(" ", 1), "Tavnik", "") for name in some_names(FAMILIES)])


def _count(engine: Engine) -> tuple[int, int]:
    """Households and persons in the database."""
    with Session(engine) as db:
        counted = [db.scalar(select(func.count()).select_from(table)) or 0 for table in (Household, Person)]
    return counted[0], counted[1]


def _besa(place: Place, engine: Engine) -> Somebody:
    """A coordinator who has pressed Start."""
    besa = Somebody(place.telegram, "Besa", language_code="en", language="en", role="coordinator")
    with Session(engine) as db, db.begin():
        work = Work(db, place.telegram.clock.now(), BELGRADE)
        assert people.accept(work, people.invite(work, "Besa", "coordinator", "en"), besa.id) is not None
    besa.starts()
    return besa


def _offers(person: Somebody, label: str) -> bool:
    return any(button["text"] == label for message in person.heard[-1:] for button in message.buttons())


@pytest.mark.parametrize("statements", AFTER)
async def test_a_list_in_the_chat_comes_in_whole_after_a_kill(
    place: Place, engine: Engine, database_url: str, statements: int
) -> None:
    besa = _besa(place, engine)
    first = await place.starts("first", database_url, f"while importing:{statements}")
    besa.send_document(_list(), "list.xlsx")
    await until(lambda: _offers(besa, f"Import {FAMILIES}"))

    besa.tap(besa.last.message_id, f"Import {FAMILIES}")
    killed, between = await first.ended(), _count(engine)
    await place.starts("second", database_url)
    await until(lambda: f"{FAMILIES} households were imported." in str(besa.last.text))

    assert (killed, between) == (-9, (0, 0))
    assert _count(engine) == (FAMILIES, FAMILIES)


@pytest.mark.parametrize("statements", AFTER)
def test_a_list_on_the_command_line_leaves_nothing_half_done(
    place: Place, engine: Engine, database_url: str, tmp_path: Path, statements: int
) -> None:
    _besa(place, engine)
    file = tmp_path / "list.xlsx"
    file.write_bytes(_list())

    killed = _imports(place, database_url, file, f"while importing:{statements}")
    between = _count(engine)
    again, once_more = _imports(place, database_url, file), _imports(place, database_url, file)

    assert (killed, between) == (-9, (0, 0))
    assert (again, once_more) == (0, 0)
    assert _count(engine) == (FAMILIES, FAMILIES)


def _imports(place: Place, database_url: str, file: Path, point: str = "") -> int:
    command = (sys.executable, "-m", "bot", "import", str(file))
    done = subprocess.run(command, env=place.environment(database_url, point), capture_output=True, check=False)
    return done.returncode
