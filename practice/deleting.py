"""The Bot API's methods that delete: anything in a private chat, for 48 hours."""

from datetime import timedelta
from typing import Any

from practice.chats import Message
from practice.errors import bad_request
from practice.params import Params
from practice.receivers import message_of, writable_chat
from practice.telegram import Telegram

DELETABLE = timedelta(hours=48)
MOST = 100


def delete_message(telegram: Telegram, params: Params) -> Any:
    """Take one message away."""
    if not params.number("message_id"):
        raise bad_request("message identifier is not specified")
    message = message_of(telegram, params, "message to delete")
    _check(telegram, message)
    telegram.remove(message)
    return True


def delete_messages(telegram: Telegram, params: Params) -> Any:
    """Take several away; those that are gone already don't matter."""
    ids = params.numbers("message_ids")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MOST:
        raise bad_request("too many message identifiers specified")
    chat = writable_chat(telegram, params)
    found = [chat.messages[each] for each in dict.fromkeys(ids) if each in chat.messages]
    for message in found:
        _check(telegram, message)
    for message in found:
        telegram.remove(message)
    return True


def _check(telegram: Telegram, message: Message) -> None:
    own = message.sender is telegram.bot
    too_old = telegram.clock.now() - message.date > DELETABLE
    if too_old or (message.chat.type != "private" and not own):
        raise bad_request("message can't be deleted for everyone")
