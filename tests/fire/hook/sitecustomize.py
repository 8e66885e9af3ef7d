"""Put on PYTHONPATH by the harness: lets a process that is started in the ordinary way kill itself at a named point, or
make mistakes and say all it can."""

import os

if os.environ.get("FIRE_POINT"):
    from tests.fire import points

    points.plant(os.environ["FIRE_POINT"])

if os.environ.get("FIRE_LOUD"):
    from tests.fire import loud

    loud.plant()
