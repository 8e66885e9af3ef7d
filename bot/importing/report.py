"""What became of each row, and how it is said: row numbers, codes and reasons. Never a name, nor what a cell holds."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.i18n import say
from bot.importing.headings import FIELDS
from bot.importing.table import HIDDEN, MERGED, MOST_COLUMNS, MOST_ROWS, OTHER_SHEETS
from bot.words import Text, plural, raw, text

NEW, KNOWN, TWICE, SIMILAR = "new", "known", "twice", "similar"


@dataclass(frozen=True)
class Outcome:
    """What becomes of a row: NEW, a kind of duplicate, or the reason of a refusal; `code` once it is written.

    `detail` is a field, a code of a neighbourhood, a household or a row: what the reason is about.
    """

    row: int
    reason: str
    detail: str = ""
    code: str = ""

    @property
    def refused(self) -> bool:
        """Whether something has to be put right in the file."""
        return self.reason not in (NEW, KNOWN, TWICE, SIMILAR)


UNREADABLE: Mapping[str, Text] = {
    "too_big": text("This file is larger than 20 MB. Split it, or leave pictures out."),
    "too_much": text("This file unpacks to far more than a list of families needs. Copy the list into a new file."),
    "too_many_rows": plural(
        "The list has more than {n} row. Split it.", "The list has more than {n} rows. Split it.", MOST_ROWS
    ),
    "too_many_columns": plural(
        "The list has more than {n} column. Copy what is needed into a new file.",
        "The list has more than {n} columns. Copy what is needed into a new file.",
        MOST_COLUMNS,
    ),
    "macros": text("This file holds macros. Save it as a plain .xlsx file or as .csv, and send that."),
    "locked": text("This file has a password, or is of the old .xls kind. Save it as .xlsx without a password."),
    "other_format": text("This is another kind of file. Save the list as .xlsx or .csv, and send that."),
    "no_table": text("This file holds no list. Send an .xlsx or a .csv file."),
    "letters": text("The letters of this file cannot be read. Save it as .xlsx, or as CSV in UTF-8."),
    "damaged": text("This file is damaged. Open it, save it anew as .xlsx, and send that."),
    "empty": text("There is no list in this file."),
    "gone": text("Telegram no longer has this file. Send it again."),
    "failed": text("Something went wrong with this file; nothing was written. Try it as .csv."),
}
"""Why a file could not be read."""

REMARKS: Mapping[str, Text] = {
    MERGED: text("Merged cells count for every row they cover."),
    HIDDEN: text("Hidden rows of the sheet count as well."),
    OTHER_SHEETS: text("The file has several sheets: the first list is taken."),
    "no_name": text("No column for the name was recognised: choose it under Headings."),
    "no_kind": text("No column says who lives there: all count as a family."),
    "no_neighbourhood": text("No column for the neighbourhood was recognised: all are written under Other."),
    "kind_granted": text("Where nothing says who lives there, it counts as a family."),
    "other_codes": text("References of another form than F-0012 are not kept: new ones are given."),
    "other_owners": text("Some rows name an operator who is not here: these families come to whoever imports them."),
}
"""What is worth knowing about the file as a whole."""

_REASONS: Mapping[str, Text] = {
    "no_name": text("The name is missing."),
    "no_neighbourhood": text("The neighbourhood is missing."),
    "refused_without_code": text("No consent and no reference: it could not be told apart. Give it one (F-0012)."),
    "last_visit": text("The day of the last visit is still to come, or too long ago."),
    "next_contact": text("The day of the next contact is too far away."),
}


def said(outcome: Outcome, places: Mapping[str, Text]) -> Text:
    """The reason in words; `places` are the neighbourhoods by code."""
    detail = outcome.detail
    match outcome.reason:
        case "new":
            return text("Imported") if outcome.code else text("Can be imported")
        case "known":
            return text("In the registry already: {code}", code=detail)
        case "twice":
            return text("Twice in this file: row {row}", row=detail)
        case "similar" if detail.isdecimal():
            return text("A similar name in another neighbourhood: row {row}", row=detail)
        case "similar":
            return text("A similar name in another neighbourhood: {code}", code=detail)
        case "neighbourhood" if detail in places:
            return text("This neighbourhood is not known. The nearest one: {place}", place=places[detail])
        case "neighbourhood":
            return text("This neighbourhood is not known.")
        case "not_known":
            return text("Not understood: {heading}", heading=FIELDS[detail])
        case "too_long":
            return text("Too long: {heading}", heading=FIELDS[detail])
    return _REASONS.get(outcome.reason) or raw(outcome.reason)


def as_csv(outcomes: Sequence[Outcome], places: Mapping[str, Text], lang: str) -> bytes:
    """The result as a file that a double click opens: semicolons, and a mark that it is UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    writer.writerow([say(heading, lang) for heading in (text("Row"), FIELDS["code"], text("Result"))])
    for outcome in outcomes:
        writer.writerow([outcome.row, outcome.code, say(said(outcome, places), lang)])
    return file.getvalue().encode("utf-8-sig")


def to_json(outcomes: Sequence[Outcome]) -> list[list[int | str]]:
    """Outcomes as they are kept with a card."""
    return [[one.row, one.reason, one.detail, one.code] for one in outcomes]


def from_json(kept: Sequence[Sequence[int | str]]) -> list[Outcome]:
    """What `to_json` made."""
    return [Outcome(int(row), str(reason), str(detail), str(code)) for row, reason, detail, code in kept]
