"""Each row of a table becomes somebody to be registered, or a reason why not. Nothing is guessed: what a cell says is
understood or refused. No reason repeats what stands in a cell.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.importing.headings import Headings
from bot.importing.known import Entry, Known
from bot.importing.report import Outcome
from bot.importing.rows import Arrival, Reader, Refused
from bot.importing.table import Table

STEP = 500  # rows between two reports of progress

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Checked:
    """What would come in, what becomes of each row, and remarks about the file as a whole."""

    version: tuple[int, int]
    arrivals: list[Arrival]
    outcomes: list[Outcome]
    remarks: list[str]


def check(
    table: Table,
    headings: Headings,
    known: Known,
    today: date,
    *,
    similar: bool = False,
    progress: Progress = lambda done, total: None,
) -> Checked:
    """Look at every row below the headings. `similar`: also those whose name is like one in another neighbourhood.

    `known` learns what comes in, so that a household is not taken twice from one file.
    """
    reader = Reader(headings, known, today, since_1904=table.since_1904)
    rows = table.rows[headings.at + 1 :]
    arrivals: list[Arrival] = []
    outcomes: list[Outcome] = []
    for done, (number, cells) in enumerate(rows):
        if done % STEP == 0:
            progress(done, len(rows))
        try:
            arrival = _taken(reader.read(number, cells), known, similar=similar)
        except Refused as refused:
            outcomes.append(Outcome(number, refused.reason, refused.detail))
            continue
        arrivals.append(arrival)
        outcomes.append(Outcome(number, "new"))
    progress(len(rows), len(rows))
    return Checked(known.version, arrivals, outcomes, [*table.remarks, *reader.remarks(headings)])


def _taken(arrival: Arrival, known: Known, *, similar: bool) -> Arrival:
    """Tell a newcomer from those who are there. Raises Refused: known, twice, similar."""
    alike = known.alike(arrival.newcomer.name)
    owner_of_code = known.by_code.get(arrival.code) if arrival.code else None
    if owner_of_code and (owner_of_code in alike or not owner_of_code.named):
        raise _there(owner_of_code)
    for entry in alike:
        if entry.neighbourhood == arrival.newcomer.neighbourhood and not _other_year(entry, arrival):
            raise _there(entry)
    if alike and not similar:
        raise Refused("similar", _where(alike[0]))
    if owner_of_code:
        arrival = replace(arrival, code="")
    arrival = _without_refused(arrival)
    entry = Entry(arrival.code or f"row {arrival.row}", arrival.newcomer.neighbourhood, arrival.year, row=arrival.row)
    known.add(entry, [arrival.newcomer.name] if arrival.newcomer.name else [])
    return arrival


def _there(entry: Entry) -> Refused:
    return Refused("twice" if entry.row else "known", _where(entry))


def _where(entry: Entry) -> str:
    return str(entry.row) if entry.row else entry.code


def _other_year(entry: Entry, arrival: Arrival) -> bool:
    """A father and a son of one name."""
    return bool(entry.year and arrival.year) and abs(int(entry.year) - int(arrival.year)) > 1


def _without_refused(arrival: Arrival) -> Arrival:
    """Without consent neither a name nor a number nor a year is kept, and nothing that was written of them."""
    if arrival.newcomer.consent != "refused":
        return arrival
    if not arrival.code:
        raise Refused("refused_without_code")
    bare = replace(arrival.newcomer, name="", phone="", safe_to_call="")
    return replace(arrival, newcomer=bare, year="", about=False, needs=(), note="")
