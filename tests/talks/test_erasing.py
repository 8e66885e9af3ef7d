"""A household that asks to be forgotten: nothing of it is left but what adds up, in no file and after no restore."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import ColumnElement, Engine, Integer, LargeBinary, cast, func, select, text
from sqlalchemy.orm import Session

from bot.keeping import belongings, erasing, oblivion
from bot.work import Work
from db.columns import privacy
from db.compact import compact
from db.crypto import Keyring
from db.engine import make_engine
from db.models import Base, Card, Contact, ContactIntervention, ContactNeed, Draft, Erasure, Household
from tests.postgres import Cluster
from tests.talk import Centre, Phone
from tests.talks.everything import CANARIES, CARDS, COLLEAGUES, encrypted, is_known_well, neighbours
from tests.talks.ways import logs_visit, rows

T = TypeVar("T")

CODE = "F-0001"
NEIGHBOUR = "Qyqe"
"""A word that only another household's rows hold."""
NOT_OF_A_TABLE = frozenset({"telegram_id", "update_id", "message_id", "stale_id", "talk_id", "object_id", "account_id"})
"""Numbers that Telegram gave, the card somebody is on, and what the access log says it was about."""


def erase(centre: Centre, code: str = CODE) -> None:
    """As the command does."""

    def act(work: Work) -> None:
        household = erasing.find(work, code)
        assert household is not None
        erasing.write_down(work, centre.settings.data, code)
        erasing.erase(work, household)

    centre.does(act)
    compact(centre.engine)


# --- looking --------------------------------------------------------------------------------------------------------


def said(work: Work, words: tuple[str, ...]) -> list[str]:
    """The encrypted columns in which one of these words stands, once opened."""
    return [str(column) for column in encrypted() if any(_holds(value, words) for value in _values(work, column))]


def _values(work: Work, column: ColumnElement[Any]) -> list[Any]:
    return list(work.db.scalars(select(column).where(column.is_not(None))))


def _holds(value: Any, words: tuple[str, ...]) -> bool:
    spelt = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
    return any(word.lower() in spelt.lower() for word in words)


def sealed(work: Work) -> dict[str, list[bytes]]:
    """The very bytes that are locked in the database, by column; without colleagues' names and without cards."""
    columns = [column for column in encrypted() if str(column) not in COLLEAGUES | CARDS]
    said = {str(column): [bytes(b) for b in _values(work, cast(column, LargeBinary))] for column in columns}
    nothing = select(Draft.id).where(Draft.status != "open")
    empty = {bytes(b) for b in work.db.scalars(select(cast(Draft.content, LargeBinary)).where(Draft.id.in_(nothing)))}
    return {**said, "drafts.content": [b for b in said["drafts.content"] if b not in empty]}


def files(centre: Centre, server: Cluster | None) -> Iterator[tuple[str, bytes]]:
    """The database's files; of a server its tables' and a dump. Its own log of changes is not ours to rewrite."""
    url = centre.engine.url
    if server is None:
        yield from ((path.name, path.read_bytes()) for path in Path(url.database or "").parent.iterdir())
        return
    yield "dump", server.dump(str(url.database))
    with centre.engine.connect() as connection:
        oid = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    for path in (server.home / "data" / "base" / str(oid)).iterdir():
        yield path.name, path.read_bytes()


def found_in(content: bytes, locked: dict[str, list[bytes]]) -> list[str]:
    """The columns of which something stands there, as it is or in digits as a dump has it."""
    return [name for name, values in locked.items() if any(v in content or v.hex().encode() in content for v in values)]


def counts(work: Work) -> dict[str, Any]:
    """What a report counts: visits, needs, what was done, each by month and neighbourhood."""
    where = (Household.neighbourhood, Contact.type, Contact.outcome)
    grouped = select(*where, Contact.day, func.count()).join(Household, Household.id == Contact.household_id)
    found: dict[str, Any] = {}
    for name, query in {
        "contacts": grouped,
        "needs": grouped.add_columns(ContactNeed.code, ContactNeed.state).join(ContactNeed),
        "done": grouped.add_columns(ContactIntervention.code).join(ContactIntervention),
    }.items():
        columns = [c for c in query.selected_columns if c.name != "count"]
        rows_ = work.db.execute(query.where(Contact.void_at.is_(None)).group_by(*columns)).all()
        found[name] = sorted(str([f"{v:%Y-%m}" if isinstance(v, date) else v for v in row]) for row in rows_)
    return found


