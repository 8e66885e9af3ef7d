"""Keyboards as bots send them, checked as Telegram checks them."""

from dataclasses import dataclass
from typing import Any

from practice.errors import Json, bad_request
from practice.params import Params, as_object
from practice.texts import clean

DATA_LIMIT = 64
"""Bytes of callback data."""

Rows = list[list[Json]]
_ACTIONS = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
]


@dataclass(frozen=True)
class Markup:
    """What a request's `reply_markup` asks for; at most one of the four."""

    inline: Rows | None = None
    reply: Rows | None = None
    remove: bool = False
    force_reply: bool = False

    @property
    def only_inline(self) -> bool:
        """Whether an edit may carry it."""
        return self.reply is None and not self.remove and not self.force_reply


def read_markup(params: Params) -> Markup:
    """The request's keyboard."""
    value = params.structure("reply_markup", "reply keyboard markup")
    if value is None:
        return Markup()
    markup = as_object(value, "reply markup")
    reply = _rows(markup, "keyboard", _reply_button)
    inline = _rows(markup, "inline_keyboard", _inline_button)
    if reply:
        return Markup(reply=reply)
    if inline:
        return Markup(inline=inline)
    return Markup(remove=bool(markup.get("remove_keyboard")), force_reply=bool(markup.get("force_reply")))


def _rows(markup: Json, field: str, button: Any) -> Rows:
    rows = markup.get(field) or []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" must be an Array of Arrays')
    return [read for row in rows if (read := [button(each) for each in row])]


def _reply_button(value: Any) -> Json:
    button = {"text": value} if isinstance(value, str) else value
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    return {**button, "text": _label(button["text"], "keyboard button text must be non-empty")}


def _inline_button(value: Any) -> Json:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not any(action in value for action in _ACTIONS):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in value and not 1 <= len(str(value["callback_data"]).encode()) <= DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    return {**value, "text": _label(value["text"], "inline keyboard button text must be non-empty")}


def _label(text: str, refusal: str) -> str:
    if not text:
        raise bad_request(refusal)
    return clean(text)
