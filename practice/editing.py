"""The Bot API's methods that edit the bot's own messages."""

from typing import Any

from practice.chats import Message
from practice.errors import NOT_MODIFIED, ApiError, Json, bad_request
from practice.formatting import caption_of, text_of
from practice.markup import read_markup
from practice.params import Params
from practice.receivers import editable_message
from practice.telegram import Telegram
from practice.texts import CAPTION_LIMIT, TEXT_LIMIT, units


def edit_message_text(telegram: Telegram, params: Params) -> Any:
    """Show another text; without `reply_markup` the buttons go."""
    body = text_of(params)
    message = editable_message(telegram, params)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    if units(body["text"]) > TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    return _edit(telegram, params, message, body)


def edit_message_caption(telegram: Telegram, params: Params) -> Any:
    """Show another caption, or none."""
    caption = caption_of(params)
    message = editable_message(telegram, params)
    if message.kind not in ("photo", "voice", "document"):
        raise bad_request("there is no caption in the message to edit")
    if units(caption.get("caption", "")) > CAPTION_LIMIT:
        raise bad_request("MEDIA_CAPTION_TOO_LONG")
    kept = {name: value for name, value in message.body.items() if not name.startswith("caption")}
    return _edit(telegram, params, message, kept | caption)


def edit_message_reply_markup(telegram: Telegram, params: Params) -> Any:
    """Show other buttons, or none."""
    message = editable_message(telegram, params)
    return _edit(telegram, params, message, message.body)


def _edit(telegram: Telegram, params: Params, message: Message, body: Json) -> Json:
    markup = read_markup(params)
    if not markup.only_inline:
        raise bad_request("inline keyboard expected")
    if body == message.body and (markup.inline or None) == (message.inline or None):
        raise ApiError(400, NOT_MODIFIED)
    message.inline = markup.inline
    telegram.change(message, body)
    return message.to_api()
