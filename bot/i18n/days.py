"""Days as people say them.

Babel has no words for yesterday and tomorrow here ("za 0 dana") and no accusative of the weekdays ("u sredu"), so
they are catalogue texts. "nedelja" is Sunday and week, "mar" is Tuesday and March: a weekday never stands alone.
"""

from datetime import date

from bot.i18n.say import say
from bot.words import Day, Text, text

_NEAR = {
    -2: text("the day before yesterday"),
    -1: text("yesterday"),
    0: text("today"),
    1: text("tomorrow"),
    2: text("the day after tomorrow"),
}
_ON_WEEKDAY = (
    text("on Monday"),
    text("on Tuesday"),
    text("on Wednesday"),
    text("on Thursday"),
    text("on Friday"),
    text("on Saturday"),
    text("on Sunday"),
)


def near_day(day: date, today: date) -> Text:
    """A day as it is spoken of today: `tomorrow, Thu 12.3.`; from three days away on, `Sat 14.3.`"""
    near = _NEAR.get((day - today).days)
    if near is None:
        return Text("{day}", params={"day": Day(day)})
    return text("{near}, {day}", near=near, day=Day(day))


def on_weekday(day: date) -> Text:
    """`on Wednesday`, in the case that the language asks for."""
    return _ON_WEEKDAY[day.weekday()]


def say_day(day: date, today: date, lang: str) -> str:
    """`near_day` in one of LANGUAGES."""
    return say(near_day(day, today), lang)


def weekday_on(day: date, lang: str) -> str:
    """`on_weekday` in one of LANGUAGES: `të mërkurën`, `u sredu`, `mercoledì`."""
    return say(on_weekday(day), lang)
