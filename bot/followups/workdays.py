"""Days the centre works: Monday to Friday without the holidays the coordinator keeps."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import select

from bot.words import Text, raw, text
from bot.work import Work
from db.models import Fact, Holiday

FIXED = (
    (1, 1, text("New Year")),
    (1, 2, text("New Year")),
    (1, 7, text("Orthodox Christmas")),
    (2, 17, text("Public holiday")),
    (4, 9, text("Public holiday")),
    (5, 1, text("Labour Day")),
    (5, 9, text("Europe Day")),
    (12, 25, text("Catholic Christmas")),
)
"""The official holidays with a fixed day (law 03/L-064 on official holidays, article 2). Easter and the two Bajrams
move every year: the coordinator adds them."""

SATURDAY = 5


def is_working(day: date, holidays: Collection[date]) -> bool:
    """Whether anybody works on that day."""
    return day.weekday() < SATURDAY and day not in holidays


def working_day(day: date, holidays: Collection[date]) -> date:
    """That day, or the next one on which somebody works."""
    while not is_working(day, holidays):
        day += timedelta(days=1)
    return day


def works_today(work: Work) -> bool:
    """Whether anybody works today."""
    if work.today.weekday() >= SATURDAY:
        return False
    return work.db.scalar(select(Holiday.id).where(Holiday.day == work.today)) is None


def begins_week(work: Work) -> bool:
    """Whether nobody worked earlier this week."""
    days, free = [work.today - timedelta(days=ago + 1) for ago in range(work.today.weekday())], holidays(work)
    return not any(is_working(day, free) for day in days)


def holidays(work: Work) -> frozenset[date]:
    """All days the coordinator's table names."""
    return frozenset(work.db.scalars(select(Holiday.day)))


def add_fixed_holidays(work: Work) -> None:
    """Write the fixed holidays of this and the next year once; what the coordinator removes stays removed."""
    for year in (work.today.year, work.today.year + 1):
        if work.db.get(Fact, f"holidays {year}"):
            continue
        work.db.add(Fact(name=f"holidays {year}", value="added"))
        present = holidays(work)
        for month, day, name in FIXED:
            if date(year, month, day) not in present:
                work.db.add(Holiday(day=date(year, month, day), name=name.msgid, source="law 03/L-064"))
        work.db.flush()


def called(holiday: Holiday) -> Text:
    """What a holiday is called: a fixed one in each reader's language, any other as the coordinator typed it."""
    return next((name for _, _, name in FIXED if name.msgid == holiday.name), raw(holiday.name))
