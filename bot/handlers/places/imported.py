"""How an import looks: what was understood of a list, what is refused and why, and what each column is taken for."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot import registry
from bot.conversations.buttons import pairs
from bot.handlers.places.home import MENU, command
from bot.importing import report
from bot.importing.headings import FIELDS
from bot.importing.report import KNOWN, NEW, SIMILAR, TWICE, Outcome
from bot.words import Button, File, Line, Screen, Text, button, plural, raw, text
from bot.work import Work
from db.models import Account, Card

SHOWN, COLUMNS = 12, 40

Row = tuple[Button, ...]


def draw_help(work: Work, account: Account, card: Card) -> Screen:
    """How to bring a list in."""
    lines = (
        Line(text("Import"), bold=True),
        Line(text("Send the list of households into this chat, as an .xlsx or .csv file.")),
        Line(text("Nothing is written before you have seen what was understood.")),
    )
    return Screen(lines, ((_tap(button("Template as a file"), "template"),), (command("menu", MENU),)))


def draw(work: Work, account: Account, card: Card) -> Screen:
    """Where the import stands."""
    head = Line(text("Import"), bold=True)
    match card.params["step"]:
        case "reading":
            return Screen((head, Line(_progress(card.params.get("progress")))), ((_tap(button("Cancel"), "off"),),))
        case "writing":
            return Screen((head, Line(text("The households are being written …"))))
        case "unreadable":
            return Screen((head, Line(report.UNREADABLE[card.params["why"]])), (_again_row(card), _menu()))
        case "off":
            return Screen((head, Line(text("Nothing was imported."))), (_menu(),))
        case "done":
            return _done(work, card, head)
    view = {"headings": _headings, "heading": _heading}.get(card.params.get("view", ""), _dry_run)
    return view(work, card, head)


def _progress(done: Sequence[int] | None) -> Text:
    if not done:
        return text("The file is being read …")
    return text("{done} of {total} rows are checked …", done=done[0], total=done[1])


def _tap(label: Text, arg: str) -> Button:
    return Button(label, "import", arg)


def _menu() -> Row:
    return (command("menu", MENU),)


def _again_row(card: Card) -> Row:
    return (_tap(button("Check again"), "again"),) if card.params["why"] == "failed" else ()


def _dry_run(work: Work, card: Card, head: Line) -> Screen:
    """What would come in, and what would not."""
    outcomes = report.from_json(card.params["outcomes"])
    count = Counter(outcome.reason for outcome in outcomes)
    good = Line(plural("{n} household can be imported.", "{n} households can be imported.", count[NEW]), bold=True)
    remarks = [Line(report.REMARKS[remark]) for remark in card.params["remarks"]]
    lines = (head, good, *_counted(count), *_refused(work, outcomes), *remarks, *_left_out(card))
    go = [(_tap(button("Import {n}", n=count[NEW]), "go"),)] if count[NEW] else []
    some = [(_similar(card, count[SIMILAR]),)] if count[SIMILAR] or card.params["similar"] else []
    rows = (
        *go,
        *some,
        (_tap(button("Headings…"), "headings"), _tap(button("Result as a file"), "result")),
        (_tap(button("Check again"), "again"), _tap(button("Cancel"), "off")),
    )
    return Screen(lines, rows)


def _similar(card: Card, n: int) -> Button:
    """Those whose name is like another one's are left out until she wants them."""
    if card.params["similar"]:
        return _tap(button("Without similar names"), "similar.no")
    return _tap(button("Similar names too ({n})", n=n), "similar.yes")


def _counted(count: Mapping[str, int]) -> list[Line]:
    """Those who are there already, or may be."""
    said = {
        KNOWN: plural("{n} is in the registry already.", "{n} are in the registry already.", count[KNOWN]),
        TWICE: plural("{n} stands twice in the file.", "{n} stand twice in the file.", count[TWICE]),
        SIMILAR: plural(
            "{n} has a name like another household's, elsewhere.",
            "{n} have a name like another household's, elsewhere.",
            count[SIMILAR],
        ),
    }
    return [Line(line) for reason, line in said.items() if count[reason]]


