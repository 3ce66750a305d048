"""Processes that were started here: their output in a file, and ended by their id and nothing else.

An id alone is not enough: once a process has ended, its id is given to somebody else. A process is therefore known by
its id together with the moment it started, as the kernel counts it.
"""
from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Mapping, Sequence

from command_line import ToldProblem

from .waiting import wait_until

END_SECONDS_MAX = 30.0
START_TIME_FIELD = 19  # of /proc/<pid>/stat, counted after the name, which may have blanks in it
STATE_FIELD = 0
PARENT_FIELD = 1
# How processes of this very program have ended, by their ids: as wait tells it, a signal as its negative number.
exit_codes: dict[int, int] = {}


def stat_fields(pid: int) -> list[str] | None:
    """What /proc/<pid>/stat says after the process's name; None when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def family_of(pid: int) -> list[int]:
    """The process and all that descend from it, those that run now."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        fields = stat_fields(int(entry.name)) if entry.name.isdigit() else None
        if fields is not None:
            children.setdefault(int(fields[PARENT_FIELD]), []).append(int(entry.name))
    family = [pid]
    for member in family:
        family += children.get(member, [])
    return family


@dataclass(frozen=True)
class Started:
    """A process that was started here. Can be written to a file and found again by another run of the program."""
    name: str
    pid: int
    start_time: int
    log: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    def is_alive(self) -> bool:
        """Whether exactly this process runs; one that ended and was not yet waited for does not."""
        fields = stat_fields(self.pid)
        if fields is None or int(fields[START_TIME_FIELD]) != self.start_time:
            return False
        return fields[STATE_FIELD] not in ("Z", "X")

    def is_paused(self) -> bool:
        fields = stat_fields(self.pid)
        return fields is not None and fields[STATE_FIELD] in ("T", "t")

    def send(self, what: signal.Signals) -> bool:
        """Signals it if it is still there; answers whether it was."""
        if not self.is_alive():
            return False
        try:
            os.kill(self.pid, what)
        except ProcessLookupError:
            return False
        return True

    def end(self, how: signal.Signals = signal.SIGTERM, seconds: float = END_SECONDS_MAX) -> bool:
        """Ends it and waits for it; one that does not listen in time is killed. Answers whether it went by itself.

        A paused process hears nothing, so it is woken first."""
        if self.has_gone():
            return True
        self.send(how)
        if how != signal.SIGKILL:
            self.send(signal.SIGCONT)
        if wait_until(self.has_gone, seconds):
            return True
        self.send(signal.SIGKILL)
        wait_until(self.has_gone, END_SECONDS_MAX)
        return False

    def has_gone(self) -> bool:
        """Whether it has ended. One that this very program had started is also waited for, so that nothing remains."""
        fields = stat_fields(self.pid)
        if fields is None or int(fields[START_TIME_FIELD]) != self.start_time:
            return True
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            return not self.is_alive()  # somebody else's child
        if pid:
            exit_codes[pid] = os.waitstatus_to_exitcode(status)
        return pid != 0

    def last_lines(self, count: int = 15) -> str:
        try:
            text = Path(self.log).read_text(errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-count:])


def start(name: str, command: Sequence[str | Path], log: Path, *, environment: Mapping[str, str] | None = None,
          tied: bool = False) -> Started:
    """Starts `command` in a session of its own, its output appended to `log`.

    `tied`: it is told to end when the one who started it dies, however that dies."""
    log.parent.mkdir(parents=True, exist_ok=True)
    words = [str(word) for word in command]
    if tied:
        words = ["/usr/bin/setpriv", "--pdeathsig", "TERM", *words]
    with open(log, "ab") as output:
        child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                 start_new_session=True, env=None if environment is None else dict(environment))
    # Popen has waited for the exec, so the process exists; it may have ended already, and then it is a zombie of ours.
    fields = stat_fields(child.pid)
    child.returncode = 0  # Whoever waits for it does so by its id; Popen need not remember that it runs.
    return Started(name, child.pid, int(fields[START_TIME_FIELD]) if fields else 0, str(log))


class DiedAtStart(ToldProblem):
    """A process ended, or did not answer in time, instead of becoming ready; the message ends with its log."""


def wait_until_ready(process: Started, is_ready: object, seconds: float, *, poll: float = 0.05) -> None:
    """Asks `is_ready()` until it says yes. Whoever dies meanwhile, or takes too long, is told with its last lines."""
    assert callable(is_ready)
    until = time.monotonic() + seconds
    while True:
        if is_ready():
            return
        if process.has_gone():
            raise DiedAtStart(f"{process.name} ended while it started. The end of {process.log}:\n"
                              f"{indented(process.last_lines())}")
        if time.monotonic() > until:
            raise DiedAtStart(f"{process.name} is not ready after {seconds:.0f} s. The end of {process.log}:\n"
                              f"{indented(process.last_lines())}")
        time.sleep(poll)


def indented(text: str) -> str:
    return "\n".join("    | " + line for line in text.splitlines())
