"""A centre with one of everything, each with the number 1 and Arta's; and what somebody does there, undone at once.

Milica is her colleague and owns nothing. Whoever acts gets, for that moment only, the roles and the state to be tried.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.orm import Session

from bot import registry
from bot.casework import households, intake, loosenotes, meetings, proposals
from bot.chat import cards, seen
from bot.conversations.form import MARKED
from bot.followups import handovers
from bot.followups.workdays import add_fixed_holidays
from bot.handlers import COMMANDS, OF_A_FORM, OPERATIONS, dispatch, screen_of
from bot.handlers.gate import Strangers
from bot.handlers.incoming import Incoming
from bot.i18n import say
from bot.people import people
from bot.people.permissions import Action, NotOpen
from bot.registry import Newcomer
from bot.spelling.namecache import NameCache
from bot.words import Button
from bot.work import Work
from db.models import Account, Card, Contact, Draft, FollowUp, Household, Media

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Belgrade")
ARTA, MILICA, TEUTA, STRANGER = 101, 102, 103, 199
"""Telegram ids."""
FAMILY = ("Fatime Kanarina", "+383 44 777 111", "Nurije Kanarina", "canary-note", "canary-kept", "canary-code-word")
"""What only those may see who work with families."""
APART = "hushed-words"
"""What only its author and the coordinator may see."""
REFERENCES = ("F-0001", "V-2026-0", "Tavnik")
"""What stands for a family where no name may stand."""
HERS = ("canary-draft", "canary-loose")
"""What is Arta's alone until it is saved."""
EVERYTHING = (*FAMILY, APART, *HERS)
TEAM = "coordinator,operator"
CONVERSATION = frozenset({"cards", "messages", "updates"})
"""What says where somebody is in the conversation, and nothing else."""
VISIT = {"household": "1", "outcome": "done", "needs": {"health": MARKED}, "done": {"listening": MARKED}}


Place = tuple[str, dict[str, Any]]
"""A place and what a card knows there."""


@dataclass(frozen=True)
class Came:
    """What came of something that somebody did."""

    refused: bool
    wrote: frozenset[str]  # tables, besides the conversation's
    shown: str  # every line and button that was drawn for her
    offered: frozenset[Action]  # what those buttons do

    def tells(self, *secrets: str) -> list[str]:
        """Which of these she was shown."""
        return [secret for secret in secrets if secret in self.shown]


