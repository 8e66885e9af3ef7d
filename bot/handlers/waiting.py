"""Waiting between tries: longer each time, never for long, and never all at the same moment."""

import asyncio
import random

from telegram.error import RetryAfter

FIRST = 0.5  # s
LONGEST = 30.0  # s


class Patience:
    """The pause before the next try: doubled each time up to half a minute, with a little chance in it."""

    def __init__(self) -> None:
        self.tries = 0

    async def wait(self) -> None:
        """Pause."""
        pause = min(LONGEST, FIRST * 2**self.tries)
        self.tries += 1
        await asyncio.sleep(pause * random.uniform(0.7, 1.0))  # noqa: S311 - to spread tries, not to hide anything

    def reset(self) -> None:
        """It worked: the next pause is short again."""
        self.tries = 0


def told(wait: RetryAfter) -> float:
    """How long Telegram says to pause (s), and a little for what it does not say."""
    after = wait.retry_after
    return max(FIRST, float(after) if isinstance(after, int | float) else after.total_seconds())


async def as_told(wait: RetryAfter) -> None:
    """Pause for as long as Telegram says."""
    await asyncio.sleep(told(wait))
