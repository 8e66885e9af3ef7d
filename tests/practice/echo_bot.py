"""A bot of a few lines, put in place of the real one: it hands out codes and says back what it hears."""

import json
import os
import sys
import urllib.request
from typing import Any

BASE = f"{os.environ['TELEGRAM_API_URL']}/bot{os.environ['TELEGRAM_BOT_TOKEN']}"


def call(method: str, **params: Any) -> Any:
    """One request."""
    body = json.dumps(params).encode()
    request = urllib.request.Request(f"{BASE}/{method}", body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - loopback
        return json.load(answer)["result"]


def invite(name: str) -> None:
    """Print a link and, last, the code."""
    sys.stdout.write(f"https://t.me/bot?start=code-{name}\ncode-{name}\n")


def run() -> None:
    """Echo for ever; end badly when told to."""
    offset = 0
    while True:
        for update in call("getUpdates", offset=offset, timeout=30):
            offset = update["update_id"] + 1
            message = update["message"]
            if message["text"] == "die":
                call("getUpdates", offset=offset)
                raise SystemExit(3)
            call("sendMessage", chat_id=message["chat"]["id"], text=f"heard {message['text']}")


if __name__ == "__main__":
    if sys.argv[1] == "invite":
        invite(sys.argv[sys.argv.index("--name") + 1])
    else:
        run()