# --- erasing --------------------------------------------------------------------------------------------------------


async def test_nothing_of_an_erased_household_is_left_but_what_adds_up(
    any_centre: Centre, server: Cluster | None
) -> None:
    arta, milica = await any_centre.joins("Arta"), await any_centre.joins("Milica")
    teuta = await any_centre.joins("Teuta", role="coordinator")
    await is_known_well(arta, milica, teuta)
    known = any_centre.does(sealed)
    await neighbours(milica)
    before = any_centre.does(counts)
    there = {name for _, content in files(any_centre, server) for name in found_in(content, known)}
    shown = any_centre.does(lambda work: said(work, CANARIES))

    erase(any_centre)

    lies = dict(files(any_centre, server))
    assert {name for name, values in known.items() if not values} == set()
    assert there == set(known)
    assert set(shown) >= CARDS
    assert any_centre.does(lambda work: said(work, CANARIES)) == []
    assert {name: found_in(content, known) for name, content in lies.items() if found_in(content, known)} == {}
    assert any_centre.does(lambda work: said(work, (NEIGHBOUR,))) == ["persons.name", "notes.words"]
    assert any_centre.does(counts) == before


async def test_whoever_has_it_on_her_screen_sees_that_it_is_gone(any_centre: Centre) -> None:
    arta, milica = await any_centre.joins("Arta"), await any_centre.joins("Milica")
    teuta = await any_centre.joins("Teuta", role="coordinator")
    await is_known_well(arta, milica, teuta)
    await neighbours(milica)

    erase(any_centre)
    await any_centre.waits(timedelta(minutes=1))

    assert [text for phone in (arta, milica, teuta) for text in on_cards(phone) if CODE in text] == []
    assert arta.card == "This is no longer in the registry."
    await teuta.sends("/family", "Pelikana")
    assert "Nothing was found." in teuta.card
    await arta.sends("/family", CODE)
    assert "Nothing was found." in arta.card


async def test_lists_of_others_are_drawn_anew_without_it(any_centre: Centre) -> None:
    arta, milica = await any_centre.joins("Arta"), await any_centre.joins("Milica")
    teuta = await any_centre.joins("Teuta", role="coordinator")
    any_centre.household(arta, "Sevdije Pelikana")
    await logs_visit(arta, "Sevdije Pelikana")
    await any_centre.waits(timedelta(days=25))
    await neighbours(milica)
    await arta.sends("/today")
    await arta.taps("Show names")
    await milica.sends("/visit", "Pelikana")
    await teuta.sends("/monday")
    await teuta.taps("Overdue, missed")
    before = [CODE in str((phone.card, phone.buttons)) for phone in (arta, milica, teuta)]

    erase(any_centre)
    await any_centre.waits(timedelta(minutes=1))

    seen = str([(phone.card, phone.buttons) for phone in (arta, milica, teuta)])
    assert before == [True, True, True]
    assert [word for word in (CODE, "Sevdije") if word in seen] == []
    assert any_centre.does(lambda work: said(work, ("Pelikana",))) == []
    assert "Pelikana" not in [message.text for message in milica.person.messages]
    await milica.taps("Qyqe Neziri")
    assert "F-0002" in milica.card


def on_cards(phone: Phone) -> list[str]:
    """What stands in the messages that are cards; what an earlier question left in the chat is deleted elsewhere."""
    account = phone.centre.account(phone)
    live = {card.message_id for card in rows(phone.centre, Card) if card.account_id == account.id}
    return [str(m.body.get("text", "")) for m in phone.person.heard if m.message_id in live]


