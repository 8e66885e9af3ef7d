"""The neighbourhoods: the coordinator's list, each reader's form of a name, and the list to start with."""

import csv
from collections.abc import Sequence
from importlib.resources import files

from sqlalchemy import bindparam, select

from bot.words import Text, button, place, raw
from bot.work import Work
from db.models import Neighbourhood


def neighbourhoods(work: Work) -> Sequence[Neighbourhood]:
    """Those that can be chosen, in the coordinator's order; *other* last."""
    query = select(Neighbourhood).where(Neighbourhood.retired.is_(False))
    return sorted(work.db.scalars(query), key=lambda n: (n.code == "other", n.id))


_NEIGHBOURHOOD = select(Neighbourhood).where(Neighbourhood.code == bindparam("code"))


def neighbourhood_name(work: Work, code: str) -> Text:
    """A neighbourhood as its readers name it."""
    if ("neighbourhood", code) not in work.memo:
        work.memo["neighbourhood", code] = work.db.scalar(_NEIGHBOURHOOD, {"code": code})
    row = work.memo["neighbourhood", code]
    return raw(code) if row is None else named(row)


def bank_of(work: Work, code: str) -> str:
    """On which bank a neighbourhood lies: `north`, `south`, empty where nobody has said."""
    return work.db.scalar(select(Neighbourhood.bank).where(Neighbourhood.code == code)) or ""


def named(row: Neighbourhood) -> Text:
    """The names of a neighbourhood as one text, each reader's form in her language."""
    if row.code == "other":
        return button("Other")
    return place(row.name_sq, row.name_sr, row.name_it)


def add_first_neighbourhoods(work: Work) -> None:
    """Write the list to start with, once: every entry waits for the coordinator's confirmation."""
    if work.db.scalar(select(Neighbourhood.id).limit(1)) is not None:
        return
    with (files("db") / "data" / "neighbourhoods.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            work.db.add(
                Neighbourhood(
                    code=row["code"],
                    name_sq=row["sq"],
                    name_sr=row["sr_Cyrl"],
                    name_it=row["it"],
                    bank=row["bank"] or None,
                    confirmed=row["confirmed"] == "yes",
                )
            )
    work.db.flush()
