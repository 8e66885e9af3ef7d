"""What the registry holds already, as far as an import has to know: taken down once, then used without the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select

from bot import registry
from bot.i18n import spellings
from bot.importing.choices import Places
from bot.people.permissions import Action, by_role
from bot.spelling.namecache import NAMES
from bot.spelling.names import SameNames, fold
from bot.work import Work
from db.models import Account, Counter, Erasure, Household, Person


@dataclass(frozen=True)
class Entry:
    """A household that is there, in the registry or further up in the file."""

    code: str
    neighbourhood: str
    year: str = ""
    named: bool = True
    row: int = 0  # of the file; 0: in the registry


@dataclass
class Known:
    """The state of the registry that `version` stands for."""

    version: tuple[int, int]
    places: Places
    owners: dict[str, int]
    entries: list[Entry] = field(default_factory=list)
    names: SameNames = field(default_factory=SameNames)
    by_code: dict[str, Entry] = field(default_factory=dict)

    def add(self, entry: Entry, names: Iterable[str]) -> None:
        """Let a household be found by its code and these names."""
        at = len(self.entries)
        self.entries.append(entry)
        self.by_code.setdefault(entry.code, entry)
        for name in names:
            self.names.add(at, name)

    def alike(self, name: str) -> list[Entry]:
        """Households in which somebody may have this name."""
        return [self.entries[at] for at in self.names.find(name)] if name else []


def version(work: Work) -> tuple[int, int]:
    """Rises whenever a household or a name is written."""
    counted = work.db.scalar(select(Counter.value).where(Counter.name == NAMES)) or 0
    return counted, work.db.scalar(select(func.max(Household.id))) or 0


def look(work: Work) -> Known:
    """Take down the registry as it is in this transaction."""
    places = Places((row.code, [*spellings(registry.named(row)).values()]) for row in registry.neighbourhoods(work))
    known = Known(version(work), places, _owners(work))
    names: dict[int, list[str]] = {}
    years: dict[int, str] = {}
    for person in work.db.scalars(select(Person)):
        names.setdefault(person.household_id, []).extend([person.name] if person.name else [])
        years[person.id] = person.year_of_birth or ""
    for household in work.db.scalars(select(Household).order_by(Household.id)):
        if (
            household.void_at is not None or household.forgotten_at is not None
        ):  # nobody is there, but its reference is taken
            known.by_code[household.code] = Entry(household.code, household.neighbourhood)
            continue
        called = names.get(household.id, [])
        year = years.get(household.head_id or 0, "")
        known.add(Entry(household.code, household.neighbourhood, year, bool(called)), called)
    for code in work.db.scalars(select(Erasure.code)):
        known.by_code[code] = Entry(code, "")
    return known


def _owners(work: Work) -> dict[str, int]:
    """Colleagues by their name, and by its first word where that tells them apart. One who was invited counts."""
    query = select(Account).where(Account.status.in_(("active", "pending"))).order_by(Account.id)
    by_name: dict[str, set[int]] = {}
    for account in work.db.scalars(query):
        words = fold(account.name)
        if words and by_role(account, Action.LOG):
            for called in {" ".join(words), " ".join(sorted(words)), words[0]}:
                by_name.setdefault(called, set()).add(account.id)
    return {called: ids.pop() for called, ids in by_name.items() if len(ids) == 1}
