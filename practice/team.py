"""The people of practice: who they are, and how they come to the bot the first time."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from practice.child import spawn
from practice.memory import load, save
from practice.person import Person
from practice.telegram import Telegram


@dataclass(frozen=True)
class Member:
    """Somebody invented; `language` is Ascolto's code, `phone` what Telegram tells of her phone."""

    name: str
    role: str
    language: str
    phone: str
    note: str


TEAM = (
    Member("Arta", "operator", "sq", "sq", "Home visits in Albanian"),
    Member("Milica", "operator", "sr_Cyrl", "sr", "Home visits in Serbian"),
    Member("Chiara", "monitor", "it", "it", "Figures for Rome, never names"),
    Member("Teuta", "coordinator", "sq", "sq", "Keeps the registry, sees what is overdue"),
)
STRANGER = Member("Unknown", "stranger", "en", "de", "Was not invited")


_PYTHON = (sys.executable, "-m")


class TeamError(Exception):
    """The team cannot come."""


class People:
    """The five people, with the same Telegram ids whenever practice starts again."""

    def __init__(self, telegram: Telegram, folder: Path) -> None:
        self._file = folder / "people.json"
        known = load(self._file)
        self.settled = bool(known.get("settled"))
        """Whether they were here before, with their households."""
        self.persons = {each: _person(telegram, each, known.get(each.name)) for each in (*TEAM, STRANGER)}
        for member in TEAM:
            self.persons[member].chat.started = self.settled

    async def come(self, env: Mapping[str, str]) -> None:
        """Invite the team through the bot's own command line; each follows her link. Only the first time."""
        if self.settled:
            return
        # The first creates database and key; the others find them.
        codes = [await invite(TEAM[0], env)]
        codes += await asyncio.gather(*(invite(member, env) for member in TEAM[1:]))
        await _ask((*_PYTHON, "practice.loading"), env, "The demo households were not written")
        for member, code in zip(TEAM, codes, strict=True):
            self.persons[member].starts(code)
        self.settled = True

    def save(self) -> None:
        """Keep who they are beside the records."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        ids = {member.name: person.id for member, person in self.persons.items()}
        save(self._file, {**ids, "settled": self.settled})


async def invite(member: Member, env: Mapping[str, str]) -> str:
    """The code of a new invite: the last line that the command prints."""
    about = ("--role", member.role, "--name", member.name, "--language", member.language)
    printed = await _ask((*_PYTHON, "bot", "invite", *about), env, f"There is no invite for {member.name}")
    return printed.split()[-1]


async def _ask(command: Sequence[str], env: Mapping[str, str], else_: str) -> str:
    """What a command prints; TeamError if it fails. It ends when we are cancelled."""
    process = await spawn(command, env, PIPE)
    try:
        printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        raise TeamError(f"{else_}; what the command said is above.")
    return printed.decode()


def _person(telegram: Telegram, member: Member, telegram_id: int | None) -> Person:
    return Person(
        telegram,
        member.name,
        language_code=member.phone,
        language=member.language if member.role != "stranger" else None,
        role=member.role,
        note=member.note,
        telegram_id=telegram_id,
    )
