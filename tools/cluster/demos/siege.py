"""siege, Debian's own, as an outsider who counts: it asks for pages until it is told to stop, and says what it got."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..layout import ClusterProblem

PROGRAM = "/usr/bin/siege"
END_SECONDS_MAX = 60
# HTTP/1.0, which siege speaks unless told, the front door refuses.
CONFIGURATION = "protocol = HTTP/1.1\ntimeout = 30\nfailures = 1000000\nlimit = 255\nparser = false\n" \
                "verbose = false\nquiet = true\njson_output = true\nlogging = false\n"


@dataclass(frozen=True)
class Told:
    """What it counted. `availability` in percent, as siege rounds it: 100.0 means that none failed at all."""
    requests: int
    failed: int
    per_second: float = 0.0

    @property
    def availability(self) -> float:
        return 100.0 * (self.requests - self.failed) / self.requests if self.requests else 0.0

    def __str__(self) -> str:
        return f"{self.requests:,} requests, {self.failed} failed: availability {self.availability:.2f} %"


class Siege:
    """Asks while the block runs; `told` is there afterwards. Raises ClusterProblem when it could not count.

    `paths` are asked for, or posted to: `/reservations POST {"seatId": 1}`. There is a connection for each request, so
    that each new one may meet a process that is about to leave, unless people keep theirs."""

    def __init__(self, port: int, paths: list[str], people: int, pause_seconds: float = 0.0,
                 keep_alive: bool = False) -> None:
        self.urls = [f"http://127.0.0.1:{port}{path}" for path in paths]
        self.pace = f"--delay={pause_seconds}" if pause_seconds else "--benchmark"
        self.people, self.connection = people, "keep-alive" if keep_alive else "close"
        self.told: Told | None = None

    def __enter__(self) -> Siege:
        self.folder = tempfile.TemporaryDirectory(prefix="boxoffice-siege-")
        folder = Path(self.folder.name)
        (folder / "urls").write_text("\n".join(self.urls) + "\n")
        (folder / "rc").write_text(f"{CONFIGURATION}connection = {self.connection}\n")
        try:
            self.process = subprocess.Popen(
                [PROGRAM, f"--rc={folder / 'rc'}", f"--concurrent={self.people}", self.pace, "--internet",
                 "--content-type=application/json", f"--file={folder / 'urls'}"], stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "HOME": str(folder)})
        except FileNotFoundError:
            raise ClusterProblem("siege is missing: ./dev cluster demo installs tools/packages-cluster.txt.") from None
        return self

    def __exit__(self, *error: object) -> None:
        self.process.send_signal(signal.SIGINT)  # as a person ends it: it lets its people finish and counts
        try:
            out, words = self.process.communicate(timeout=END_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, words = self.process.communicate()
        self.folder.cleanup()
        if not any(error):
            self.told = read(out, words)


def read(out: str, words: str) -> Told:
    start = out.find("{")
    try:
        counted = json.loads(out[start:out.rindex("}") + 1])
    except ValueError:
        raise ClusterProblem(f"siege did not count: {(out + words)[-500:]}") from None
    well, failed = int(counted["successful_transactions"]), int(counted["failed_transactions"])
    return Told(well + failed, failed, float(counted.get("transaction_rate", 0.0)))