def _refused(work: Work, outcomes: Sequence[Outcome]) -> list[Line]:
    """Why rows cannot come in, by their number; all of them stand in the result file."""
    refused = [outcome for outcome in outcomes if outcome.refused]
    if not refused:
        return []
    places = places_by_code(work)
    lines = [plural("{n} row is refused:", "{n} rows are refused:", len(refused))]
    lines += [text("Row {row}: {reason}", row=one.row, reason=report.said(one, places)) for one in refused[:SHOWN]]
    lines += [raw("…")] if len(refused) > SHOWN else []
    return [Line(line) for line in lines]


def places_by_code(work: Work) -> dict[str, Text]:
    """The neighbourhoods as each reader names them."""
    return {row.code: registry.named(row) for row in registry.neighbourhoods(work)}


def _left_out(card: Card) -> list[Line]:
    """Columns that are nothing to us. Where a file has no headings these are names: never in a sent message."""
    texts = [raw(heading) for heading, field in card.params["heads"] if heading and not field]
    if not texts:
        return []
    listed = raw("")
    for heading in texts[:SHOWN]:
        listed = text("{first}, {next}", first=listed, next=heading) if listed != raw("") else heading
    return [Line(text("Left out: {headings}", headings=listed), private=True)]


def _headings(work: Work, card: Card, head: Line) -> Screen:
    """Each column and what it was taken for."""
    rows = [
        (_tap(_column(heading, field), f"heading.{column}"),)
        for column, (heading, field) in enumerate(card.params["heads"][:COLUMNS])
        if heading
    ]
    lines = (head, Line(text("Tap a heading to say what the column is.")))
    return Screen(lines, (*rows, (_tap(button("◂ Back"), "main"),)))


def _column(heading: str, field: str) -> Text:
    what = FIELDS[field] if field else button("left out")
    return text("{heading} → {field}", heading=heading[:30], field=what)


def _heading(work: Work, card: Card, head: Line) -> Screen:
    """What a column may be."""
    column = card.params["column"]
    heading, _ = card.params["heads"][column]
    fields = [_tap(label, f"field.{column}.{field}") for field, label in FIELDS.items()]
    lines = (head, Line(text("What is in this column?")), Line(raw(heading), private=True))
    return Screen(
        lines, (*pairs(fields), (_tap(button("Leave out"), f"field.{column}."), _tap(button("◂ Back"), "headings")))
    )


def _done(work: Work, card: Card, head: Line) -> Screen:
    outcomes = report.from_json(card.params["outcomes"])
    count = Counter(outcome.reason for outcome in outcomes)
    lines = (
        head,
        Line(plural("{n} household was imported.", "{n} households were imported.", count[NEW]), bold=True),
        *_counted(count),
        *_refused(work, outcomes),
        Line(text("Your file is deleted from this chat.")),
    )
    return Screen(lines, ((_tap(button("Result as a file"), "result"),), _menu()))


# --- files ----------------------------------------------------------------------------------------------------------


def draw_result(work: Work, account: Account, card: Card) -> Screen:
    """What became of each row, as a file: numbers, codes and reasons."""
    of = work.db.get(Card, card.params["import"])
    outcomes = report.from_json(of.params.get("outcomes", ()) if of else ())
    content = report.as_csv(outcomes, places_by_code(work), account.language or "en")
    return Screen((Line(text("What becomes of each row. There is no name in it.")),), file=File("result.csv", content))


def draw_template(work: Work, account: Account, card: Card) -> Screen:
    """An empty list to be filled in."""
    from bot.importing import template  # openpyxl: for one button, which is tapped once

    content = template.as_xlsx(list(places_by_code(work).values()), account.language or "en")
    said = Line(text("Fill it in and send it into this chat."))
    return Screen((said,), file=File("ascolto.xlsx", content))