async def test_what_others_wrote_goes_on_as_before(any_centre: Centre) -> None:
    arta, milica = await any_centre.joins("Arta"), await any_centre.joins("Milica")
    teuta = await any_centre.joins("Teuta", role="coordinator")
    await is_known_well(arta, milica, teuta)
    await neighbours(milica)

    erase(any_centre)
    await any_centre.waits(timedelta(minutes=1))

    await milica.sends("/family", "Neziri")
    await milica.taps("Qyqe Neziri", "Visit made today")
    assert "F-0002" in milica.card
    await arta.sends("/week")
    assert CODE not in str(arta.buttons)
    assert any_centre.household(arta, "Sevdije Pelikana").code == "F-0003"


# --- the mechanism --------------------------------------------------------------------------------------------------


def test_every_number_that_refers_to_something_says_to_what() -> None:
    numbers = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_id") and isinstance(column.type, Integer)
    ]

    unsaid = [str(c) for c in numbers if not (c.foreign_keys or "refers" in c.info or c.name in NOT_OF_A_TABLE)]

    assert unsaid == []


def test_a_column_goes_unless_it_is_said_to_stay() -> None:
    tables = {table.name: table for table in Base.metadata.sorted_tables}

    stay = {(name, column) for name, columns in oblivion.STAYS.items() for column in columns}

    assert [where for where in stay if where[1] not in tables[where[0]].c] == []
    assert [(t, c) for t, c in stay if privacy(tables[t].c[c]) != "plain"] == []


def test_every_encrypted_column_is_reached_but_those_of_colleagues_and_cards() -> None:
    reached = {"households"} | {link.child for link in belongings.LINKS} | belongings.OWNED

    lost = {str(column) for column in encrypted() if column.table.name not in reached}

    assert lost == COLLEAGUES | CARDS


# --- the list of those who were -------------------------------------------------------------------------------------


@pytest.fixture
def sqlite_copy(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


async def test_a_backup_from_before_is_erased_again(centre: Centre, sqlite_copy: Path, keyring: Keyring) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    teuta = await centre.joins("Teuta", role="coordinator")
    await is_known_well(arta, milica, teuta)
    known = centre.does(sealed)
    with closing(centre.engine.raw_connection()) as connection:
        connection.cursor().execute(f"VACUUM INTO '{sqlite_copy}'")
    erase(centre)

    restored = make_engine(f"sqlite:///{sqlite_copy}", keyring)
    again = [in_(restored, centre, lambda work: erasing.apply_ledger(work, centre.settings.data)) for _ in range(2)]
    compact(restored)

    assert again == [[CODE], []]
    assert found_in(await asyncio.to_thread(sqlite_copy.read_bytes), known) == []
    assert in_(restored, centre, lambda work: said(work, CANARIES)) == []
    restored.dispose()


def in_(engine: Engine, centre: Centre, act: Callable[[Work], T]) -> T:
    """Do something in another database."""
    with Session(engine) as db, db.begin():
        return act(Work(db, centre.telegram.clock.now(), centre.settings.timezone))


async def test_a_household_that_came_after_the_restore_is_another_one(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Sevdije Pelikana")
    data = centre.settings.data
    centre.does(lambda work: erasing.write_down(work, data, CODE))
    (data / erasing.LEDGER).write_text((data / erasing.LEDGER).read_text() + '{"code": "F-0007", "at": "2026-03-01T0')

    first = centre.does(lambda work: erasing.apply_ledger(work, data))
    centre.telegram.clock.forward(timedelta(hours=1))
    centre.does(lambda work: setattr(work.db.get_one(Household, 1), "code", CODE))
    centre.does(lambda work: setattr(work.db.get_one(Household, 1), "created_at", work.now))
    second = centre.does(lambda work: erasing.apply_ledger(work, data))

    assert (first, second) == ([CODE], [])
    assert centre.does(lambda work: [e.code for e in work.db.scalars(select(Erasure))]) == [CODE]


async def test_no_newcomer_gets_the_reference_of_somebody_who_was_erased(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.does(lambda work: erasing.write_down(work, centre.settings.data, "F-0041"))

    centre.does(lambda work: erasing.apply_ledger(work, centre.settings.data))

    assert centre.household(arta, "Sevdije Pelikana").code == "F-0042"
