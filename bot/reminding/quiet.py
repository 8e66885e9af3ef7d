"""The hours in which the bot wakes nobody: 20:00 to 08:00 on the centre's clock."""

from datetime import datetime, time

WAKE = time(8, 0)
SLEEP = time(20, 0)
DIGEST = time(8, 30)


def is_quiet(local: datetime) -> bool:
    """Whether nothing may come by itself now."""
    return not WAKE <= local.time() < SLEEP


def digest_time(local: datetime) -> bool:
    """Whether the morning's list may come now."""
    return DIGEST <= local.time() < SLEEP
