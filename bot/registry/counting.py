"""Numbers that are given once: codes of households, references of records."""

from sqlalchemy import select, update

from bot.work import Work
from db.models import Counter


def count_up(work: Work, name: str) -> int:
    """The next number under a name; two transactions never get the same one."""
    bumped = work.db.execute(update(Counter).where(Counter.name == name).values(value=Counter.value + 1))
    if not bumped.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it, the stubs say Result
        work.db.add(Counter(name=name, value=1))
        work.db.flush()
    return work.db.scalars(select(Counter.value).where(Counter.name == name)).one()
