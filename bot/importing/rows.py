"""The cells of a row, understood: nothing is guessed, and no reason repeats what stands in a cell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.conversations.dates import Direction
from bot.importing.choices import Vocabulary, read_day, read_year, several, vocabularies
from bot.importing.headings import LEFT_OUT, Headings, key
from bot.importing.known import Known
from bot.importing.table import LONGEST_CELL
from bot.registry import Newcomer
from bot.spelling.names import fold
from db.models import Account

LONGEST_NAME, LONGEST_PHONE, SHORTEST_PHONE = 120, 40, 5
FIRST_DAY = date(1999, 1, 1)
"""Before the programme there was nobody to visit."""
LAST_YEARS = 3
"""How many years ahead a next contact may lie."""
_CODE = re.compile(r"f?[\s-]*0*(\d{1,5})", re.IGNORECASE)


class Refused(Exception):
    """A row that cannot come in: which reason, and what may help (a field, or the code of a neighbourhood)."""

    def __init__(self, reason: str, detail: str = "") -> None:
        """Say why, by codes."""
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True)
class Arrival:
    """A household that comes in, and what is known of it beyond what is asked of any newcomer."""

    row: int
    newcomer: Newcomer
    code: str = ""  # the reference it had; empty: it is given one
    year: str = ""
    about: bool = False
    sex: str = ""
    owner: int | None = None
    last_visit: date | None = None
    next_contact: date | None = None
    needs: tuple[str, ...] = ()
    note: str = ""

    def owner_or(self, account: Account) -> int:
        """Who usually goes there: whoever the file names, else whoever imports it."""
        return self.owner or account.id


class Reader:
    """The cells of a row, understood."""

    def __init__(self, headings: Headings, known: Known, today: date, *, since_1904: bool) -> None:
        self._columns = {field: headings.columns(field) for field in set(headings.fields) - {LEFT_OUT}}
        self._known, self._today, self._since_1904 = known, today, since_1904
        self._vocabularies = vocabularies()
        self._counted: dict[str, None] = {}

    def remarks(self, headings: Headings) -> Iterator[str]:
        """What was taken for granted, and which columns are missing."""
        missing = {"name", "kind", "neighbourhood"} - set(headings.fields)
        yield from (f"no_{field}" for field in sorted(missing))
        yield from self._counted

    def read(self, number: int, cells: list[str]) -> Arrival:
        """A row. Raises Refused."""
        said = {field: self._said(cells, columns) for field, columns in self._columns.items()}
        too_long = next((field for field, value in said.items() if len(value) > LONGEST_CELL), None)
        if too_long:
            raise Refused("too_long", too_long)
        newcomer = self._newcomer(said)
        code = self._code(said.get("code", ""))
        if not newcomer.name and not (newcomer.consent == "refused" and code):
            raise Refused("no_name" if newcomer.consent != "refused" else "refused_without_code")
        year, about = self._year(said.get("year", ""))
        return Arrival(
            number,
            newcomer,
            code,
            year,
            about,
            self._coded("sex", said),
            self._owner(said.get("owner", "")),
            self._last_visit(said.get("last_visit", "")),
            self._next_contact(said.get("next_contact", "")),
            self._needs(said.get("needs", "")),
            said.get("note", ""),
        )

    def _said(self, cells: list[str], columns: tuple[int, ...]) -> str:
        """What stands in the columns of a field; in several, one after the other."""
        found = [cells[column] for column in columns if column < len(cells) and cells[column]]
        return "; ".join(found)

    def _newcomer(self, said: dict[str, str]) -> Newcomer:
        return Newcomer(
            kind=self._coded("kind", said) or self._granted("family", "kind_granted", "kind"),
            neighbourhood=self._neighbourhood(said.get("neighbourhood", "")),
            consent=self._coded("consent", said) or "later",
            consent_language=self._coded("language", said) or None,
            name=_name(said),
            phone=_phone(said.get("phone", "")),
            safe_to_call=self._coded("safe_to_call", said),
        )

    def _granted(self, code: str, remark: str, field: str) -> str:
        if field in self._columns:
            self._counted[remark] = None
        return code

    def _coded(self, field: str, said: dict[str, str]) -> str:
        """The code of a cell; empty where it says nothing."""
        typed = said.get(field, "")
        known: Vocabulary = self._vocabularies[field]
        if typed and key(typed) not in known:
            raise Refused("not_known", field)
        return known[key(typed)] if typed else ""

    def _neighbourhood(self, typed: str) -> str:
        if "neighbourhood" not in self._columns:
            return "other"
        if not typed:
            raise Refused("no_neighbourhood")
        code = self._known.places.code(typed)
        if code is None:
            raise Refused("neighbourhood", self._known.places.nearest(typed))
        return code

    def _code(self, typed: str) -> str:
        """The old reference in our form; another one is not kept."""
        match = _CODE.fullmatch(typed.strip())
        if match and int(match[1]):
            return f"F-{int(match[1]):04d}"
        if typed:
            self._counted["other_codes"] = None
        return ""

    def _owner(self, typed: str) -> int | None:
        if not typed:
            return None
        words = fold(typed)
        owner = self._known.owners.get(" ".join(words)) or self._known.owners.get(" ".join(sorted(words)))
        if owner is None:
            self._counted["other_owners"] = None
        return owner

    def _year(self, typed: str) -> tuple[str, bool]:
        if not typed:
            return "", False
        try:
            return read_year(typed, self._today)
        except ValueError:
            raise Refused("not_known", "year") from None

    def _last_visit(self, typed: str) -> date | None:
        day = self._day("last_visit", typed)
        if day and not FIRST_DAY <= day <= self._today:
            raise Refused("last_visit")
        return day

    def _next_contact(self, typed: str) -> date | None:
        day = self._day("next_contact", typed)
        if day and not FIRST_DAY <= day <= self._today.replace(year=self._today.year + LAST_YEARS, day=1):
            raise Refused("next_contact")
        return day

    def _day(self, field: str, typed: str) -> date | None:
        if not typed:
            return None
        direction: Direction = "past" if field == "last_visit" else "future"
        try:
            return read_day(typed, self._today, direction, since_1904=self._since_1904)
        except ValueError:
            raise Refused("not_known", field) from None

    def _needs(self, typed: str) -> tuple[str, ...]:
        try:
            return tuple(several(typed, self._vocabularies["needs"]))
        except ValueError:
            raise Refused("not_known", "needs") from None


def _name(said: dict[str, str]) -> str:
    """First name and surname, from one column or two."""
    name, surname = (" ".join(said.get(field, "").replace(";", " ").split()) for field in ("name", "surname"))
    if not set(fold(surname)) <= set(fold(name)):
        name = f"{name} {surname}".strip()
    if len(name) > LONGEST_NAME:
        raise Refused("too_long", "name")
    return name if fold(name) else ""


def _phone(typed: str) -> str:
    digits = sum(letter.isdigit() for letter in typed)
    if typed and (digits < SHORTEST_PHONE or len(typed) > LONGEST_PHONE):
        raise Refused("not_known", "phone")
    return typed
