"""What is written down of what people do: by ids, under actions that have words in every language."""

from bot.auditing import LABELS, Deed


def test_every_action_has_words() -> None:
    assert set(LABELS) == set(Deed)
    assert len({label.msgid for label in LABELS.values()}) == len(Deed)
