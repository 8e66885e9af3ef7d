"""Lists of next contacts: today, this week, and the digest of the morning."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from bot import registry
from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.chat import cards, forgetting
from bot.conversations.codelists import FOLLOW_UP_PURPOSES, label
from bot.followups import followups
from bot.followups.followups import Item, State
from bot.handlers.callback import Tapped
from bot.handlers.places.home import MENU, WEEK, command
from bot.people import permissions
from bot.people.permissions import Action, may
from bot.people.told import LISTED
from bot.words import NOTHING, Button, Day, Line, Screen, Text, button, plural, text
from bot.work import Work
from db.models import Account, Card

LINES = 10
BANKS = {"north": text("North"), "south": text("South"), "": text("Bank not known")}
SHOW_NAMES = button("Show names")
DIGEST = "digest"
CONCERN = text("For the coordinator: overdue for long, put off three times, or nobody can go")


def today(work: Work, account: Account) -> None:
    """`/today`"""
    cards.show(work, account, "today")


def week(work: Work, account: Account) -> None:
    """`/week`"""
    cards.show(work, account, "week")


def draw_today(work: Work, account: Account, card: Card) -> Screen:
    """What is due or overdue, as in the digest."""
    items = _due(work, account, card)
    head = Line(text("Today, {day}", day=Day(work.today)), bold=True)
    if not items:
        return Screen((head, *_summary(items)), _below(account))
    rows = (*_rows(work, account, card, items), *_below(account))
    return Screen((head, *_summary(items), *_names(work, card, items)), rows)


def _due(work: Work, account: Account, card: Card) -> Sequence[Item]:
    return followups.open_until(work, work.today, account)


def draw_digest(work: Work, account: Account, card: Card) -> Screen:
    """The morning's list. It is sent without any name; *Show names* brings them for ten minutes."""
    day = _day(work, card)
    items = _listed(work, account, card)
    if not items and card.message_id is None:
        return NOTHING
    lines = [Line(text("Good morning. Today, {day}", day=Day(day)), bold=True)]
    waiting = [item for item in items if item.is_waiting and item.follow_up.owner_id == account.id]
    concern = {item.follow_up.id for item in followups.concerning(work, account)}
    concerned = any(item.follow_up.id in concern for item in items)
    if waiting or not concerned:
        lines += _summary(waiting)
    if concerned:
        lines.append(Line(_of_a_colleague(CONCERN)))
    monday = [(command("monday", WEEK),)] if may(account, Action.CENTRE) else []
    return Screen((*lines, *_names(work, card, items)), (*_rows(work, account, card, items), *monday))


def _day(work: Work, card: Card) -> date:
    return card.created_at.astimezone(work.zone).date()


def _listed(work: Work, account: Account, card: Card) -> Sequence[Item]:
    """What is waiting when it is sent. From then on the same lines, in their order, as they are now.

    A digest that never reached its reader is not sent on another day: that day's own takes its place.
    """
    if card.message_id is not None:
        return followups.listed(work, card.params[LISTED])
    items = followups.for_morning(work, account) if _day(work, card) >= work.today else []
    card.params = {**card.params, LISTED: [item.follow_up.id for item in items]}
    return items


NAMED: Mapping[str, Callable[[Work, Account, Card], Sequence[Item]]] = {"today": _due, "digest": _listed}
"""The lists on which names can be shown, and what stands on each."""


def draw_week(work: Work, account: Account, card: Card) -> Screen:
    """The next seven days, and what is overdue: by bank and neighbourhood, so that nobody crosses the bridge twice."""
    everybody = bool(card.params.get("all")) and may(account, Action.WEEK, own=False)
    items = followups.open_until(work, work.today + timedelta(days=7), None if everybody else account)
    by_place = sorted(items, key=lambda item: (*_where(work, item), item.follow_up.due))
    lines = [Line(text("Until {day}", day=Day(work.today + timedelta(days=7))), bold=True)]
    if not items:
        lines.append(Line(text("Nobody is waiting this week.")))
    for where, those in groupby(by_place, key=lambda item: _where(work, item)):
        lines.append(_there(work, *where, list(those)))
    rows = [row(work, account, item) for item in _page(card, by_place)]
    banks = _banks_row(account, {_where(work, item) for item in items if item.household})
    more = (*_more(card, by_place), *banks, *_week_rows(account, items, everybody), *_below(account))
    return Screen(tuple(lines), (*rows, *more))


def _where(work: Work, item: Item) -> tuple[str, str]:
    """Bank and neighbourhood; of an anonymous visitor nobody knows them."""
    code = item.household.neighbourhood if item.household else ""
    return registry.bank_of(work, code), code


def _banks_row(account: Account, places: Iterable[tuple[str, str]]) -> list[tuple[Button, ...]]:
    """Where a bank is not known, the way to say it, for the coordinator."""
    unknown = any(not bank and code != "other" for bank, code in places)
    if not (unknown and may(account, Action.LISTS)):
        return []
    return [(command("neighbourhoods", button("Say which bank…")),)]


def _there(work: Work, bank: str, place: str, items: Sequence[Item]) -> Line:
    """How many are waiting in a neighbourhood."""
    if not place:
        return _visitors(items)
    counted = plural("{n} household", "{n} households", _households(items))
    name = registry.neighbourhood_name(work, place)
    return Line(text("{bank} · {place}: {households}", bank=BANKS[bank], place=name, households=counted))


def _week_rows(account: Account, items: Sequence[Item], everybody: bool) -> list[tuple[Button, ...]]:
    rows: list[tuple[Button, ...]] = []
    if may(account, Action.WEEK, own=False):
        label_, whose_ = (button("Only mine"), "mine") if everybody else (button("Everybody's"), "all")
        rows.append((Button(label_, "whose", whose_),))
    return [*rows, (command("hand_over", button("Hand over…")),)] if items else rows


