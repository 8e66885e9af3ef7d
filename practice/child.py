"""Processes of ours that end with us, however we end."""

import asyncio
import ctypes
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping, Sequence

_PR_SET_PDEATHSIG = 1


async def spawn(
    command: Sequence[str], env: Mapping[str, str], stdout: int | None = None, stderr: int | None = None
) -> Process:
    """Start a child with this environment; `stdout` and `stderr` as in `asyncio.subprocess`."""
    # In a session of its own, so that Ctrl-C in the terminal reaches only us and we end it in our order.
    return await asyncio.create_subprocess_exec(
        *command,
        env=env,
        stdin=DEVNULL,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )


def _die_with_parent() -> None:
    """Linux ends the child even if practice itself is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
