"""The registry out of a spreadsheet that the coordinator sends: looked at, put right, and written at *Import*.

What stands in the file is never kept: it is fetched again from Telegram when it is needed again. A card knows row
numbers, reasons and headings only. How it looks: see `imported`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.chat import cards, forgetting
from bot.handlers.callback import Tapped
from bot.handlers.incoming import Incoming
from bot.handlers.places import forms
from bot.importing import report
from bot.importing.checking import Checked
from bot.importing.headings import FIELDS, LEFT_OUT, SEVERAL, Headings
from bot.importing.report import Outcome
from bot.importing.table import MOST_BYTES
from bot.people.permissions import Action, may
from bot.words import text
from bot.work import Work
from db.models import Account, Card

PLACE = "import"
READING, CHECKED, WRITING, DONE, UNREADABLE, OFF = "reading", "checked", "writing", "done", "unreadable", "off"
ENDINGS = (".xlsx", ".csv", ".xlsm", ".xls", ".xlsb", ".ods", ".txt", ".tsv")
"""What is taken for a list; whether it is one, its content says."""


def ask(work: Work, account: Account) -> None:
    """*Import* of the coordinator's menu."""
    cards.show(work, account, "import_help")


def sent(work: Work, account: Account, incoming: Incoming) -> bool:
    """A document came; False: it is none for us."""
    if not (may(account, Action.IMPORT) and incoming.name.lower().endswith(ENDINGS)):
        return False
    too_big = incoming.size > MOST_BYTES
    if too_big or cards.talk(work, account).place != PLACE:  # an earlier import stays where it is
        cards.below(work, account)
    if too_big:
        cards.tell(work, account, report.UNREADABLE["too_big"])
        return True
    notice = text("What you were writing is kept: /drafts") if forms.park(work, account) else None
    params = {"file": incoming.file, "step": READING, "turn": 1, "similar": False, "chosen": {}}
    params["message"] = incoming.message_id
    cards.show(work, account, PLACE, params, notice=notice)
    work.errand = True
    return True


# --- taps -----------------------------------------------------------------------------------------------------------


def tap(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Any button of an import."""
    what, _, rest = tapped.arg.partition(".")
    if what == "template":
        cards.push(work, account, "import_template", {})
    elif card.place != PLACE or what not in _TAPS:
        cards.tell(work, account, forms.LATE)
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
    """One column can be a field: another one that was is left out then, but where several can be read together."""
    number, _, field = rest.partition(".")
    column = _number(number, card)
    if column is None or card.params["step"] != CHECKED or not (field in FIELDS or field == LEFT_OUT):
        return
    alone = field and field not in SEVERAL
    others = {str(at): LEFT_OUT for at, (_, was) in enumerate(card.params["heads"]) if was == field and alone}
    _read_again(work, card, chosen={**card.params["chosen"], **others, str(column): field})


def _number(digits: str, card: Card) -> int | None:
    known = len(card.params.get("heads", ()))
    return int(digits) if digits.isdecimal() and len(digits) < 4 and int(digits) < known else None


def _result(work: Work, account: Account, card: Card, rest: str) -> None:
    if "outcomes" in card.params:
        cards.push(work, account, "import_result", {"import": card.id})


def _off(work: Work, account: Account, card: Card, rest: str) -> None:
    if card.params["step"] in (READING, CHECKED):
        _take_away(work, card)
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
    _take_away(work, card)
    _set(card, step=DONE, outcomes=report.to_json(outcomes), heads=[], file="")
    cards.redraw(work, card)


def failed(work: Work, card: Card, why: str) -> None:
    """The file cannot be read."""
    _set(card, step=UNREADABLE, why=why)
    if why != "failed":  # a mistake of ours can be tried again
        _take_away(work, card)
    cards.redraw(work, card)


def _take_away(work: Work, card: Card) -> None:
    """The file is not needed any more: it goes from the chat."""
    forgetting.message(work, card.account_id, card.params["message"])
