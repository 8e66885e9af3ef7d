"""The one way to say no to an answer."""

from bot.words import Text


class Refused(ValueError):
    """An answer that is not taken. `reason` says why and what to do; nothing is lost."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.msgid)
        self.reason = reason
