"""Ways through the cards that many talks take, in English."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase

from bot.app import running
from bot.people import people
from bot.work import Work
from db.models import Account, Contact, FollowUp, Media
from practice.chats import Message
from practice.person import Person
from tests.talk import BELGRADE, Centre, Phone

Row = TypeVar("Row", bound=DeclarativeBase)
LISTENED = "Listening only ▸"
MADE = "Visit made today"
ANONYMOUS = ("Anonymous", "Female · 30–64", "On their own", "Health", "Continue", "Health care", "Continue")


async def logs_visit(
    phone: Phone,
    name: str,
    *,
    outcome: str = MADE,
    needs: Sequence[str] = (),
    review: Sequence[str] = (),
) -> Contact:
    """Log a visit from the keyboard to *Save*; `review` is tapped before it."""
    await to_review(phone, name, outcome=outcome, needs=needs)
    await reaches(phone, *review)
    await phone.taps("Save")
    return last_contact(phone.centre)


async def reaches(phone: Phone, *labels: str) -> None:
    """Tap labels, opening the folder of the review that has them where that is needed."""
    for label in labels:
        if not any(each.startswith(label) for each in phone.buttons):
            await phone.taps("✎ Change…" if label.startswith("✎") else "More…")
        await phone.taps(label)


async def to_review(phone: Phone, name: str, *, outcome: str = MADE, needs: Sequence[str] = ()) -> None:
    """Answer everything up to the review of a visit that was made."""
    await phone.sends("/visit", name)
    await phone.taps(name, outcome)
    if needs:
        await phone.taps(*needs, "Continue")
    else:
        await phone.taps("No needs seen" if "No needs seen" in phone.buttons else "All as before")
    await phone.taps(LISTENED, "The family", "Skip")


async def anonymous(phone: Phone) -> None:
    """A session with somebody unknown, up to its review."""
    await phone.sends("/session")
    await phone.taps(*ANONYMOUS, LISTENED, "Skip")


async def opens_record(phone: Phone, name: str) -> None:
    """The newest record of a household, by its card."""
    await phone.sends("/family", name)
    await phone.taps(name)
    await phone.taps(next(label for label in phone.buttons if label.endswith("Visit made")))


def set_status(work: Work, phone: Phone, status: str) -> Account:
    """Make her account pending, active or suspended, without what goes with it."""
    account = people.by_telegram(work, phone.person.id)
    assert account is not None
    account.status = status
    return account


async def morning_of(centre: Centre, day: date) -> None:
    """Half past eight on that day."""
    await centre.moves_to(datetime.combine(day, time(8, 30), BELGRADE))


def rows(centre: Centre, model: type[Row]) -> list[Row]:
    """All rows of a table, oldest first."""
    return centre.does(lambda work: list(work.db.scalars(select(model).order_by(model.id))))  # type: ignore[attr-defined]  # all have one


def last_contact(centre: Centre) -> Contact:
    """The newest record, with what hangs on it."""

    def load(work: Work) -> Contact:
        contact = work.db.scalars(select(Contact).order_by(Contact.id.desc()).limit(1)).one()
        _ = (contact.needs, contact.interventions, contact.notes)
        return contact

    return centre.does(load)


def needs_of(contact: Contact) -> dict[str, str]:
    """Needs and how each stood."""
    return {need.code: need.state for need in contact.needs}


def due(centre: Centre) -> list[tuple[str, date]]:
    """Open follow-ups: purpose and day."""
    return [(each.purpose, each.due) for each in rows(centre, FollowUp) if each.resolved_on is None]


async def fetched(centre: Centre) -> None:
    """Until the files are here: what cannot be had now is had at a later tick."""
    async with asyncio.timeout(20):
        while any(media.state == "waiting" for media in rows(centre, Media)):
            await centre.waits(timedelta(minutes=1))


def message_with(phone: Phone, label: str) -> Message:
    """The newest message that has a button of that label."""
    return next(m for m in reversed(phone.person.heard) if label in [b["text"] for b in m.buttons()])


def tapped(message_id: int, data: str) -> Callable[[Person], object]:
    """A tap with any data at all, as a modified client can send it."""
    return lambda person: person.tap(message_id, data)


def edited_late(message: Message, words: str) -> Callable[[Person], object]:
    """A change of her message that comes to the bot when it has deleted the message."""
    late = {**message.to_api(), "text": words}
    return lambda person: person.telegram.updates.add("edited_message", late)


@asynccontextmanager
async def restarted(centre: Centre) -> AsyncIterator[None]:
    """Stop the bot and start another one on the same database."""
    await centre.app.stop()
    async with running(centre.settings, centre.engine, centre.telegram.clock, every=3600) as app:
        centre.app = app
        await centre.settled()
        yield
