"""Runs tests one after the other and says what became of each: every failure is told, and once more at the end."""
import time
import traceback

LENGTH_OF_A_REASON = 1200  # characters


class Telling:
    """What became of the tests so far."""

    def __init__(self):
        self.passed = self.skipped = 0
        self.failures = []

    def skip(self, name, reason):
        self.skipped += 1
        print(f"  --          {name}: {reason}", flush=True)

    def run(self, name, test):
        """What the test answers, if anything, is told beside its name."""
        started = time.monotonic()
        try:
            seen = test()
        except Exception:  # every failure is reported, and the next test still runs
            self.fail(name, traceback.format_exc(), time.monotonic() - started)
            return
        self.passed += 1
        print(f"  ok {time.monotonic() - started:6.1f}s  {name}{f': {seen}' if seen else ''}", flush=True)

    def fail(self, name, reason, seconds=0.0):
        self.failures.append((name, reason))
        print(f"  NO {seconds:6.1f}s  {name}\n{reason}", flush=True)

    def end(self):
        """Says it once more at the end, where who reads only the end finds it; answers the exit code."""
        for name, reason in self.failures:
            print(f"FAILED {name}\n{reason[-LENGTH_OF_A_REASON:]}")
        print(f"{self.passed} passed, {len(self.failures)} failed" +
              (f", {self.skipped} skipped" if self.skipped else ""))
        return 1 if self.failures or not self.passed else 0
