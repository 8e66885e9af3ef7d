"""Put on PYTHONPATH by the harness: lets a bot that is started in the ordinary way kill itself at a named point."""

import os

if os.environ.get("FIRE_POINT"):
    from tests.fire import points

    points.plant(os.environ["FIRE_POINT"])
