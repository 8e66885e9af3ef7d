"""What a bystander overhears: no talk passes in which a name is sent, or a message that can be forwarded."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.talk import opened


async def sent(engine: Engine, folder: Path, said: str, *, protected: bool = True) -> None:
    """A talk in which this is sent."""
    async with opened(engine, folder) as centre:
        arta = await centre.joins("Arta")
        await centre.app.bot.send_message(arta.person.id, said, protect_content=protected)


@pytest.mark.parametrize("said", ["Fatime Berisha", "Good morning, Arta!", "Somebody asks for Krasniqi"])
async def test_a_name_that_is_sent_fails_any_talk(engine: Engine, tmp_path: Path, said: str) -> None:
    with pytest.raises(AssertionError, match="sent in the open"):
        await sent(engine, tmp_path, said)


async def test_a_message_that_can_be_forwarded_fails_any_talk(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="sent unprotected"):
        await sent(engine, tmp_path, "Menu", protected=False)
