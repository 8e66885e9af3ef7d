"""Numbers that are given once: codes of households, references of records."""

from sqlalchemy import update

from bot.work import Work
from db.models import Counter


def count_up(work: Work, name: str) -> int:
    """The next number under a name; two transactions never get the same one."""
    bumped = update(Counter).where(Counter.name == name).values(value=Counter.value + 1).returning(Counter.value)
    value = work.db.scalar(bumped)
    if value is None:
        value = 1
        work.db.add(Counter(name=name, value=value))
        work.db.flush()
    return value
