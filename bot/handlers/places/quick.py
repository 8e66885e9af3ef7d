"""The quick line: typed in one message, shown as a form that is filled in; and how it is taught."""

from bot import registry
from bot.casework import quicklines
from bot.chat import cards
from bot.conversations.codelists import INTERVENTIONS, NEEDS, VISIT_OUTCOMES, label
from bot.handlers.incoming import Incoming
from bot.handlers.places import forms
from bot.handlers.places.home import LISTENING, MENU, VISIT, command
from bot.words import Line, Screen, Text, button, inside, text
from bot.work import Work
from db.models import Account, Card

EXAMPLE = text(
    "{visit} 12 {need}, {another} {done} +14 {note} …",
    visit=inside(VISIT),
    need=inside(label(NEEDS, "housing")),
    another=inside(label(NEEDS, "health")),
    done=inside(label(INTERVENTIONS, "accompaniment")),
    note=inside(text("Note")),
)


def take(work: Work, account: Account, incoming: Incoming, *, among_notes: bool) -> bool:
    """Open the form a message fills; False: the message is no quick line. A form that was open is kept."""
    filled = _fill(work, account, incoming, among_notes=among_notes)
    if filled is None:
        return False
    parked = forms.park(work, account)
    draft = quicklines.open_(work, account, filled, incoming.message_id)
    forms.note_members(work, account, draft)
    if filled.search:
        registry.look_for(work, account, filled.search)
    cards.show(work, account, forms.PLACE, _params(draft.id, filled), notice=forms.KEPT if parked else None)
    return True


def edited(work: Work, account: Account, incoming: Incoming) -> bool:
    """The line was edited while its form is open: fill it again. False: no form came from this message."""
    draft = quicklines.filled_from(work, account, incoming.message_id)
    filled = _fill(work, account, incoming, among_notes=False) if draft is not None else None
    if draft is None or filled is None or filled.form != draft.form:
        return False
    quicklines.correct(work, account, draft, filled)
    forms.park(work, account)
    notice = text("The edited message counts now.")
    cards.show(work, account, forms.PLACE, _params(draft.id, filled), notice=notice)
    return True


def _fill(work: Work, account: Account, incoming: Incoming, *, among_notes: bool) -> quicklines.Filled | None:
    """What is said of today and yesterday counts from the day the message was written, which may be days ago."""
    written_on = (incoming.sent_at or work.now).astimezone(work.zone).date()
    understood = quicklines.understand(work, incoming.words, written_on, among_notes=among_notes)
    return quicklines.fill(work, account, *understood, written_on) if understood else None


def _params(draft_id: int, filled: quicklines.Filled) -> dict[str, int | str]:
    unread = " · ".join(filled.unread)
    return {"draft": draft_id, forms.UNREAD: unread} if unread else {"draft": draft_id}


# --- how it is taught -----------------------------------------------------------------------------------------------


def show(work: Work, account: Account) -> None:
    """`/help quick`"""
    cards.show(work, account, "quick")


def draw(work: Work, account: Account, card: Card) -> Screen:
    """Three lines, in the reader's own words."""
    lines = (
        Line(text("Quick line"), bold=True),
        Line(text("Without network one message is enough: {example}", example=EXAMPLE)),
        Line(_order()),
        Line(text("The form opens filled in; nothing is saved unseen. What is not understood is kept in the note.")),
    )
    return Screen(lines, ((command("help", button("Help")), command("menu", MENU)),))


def _order() -> Text:
    return text(
        "First {visit} or {session}, then code or name, then any words of the buttons ({nobody} …);"
        " “yesterday” or 9.3. for the visit; +14, +2w or +25.3. for the next contact; last {note}.",
        visit=inside(VISIT),
        session=inside(LISTENING),
        nobody=inside(label(VISIT_OUTCOMES, "nobody_home")),
        note=inside(text("Note")),
    )
