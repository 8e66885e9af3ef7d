"""What is not finished: forms, and notes that belong to nobody yet."""

from bot import registry
from bot.casework import intake
from bot.chat import cards
from bot.handlers.places import forms, loose
from bot.handlers.places.home import MENU, command
from bot.words import Button, Day, Line, Screen, Text, text
from bot.work import Work
from db.models import Account, Card, Draft

SHOWN = 10


def show(work: Work, account: Account) -> None:
    """`/drafts`"""
    forms.park(work, account)
    cards.show(work, account, "drafts")


def draw(work: Work, account: Account, card: Card) -> Screen:
    """The newest first; a tap goes on with one."""
    drafts = intake.open_drafts(work, account)[:SHOWN]
    forms_open = [(Button(_line(work, account, draft), "resume", str(draft.id)),) for draft in drafts]
    rows = (*forms_open, *loose.unsettled(work, account)[:SHOWN])
    said = text("Tap one to go on with it.") if rows else text("Nothing is unfinished.")
    return Screen((Line(text("Drafts"), bold=True), Line(said)), (*rows, (command("menu", MENU),)))


def _line(work: Work, account: Account, draft: Draft) -> Text:
    """What it is, about whom (by reference), from when."""
    form = intake.FORMS[draft.form].title
    household = intake.facts(work, account, draft).household
    begun = Day(draft.created_at.astimezone(work.zone).date())
    if household is None:
        return text("{form} · {day}", form=form, day=begun)
    return text("{form} · {household} · {day}", form=form, household=registry.reference(work, household), day=begun)
