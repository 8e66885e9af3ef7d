"""An empty list with the headings and choices in the reader's language, to be filled in and sent back."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bot.conversations.codelists import CONSENTS, HOUSEHOLD_KINDS, NEEDS, SEXES
from bot.conversations.household import FAMILY_LANGUAGES, SAFE_TO_CALL
from bot.i18n import say
from bot.importing.headings import FIELDS
from bot.words import Text, text

WIDTH = 22  # of a column, in letters
ROWS = 1_000  # for which a cell offers its choices
SEVERAL = "needs"
"""The field of which a cell may hold several choices, so that no list can offer them."""


def as_xlsx(places: Sequence[Text], lang: str) -> bytes:
    """The template as a workbook: cells with a choice offer it. `places` are the neighbourhoods."""
    book = Workbook()
    sheet, choices = book.worksheets[0], book.create_sheet(say(text("Choices"), lang))
    sheet.title = say(text("Households"), lang)
    for target in (sheet, choices):
        _head(target, [say(label, lang) for label in FIELDS.values()])
    for column, (field, said) in enumerate(_choices(places, lang).items(), 1):
        for row, choice in enumerate(said, 2):
            choices.cell(row, column, choice)
        if said and field != SEVERAL:
            _offer(sheet, choices, column, len(said))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_csv(lang: str) -> bytes:
    """The template as CSV: the headings alone."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerow([say(label, lang) for label in FIELDS.values()])
    return file.getvalue().encode("utf-8-sig")


def _choices(places: Sequence[Text], lang: str) -> Mapping[str, list[str]]:
    """What may stand in each column; empty where anything may."""
    lists: Mapping[str, Iterable[Text]] = {
        "kind": [code.label for code in HOUSEHOLD_KINDS],
        "neighbourhood": places,
        "safe_to_call": [choice.label for choice in SAFE_TO_CALL],
        "consent": [code.label for code in CONSENTS],
        "language": [choice.label for choice in FAMILY_LANGUAGES],
        "sex": [code.label for code in SEXES],
        "needs": [code.label for code in NEEDS if not code.confidential],
    }
    return {field: [say(label, lang) for label in lists.get(field, ())] for field in FIELDS}


def _head(sheet: Worksheet, labels: Sequence[str]) -> None:
    sheet.append(list(labels))
    sheet.freeze_panes = "A2"
    for column in range(1, len(labels) + 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH


def _offer(sheet: Worksheet, choices: Worksheet, column: int, count: int) -> None:
    letter = get_column_letter(column)
    offered = DataValidation("list", formula1=f"'{choices.title}'!${letter}$2:${letter}${count + 1}", allow_blank=True)
    sheet.add_data_validation(offered)
    offered.add(f"{letter}2:{letter}{ROWS + 1}")
