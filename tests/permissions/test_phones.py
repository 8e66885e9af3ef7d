"""The same over the real bot: all that is closed to somebody comes at once from a phone, and nothing comes of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from bot.handlers.incoming import Kind
from bot.handlers.strangers import NEUTRAL
from bot.people.permissions import may
from db.models import Base
from practice.person import Person
from tests.permissions.ways import WAYS, Way
from tests.permissions.world import ARTA, CONVERSATION, EVERYTHING, MILICA, NOW, STRANGER, TEAM, World, somebody
from tests.talk import Centre, Phone, opened

PHONES = [
    (ARTA, "monitor", "active"),
    (MILICA, "monitor", "active"),
    (MILICA, "coordinator", "active"),
    (MILICA, TEAM, "suspended"),
    (MILICA, TEAM, "pending"),
    (STRANGER, "", ""),
]


def closed(who: int, roles: str, status: str) -> list[Way]:
    """What the table closes to her, but for edits: those are of messages she has sent."""
    account = somebody(roles, status)
    shut = [way for way in WAYS if not may(account, way.action, own=way.is_own(arta=who == ARTA))]
    return [way for way in shut if way.incoming.kind is not Kind.EDITED]


def does(way: Way, card: int) -> Callable[[Person], object]:
    """A way as a phone does it; `card`: the message that is tapped."""
    said = way.incoming
    match said.kind:
        case Kind.TAP:
            return lambda person: person.tap(card, said.data)
        case Kind.VOICE:
            return lambda person: person.send_voice()
        case Kind.PHOTO:
            return lambda person: person.send_photo(caption=said.words)
        case Kind.DOCUMENT:
            return lambda person: person.send_document(b"Name;Place", said.name)
        case Kind.OTHER:
            return lambda person: person.send_sticker()
    return lambda person: person.say(said.words)


def kept(centre: Centre) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but for where somebody is in the conversation."""
    place = {"talk_id", "keyboard_language"}
    with centre.engine.connect() as db:
        return {
            table.name: sorted(map(tuple, db.execute(select(*[c for c in table.c if c.name not in place]))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in CONVERSATION
        }


@pytest.mark.parametrize(("who", "roles", "status"), PHONES)
async def test_what_is_closed_changes_no_row_and_tells_nothing(
    sqlite_engine: Engine, tmp_path: Path, who: int, roles: str, status: str
) -> None:
    await _all_at_once(sqlite_engine, tmp_path, who, roles, status)


async def test_on_either_database(engine: Engine, tmp_path: Path) -> None:
    await _all_at_once(engine, tmp_path, MILICA, "operator", "active")


async def _all_at_once(engine: Engine, tmp_path: Path, who: int, roles: str, status: str) -> None:
    World(engine).becomes(who, roles, status)
    async with opened(engine, tmp_path, NOW) as centre:
        phone = Phone(centre, Person(centre.telegram, "Milica", telegram_id=who))
        card = phone.person.say("/menu").message_id
        await centre.settled()
        before = kept(centre)

        for way in closed(who, roles, status):
            does(way, phone.person.last.message_id if phone.person.heard else card)(phone.person)
        await centre.settled()

        shown = "\n".join(str(message.body) for message in phone.person.heard)
        assert kept(centre) == before
        assert not [secret for secret in EVERYTHING if secret in shown]
        assert status == "active" or [NEUTRAL.msgid in said for said in phone.all_texts] == [True]
