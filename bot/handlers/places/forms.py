"""A form on the card: starting, answering, saving, parking, throwing away."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot import registry
from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.casework import intake, movedalong
from bot.casework.movedalong import Moved
from bot.chat import cards
from bot.conversations.engine import Answer, Tap
from bot.conversations.refused import Refused
from bot.handlers.callback import Tapped
from bot.handlers.places import language
from bot.people.permissions import Action, may
from bot.words import Button, Line, Screen, Text, button, text
from bot.work import Work
from db.models import Account, Card, Contact, Draft, Household

PLACE = "form"
OF_A_HOUSEHOLD = frozenset({"person", "closing", "pausing", "visit", "session"})
FOR_THE_COORDINATOR = frozenset({"closing", "deletion", "visit", "session"})
"""What waits for her tap, where it makes no record: a colleague's visit that was corrected, a file to be closed."""
UNDO_LASTS = timedelta(minutes=10)
BACK_TO = {
    "neighbourhood": "neighbourhoods",
    "holiday": "holidays",
    "move": "today",
    "wording": "voice",
    "decision": "monday",
    "question": "monday",
}
"""Where a short form leads back to."""
SAVED = text("Saved.")
KEPT = text("What you were writing is kept: /drafts")
UNREAD = "unread"
"""Of a form that was filled from a quick line: what was not understood, said until the form is left."""
EARLIER = text("Your message was written before this question came. It is in the note.")
LATE = text("That button was from earlier. Here is where you are.")


def begin(work: Work, account: Account, form: str, answers: Mapping[str, Any] | None = None) -> None:
    """Open a form; one that was open is kept, and she is told so."""
    parked = park(work, account)
    draft = intake.start(work, account, form, answers)
    note_members(work, account, draft)
    cards.show(work, account, PLACE, {"draft": draft.id}, notice=KEPT if parked else None)


def note_members(work: Work, account: Account, draft: Draft, before: str = "") -> None:
    """Write down that a form names the members of a household from now on, if it does; `before`: whose till now."""
    household = draft.content["answers"].get("household", "")
    names = any(question.source == "persons" for question in intake.FORMS[draft.form].questions)
    if names and household != before and household.isdecimal():
        auditing.note(work, account, Deed.OPENED, "household", int(household))


def park(work: Work, account: Account) -> bool:
    """Leave the open form; one without any answer of hers goes. True: there is something to come back to."""
    draft = current(work, account)
    if draft is None or draft.status != "open":
        return False
    asked = {question.name for question in intake.FORMS[draft.form].questions}
    if asked.isdisjoint(draft.content["answers"]) and not draft.content["marks"]:
        intake.cancel(work, account, draft)
        return False
    return True


def current(work: Work, account: Account) -> Draft | None:
    """The draft the conversation is on, also while the question for her language stands in front of it."""
    card = cards.talk(work, account)
    place, params = language.behind(card)
    return work.get(Draft, params["draft"]) if place == PLACE else None


def draw(work: Work, account: Account, card: Card) -> Screen:
    """The question, the review, or whether the draft shall really go."""
    draft = work.db.get_one(Draft, card.params["draft"])
    if draft.status != "open" or draft.account_id != account.id:
        return Screen((Line(text("This is finished already.")),))
    if card.params.get("sure"):
        return Screen(
            (Line(text("Throw this form away? What was answered will be gone."), bold=True),),
            ((Button(button("No, keep it"), "keep"),), (Button(button("Yes, throw away"), "throw"),)),
            subject=draft.id,
        )
    screen = intake.look(work, account, draft)
    return Screen((*screen.lines, *_unread(card)), screen.rows, subject=draft.id, rev=draft.rev)


def _unread(card: Card) -> list[Line]:
    said = text("Not understood, and kept in the note: {words}", words=card.params.get(UNREAD, ""))
    return [Line(said, private=True)] if card.params.get(UNREAD) else []


# --- taps -----------------------------------------------------------------------------------------------------------


