"""One next contact: why, what was noted last, and what can be done about it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot import registry
from bot.audit import auditing
from bot.casework import records
from bot.chat import cards, forgetting
from bot.conversations.buttons import pairs
from bot.conversations.codelists import DONE_OTHERWISE, FOLLOW_UP_PURPOSES, find, label
from bot.followups import followups
from bot.followups.followups import State, state
from bot.followups.workdays import holidays, working_day
from bot.handlers.callback import Tapped
from bot.handlers.places import forms, lists
from bot.handlers.places.home import MENU, TODAY, command
from bot.i18n import near_day
from bot.people import alerts, people, permissions
from bot.people.permissions import Action, may
from bot.words import Button, Day, Line, Screen, Text, button, plural, raw, text
from bot.work import Work
from db.models import Account, Card, Contact, FollowUp, Household, Note

PLACE = "contact"
GONE = followups.SETTLED


def open_(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """A line of a list."""
    follow_up = allowed(work, account, tapped.arg)
    if follow_up is None:
        _gone(work, account)
        return
    parked = forms.park(work, account)
    notice = text("What you were writing is kept: /drafts") if parked else None
    _show(work, account, follow_up, notice=notice)


def _show(work: Work, account: Account, follow_up: FollowUp, view: str = "", notice: Text | None = None) -> None:
    """Bring its card: what tells whom it is about is there for ten minutes, the buttons as long as she needs them."""
    auditing.opened(work, account, "follow_up", follow_up.id)
    card = cards.show(work, account, PLACE, {"follow_up": follow_up.id, "view": view}, notice=notice)
    card.names_until = work.now + forgetting.READING


def allowed(work: Work, account: Account, arg: str) -> FollowUp | None:
    """An open follow-up. Raises NotOpen for one that is not hers to see."""
    follow_up = work.db.get(FollowUp, int(arg)) if arg.isdecimal() and len(arg) < 10 else None
    if follow_up is None or follow_up.resolved_on is not None:
        return None
    permissions.insist(account, Action.FOLLOW_UP, own=follow_up.owner_id == account.id)
    return follow_up


def draw(work: Work, account: Account, card: Card) -> Screen:
    """Why, the last note, and the buttons of the view that is open."""
    follow_up = work.db.get(FollowUp, card.params["follow_up"])
    if follow_up is None or follow_up.resolved_on is not None:
        return Screen((Line(GONE),), ((command("today", TODAY), command("menu", MENU)),))
    named = lists.is_named(work, card)
    lines = [
        Line(followups.whom(work, follow_up), bold=True),
        *(_private(work, follow_up) if named else []),
        *_why(work, follow_up),
        *([] if follow_up.owner_id == account.id else [on_list_of(work, follow_up)]),
    ]
    view = {"how": _how_rows, "hand": _hand_rows}.get(card.params.get("view", ""), _main_rows)
    again = () if named else ((Button(lists.SHOW_NAMES, "view", f"{follow_up.id}.main"),),)
    return Screen(tuple(lines), (*view(work, account, follow_up), *again))


def _private(work: Work, follow_up: FollowUp) -> list[Line]:
    """What tells who it is and what about: the name, when to call, the line, the last note."""
    said = _who(work, work.db.get_one(Household, follow_up.household_id)) if follow_up.household_id else []
    if follow_up.line:
        said.append(raw(follow_up.line))
    note = _last_note(work, follow_up)
    if note:
        said.append(text("Last note: {note}", note=note))
    return [Line(line, private=True) for line in said]


def _who(work: Work, household: Household) -> list[Text]:
    name, phone = registry.head_name(work, household), registry.phone(household)
    return [*([raw(name)] if name else []), *([phone] if phone else [])]


def _last_note(work: Work, follow_up: FollowUp) -> str:
    """The last words on the household; of an anonymous visitor those of the session."""
    home = follow_up.household_id
    theirs = Contact.household_id == home if home else Contact.id == follow_up.set_by
    query = select(Note).join(Contact).where(theirs, Contact.void_at.is_(None), Note.kind == "text")
    note = work.db.scalars(query.order_by(Note.id.desc()).limit(1)).first()
    return (note.words or "") if note else ""


def _why(work: Work, follow_up: FollowUp) -> list[Line]:
    now = state(follow_up.due, follow_up.resolution, work.today)
    purpose = label(FOLLOW_UP_PURPOSES, follow_up.purpose)
    lines = [Line(text("{purpose}: {day}", purpose=purpose, day=_due(work, follow_up)))]
    if follow_up.urgent:
        lines.append(Line(button("Urgent")))
    if now is State.OVERDUE:
        late = (work.today - follow_up.due).days
        lines.append(Line(plural("{n} day late", "{n} days late", late)))
    if follow_up.moves:
        first = text("First planned for {day}", day=Day(follow_up.first_due))
        lines.append(Line(text("{first} · {moved}", first=first, moved=_moved(follow_up))))
    seen = registry.last_seen(work, follow_up.household_id) if follow_up.household_id else None
    return [*lines, Line(text("Last seen {day}", day=Day(seen)))] if seen else lines


def on_list_of(work: Work, follow_up: FollowUp) -> Line:
    """Who is to go there."""
    owner = work.db.get_one(Account, follow_up.owner_id)
    return Line(text("On the list of {name}.", name=owner.name), private=True)


def _due(work: Work, follow_up: FollowUp) -> Text:
    return near_day(follow_up.due, work.today)


def _moved(follow_up: FollowUp) -> Text:
    return plural("moved {n} time", "moved {n} times", len(follow_up.moves))


# --- buttons --------------------------------------------------------------------------------------------------------


def _main_rows(work: Work, account: Account, follow_up: FollowUp) -> list[tuple[Button, ...]]:
    id_ = str(follow_up.id)
    made, besides = (
        (Button(button("Visit made today"), "made", id_), Button(button("Nobody at home"), "nobody", id_))
        if follow_up.household_id
        else (
            Button(button("Came back today"), "again", id_),
            Button(button("Open the session"), "record", str(follow_up.set_by)),
        )
    )
    return [
        (made,),
        (besides, Button(button("Other date…"), "move_to", id_)),
        (Button(button("+1 day"), "move", f"{id_}.1"), Button(button("+1 week"), "move", f"{id_}.7")),
        (
            Button(button("Done otherwise…"), "view", f"{id_}.how"),
            Button(button("To a colleague…"), "view", f"{id_}.hand"),
        ),
        (command("today", TODAY), command("menu", MENU)),
    ]


def _how_rows(work: Work, account: Account, follow_up: FollowUp) -> list[tuple[Button, ...]]:
    ways = [Button(way.label, "otherwise", f"{follow_up.id}.{way.code}") for way in DONE_OTHERWISE]
    return [*pairs(ways), (Button(button("◂ Back"), "view", f"{follow_up.id}.main"),)]


def _hand_rows(work: Work, account: Account, follow_up: FollowUp) -> list[tuple[Button, ...]]:
    others = [
        other
        for other in people.active(work)
        if other.id != follow_up.owner_id and other.blocked_at is None and may(other, Action.FOLLOW_UP)
    ]
    buttons = [Button(raw(other.name), "hand", f"{follow_up.id}.{other.id}") for other in others]
    return [*pairs(buttons), (Button(button("◂ Back"), "view", f"{follow_up.id}.main"),)]


# --- taps -----------------------------------------------------------------------------------------------------------


def _split(work: Work, account: Account, tapped: Tapped) -> tuple[FollowUp | None, str]:
    id_, _, rest = tapped.arg.partition(".")
    return allowed(work, account, id_), rest


def _gone(work: Work, account: Account) -> None:
    """Say so on the form she is filling in, or on the list of today."""
    if forms.current(work, account) is not None:
        cards.tell(work, account, GONE)
    else:
        cards.show(work, account, "today", notice=GONE)


def made(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*Visit made today*: the form, filled in as far as it is known."""
    _visit(work, account, tapped, {"outcome": "done"})


