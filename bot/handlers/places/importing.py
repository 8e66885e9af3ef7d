"""The registry out of a spreadsheet that the coordinator sends: what was understood, what is refused, and *Import*.

What stands in the file is never kept: it is fetched again from Telegram when it is needed again. A card knows row
numbers, reasons and headings only.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot import cards, people, registry
from bot.conversations.screens import pairs
from bot.handlers.callback import Tapped
from bot.handlers.incoming import Incoming
from bot.handlers.places import forms
from bot.handlers.places.home import MENU, command
from bot.importing import report, template
from bot.importing.checking import Checked
from bot.importing.headings import FIELDS, LEFT_OUT, Headings
from bot.importing.report import KNOWN, NEW, SIMILAR, TWICE, Outcome
from bot.importing.table import MOST_BYTES
from bot.words import Button, File, Line, Screen, Text, button, plural, raw, text
from bot.work import Work
from db.models import Account, Card

PLACE = "import"
READING, CHECKED, WRITING, DONE, UNREADABLE, OFF = "reading", "checked", "writing", "done", "unreadable", "off"
ENDINGS = (".xlsx", ".csv", ".xlsm", ".xls", ".xlsb", ".ods", ".txt", ".tsv")
"""What is taken for a list; whether it is one, its content says."""
SHOWN, COLUMNS = 12, 40
NOT_OPEN = text("This is not open to you.")

Row = tuple[Button, ...]


def ask(work: Work, account: Account) -> None:
    """*Import* of the coordinator's menu."""
    if people.is_coordinator(account):
        cards.show(work, account, "import_help")
    else:
        cards.show(work, account, cards.HOME, notice=NOT_OPEN)


def draw_help(work: Work, account: Account, card: Card) -> Screen:
    """How to bring a list in."""
    lines = (
        Line(text("Import"), bold=True),
        Line(text("Send the list of households into this chat, as an .xlsx or .csv file.")),
        Line(text("Nothing is written before you have seen what was understood.")),
    )
    return Screen(lines, ((_tap(button("Template as a file"), "template"),), (command("menu", MENU),)))


def sent(work: Work, account: Account, incoming: Incoming) -> bool:
    """A document came; False: it is none for us."""
    if not (people.is_coordinator(account) and incoming.name.lower().endswith(ENDINGS)):
        return False
    if cards.talk(work, account).place != PLACE:  # an earlier import stays where it is
        cards.below(work, account)
    if incoming.size > MOST_BYTES:
        cards.explain(work, cards.talk(work, account), report.UNREADABLE["too_big"])
        return True
    notice = text("What you were writing is kept: /drafts") if forms.park(work, account) else None
    params = {"file": incoming.file, "step": READING, "turn": 1, "similar": False, "chosen": {}}
    cards.show(work, account, PLACE, params, notice=notice)
    work.errand = True
    return True


# --- the card -------------------------------------------------------------------------------------------------------


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
        (_tap(button("Headings …"), "headings"), _tap(button("Result as a file"), "result")),
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
        Line(text("Please delete the file from this chat: it holds names.")),
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
    content = template.as_xlsx(list(places_by_code(work).values()), account.language or "en")
    said = Line(text("Fill it in and send it into this chat."))
    return Screen((said,), file=File("ascolto.xlsx", content))


# --- taps -----------------------------------------------------------------------------------------------------------


def tap(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Any button of an import."""
    what, _, rest = tapped.arg.partition(".")
    if not people.is_coordinator(account):
        cards.explain(work, cards.talk(work, account), NOT_OPEN)
    elif what == "template":
        cards.push(work, account, "import_template", {})
    elif card.place != PLACE or what not in _TAPS:
        cards.explain(work, cards.talk(work, account), forms.LATE)
    else:
        _TAPS[what](work, account, card, rest)
        cards.redraw(work, card)


def _set(card: Card, **params: Any) -> None:
    card.params = {**card.params, **params}


def _read_again(work: Work, card: Card, **params: Any) -> None:
    """Let the file be checked once more, in another way or against the registry as it is now."""
    turn = card.params["turn"] + 1
    _set(card, step=READING, turn=turn, progress=None, view="", **params)
    work.errand = True


def _go(work: Work, account: Account, card: Card, rest: str) -> None:
    if card.params["step"] == CHECKED:
        _set(card, step=WRITING, turn=card.params["turn"] + 1, view="")
        work.errand = True


def _choose_similar(work: Work, account: Account, card: Card, rest: str) -> None:
    if card.params["step"] == CHECKED:
        _read_again(work, card, similar=rest == "yes")


def _again(work: Work, account: Account, card: Card, rest: str) -> None:
    if card.params["step"] in (CHECKED, UNREADABLE):
        _read_again(work, card)


def _view_headings(work: Work, account: Account, card: Card, rest: str) -> None:
    _set(card, view="headings")


def _view_main(work: Work, account: Account, card: Card, rest: str) -> None:
    _set(card, view="")


def _view_heading(work: Work, account: Account, card: Card, rest: str) -> None:
    column = _number(rest, card)
    if column is not None:
        _set(card, view="heading", column=column)


def _choose_field(work: Work, account: Account, card: Card, rest: str) -> None:
    """One column can be a field: another one that was is left out then."""
    number, _, field = rest.partition(".")
    column = _number(number, card)
    if column is None or card.params["step"] != CHECKED or not (field in FIELDS or field == LEFT_OUT):
        return
    others = {str(at): LEFT_OUT for at, (_, was) in enumerate(card.params["heads"]) if was == field and field}
    _read_again(work, card, chosen={**card.params["chosen"], **others, str(column): field})


def _number(digits: str, card: Card) -> int | None:
    known = len(card.params.get("heads", ()))
    return int(digits) if digits.isdecimal() and len(digits) < 4 and int(digits) < known else None


def _result(work: Work, account: Account, card: Card, rest: str) -> None:
    if "outcomes" in card.params:
        cards.push(work, account, "import_result", {"import": card.id})


def _off(work: Work, account: Account, card: Card, rest: str) -> None:
    if card.params["step"] in (READING, CHECKED):
        card.params = {"step": OFF, "turn": card.params["turn"] + 1}


_TAPS: Mapping[str, Callable[[Work, Account, Card, str], None]] = {
    "go": _go,
    "similar": _choose_similar,
    "again": _again,
    "headings": _view_headings,
    "heading": _view_heading,
    "field": _choose_field,
    "main": _view_main,
    "result": _result,
    "off": _off,
}


# --- what has been worked out meanwhile -----------------------------------------------------------------------------


def tell(work: Work, card: Card, done: int, total: int) -> None:
    """How far the check is."""
    _set(card, progress=[done, total])
    cards.redraw(work, card)


def found(work: Work, card: Card, headings: Headings, checked: Checked) -> None:
    """The file was read and checked."""
    heads = [list(pair) for pair in zip(headings.texts, headings.fields, strict=True)]
    outcomes = report.to_json(checked.outcomes)
    _set(card, step=CHECKED, heads=heads, outcomes=outcomes, remarks=checked.remarks, progress=None)
    cards.redraw(work, card)


def written(work: Work, card: Card, outcomes: Sequence[Outcome]) -> None:
    """It is in the registry."""
    _set(card, step=DONE, outcomes=report.to_json(outcomes), heads=[], file="")
    cards.redraw(work, card)


def failed(work: Work, card: Card, why: str) -> None:
    """The file cannot be read."""
    _set(card, step=UNREADABLE, why=why)
    cards.redraw(work, card)
