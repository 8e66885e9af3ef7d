"""The contract finds requests that Telegram would not understand, and passes those it would."""

import json
from typing import Any

import pytest

from practice.params import Upload
from tests.practice.contract import Contract, validate

BUTTON = {"text": "Save", "callback_data": "v1|1|1|save|"}
MARKUP = {"inline_keyboard": [[BUTTON]]}
ENTITY = {"type": "bold", "offset": 0, "length": 2}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("getMe", {}),
        ("getUpdates", {"offset": "5", "timeout": "30", "allowed_updates": '["message"]'}),
        ("sendMessage", {"chat_id": 5, "text": "hi", "entities": [ENTITY], "protect_content": True}),
        ("sendMessage", {"chat_id": "5", "text": "[hi", "entities": json.dumps([ENTITY]), "protect_content": "true"}),
        ("sendMessage", {"chat_id": 5, "text": "hi", "reply_markup": MARKUP}),
        ("sendMessage", {"chat_id": 5, "text": "hi", "reply_markup": '{"remove_keyboard": true}'}),
        ("sendMessage", {"chat_id": 5, "text": "hi", "reply_markup": {"keyboard": [[{"text": "Visit"}]]}}),
        ("editMessageText", {"chat_id": 5, "message_id": "7", "text": "hi", "reply_markup": json.dumps(MARKUP)}),
        ("answerCallbackQuery", {"callback_query_id": "77", "text": "Saved"}),
        ("sendDocument", {"chat_id": 5, "document": Upload("a.csv", "text/csv", b"a")}),
        ("sendDocument", {"chat_id": 5, "document": "attach://one", "one": Upload("a.csv", "text/csv", b"a")}),
        (
            "setMyCommands",
            {"commands": [{"command": "visit", "description": "Visit"}], "scope": {"type": "chat", "chat_id": 5}},
        ),
    ],
)
def test_a_proper_request_passes(method: str, params: dict[str, Any]) -> None:
    validate(method, params)


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("sendMesage", {"chat_id": 5, "text": "hi"}, "knows no method"),
        ("sendMessage", {"chat_id": 5}, "text"),
        ("sendMessage", {"chat_id": 5, "text": 5}, "valid string"),
        ("sendMessage", {"chat_id": 5, "text": "hi", "protected": True}, "sendMessage.protected"),
        ("sendMessage", {"chat_id": 5, "text": "hi", "entities": [{"type": "bold", "offset": 0}]}, "length"),
        ("sendMessage", {"chat_id": 5, "text": "hi", "entities": "no json"}, "entities"),
        ("sendMessage", {"chat_id": 5, "text": "hi", "reply_markup": {"inline_keyboard": [BUTTON]}}, "inline_keyboard"),
        (
            "sendMessage",
            {"chat_id": 5, "text": "hi", "reply_markup": {"inline_keyboard": [[{**BUTTON, "colour": "red"}]]}},
            "colour",
        ),
        ("editMessageText", {"chat_id": 5, "message_id": "seven", "text": "hi"}, "message_id"),
        ("editMessageText", {"chat_id": 5, "text": "hi", "reply_markup": {"remove_keyboard": True}}, "inline_keyboard"),
        ("sendDocument", {"chat_id": 5, "document": "x", "one": Upload("a", "b", b"c")}, "sendDocument.one"),
        ("setMyCommands", {"commands": [{"command": "visit"}]}, "description"),
        ("deleteMessages", {"chat_id": 5, "message_ids": "7"}, "message_ids"),
    ],
)
def test_an_improper_request_is_told_with_its_reason(method: str, params: dict[str, Any], reason: str) -> None:
    with pytest.raises(AssertionError, match=reason):
        validate(method, params)


def test_a_contract_fails_in_the_end_for_what_was_wrong_in_between() -> None:
    contract = Contract()

    contract("getMe", {})
    contract("sendMessage", {"chat_id": 5})

    assert contract.checked == 2
    with pytest.raises(AssertionError, match="sendMessage"):
        contract.assert_kept()
