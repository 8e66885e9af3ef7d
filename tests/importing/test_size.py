"""What a list costs: seconds for the families of one centre, half a minute and little memory for ten thousand."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.engine import make_engine
from db.keyfile import open_keyring
from db.models import Household
from tests.importing.sheets import archive, cell
from tests.people import some_names

HEADINGS = (
    "Code,Name,Neighbourhood,Kind of household,Phone number,Consent,Year of birth,Last visit,Next contact,Needs,Note"
)
PLACES = ("Tavnik", "Žabare", "Шипоље", "Bair", "Suvi Do", "Ilirida")
MEASURE = r"""
import json, re, resource, sys
from bot.__main__ import main
code = main(sys.argv[1:])
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
cpu = sum(one.ru_utime + one.ru_stime for one in used)
own = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1])
print(json.dumps({"code": code, "cpu": cpu, "memory": max(own, used[1].ru_maxrss) / 1024}))
"""
"""Our own peak as the kernel counts it since the program began: `ru_maxrss` begins with that of whoever started it."""


@dataclass(frozen=True)
class Cost:
    """Exit code, seconds of CPU (the reading process as well) and megabytes of the larger process."""

    code: int
    cpu: float
    memory: float


def listed(count: int) -> Iterator[str]:
    """The rows of a list of so many families, as XML."""
    for row, name in enumerate([HEADINGS.split(","), *families(count)], 1):
        yield (
            f'<row r="{row}">' + "".join(cell(f"{chr(65 + at)}{row}", said) for at, said in enumerate(name)) + "</row>"
        )


def families(count: int) -> Iterator[list[str]]:
    for number, name in enumerate(some_names(count), 1):
        days = f"{1 + number % 28}.2.2012", f"{1 + number % 28}.3.2012"
        place, phone = PLACES[number % len(PLACES)], f"044 {number:06d}"
        known = [f"F-{number:04d}", name, place, "Familja", phone, "Po", str(1930 + number % 60)]
        yield [*known, *days, "Health; Housing", "The stove smokes, firewood for the winter."]


@pytest.fixture
def import_of(tmp_path: Path) -> "Import":
    return Import(tmp_path)


class Import:
    """`ascolto import` in a process of its own, on a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        place = {"ASCOLTO_DATA": str(folder / "data"), "ASCOLTO_KEY_FILE": str(folder / "keys" / "key")}
        self.environment = {**os.environ, **place}
        self("invite", "--role", "coordinator", "--name", "Besa")

    def __call__(self, *arguments: str) -> Cost:
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, *arguments], env=self.environment, capture_output=True, check=True
        )
        return Cost(**json.loads(done.stdout.splitlines()[-1]))

    def households(self) -> int:
        engine = make_engine(f"sqlite:///{self.folder}/data/ascolto.db", open_keyring(self.folder / "keys" / "key"))
        with Session(engine) as db:
            count = db.scalar(select(func.count()).select_from(Household)) or 0
        engine.dispose()
        return count


@pytest.mark.parametrize(("count", "seconds"), [(290, 6), (10_000, 30)])
def test_a_list_comes_in_within_its_time_and_memory(import_of: Import, count: int, seconds: float) -> None:
    file = import_of.folder / "list.xlsx"
    file.write_bytes(archive(listed(count)))

    cost = import_of("import", str(file), "--similar")

    assert cost.code == 0
    assert import_of.households() > count * 0.9  # some have the name, the place and nearly the year of another
    assert cost.cpu < seconds
    assert cost.memory < 200


def test_a_list_of_known_families_is_looked_through_as_quickly(import_of: Import) -> None:
    file = import_of.folder / "list.xlsx"
    file.write_bytes(archive(listed(3_000)))
    import_of("import", str(file), "--similar")
    before = import_of.households()

    cost = import_of("import", str(file), "--similar")

    assert import_of.households() == before
    assert cost.cpu < 15
    assert cost.memory < 200
