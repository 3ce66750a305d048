"""Waiting for something to become true, with an end to it."""
from __future__ import annotations

import time
from typing import Callable


def wait_until(condition: Callable[[], bool], seconds: float, poll: float = 0.02) -> bool:
    """Asks until the condition holds or the time is over; answers whether it held."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(poll)
    return True
