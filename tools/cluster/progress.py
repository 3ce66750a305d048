"""Tells a person what is going on and for how long already."""
from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from typing import Iterator

TICK_SECONDS = 0.2


class Progress:
    """Lines like those of ./dev: what was done and how long it took. Quiet when somebody only wants the result."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self.lock = threading.Lock()

    def say(self, line: str = "") -> None:
        if not self.quiet:
            with self.lock:
                print(line, flush=True)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Shows `what` with its seconds while the block runs, and how it ended."""
        started = time.monotonic()
        over = threading.Event()
        ticker = threading.Thread(target=self._tick, args=(what, started, over), daemon=True)
        if not self.quiet and sys.stdout.isatty():
            ticker.start()
        mark = "NO"
        try:
            yield
            mark = "ok"
        finally:
            over.set()
            if ticker.ident is not None:
                ticker.join()
                print("\r\033[K", end="")
            self.say(f"  {mark} {time.monotonic() - started:5.1f}s  {what}")

    def _tick(self, what: str, started: float, over: threading.Event) -> None:
        while not over.wait(TICK_SECONDS):
            with self.lock:
                print(f"\r  .. {time.monotonic() - started:5.1f}s  {what}\033[K", end="", flush=True)
