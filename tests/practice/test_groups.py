"""A group: the bot is told of it and can leave."""

import pytest
from telegram import Bot
from telegram.error import Forbidden

from practice.person import Person


async def test_the_bot_hears_that_it_is_in_a_group_and_leaves_it(bot: Bot, arta: Person) -> None:
    group = arta.adds_bot_to_group("Neighbours")

    joined, said = await bot.get_updates()
    await bot.leave_chat(group.id)
    arta.says_in(group, "where are you?")

    assert joined.my_chat_member is not None
    assert joined.my_chat_member.new_chat_member.status == "member"
    assert said.message is not None
    assert said.message.chat.type == "group"
    assert not group.present
    assert len(await bot.get_updates()) == 2
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "bye")
