"""The command menu: the most particular list is shown."""

import aiogram
import pytest
from telegram import Bot, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest

from practice.person import Person
from practice.telegram import Telegram

VISIT = {"command": "visit", "description": "Log a visit"}


async def test_a_chat_s_own_list_wins_over_the_general_one(bot: Bot, telegram: Telegram, arta: Person) -> None:
    chiara = Person(telegram, "Chiara", language_code="it")
    await bot.set_my_commands([("help", "Help")])
    await bot.set_my_commands([("visit", "Vizitë")], scope=BotCommandScopeChat(arta.id))

    assert arta.commands == [{"command": "visit", "description": "Vizitë"}]
    assert chiara.commands == [{"command": "help", "description": "Help"}]


async def test_within_a_scope_the_phone_s_language_wins(bot: Bot, arta: Person) -> None:
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("visit", "Visit")], scope=scope)
    await bot.set_my_commands([("visit", "Vizitë")], scope=scope, language_code="sq")

    assert arta.commands == [{"command": "visit", "description": "Vizitë"}]
    assert [command.description for command in await bot.get_my_commands(scope=scope)] == ["Visit"]


async def test_deleting_a_list_brings_the_general_one_back(second: aiogram.Bot, arta: Person) -> None:
    scope = aiogram.types.BotCommandScopeChat(chat_id=arta.id)
    general, own = (aiogram.types.BotCommand(command=name, description="…") for name in ("help", "visit"))
    await second.set_my_commands([general])
    await second.set_my_commands([own], scope=scope)

    await second.delete_my_commands(scope=scope)

    assert [command["command"] for command in arta.commands] == ["help"]
    assert await second.get_my_commands(scope=scope) == []


async def test_a_chat_that_the_bot_does_not_know_has_no_list(bot: Bot, telegram: Telegram) -> None:
    chiara = Person(telegram, "Chiara")

    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands([("visit", "Vizitë")], scope=BotCommandScopeChat(chiara.id))

    assert chiara.commands == []


@pytest.mark.parametrize(
    ("command", "description", "reason"),
    [("Visit", "x", "Bot_command_invalid"), ("visit", "", "Bot_command_description_invalid")],
)
async def test_impossible_commands_are_refused(bot: Bot, command: str, description: str, reason: str) -> None:
    with pytest.raises(BadRequest, match=reason):
        await bot.set_my_commands([(command, description)])
