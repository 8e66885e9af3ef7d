"""What is written down of what people do: by ids, under actions that have words in every language."""

from typing import get_args

from bot.audit.accesses import NAMES, OF_CONTACTS, OF_HOUSEHOLDS
from bot.audit.auditing import LABELS, Deed, Kind


def test_every_action_has_words() -> None:
    assert set(LABELS) == set(Deed)
    assert len({label.msgid for label in LABELS.values()}) == len(Deed)


def test_every_kind_has_words_and_is_found_with_its_household_or_is_of_none() -> None:
    of_none = {"account", "audit", "handover", "key", "registry"}

    assert set(NAMES) == set(get_args(Kind))
    assert set(get_args(Kind)) - OF_CONTACTS.keys() - OF_HOUSEHOLDS.keys() == of_none
