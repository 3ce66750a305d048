"""Says what became of tests, checks and whatever was to be seen, and what failed once more at the end."""
from __future__ import annotations

import time
import traceback
from typing import Callable

LENGTH_OF_A_REASON = 1200  # characters
BAR = "      | "


class Telling:
    """What became of everything so far."""

    def __init__(self) -> None:
        self.passed = self.skipped = 0
        self.failures: list[tuple[str, str]] = []

    def run(self, name: str, test: Callable[[], object]) -> None:
        """A test fails by raising. What it answers, if anything, is told beside its name."""
        started = time.monotonic()
        try:
            seen = test()
        except Exception:  # every failure is reported, and the next test still runs
            self.fail(name, traceback.format_exc(), time.monotonic() - started)
        else:
            self.succeed(named(name, seen), time.monotonic() - started)

    def look(self, name: str, check: Callable[[], list[str]]) -> None:
        """A check answers what is wrong, a sentence each; nothing is good."""
        started = time.monotonic()
        findings = check()
        if findings:
            self.fail(name, "\n".join(BAR + each.replace("\n", "\n" + BAR) for each in findings),
                      time.monotonic() - started)
        else:
            self.succeed(name, time.monotonic() - started)

    def expect(self, what: str, is_so: bool, seen: object = "") -> bool:
        """Whether something was as it had to be, which it answers; what was seen is told beside it."""
        if is_so:
            self.succeed(named(what, seen))
        else:
            self.fail(named(what, seen))
        return is_so

    def succeed(self, name: str, seconds: float | None = None) -> None:
        self.passed += 1
        print(f"  ok{time_of(seconds)}  {name}", flush=True)

    def fail(self, name: str, reason: str = "", seconds: float | None = None) -> None:
        self.failures.append((name, reason))
        print(f"  NO{time_of(seconds)}  {name}", *([reason] if reason else []), sep="\n", flush=True)

    def skip(self, name: str, reason: str) -> None:
        self.skipped += 1
        print(f"  --          {name}: {reason}", flush=True)

    def end(self) -> int:
        """Says it once more at the end, where who reads only the end finds it; answers the exit code."""
        for name, reason in self.failures:
            print(f"FAILED {name}", *([reason[-LENGTH_OF_A_REASON:]] if reason else []), sep="\n")
        print(f"{self.passed} passed, {len(self.failures)} failed" +
              (f", {self.skipped} skipped" if self.skipped else ""))
        return 1 if self.failures or not self.passed else 0


def named(name: str, seen: object) -> str:
    return name if seen in (None, "") else f"{name}: {seen}"


def time_of(seconds: float | None) -> str:
    return "" if seconds is None else f" {seconds:6.1f}s"
