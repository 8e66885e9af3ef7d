"""Which chat or message a request means, and whether the bot may write there."""

from practice.chats import Chat, Message
from practice.errors import bad_request, forbidden
from practice.params import Params
from practice.telegram import Telegram


def chat_of(telegram: Telegram, params: Params) -> Chat:
    """The chat of `chat_id`: a person is known only after she wrote first."""
    asked = params.text("chat_id")
    if not asked:
        raise bad_request("chat_id is empty")
    chat = telegram.chats.get(params.number("chat_id"))
    if chat is None or not chat.started:
        raise bad_request("chat not found")
    if not chat.present:
        raise forbidden("bot is not a member of the group chat")
    return chat


def writable_chat(telegram: Telegram, params: Params) -> Chat:
    """The chat, unless its person has blocked the bot."""
    chat = chat_of(telegram, params)
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    return chat


def message_of(telegram: Telegram, params: Params, called: str) -> Message:
    """The message of `chat_id` and `message_id`."""
    message = chat_of(telegram, params).messages.get(params.number("message_id"))
    if message is None:
        raise bad_request(f"{called} not found")
    return message


def editable_message(telegram: Telegram, params: Params) -> Message:
    """A message that the bot may edit: its own, sent without a reply keyboard."""
    message = message_of(telegram, params, "message to edit")
    if message.sender is not telegram.bot or message.had_reply_keyboard:
        raise bad_request("message can't be edited")
    return message
