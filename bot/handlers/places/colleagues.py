"""Who works here, for who coordinates: roles, who is confirmed, suspended, restored, revoked. Names only by an edit."""

from collections.abc import Callable

from bot.chat import cards
from bot.conversations.buttons import pairs
from bot.conversations.refused import Refused
from bot.handlers.callback import Tapped
from bot.handlers.places import forms, onboarding
from bot.handlers.places.home import MENU, command
from bot.people import people, permissions, standing
from bot.people.permissions import Action, may
from bot.words import Button, FullDay, Line, Screen, Text, button, inside, plural, raw, text
from bot.work import Work
from db.models import Account, Card

PLACE = "people"
ONE = "colleague"
ROLES = {
    permissions.OPERATOR: button("Operator"),
    permissions.COORDINATOR: button("Coordinator"),
    permissions.MONITOR: button("Monitor"),
}
PROTECTED = {
    "passcode": text("Passcode and second step: not yet"),
    "two_step": text("Passcode: yes. Second step: not yet"),
}
TO_CONFIRM = text("to be confirmed")
RAN_OUT = text("the invite has run out")
STATES = {"pending": text("invited"), "suspended": text("suspended"), "revoked": text("revoked")}
GOES_ON = {"suspended": text("Suspended."), "active": text("Restored."), "revoked": text("Revoked.")}


def show(work: Work, account: Account) -> None:
    """`/people`"""
    cards.show(work, account, PLACE)


def draw(work: Work, account: Account, card: Card) -> Screen:
    """All who work here, each a line with roles and state and a button to open."""
    everybody = people.everybody(work)
    lines = [Line(_summary(work, other), private=True) for other in everybody]
    buttons = [Button(raw(other.name), ONE, str(other.id)) for other in everybody]
    head = (Line(text("People"), bold=True), Line(text("🔒: says that Telegram's passcode and second step are on.")))
    below = (command("invite", button("+ Invite")), command("menu", MENU))
    return Screen((*head, *lines), (*pairs(buttons), below))


def _summary(work: Work, other: Account) -> Text:
    said = text("{name} – {roles}", name=other.name, roles=roles_of(other))
    if (state := _state(work, other)) is not None:
        said = text("{person}, {state}", person=said, state=state)
    return text("{person} 🔒", person=said) if onboarding.missing(other) is None else said


def roles_of(other: Account) -> Text:
    """Her roles, in a sentence."""
    mine = permissions.roles(other)
    named = [inside(ROLES[role]) for role in permissions.ROLES if role in mine]
    said = named[0]
    for more in named[1:]:
        said = text("{first}, {second}", first=said, second=more)
    return said


def _state(work: Work, other: Account) -> Text | None:
    if people.waits(other):
        return TO_CONFIRM
    return RAN_OUT if people.ran_out(work, other) else STATES.get(other.status)


# --- one of them ----------------------------------------------------------------------------------------------------


def one(work: Work, arg: str) -> Account | None:
    """Whom a button means."""
    return work.db.get(Account, int(arg)) if arg.isdecimal() and len(arg) < 10 else None


