"""The recovery sheet: the key in words on a page to be printed, and when it was last asked back."""

from datetime import date, datetime, timedelta
from importlib.resources import files
from string import Template

import segno
from sqlalchemy import delete

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.reminding.reminders import remember
from bot.work import Work
from db.crypto import Keyring
from db.models import Fact
from db.recovery import words_of

CHECK_EVERY = timedelta(days=365)
_CHECKED = "keys checked"


def page(keyring: Keyring, day: date) -> str:
    """The sheet of the active key, as HTML for A4. Nothing in it comes from a network. Its square code holds the words
    too, in capitals."""
    words = words_of(keyring)
    template = Template(files("bot.documents").joinpath("recoverysheet.html").read_text("utf-8"))
    return template.substitute(
        id=keyring.active,
        day=f"{day:%d.%m.%Y}",
        count=len(words),
        words="\n".join(f"<li><span>{number}</span><b>{word}</b></li>" for number, word in enumerate(words, 1)),
        code=segno.make(" ".join(words).upper(), error="m", micro=False).svg_inline(omitsize=True, border=2),
    )


def last_checked(work: Work) -> datetime | None:
    """When somebody last typed the words of the key in use."""
    fact = work.db.get(Fact, _CHECKED)
    return datetime.fromisoformat(fact.value) if fact else None


def note_printed(work: Work, keyring: Keyring) -> None:
    """Write down that the key is about to be put on paper."""
    auditing.note(work, None, Deed.KEY_PRINTED, "key", keyring.active)


def note_checked(work: Work, keyring: Keyring) -> None:
    """Somebody has typed the words of the key in use."""
    remember(work, _CHECKED, work.now.isoformat())
    auditing.note(work, None, Deed.KEY_CHECKED, "key", keyring.active)


def note_rotated(work: Work, keyring: Keyring) -> None:
    """There is a new key, and nobody has a sheet of it."""
    work.db.execute(delete(Fact).where(Fact.name == _CHECKED))
    auditing.note(work, None, Deed.KEY_ROTATED, "key", keyring.active)