def tap(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """A button of a form. One of another draft, or of an earlier question, brings the right card again."""
    draft = mine(work, account, tapped.subject)
    if draft is None:
        cards.tell(work, account, LATE)
    elif draft.status != "open":
        _finished(work, account, draft)
    elif current(work, account) is not draft:
        cards.show(work, account, PLACE, {"draft": draft.id}, notice=LATE)
    elif tapped.rev != draft.rev:
        cards.explain(work, card, LATE)
    else:
        take(work, account, draft, _answer(tapped))


def mine(work: Work, account: Account, draft_id: int) -> Draft | None:
    """A draft of hers; anybody else's is none."""
    draft = work.get(Draft, draft_id)
    return draft if draft is not None and draft.account_id == account.id else None


def take(work: Work, account: Account, draft: Draft, answer: Answer) -> None:
    """Give an answer to the draft; a refusal is one line on the card."""
    search, household = draft.content.get("search"), draft.content["answers"].get("household", "")
    try:
        intake.answer(work, account, draft, answer)
    except Refused as refusal:
        cards.tell(work, account, refusal.reason)
    else:
        if (looked_for := draft.content.get("search")) and looked_for != search:
            registry.look_for(work, account, looked_for)
        note_members(work, account, draft, household)
        _show_again(work, account, draft)


def add_note(work: Work, account: Account, draft: Draft, note: Mapping[str, Any]) -> bool:
    """What was sent before the present question came is a note and no answer; False: this form takes no note now."""
    if draft.status != "open" or not intake.add_note(work, account, draft, note):
        return False
    asked = intake.question(work, account, draft)
    _show_again(work, account, draft, EARLIER if asked is not None and note["kind"] == "text" else None)
    return True


def _show_again(work: Work, account: Account, draft: Draft, notice: Text | None = None) -> None:
    params = cards.talk(work, account).params
    unread = {name: value for name, value in params.items() if name == UNREAD and params.get("draft") == draft.id}
    cards.show(work, account, PLACE, {"draft": draft.id, **unread}, notice=notice)


def _answer(tapped: Tapped) -> Tap:
    index, dot, key = tapped.arg.partition(".")
    if dot and index.isascii() and index.isdigit() and len(index) < 4:
        return Tap(tapped.op, int(index), key)
    return Tap(tapped.op)


def _finished(work: Work, account: Account, draft: Draft) -> None:
    """A second tap on *Save*, or a button of a form that is over."""
    if draft.status == "saved" and draft.contact_id:
        show_saved(work, account, draft)
    else:
        cards.tell(work, account, text("This is finished already."))


def save(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """*Save* on the review. A second tap shows again what the first one saved."""
    draft = mine(work, account, tapped.subject)
    if draft is None or draft.status != "open" or tapped.rev != draft.rev or current(work, account) is not draft:
        tap(work, account, card, tapped)
        return
    answers = draft.content["answers"]
    corrected = work.get(Contact, draft.contact_id) if draft.contact_id else None
    before = movedalong.before(work, corrected, answers)
    try:
        record = intake.save(work, account, draft)
    except Refused as refusal:
        cards.tell(work, account, refusal.reason)
        return
    moved = movedalong.since(work, corrected, before)
    if isinstance(record, Contact):
        show_saved(work, account, draft, moved)
    elif isinstance(record, Household):
        _show_family(work, account, record.id, SAVED if record.created_at == work.now else None)
    else:
        _go_back(work, account, draft.form, answers.get("household", ""), moved)


def _go_back(work: Work, account: Account, form: str, household: str, moved: Sequence[Moved]) -> None:
    """After a form that makes no record of its own: to where it was opened from."""
    said = text("The coordinator is asked.") if _waits(account, form) else SAVED
    if form in OF_A_HOUSEHOLD and household.isdecimal():
        _show_family(work, account, int(household), said, moved)
    else:
        cards.show(work, account, BACK_TO.get(form, cards.HOME), notice=said)


def _show_family(
    work: Work, account: Account, household: int, notice: Text | None, moved: Sequence[Moved] = ()
) -> None:
    auditing.opened(work, account, "household", household)
    cards.show(work, account, "family", {"household": household, **movedalong.kept(moved)}, notice=notice)


def _waits(account: Account, form: str) -> bool:
    return form in FOR_THE_COORDINATOR and not may(account, Action.DECIDE)


def show_saved(work: Work, account: Account, draft: Draft, moved: Sequence[Moved] = ()) -> None:
    """What was saved, with *Undo*; after a correction also what moved along."""
    params = {"contact": draft.contact_id, "draft": draft.id, **movedalong.kept(moved)}
    card = cards.talk(work, account)
    if card.place == "saved" and card.params.get("draft") == draft.id:
        cards.redraw(work, card)
    else:
        shown = cards.show(work, account, "saved", params)
        shown.names_until = work.now + UNDO_LASTS  # then it is drawn again, without *Undo*


def cancel(work: Work, account: Account) -> None:
    """`/cancel`: asks once."""
    draft = current(work, account)
    if draft is None or draft.status != "open":
        cards.show(work, account, cards.HOME, notice=text("No form is open."))
    else:
        cards.show(work, account, PLACE, {"draft": draft.id, "sure": True})


def tap_cancel(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """The button *Cancel* of a form, once it is sure which form is meant."""
    draft = mine(work, account, tapped.subject)
    if draft is not None and draft is current(work, account):
        cancel(work, account)
    else:
        tap(work, account, card, tapped)


def keep(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """No, the form goes on."""
    resume(work, account, card, Tapped("resume", str(tapped.subject)))


def throw(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Yes, it goes: only from the card that asked."""
    draft = mine(work, account, tapped.subject)
    talk = cards.talk(work, account)
    if draft is None or draft.status != "open" or not (talk.place == PLACE and talk.params.get("sure")):
        tap(work, account, card, tapped)
        return
    intake.cancel(work, account, draft)
    cards.show(work, account, cards.HOME, notice=text("The form was thrown away."))


def resume(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Go on with a draft out of the list."""
    draft = mine(work, account, int(tapped.arg)) if tapped.arg.isdecimal() else None
    if draft is None or draft.status != "open":
        cards.show(work, account, "drafts", notice=text("This is finished already."))
        return
    park(work, account)
    cards.show(work, account, PLACE, {"draft": draft.id})


# --- how forms are started ------------------------------------------------------------------------------------------


def visit(work: Work, account: Account) -> None:
    """`/visit`"""
    begin(work, account, "visit")


def session(work: Work, account: Account) -> None:
    """`/session`"""
    begin(work, account, "session")


def household(work: Work, account: Account) -> None:
    """*New household*, without a visit."""
    begin(work, account, "household")
