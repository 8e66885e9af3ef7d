"""What nobody meant as an answer never breaks a conversation; groups and strangers get nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.people import people
from bot.work import Work
from db.models import Account, Contact, Media, Update
from practice.person import Person
from tests.talk import Centre, Phone
from tests.talks.ways import last_contact, needs_of, rows, set_status, tapped

DISTURBING: dict[str, Callable[[Person], object]] = {
    "sticker": lambda person: person.send_sticker(),
    "poll": lambda person: person.send_poll(),
    "dice": lambda person: person.send_dice(),
    "forward": lambda person: person.forward("Visit made today"),
    "document": lambda person: person.send_document(b"%PDF-", "letter.pdf"),
    "location": lambda person: person.send_location(42.89, 20.87),
}


@pytest.mark.parametrize("kind", DISTURBING)
async def test_it_is_one_line_and_the_same_card_again(centre: Centre, kind: str) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Visit made today", "Health")
    buttons = arta.buttons

    await arta.does(DISTURBING[kind])

    assert arta.card.startswith("💬")
    assert arta.buttons == buttons
    await arta.taps("Continue ▸", "Listening only ▸", "The family", "Skip", "Save")
    assert needs_of(last_contact(centre)) == {"health": "seen"}


@pytest.mark.parametrize("kind", DISTURBING)
async def test_it_is_harmless_with_no_form_open(centre: Centre, kind: str) -> None:
    arta = await centre.joins("Arta")

    await arta.does(DISTURBING[kind])

    assert arta.card
    assert rows(centre, Contact) == []


async def test_an_answer_to_a_message_is_an_answer(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit")

    await arta.does(lambda person: person.reply(person.last.message_id, "Berisha"))

    assert "Fatime Berisha · F-0001 · Tavnik" in arta.buttons


async def test_groups_are_left_without_a_word(centre: Centre) -> None:
    arta = await centre.joins("Arta")

    group = arta.person.adds_bot_to_group("Neighbours")
    await centre.settled()

    assert not group.present
    assert not [message for message in group.messages.values() if message.sender.is_bot]


async def test_a_command_in_a_group_opens_nothing_of_hers(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    before = arta.card
    group = arta.person.adds_bot_to_group("Neighbours")
    arta.person.says_in(group, "/visit")
    await centre.settled()

    assert arta.card == before


# --- strangers ------------------------------------------------------------------------------------------------------


def stranger(centre: Centre, name: str = "Nobody") -> Phone:
    """Somebody without an account."""
    return Phone(centre, Person(centre.telegram, name, language_code="de"))


async def test_a_stranger_gets_one_neutral_line_a_day_for_start(centre: Centre) -> None:
    nobody = stranger(centre)

    await nobody.sends("/start", "/start", "/start")
    assert len(nobody.all_texts) == 1
    assert "Caritas" not in nobody.card
    assert nobody.buttons == []
    assert nobody.person.last.protected

    await centre.waits(timedelta(days=1))
    await nobody.sends("/start")
    assert len(nobody.all_texts) == 2


@pytest.mark.parametrize("words", ["hello", "/visit", "/menu", "/help", "/today", "Visit", "/startx", "F-0001"])
async def test_a_stranger_gets_nothing_else(centre: Centre, words: str) -> None:
    nobody = stranger(centre)

    await nobody.sends(words)
    for act in DISTURBING.values():
        await nobody.does(act)
    await nobody.speaks()

    assert nobody.person.heard == []
    assert rows(centre, Media) == []


async def test_nothing_is_kept_about_a_stranger(centre: Centre) -> None:
    nobody = stranger(centre)

    await nobody.sends("/start", "/start wrong-code", "hello")

    assert rows(centre, Account) == []
    assert len(centre.does(lambda work: list(work.db.query(Update).all()))) == 3


async def test_a_wrong_code_gets_the_same_neutral_line_and_then_silence(centre: Centre) -> None:
    nobody = stranger(centre)
    code = centre.does(lambda work: people.invite(work, "Arta", "operator", "en"))

    for number in range(5):
        await nobody.sends(f"/start wrong{number}")
    assert len(nobody.all_texts) == 1

    await nobody.sends(f"/start {code}")
    assert len(nobody.all_texts) == 1  # also the right one is not looked at within the hour

    await centre.waits(timedelta(minutes=61))
    await nobody.sends(f"/start {code}")
    assert len(nobody.all_texts) > 1


async def test_a_code_works_once(centre: Centre) -> None:
    code = centre.does(lambda work: people.invite(work, "Arta", "operator", "en"))
    first, second = stranger(centre, "Arta"), stranger(centre, "Somebody")

    await first.sends(f"/start {code}")
    await second.sends(f"/start {code}")

    assert "Menu" in first.card
    assert second.buttons == []
    assert [account.telegram_id for account in rows(centre, Account)] == [first.person.id]


async def test_a_code_lasts_a_day(centre: Centre) -> None:
    code = centre.does(lambda work: people.invite(work, "Arta", "operator", "en"))
    arta = stranger(centre, "Arta")
    await centre.waits(timedelta(hours=24, minutes=1))

    await arta.sends(f"/start {code}")

    assert arta.buttons == []
    assert rows(centre, Account)[0].status == "pending"


async def test_a_code_is_kept_as_a_hash_only(centre: Centre) -> None:
    code = centre.does(lambda work: people.invite(work, "Arta", "operator", "en"))

    stored = centre.does(lambda work: list(work.db.connection().exec_driver_sql("SELECT * FROM invites").all()))

    assert len(code) >= 22
    assert code not in str(stored)


@pytest.mark.parametrize("status", ["suspended", "pending"])
async def test_suspended_and_pending_accounts_get_nothing(any_centre: Centre, status: str) -> None:
    arta = await any_centre.joins("Arta")
    any_centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    heard = len(arta.person.heard)
    last = (arta.card, arta.buttons)
    card = arta.person.last

    any_centre.does(lambda work: set_status(work, arta, status))
    await arta.sends("/menu", "Berisha", "/visit")
    await arta.does(tapped(card.message_id, "Fatime Berisha · F-0001 · Tavnik"))
    await arta.speaks()
    at_once = (len(arta.person.heard), arta.card, arta.buttons)
    await any_centre.waits(timedelta(days=14))

    assert at_once == (heard, *last)
    assert [message for message in arta.person.heard if message.message_id > card.message_id] == []


async def test_another_code_does_not_let_a_suspended_account_in(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")

    def suspend(work: Work) -> str:
        set_status(work, arta, "suspended")
        return people.invite(work, "Arta", "operator", "en")

    code = any_centre.does(suspend)
    heard = len(arta.person.heard)
    await arta.does(lambda person: person.starts(code))

    assert "This bot is private." in arta.card
    assert len(arta.person.heard) == heard + 1
    assert [account.status for account in rows(any_centre, Account)] == ["suspended", "pending"]


async def test_a_code_that_is_no_text_is_a_wrong_code(centre: Centre) -> None:
    stranger = Phone(centre, Person(centre.telegram, "Somebody"))

    await stranger.sends("/start \ud800")

    assert "This bot is private." in stranger.card


async def test_start_of_somebody_known_is_the_menu(centre: Centre) -> None:
    arta = await centre.joins("Arta")

    await arta.sends("/start")
    assert "Menu" in arta.card

    await arta.sends("/start some-old-code")
    assert "Menu" in arta.card
