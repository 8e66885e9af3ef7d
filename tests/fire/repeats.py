"""Messages that were sent again: the same words and buttons to the same chat, with no message of hers in between."""

from collections import Counter
from typing import Any

from practice.errors import Json
from practice.telegram import Telegram


class Repeats:
    """Counts them: in all, and how often at most the same one for one kill. Each tap of hers may be answered alike."""

    def __init__(self, telegram: Telegram) -> None:
        self.total = 0
        self.worst = (0, "")  # how often, and what it was
        self._since_kill: Counter[Any] = Counter()
        self._last: dict[int, Any] = {}
        self._taps: dict[int, tuple[int, int]] = {}  # made before the last other message came, and before this one
        self._telegram = telegram
        telegram.on_event.append(self._see)

    def a_kill(self) -> None:
        """From now on repeats are on account of the next kill."""
        self._since_kill.clear()

    def _see(self, event: Json) -> None:
        if event["type"] != "message":
            return
        message = event["message"]
        chat = message.chat.id
        said = (chat, message.text, str(message.inline)) if message.sender.is_bot else None
        if said is not None and self._last.get(chat) == said:
            self._again(chat, said)
        else:
            self._taps[chat] = self._taps.get(chat, (0, 0))[1], self._taps_of(chat)
        self._last[chat] = said

    def _again(self, chat: int, said: tuple[Any, ...]) -> None:
        self._since_kill[said] += 1
        late_taps = max(0, self._taps_of(chat) - self._taps[chat][0] - 1)  # the first one is answered by the first
        if self._since_kill[said] > late_taps:
            self.total += 1
            self.worst = max(self.worst, (self._since_kill[said] - late_taps, str(said)))

    def _taps_of(self, chat: int) -> int:
        return sum(who == chat for who, _ in self._telegram.taps.values())
