"""Where practice keeps its things, and what the bot is told: an address, a token and a clock that are not real."""

import os
from collections.abc import Mapping
from pathlib import Path

_REAL = ("ASCOLTO_", "TELEGRAM_", "DATABASE_URL")
"""Settings of a real bot: they must not reach one that only practises."""


def practice_folder(env: Mapping[str, str] | None = None) -> Path:
    """The folder of practice, apart from real records."""
    data = (os.environ if env is None else env).get("ASCOLTO_DATA", "").strip()
    return Path(data or "data").absolute() / "practice"


def bot_environment(folder: Path, base: str, token: str, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of the practising bot; `base` is the address of the practice server."""
    given = os.environ if env is None else env
    kept = {name: value for name, value in given.items() if not name.startswith(_REAL) or name == "ASCOLTO_TIMEZONE"}
    return {
        **kept,
        "TELEGRAM_BOT_TOKEN": token,
        "TELEGRAM_API_URL": base,
        "ASCOLTO_DATA": str(folder / "records"),
        "ASCOLTO_KEY_FILE": str(folder / "key"),
        "ASCOLTO_CLOCK": f"{base}/clock",
        "PYTHONUNBUFFERED": "1",
    }
