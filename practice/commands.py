"""The bot's list of commands: one per scope and language, the most particular one is shown."""

import re
from typing import Any

from practice.errors import Json, bad_request
from practice.params import Params, as_object

MOST = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat"})

Key = tuple[str, int, str]
"""Scope, chat id or 0, language or ""."""


class CommandBook:
    """What setMyCommands said."""

    def __init__(self) -> None:
        self._lists: dict[Key, list[Json]] = {}

    def set(self, params: Params) -> None:
        """Keep a list for the request's scope and language."""
        commands = params.structure("commands", "commands")
        if not isinstance(commands, list):
            raise bad_request("expected an Array of BotCommand")
        if len(commands) > MOST:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self._lists[_key(params)] = [_command(each) for each in commands]

    def delete(self, params: Params) -> None:
        """Forget the list of the request's scope and language."""
        self._lists.pop(_key(params), None)

    def get(self, params: Params) -> list[Json]:
        """The list of exactly this scope and language."""
        return self._lists.get(_key(params), [])

    def to_json(self) -> list[Any]:
        """All lists with their keys."""
        return [[*key, commands] for key, commands in self._lists.items()]

    def from_json(self, kept: list[Any]) -> None:
        """Go on where `to_json` stopped."""
        self._lists = {(scope, chat, language): commands for scope, chat, language, commands in kept}

    def shown(self, chat_id: int, language: str) -> list[Json]:
        """What a person with this language sees in her private chat."""
        scopes = [("chat", chat_id), ("all_private_chats", 0), ("default", 0)]
        for scope, chat in scopes:
            for code in (language[:2], ""):
                if found := self._lists.get((scope, chat, code)):
                    return found
        return []


def _key(params: Params) -> Key:
    scope = as_object(params.structure("scope", "BotCommandScope") or {"type": "default"}, "BotCommandScope")
    if scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    language = params.text("language_code") or ""
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    chat = int(scope.get("chat_id", 0))
    if scope["type"] == "chat" and not chat:
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
    return scope["type"], chat, language


def _command(value: object) -> Json:
    command = as_object(value, "BotCommand")
    name = str(command.get("command", "")).removeprefix("/")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(command.get("description", "")).strip()
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
