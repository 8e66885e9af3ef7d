"""`/privacy`: what is kept, said to everybody."""

import pytest

from practice.person import Person
from tests.talk import Centre, Phone
from tests.talks.ways import set_status


@pytest.mark.parametrize(("language", "role"), [("en", "operator"), ("it", "monitor"), ("sr_Cyrl", "coordinator")])
async def test_privacy_is_said_to_everybody(centre: Centre, language: str, role: str) -> None:
    teuta = await centre.joins("Teuta", language, role)

    await teuta.sends("/privacy")

    assert "Telegram" in teuta.card or "Телеграм" in teuta.card
    assert len(teuta.card) > 800
    assert "privacy" in [each["command"] for each in teuta.person.commands]


async def test_who_coordinates_stands_there_and_is_not_sent(centre: Centre) -> None:
    await centre.joins("Teuta", role="coordinator")
    arta = await centre.joins("Arta")

    await arta.sends("/privacy")

    assert "Coordinator: Teuta" in arta.card


@pytest.mark.parametrize("status", ["pending", "suspended"])
async def test_privacy_is_said_to_whom_the_bot_knows_and_lets_do_nothing(centre: Centre, status: str) -> None:
    arta = await centre.joins("Arta")

    centre.does(lambda work: set_status(work, arta, status))
    await arta.sends("/privacy", "/privacy", "/menu")

    assert "What Telegram sees" in arta.card
    assert sum("What Telegram sees" in said for said in arta.all_texts) == 1
    assert arta.person.last.protected


async def test_a_stranger_who_asks_hears_that_nothing_is_kept(centre: Centre) -> None:
    nobody = Phone(centre, Person(centre.telegram, "Somebody", language_code="de"))

    await nobody.sends("/privacy")

    assert "It keeps nothing about people it does not know." in nobody.card
