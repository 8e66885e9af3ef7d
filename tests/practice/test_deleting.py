"""Deleting: anything in a private chat, for 48 hours."""

from datetime import timedelta

from telegram import Bot

from practice.person import Person
from practice.telegram import Telegram
from tests.practice.conftest import Refused


async def test_the_bot_deletes_its_own_and_her_messages(bot: Bot, arta: Person) -> None:
    arta.chat.messages.clear()
    said = arta.say("a secret")
    sent = await bot.send_message(arta.id, "a name")

    await bot.delete_message(arta.id, said.message_id)
    await bot.delete_message(arta.id, sent.message_id)

    assert arta.messages == []


async def test_what_is_gone_cannot_be_deleted_again(bot: Bot, arta: Person, refused: Refused) -> None:
    sent = await bot.send_message(arta.id, "one")
    await sent.delete()

    with refused("Message to delete not found"):
        await sent.delete()


async def test_after_48_hours_it_is_too_late(bot: Bot, telegram: Telegram, arta: Person, refused: Refused) -> None:
    sent = await bot.send_message(arta.id, "one")
    telegram.clock.forward(timedelta(hours=48, seconds=1))

    with refused("Message can't be deleted for everyone"):
        await sent.delete()
    assert arta.heard


async def test_several_go_at_once_or_none(bot: Bot, telegram: Telegram, arta: Person, refused: Refused) -> None:
    old = await bot.send_message(arta.id, "old")
    telegram.clock.forward(timedelta(hours=49))
    new = await bot.send_message(arta.id, "new")

    with refused("Message can't be deleted for everyone"):
        await bot.delete_messages(arta.id, [old.message_id, new.message_id])
    assert len(arta.heard) == 2

    await bot.delete_messages(arta.id, [new.message_id, 1])
    assert [message.text for message in arta.heard] == ["old"]
