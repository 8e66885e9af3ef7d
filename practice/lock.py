"""One practice at a time in one folder: two would share their people and take each other's records away."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Another process practises in this folder."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder; the kernel lets go of it whenever and however the process ends. Raises Busy."""
    folder.mkdir(parents=True, exist_ok=True)
    held = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Busy(f"Practice runs already in {folder}: stop that one first.") from None
    finally:
        os.close(held)