def nobody(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*Nobody at home*: the review of an attempt."""
    _visit(work, account, tapped, {"outcome": "nobody_home"})


def _visit(work: Work, account: Account, tapped: Tapped, answers: dict[str, str]) -> None:
    follow_up, _ = _split(work, account, tapped)
    if follow_up is None or follow_up.household_id is None:
        _gone(work, account)
        return
    known = {"household": str(follow_up.household_id), **answers, "date": work.today.isoformat()}
    forms.begin(work, account, "visit", known)


def again(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*Came back today*: a session with the anonymous visitor. Saving it settles what they were awaited for."""
    follow_up, _ = _split(work, account, tapped)
    if follow_up is None:
        _gone(work, account)
    elif follow_up.household_id is not None:  # linked since the card was drawn
        forms.begin(work, account, "session", {"household": str(follow_up.household_id)})
    else:
        forms.begin(work, account, "session", _back(work, follow_up))


def _back(work: Work, follow_up: FollowUp) -> dict[str, Any]:
    """What is known of a visitor who has come back."""
    earlier = work.db.get_one(Contact, follow_up.set_by)
    return {
        "household": records.ANONYMOUS,
        "visitor": earlier.answers["visitor"],
        "place": "centre",
        "arrival": "return",
        "date": work.today.isoformat(),
        "code_word": earlier.code_word or "",
        "others": {str(follow_up.id): "done"},
    }


def move(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Put it off by some days: from today, and to a working day."""
    follow_up, days = _split(work, account, tapped)
    if follow_up is None or days not in {"1", "7"}:
        _gone(work, account)
        return
    due = working_day(max(follow_up.due, work.today) + timedelta(days=int(days)), holidays(work))
    followups.put_off(work, account, follow_up, due)
    cards.show(work, account, "today", notice=text("Moved to {day}.", day=Day(due)))


def move_to(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Put it to a date: asked by a form of one question."""
    follow_up, _ = _split(work, account, tapped)
    if follow_up is None:
        _gone(work, account)
    else:
        forms.begin(work, account, "move", {"follow_up": str(follow_up.id)})


def view(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Open the ways it was done, or the colleagues."""
    follow_up, name = _split(work, account, tapped)
    if follow_up is None:
        _gone(work, account)
    else:
        _show(work, account, follow_up, name)


def otherwise(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """It was done in another way, or is not needed any more."""
    follow_up, how = _split(work, account, tapped)
    if follow_up is None or find(DONE_OTHERWISE, how) is None:
        _gone(work, account)
        return
    followups.settle(work, account, follow_up, how)
    cards.show(work, account, "today", notice=text("Settled: {how}", how=label(DONE_OTHERWISE, how)))


def hand(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Hand it to a colleague, who is told."""
    follow_up, id_ = _split(work, account, tapped)
    colleague = work.db.get(Account, int(id_)) if id_.isdecimal() and len(id_) < 10 else None
    if follow_up is None or colleague is None or not may(colleague, Action.FOLLOW_UP):
        _gone(work, account)
        return
    _give(work, account, follow_up, colleague)
    cards.show(work, account, "today", notice=text("Handed over."))


def take(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*I take it* on an alert; where somebody else was quicker, it stays with her."""
    follow_up, owner = _split(work, account, tapped)
    if follow_up is None:
        _gone(work, account)
        return
    if owner not in {"", str(follow_up.owner_id)}:
        _show(work, account, follow_up)
        return
    _give(work, account, follow_up, account)
    _show(work, account, follow_up, notice=text("It is on your list now."))


def _give(work: Work, account: Account, follow_up: FollowUp, colleague: Account) -> None:
    before = follow_up.owner_id
    if before != colleague.id:
        followups.hand_to(work, account, follow_up, colleague)
        alerts.of_hand_over(work, account, follow_up, before)
