"""A sign of life for the service manager: it starts a process again that does not give one for too long."""

import asyncio
import contextlib
import os
import socket

EVERY = 20.0  # s; `ascolto service` lets two minutes pass


async def beat() -> None:
    """Give one again and again, for as long as this loop goes round. Nothing where nobody waits for it."""
    address = os.environ.get("NOTIFY_SOCKET", "")  # not a setting: systemd itself says so
    while address:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.sendto(b"WATCHDOG=1", address.replace("@", "\0", 1) if address.startswith("@") else address)
        await asyncio.sleep(EVERY)
