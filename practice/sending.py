"""The Bot API's methods that send."""

from typing import Any

from practice.chats import Chat
from practice.errors import Json, bad_request
from practice.files import StoredFile, as_body
from practice.formatting import caption_of, text_of
from practice.markup import read_markup
from practice.params import Params, Upload, as_object
from practice.receivers import writable_chat
from practice.telegram import Telegram
from practice.texts import CAPTION_LIMIT, TEXT_LIMIT, units

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")


def send_message(telegram: Telegram, params: Params) -> Any:
    """Send a text."""
    body = text_of(params)
    if units(body["text"]) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return _send(telegram, params, "text", body)


def send_photo(telegram: Telegram, params: Params) -> Any:
    """Send a photo."""
    return _send_file(telegram, params, "photo")


def send_voice(telegram: Telegram, params: Params) -> Any:
    """Send a voice note."""
    return _send_file(telegram, params, "voice")


def send_document(telegram: Telegram, params: Params) -> Any:
    """Send a document."""
    return _send_file(telegram, params, "document")


def _send(telegram: Telegram, params: Params, kind: str, body: Json) -> Json:
    markup = read_markup(params)
    chat = writable_chat(telegram, params)
    extra = _reply(chat, params)
    return telegram.post_from_bot(chat, kind, body, markup, params, extra=extra).to_api()


def _send_file(telegram: Telegram, params: Params, kind: str) -> Json:
    caption = caption_of(params)
    if units(caption.get("caption", "")) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return _send(telegram, params, kind, as_body(_file(telegram, params, kind)) | caption)


def _file(telegram: Telegram, params: Params, kind: str) -> StoredFile:
    given = params.upload(kind)
    if given is None:
        raise bad_request(f"there is no {kind} in the request")
    if isinstance(given, Upload):
        if kind == "photo" and not given.data.startswith(_PICTURES):
            raise bad_request("IMAGE_PROCESS_FAILED")
        if not given.data:
            raise bad_request("file must be non-empty")
        return telegram.files.add(kind, given.name, given.mime, given.data)
    stored = telegram.files.get(given)
    if stored.kind != kind:
        raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    return stored


def _reply(chat: Chat, params: Params) -> Json:
    asked = params.structure("reply_parameters", "reply parameters")
    if asked is None:
        return {}
    reply = as_object(asked, "reply parameters")
    replied = chat.messages.get(int(reply.get("message_id", 0)))
    if replied is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    told = replied.to_api()
    told.pop("reply_to_message", None)
    return {"reply_to_message": told}