def whose(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Her own week, or that of all."""
    everybody = tapped.arg == "all"
    permissions.insist(account, Action.WEEK, own=not everybody)
    cards.show(work, account, "week", {"all": everybody})


def _summary(items: Sequence[Item]) -> list[Line]:
    """How many are waiting; anonymous visitors are no households and have a line of their own."""
    homes, visitors = [i for i in items if i.household], [i for i in items if not i.household]
    lines = [_waiting(homes)] if homes or not visitors else []
    return [*lines, _visitors(visitors)] if visitors else lines


def _visitors(items: Sequence[Item]) -> Line:
    return Line(text("Anonymous visitors: {n}", n=len(items)))


def _waiting(items: Sequence[Item]) -> Line:
    if not items:
        return Line(text("Nobody is waiting today."))
    late = sum(item.state is State.OVERDUE for item in items)
    counted = plural("{n} household is waiting.", "{n} households are waiting.", _households(items))
    if not late:
        return Line(counted)
    return Line(text("{waiting} Overdue: {n}.", waiting=counted, n=late))


def _households(items: Iterable[Item]) -> int:
    return len({item.household for item in items})


def _names(work: Work, card: Card, items: Sequence[Item]) -> list[Line]:
    if not is_named(work, card):
        return []
    homes = [item.household for item in _page(card, items) if item.household]
    named = {home.code: registry.head_name(work, home) for home in homes}
    return [Line(text("{code}: {name}", code=code, name=name), private=True) for code, name in named.items() if name]


def is_named(work: Work, card: Card) -> bool:
    """Whether names are to be seen on a card now."""
    return card.names_until is not None and card.names_until > work.now


def _page(card: Card, items: Sequence[Item]) -> Sequence[Item]:
    start = _start(card, items)
    return items[start : start + LINES]


def _start(card: Card, items: Sequence[Item]) -> int:
    """Where the page begins: the last one, when there are not so many any more."""
    last = max(0, len(items) - 1) // LINES * LINES
    return min(int(card.params.get("from", 0)), last)


def _rows(work: Work, account: Account, card: Card, items: Sequence[Item]) -> list[tuple[Button, ...]]:
    rows = [row(work, account, item) for item in _page(card, items)]
    named = any(item.household for item in items)
    names = [(Button(SHOW_NAMES, "names"),)] if named and not is_named(work, card) else []
    return [*rows, *_more(card, items), *names]


def _more(card: Card, items: Sequence[Item]) -> list[tuple[Button, ...]]:
    start = _start(card, items)
    arrows = []
    if start:
        arrows.append(Button(button("◂ Earlier ones"), "more", str(max(0, start - LINES))))
    if start + LINES < len(items):
        arrows.append(Button(button("More ▸"), "more", str(start + LINES)))
    return [tuple(arrows)] if arrows else []


def row(work: Work, account: Account, item: Item) -> tuple[Button, ...]:
    """`F-0012 Tavnik – visit again`, with what makes it pressing, its day to come, or that it is settled."""
    return (Button(_marked(account, item, _what(work, item), work.today), "contact", str(item.follow_up.id)),)


def _what(work: Work, item: Item) -> Text:
    purpose = label(FOLLOW_UP_PURPOSES, item.follow_up.purpose)
    if item.household is None:
        return text("{visitor} – {purpose}", visitor=followups.whom(work, item.follow_up), purpose=purpose)
    place = registry.neighbourhood_name(work, item.household.neighbourhood)
    return text("{code} {place} – {purpose}", code=item.household.code, place=place, purpose=purpose)


def _marked(account: Account, item: Item, what: Text, today: date) -> Text:
    if not item.is_open:
        return button("✓ {label}", label=what)
    if item.state is State.PLANNED:
        what = text("{day} · {name}", day=Day(item.follow_up.due), name=what)
    what = _pressing(item, what, today)
    return what if item.follow_up.owner_id == account.id else _of_a_colleague(what)


def _of_a_colleague(what: Text) -> Text:
    """What a colleague has: she has taken it over, or the coordinator should know of it."""
    return text("👥 {what}", what=what)


def _pressing(item: Item, what: Text, today: date) -> Text:
    if item.follow_up.urgent:
        return text("❗ {what}", what=what)
    if item.state is State.OVERDUE:
        # in front, because a narrow phone cuts a label at its end
        return plural("⏰ {n} day · {what}", "⏰ {n} days · {what}", (today - item.follow_up.due).days, what=what)
    return what


def _below(account: Account) -> tuple[tuple[Button, ...], ...]:
    return ((command("menu", MENU),),)


# --- taps -----------------------------------------------------------------------------------------------------------


def names(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Show names on this list for ten minutes: by an edit, which shows on no locked phone."""
    if card.place in NAMED:
        card.names_until = work.now + forgetting.READING
        _note_names(work, account, card)
    cards.redraw(work, card)


def _note_names(work: Work, account: Account, card: Card) -> None:
    """Write down whose names are shown now."""
    items = NAMED[card.place](work, account, card)
    for home in {item.household.id for item in _page(card, items) if item.household}:
        auditing.note(work, account, Deed.NAMED, "household", home)


def more(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Turn the page."""
    if tapped.arg.isdecimal() and len(tapped.arg) < 6:
        card.params = {**card.params, "from": int(tapped.arg)}
        if card.place in NAMED and is_named(work, card):
            _note_names(work, account, card)
        cards.redraw(work, card)
