"""Messages that were sent again: the same words and buttons to the same chat, with no message of hers in between."""

from collections import Counter
from typing import Any

from practice.errors import Json
from practice.telegram import Telegram


class Repeats:
    """Counts them: in all, and how often at most the same one for one kill, with no tap of hers in between either."""

    def __init__(self, telegram: Telegram) -> None:
        self.total = 0
        self.worst = (0, "")  # how often, and what it was
        self._since_kill: Counter[Any] = Counter()
        self._last: dict[int, Any] = {}
        self._telegram = telegram
        telegram.on_event.append(self._see)

    def a_kill(self) -> None:
        """From now on repeats are on account of the next kill."""
        self._since_kill.clear()

    def _see(self, event: Json) -> None:
        if event["type"] != "message":
            return
        message = event["message"]
        said = (message.chat.id, message.text, str(message.inline)) if message.sender.is_bot else None
        if said is not None and self._last.get(message.chat.id) == said:
            self.total += 1
            taps = sum(who == message.chat.id for who, _ in self._telegram.taps.values())
            self._since_kill[(*said, taps)] += 1
            self.worst = max(self.worst, (self._since_kill[(*said, taps)], str(said)))
        self._last[message.chat.id] = said
