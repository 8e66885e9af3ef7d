"""The Bot API's methods that change or tell nothing of messages, and the table of all methods."""

from collections.abc import Callable, Mapping
from typing import Any

from practice import deleting, editing, sending
from practice.errors import TOO_OLD, ApiError, bad_request
from practice.files import DOWNLOAD_LIMIT
from practice.params import Params
from practice.receivers import chat_of, writable_chat
from practice.telegram import Telegram
from practice.updates import TAP_LIFETIME

Method = Callable[[Telegram, Params], Any]

_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def get_me(telegram: Telegram, _params: Params) -> Any:
    """Who the bot is."""
    can = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    more = {"can_connect_to_business": False, "has_main_web_app": False}
    return {**telegram.bot.to_api(), **can, **more}


def answer_callback_query(telegram: Telegram, params: Params) -> Any:
    """End the waiting of a tapped button, perhaps with a word."""
    tap = telegram.taps.get(params.text("callback_query_id") or "")
    if tap is None or telegram.clock.now() - tap[1] > TAP_LIFETIME:
        raise bad_request(TOO_OLD.removeprefix("Bad Request: "))
    text = params.text("text") or ""
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    telegram.emit("answer", person=tap[0], text=text, alert=params.flag("show_alert"))
    return True


def set_my_commands(telegram: Telegram, params: Params) -> Any:
    """Change a command menu."""
    _check_scope(telegram, params)
    telegram.commands.set(params)
    return _tell_commands(telegram)


def delete_my_commands(telegram: Telegram, params: Params) -> Any:
    """Drop a command menu."""
    _check_scope(telegram, params)
    telegram.commands.delete(params)
    return _tell_commands(telegram)


def get_my_commands(telegram: Telegram, params: Params) -> Any:
    """The command menu of a scope and language."""
    _check_scope(telegram, params)
    return telegram.commands.get(params)


def _check_scope(telegram: Telegram, params: Params) -> None:
    """A chat's own menu: only where the bot knows the chat."""
    scope = params.structure("scope", "BotCommandScope")
    if isinstance(scope, dict) and scope.get("type") == "chat" and scope.get("chat_id"):
        chat_of(telegram, Params(scope))


def _tell_commands(telegram: Telegram) -> bool:
    for person in telegram.people.values():
        telegram.emit("commands", person=person.id, commands=person.commands)
    return True


def send_chat_action(telegram: Telegram, params: Params) -> Any:
    """Show that the bot is busy."""
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    writable_chat(telegram, params)
    return True


def get_file(telegram: Telegram, params: Params) -> Any:
    """Where a file can be fetched."""
    stored = telegram.files.get(params.text("file_id"))
    if len(stored.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**stored.about(), "file_path": stored.path}


def get_chat(telegram: Telegram, params: Params) -> Any:
    """What is known of a chat."""
    more = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    return {**chat_of(telegram, params).to_api(), **more}


_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def leave_chat(telegram: Telegram, params: Params) -> Any:
    """Leave a group."""
    chat = chat_of(telegram, params)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.present = False
    return True


def get_webhook_info(telegram: Telegram, _params: Params) -> Any:
    """There is never a webhook here."""
    return {"url": "", "has_custom_certificate": False, "pending_update_count": len(telegram.updates.pending)}


def delete_webhook(telegram: Telegram, params: Params) -> Any:
    """Nothing to do, unless the waiting updates are to be dropped."""
    if params.flag("drop_pending_updates"):
        telegram.updates.drop()
    return True


def _keeps(field: str) -> Method:
    def keep(telegram: Telegram, params: Params) -> Any:
        telegram.about[field] = params.text(field) or ""
        return True

    return keep


METHODS: Mapping[str, Method] = {
    "getMe": get_me,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendVoice": sending.send_voice,
    "sendDocument": sending.send_document,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": deleting.delete_message,
    "deleteMessages": deleting.delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "sendChatAction": send_chat_action,
    "getFile": get_file,
    "getChat": get_chat,
    "leaveChat": leave_chat,
    "getWebhookInfo": get_webhook_info,
    "deleteWebhook": delete_webhook,
    "setMyName": _keeps("name"),
    "setMyDescription": _keeps("description"),
    "setMyShortDescription": _keeps("short_description"),
}
GET_UPDATES = "getUpdates"
_NAMES = {name.lower(): name for name in [*METHODS, GET_UPDATES]}


def canonical(name: str) -> str:
    """A method's proper spelling; Telegram takes any case and answers 404 for others."""
    if name.lower() not in _NAMES:
        raise ApiError(404, "Not Found: method not found")
    return _NAMES[name.lower()]


async def perform(telegram: Telegram, method: str, params: Params) -> Any:
    """Do a request of the bot; returns its result or raises ApiError."""
    if method != GET_UPDATES:
        return METHODS[method](telegram, params)
    allowed = params.structure("allowed_updates", "allowed_updates")
    return await telegram.updates.get(
        params.number("offset"), params.number("limit", 100), params.number("timeout"), allowed
    )
