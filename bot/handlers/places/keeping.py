"""The lists the coordinator keeps: neighbourhoods and holidays."""

from sqlalchemy import select

from bot import registry
from bot.chat import cards
from bot.conversations.buttons import pairs
from bot.followups.workdays import called
from bot.handlers.callback import Tapped
from bot.handlers.places import forms
from bot.handlers.places.home import MENU, command
from bot.handlers.places.lists import BANKS
from bot.words import Button, FullDay, Line, Screen, Text, button, raw, text
from bot.work import Work
from db.models import Account, Card, Holiday, Neighbourhood


def neighbourhoods(work: Work, account: Account) -> None:
    """*Neighbourhoods* of the coordinator's menu."""
    cards.show(work, account, "neighbourhoods")


def holidays(work: Work, account: Account) -> None:
    """*Holidays* of the coordinator's menu."""
    cards.show(work, account, "holidays")


def draw_neighbourhoods(work: Work, account: Account, card: Card) -> Screen:
    """All of them; those with a question mark nobody has confirmed yet."""
    known = [row for row in registry.neighbourhoods(work) if row.code != "other"]
    buttons = [Button(_label(row), "neighbourhood", str(row.id)) for row in known]
    lines = (
        Line(text("Neighbourhoods"), bold=True),
        Line(text("Tap one to confirm, correct or remove it. A question mark: not confirmed yet.")),
    )
    return Screen(
        lines,
        ((Button(button("+ Neighbourhood"), "neighbourhood", "new"),), *pairs(buttons), (command("menu", MENU),)),
    )


def _label(row: Neighbourhood) -> Text:
    named = registry.named(row)
    return named if row.confirmed else text("{name} ?", name=named)


def _neighbourhood(work: Work, arg: str) -> Neighbourhood | None:
    """One that may be changed."""
    row = work.db.get(Neighbourhood, int(arg)) if arg.isdecimal() and len(arg) < 10 else None
    return row if row is not None and row.code != "other" and not row.retired else None


def open_neighbourhood(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Show one, or ask for the names of a new one."""
    row = _neighbourhood(work, tapped.arg)
    if row is not None:
        cards.show(work, account, "neighbourhood", {"neighbourhood": row.id})
    elif tapped.arg == "new":
        forms.begin(work, account, "neighbourhood")
    else:
        cards.show(work, account, "neighbourhoods")


def draw_neighbourhood(work: Work, account: Account, card: Card) -> Screen:
    """Its names in all languages, and what can be done with it."""
    row = work.db.get_one(Neighbourhood, card.params["neighbourhood"])
    id_ = str(row.id)
    if card.params.get("remove"):
        asked = text("Remove {name}? Families who live there keep it.", name=registry.named(row))
        keep, go = (
            Button(button("No, keep it"), "neighbourhood", id_),
            Button(button("Yes, remove"), "drop", f"{id_}.yes"),
        )
        return Screen((Line(asked, bold=True),), ((keep,), (go,)))
    names = (Line(raw(name)) for name in (row.name_sq, row.name_sr, row.name_it))
    lines = (Line(_label(row), bold=True), *names, Line(BANKS[row.bank or ""]))
    confirm = () if row.confirmed else ((Button(button("Confirm"), "confirm", id_),),)
    change = (Button(button("Correct"), "rename", id_), Button(button("Remove"), "drop", id_))
    return Screen(lines, (*confirm, change, (command("neighbourhoods", button("Neighbourhoods")),)))


def confirm_neighbourhood(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Its names are right: one tap."""
    row = _neighbourhood(work, tapped.arg)
    if row is not None:
        row.confirmed = True
    cards.show(work, account, "neighbourhoods")


def remove_neighbourhood(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Take it off the list, once she is sure; the households that have it keep it."""
    id_, _, sure = tapped.arg.partition(".")
    row = _neighbourhood(work, id_)
    if row is None:
        cards.show(work, account, "neighbourhoods")
    elif sure == "yes":
        row.retired = True
        cards.show(work, account, "neighbourhoods", notice=text("Removed."))
    else:
        cards.show(work, account, "neighbourhood", {"neighbourhood": row.id, "remove": True})


def edit_neighbourhood(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Open the review of its names."""
    row = _neighbourhood(work, tapped.arg)
    if row is None:
        cards.show(work, account, "neighbourhoods")
        return
    named = {"name_sq": row.name_sq, "name_sr": row.name_sr, "name_it": row.name_it}
    confirmed = "yes" if row.confirmed else "no"
    forms.begin(
        work,
        account,
        "neighbourhood",
        {"neighbourhood": row.code, **named, "bank": row.bank or "", "confirmed": confirmed},
    )


def draw_holidays(work: Work, account: Account, card: Card) -> Screen:
    """Those to come; a tap removes one, after a question."""
    sure = work.db.get(Holiday, card.params["remove"]) if card.params.get("remove") else None
    if sure is not None:
        asked = text("Remove {name}, {day}?", name=called(sure), day=FullDay(sure.day))
        keep = Button(button("No, keep it"), "do", "holidays")
        return Screen(
            (Line(asked, bold=True),), ((keep,), (Button(button("Yes, remove"), "unholiday", f"{sure.id}.yes"),))
        )
    query = select(Holiday).where(Holiday.day >= work.today).order_by(Holiday.day).limit(24)
    rows = [
        (Button(text("{day} · {name}", day=FullDay(h.day), name=called(h)), "unholiday", str(h.id)),)
        for h in work.db.scalars(query)
    ]
    lines = (
        Line(text("Holidays"), bold=True),
        Line(text("No reminders come on these days. Easter and Bajram move each year: please add them.")),
    )
    return Screen(lines, ((Button(button("+ Holiday"), "holiday"),), *rows, (command("menu", MENU),)))


def add_holiday(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Ask for the day and its name."""
    forms.begin(work, account, "holiday")


def remove_holiday(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Remove one, once she is sure."""
    id_, _, sure = tapped.arg.partition(".")
    holiday = work.db.get(Holiday, int(id_)) if id_.isdecimal() and len(id_) < 10 else None
    if holiday is None:
        cards.show(work, account, "holidays")
    elif sure == "yes":
        work.db.delete(holiday)
        work.db.flush()
        cards.show(work, account, "holidays", notice=text("Removed."))
    else:
        cards.show(work, account, "holidays", {"remove": holiday.id})