class World:
    """The centre. Nothing that is tried there stays."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.names = NameCache()
        with self.at_work() as work:
            _fill(work)
            work.db.commit()

    def becomes(self, who: int, roles: str, status: str) -> None:
        """Give somebody these roles and this state for good."""
        with self.at_work() as work:
            _become(work, who, roles, status)
            work.db.commit()

    @contextmanager
    def at_work(self) -> Iterator[Work]:
        """A transaction that is rolled back."""
        with Session(self.engine, expire_on_commit=False) as db:
            yield Work(db, NOW, ZONE, self.names)
            db.rollback()
        self.names.forget()

    def tries(self, who: int, roles: str, status: str, incoming: Incoming, at: Place | None = None) -> Came:
        """Let somebody do something, as the poller would; `at`: where her conversation is."""
        with self.at_work() as work:
            account = _become(work, who, roles, status)
            if account is not None and at is not None:
                _stands_at(work, account, at)
            try:
                with written(work) as tables:
                    dispatch.handle(work, incoming, Strangers())
                    drawn = _drawn(work, who)
                return Came(False, frozenset(tables), *drawn)
            except NotOpen:
                pass
        with self.at_work() as work:
            _become(work, who, roles, status)
            with written(work) as tables:
                dispatch.refuse(work, incoming)
                drawn = _drawn(work, who)
            return Came(True, frozenset(tables), *drawn)

    def sees(self, who: int, roles: str, place: Place) -> Came:
        """Have a card at a place drawn for somebody, however it got there."""
        with self.at_work() as work:
            account = _become(work, who, roles, "active")
            assert account is not None
            with written(work) as tables:
                card = cards.show(work, account, *place)
                card.names_until = NOW + timedelta(minutes=10)
                drawn = _drawn(work, who)
            return Came(False, frozenset(tables), *drawn)


def _become(work: Work, who: int, roles: str, status: str) -> Account | None:
    account = people.by_telegram(work, who)
    if account is not None:
        account.roles, account.status = roles, status
        work.db.flush()
    return account


def _stands_at(work: Work, account: Account, at: Place) -> None:
    """She has the card of a place before her, and sees what it asks."""
    card = cards.show(work, account, *at)
    seen.remember(card, seen.question(card, screen_of(work, account, card)), NOW, None)


@contextmanager
def written(work: Work) -> Iterator[set[str]]:
    """The tables that are written to meanwhile, and what of an account is changed but its place in the conversation."""
    tables: set[str] = set()
    connection = work.db.connection()

    def note(conn: Connection, cursor: Any, statement: str, *_: Any) -> None:
        words = statement.split()
        if words[0] in ("INSERT", "UPDATE", "DELETE"):
            table = words[1] if words[0] == "UPDATE" else words[2]
            changed = statement.partition("WHERE")[0].replace("talk_id=", "").replace("keyboard_language=", "")
            if table not in CONVERSATION and (table != "accounts" or "=" in changed):
                tables.add(table)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield tables
        work.db.flush()
    finally:
        event.remove(connection, "before_cursor_execute", note)


def _drawn(work: Work, who: int) -> tuple[str, frozenset[Action]]:
    """What she sees on all cards that changed, and what can be done there."""
    work.db.flush()
    account = people.by_telegram(work, who)
    if account is None:
        return "", frozenset()
    owed = select(Card).where(Card.account_id == account.id, Card.rev > Card.shown_rev)
    screens = [(card, screen_of(work, account, card)) for card in work.db.scalars(owed)]
    buttons = [button for _, screen in screens for row in screen.rows for button in row]
    said = [line.text for _, screen in screens for line in screen.lines] + [button.label for button in buttons]
    notices = [notice for card, _ in screens if (notice := cards.notice_of(card))]
    return "\n".join(say(each, "en") for each in [*notices, *said]), frozenset(map(_action_of, buttons))


def _action_of(button: Button) -> Action:
    return COMMANDS[button.arg][0] if button.op == "do" else OPERATIONS.get(button.op, OF_A_FORM)[0]


# --- one of everything ----------------------------------------------------------------------------------------------


def _fill(work: Work) -> None:
    registry.add_first_neighbourhoods(work)
    add_fixed_holidays(work)
    arta, milica, teuta = (
        _account(work, *each)
        for each in ((ARTA, "Arta", "operator"), (MILICA, "Milica", "operator"), (TEUTA, "Teuta", "coordinator"))
    )
    newcomer = Newcomer("family", "tavnik", "given", "sq", FAMILY[0], FAMILY[1], "morning")
    household = registry.register(work, arta, newcomer)
    households.write_person(work, arta, household, None, {"name": FAMILY[2], "relation": "child"})
    visit, session = _records(work, arta)
    _asked(work, milica, teuta, visit)
    _unfinished(work, arta, household)
    handovers.hand_over(work, arta, arta, milica, [], None)
    for card in work.db.scalars(select(Card)):
        card.shown_rev = card.rev
    assert (household.id, visit.id, session.id) == (1, 1, 2)


def _account(work: Work, telegram_id: int, name: str, roles: str) -> Account:
    account = Account(
        telegram_id=telegram_id, name=name, roles=roles, status="active", language="en", keyboard_language="en"
    )
    account.created_at = NOW
    work.db.add(account)
    work.db.flush()
    return account


def _records(work: Work, arta: Account) -> tuple[Contact, Contact]:
    """A visit with something confidential and a voice message, corrected once; and a session with nobody known."""
    work.db.add(Media(account_id=arta.id, kind="voice", file_id="handle", state="kept", content=b"", created_at=NOW))
    work.db.flush()
    today = work.today.isoformat()
    voice = {"kind": "voice", "media": 1, "message": 0, "author": arta.id}
    words = {"kind": "text", "words": FAMILY[3], "message": 0, "author": arta.id}
    hidden = {"confidential": {"violence": MARKED}, "confidential_note": APART}
    visit = _save(
        work, arta, "visit", {**VISIT, "date": today, "next_step_by": "family", "note": [voice, words], **hidden}
    )
    draft = intake.amend(work, arta, visit)
    answers = {**draft.content["answers"], "confidential_note": APART + " again"}
    draft.content = {**draft.content, "answers": answers}
    intake.save(work, arta, draft)
    follow_up = work.db.get_one(FollowUp, 1)
    follow_up.due = follow_up.first_due = work.today
    unknown = {"household": "anonymous", "visitor": "female.30_64", "place": "centre", "arrival": "own", "date": today}
    talk = {"needs": {"health": MARKED}, "requests": {}, "done": {"listening": MARKED}, "session_kind": "simple"}
    return visit, _save(work, arta, "session", {**unknown, **talk, "note": [words], "code_word": FAMILY[5]})


def _save(work: Work, account: Account, form: str, answers: dict[str, Any]) -> Contact:
    record = intake.save(work, account, intake.start(work, account, form, answers))
    assert isinstance(record, Contact)
    return record


def _asked(work: Work, milica: Account, teuta: Account, visit: Contact) -> None:
    """A colleague would delete the visit; the coordinator has a question on it."""
    proposals.propose(work, milica, "delete", {}, contact=visit, reason="twice")
    meetings.ask(work, teuta, visit, "Is there firewood?")


def _unfinished(work: Work, arta: Account, household: Household) -> None:
    """An open form, complete but for *Save*; a loose note of hers, and one that is kept with the household."""
    note = {"kind": "text", "words": HERS[0], "message": 7, "author": arta.id}
    answers = {**VISIT, "date": work.today.isoformat(), "twin": "another", "next_step_by": "family", "note": [note]}
    draft = intake.start(work, arta, "visit", answers)
    draft.rev = 1
    loose = [
        loosenotes.take(work, arta, loosenotes.Arrived("text", words, "", 8, NOW)) for words in (HERS[1], FAMILY[4])
    ]
    loosenotes.keep(work, arta, loose[1:], household)
    assert (draft.id, loose[0].id) == (OPEN_DRAFT, 1)
    assert work.db.get_one(Draft, OPEN_DRAFT).status == "open"


OPEN_DRAFT = 3


def somebody(roles: str, status: str = "active") -> Account:
    """An account of no row, to ask the table about."""
    return Account(name="", roles=roles, status=status)


def by(work: Work, who: int) -> Account:
    """The account of somebody, by her Telegram id."""
    account = people.by_telegram(work, who)
    assert account is not None
    return account
