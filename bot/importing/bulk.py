"""Thousands of rows in a few statements."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from bot.work import Work
from db.models import Base, Counter

WHOLE = {"render_nulls": True}
"""Rows of one shape: with those that are empty left out, thousands of rows would be thousands of statements."""


def add(work: Work, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; none is none."""
    if rows:
        work.db.execute(insert(model), rows, execution_options=WHOLE)


def add_with_ids(work: Work, model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    """The ids of the new rows, in their order."""
    if not rows:
        return []
    asked = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(work.db.scalars(asked, rows, execution_options=WHOLE))


def counted(work: Work, name: str) -> int:
    """The last number given out under a name."""
    return work.db.scalar(select(Counter.value).where(Counter.name == name)) or 0


def count_to(work: Work, name: str, value: int) -> None:
    """Let counting go on after a number."""
    work.db.merge(Counter(name=name, value=value))
    work.db.flush()