def open_(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Show one."""
    other = one(work, tapped.arg)
    if other is None:
        show(work, account)
    else:
        cards.show(work, account, ONE, {"account": other.id})


def draw_one(work: Work, account: Account, card: Card) -> Screen:
    """Who it is, and what can be done; what is not taken back by one tap asks once more."""
    other = work.db.get_one(Account, card.params["account"])
    sure = card.params.get("sure")
    if sure in SURE:
        return _are_you_sure(other, sure)
    state = _state(work, other)
    lines = [Line(text("Colleague"), bold=True), Line(raw(other.name), private=True)]
    lines += [Line(state)] if state is not None and other.suspended_at is None else []
    lines += [*_protection(work, other), *_standing(work, other)]
    return Screen(tuple(lines), (*_rows(work, other), (command(PLACE, button("◂ People")),)))


def _protection(work: Work, other: Account) -> list[Line]:
    if other.status != "active":
        return []
    missing = onboarding.missing(other)
    return [Line(PROTECTED[missing] if missing else text("Passcode and second step: yes"))]


def _standing(work: Work, other: Account) -> list[Line]:
    lines = []
    if other.seen_as:
        lines.append(Line(text("At Telegram: {name}", name=other.seen_as), private=True))
    if other.suspended_at is not None:
        lines.append(Line(text("Suspended since {day}", day=FullDay(other.suspended_at.astimezone(work.zone).date()))))
    if other.status != "active" and (open_ := standing.open_follow_ups(work, other)):
        lines.append(Line(plural("{n} next contact to hand over", "{n} next contacts to hand over", open_)))
    return lines


def _rows(work: Work, other: Account) -> list[tuple[Button, ...]]:
    id_ = str(other.id)
    if people.waits(other):
        return [confirm_row(other)]
    rows: list[tuple[Button, ...]] = []
    if other.status != "active" and standing.open_follow_ups(work, other):
        rows.append((Button(button("Hand over…"), "hand_over_of", id_),))
    if other.status == "suspended":
        return [*rows, (Button(button("Restore"), "restore", id_),), (Button(button("Revoke…"), "revoke", id_),)]
    if other.status == "pending":
        return [(Button(button("Withdraw the invite"), "revoke", id_),)]
    if other.status == "revoked":
        return rows
    roles = tuple((_role(other, role),) for role in permissions.ROLES)
    return [*roles, (Button(button("Suspend…"), "suspend", id_), Button(button("Revoke…"), "revoke", id_))]


def _role(other: Account, role: str) -> Button:
    """A role: a tap gives it or takes it."""
    if role in permissions.roles(other):
        return Button(button("✓ {label}", label=ROLES[role]), "role", f"{other.id}.{role}.no")
    return Button(ROLES[role], "role", f"{other.id}.{role}.yes")


def confirm_row(other: Account) -> tuple[Button, ...]:
    """Is it her?"""
    return (
        Button(button("Confirm"), "admit", f"{other.id}.yes"),
        Button(button("Refuse"), "admit", f"{other.id}.no"),
    )


STOP = f"{permissions.COORDINATOR}.surely"
SURE: dict[str, tuple[Text, Text, str]] = {
    "suspend": (
        text("Suspend? The bot says nothing more to that phone until you restore."),
        button("Yes, suspend"),
        "yes",
    ),
    "revoke": (text("Revoke for good? What was written stays, with its author's name."), button("Yes, revoke"), "yes"),
    "role": (text("Stop coordinating? Only another coordinator can give the role back."), button("Yes, stop"), STOP),
}


def _are_you_sure(other: Account, act: str) -> Screen:
    said, yes, arg = SURE[act]
    lines = (Line(said, bold=True), Line(raw(other.name), private=True))
    no = Button(button("No"), ONE, str(other.id))
    return Screen(lines, ((no,), (Button(yes, act, f"{other.id}.{arg}"),)))


def role(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Give or take a role; who would coordinate no more is asked first."""
    id_, _, rest = tapped.arg.partition(".")
    code, _, wanted = rest.partition(".")
    other = one(work, id_)
    if other is None or other.status != "active" or code not in permissions.ROLES:
        show(work, account)
        return
    if other is account and (code, wanted) == (permissions.COORDINATOR, "no"):
        cards.show(work, account, ONE, {"account": other.id, "sure": "role"})
        return
    roles = permissions.roles(other) | {code} if wanted == "yes" else permissions.roles(other) - {code}
    _try(work, account, other, lambda: standing.set_roles(work, account, other, roles))


def suspend(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*Suspend…*, and *Yes, suspend*."""
    _act(work, account, tapped, "suspend", standing.suspend)


def restore(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*Restore*"""
    _act(work, account, tapped, "", standing.restore)


def revoke(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*Revoke…* or *Withdraw the invite*, and *Yes, revoke*."""
    _act(work, account, tapped, "revoke", standing.revoke)


def _act(work: Work, account: Account, tapped: Tapped, ask: str, act: Callable[[Work, Account, Account], None]) -> None:
    id_, _, sure = tapped.arg.partition(".")
    other = one(work, id_)
    if other is None:
        show(work, account)
    elif ask and sure != "yes":
        cards.show(work, account, ONE, {"account": other.id, "sure": ask})
    else:
        _try(work, account, other, lambda: act(work, account, other))


def _try(work: Work, account: Account, other: Account, act: Callable[[], None]) -> None:
    """Do it; where it can't be, say why. Whoever did it to herself is not at this card any more."""
    before = other.status
    try:
        act()
    except Refused as refusal:
        cards.show(work, account, ONE, {"account": other.id}, notice=refusal.reason)
        return
    if account.status == "active":
        notice = GOES_ON[other.status] if other.status != before else None
        place = ONE if may(account, Action.PEOPLE) else cards.HOME
        cards.show(work, account, place, {"account": other.id}, notice=notice)


def hand_over_of(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*Hand over…*: what is still hers, to a colleague."""
    other = one(work, tapped.arg)
    if other is None:
        show(work, account)
    else:
        forms.begin(work, account, "handover", {"whose": str(other.id)})
