"""`./dev cluster demo hpa`: siege -c200 makes reservation grow from one process to three, and its end lets it shrink,
as the HorizontalPodAutoscaler of deploy/kubernetes says; no request fails.

The manifest is read as it is. In Kubernetes' place a small controller (autoscaler.py) applies its formula to real
processes behind Envoy: what they use of the processor is /proc's, what each asks for is the Deployment's. Two things
are scaled, and printed: time, so that nobody waits for ten minutes, and what a process asks for, because here it shares
a few cores with the load, the broker and the database.
"""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .. import places, processes
from ..cluster import Cluster
from ..layout import ClusterProblem
from ..progress import Progress
from . import autoscaler
from .autoscaler import Autoscaler, History
from .own_cluster import ask, own_cluster, put_on_sale

MANIFESTS = places.ROOT / "deploy" / "kubernetes" / "base" / "contexts"
CONTEXT = "reservation"
SYNC_SECONDS = 15.0      # Kubernetes: --horizontal-pod-autoscaler-sync-period
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
USER_TICKS, SYSTEM_TICKS = 11, 12  # in /proc/<pid>/stat, behind the name
PEOPLE = 200
DOWN_SECONDS_MAX = 240.0


@dataclass(frozen=True)
class Wanted:
    """What the manifests of a context say."""
    scaler: Autoscaler
    request: float  # cores that a replica asks for


def read_manifests(context: str, faster: float, smaller: float) -> Wanted:
    """Time so many times as fast, a request so many times as small."""
    told = {each["kind"]: each for each in yaml.safe_load_all((MANIFESTS / f"{context}.yaml").read_text()) if each}
    containers = told["Deployment"]["spec"]["template"]["spec"]["containers"]
    return Wanted(autoscaler.read(told["HorizontalPodAutoscaler"], faster),
                  autoscaler.cores(containers[0]["resources"]["requests"]["cpu"]) / smaller)


def processor_seconds(pid: int) -> float:
    fields = processes.stat_fields(pid)
    return 0.0 if fields is None else (int(fields[USER_TICKS]) + int(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND


@dataclass
class Meter:
    """What each process has used of the processor since it was last asked."""
    before: dict[int, tuple[float, float]] = field(default_factory=dict)

    def used(self, pids: list[int]) -> list[float]:
        """Cores, of those that were here the last time."""
        now, found = time.monotonic(), []
        for pid in pids:
            seconds = processor_seconds(pid)
            if pid in self.before:
                at, then = self.before[pid]
                found.append((seconds - then) / max(now - at, 1e-3))
            self.before[pid] = (now, seconds)
        return found


@dataclass(frozen=True)
class Step:
    at: float
    percent: float
    replicas: int


class Controller:
    """Looks, decides and lets the cluster follow, once in each period."""

    def __init__(self, cluster: Cluster, wanted: Wanted, faster: float, progress: Progress) -> None:
        self.cluster, self.wanted, self.progress = cluster, wanted, progress
        self.period = SYNC_SECONDS / faster
        self.meter, self.history = Meter(), History()
        self.began = time.monotonic()
        self.steps = [Step(0.0, 0.0, self.replicas)]

    @property
    def replicas(self) -> int:
        return len(self.cluster.state.of(CONTEXT))

    def look(self) -> None:
        """One turn: also waits until the next."""
        time.sleep(self.period)
        used = self.meter.used([replica.process.pid for replica in self.cluster.state.of(CONTEXT)])
        if not used:
            return
        now = time.monotonic() - self.began
        percent = autoscaler.utilization(used, self.wanted.request)
        chosen = autoscaler.decide(self.wanted.scaler, self.replicas, percent, self.history, now)
        if chosen != self.replicas:
            self.progress.say(f"  {now:6.1f} s  {percent:4.0f} % of what they ask for: {self.replicas} -> {chosen}")
            self.cluster.scale({CONTEXT: chosen})
        self.steps.append(Step(now, percent, self.replicas))

    def counts(self) -> list[int]:
        """How many there were, one after the other."""
        found: list[int] = []
        for step in self.steps:
            if not found or found[-1] != step.replicas:
                found.append(step.replicas)
        return found


def start_siege(folder: Path, port: int, seconds: int, seats: list[int]) -> subprocess.Popen[str]:
    """Its own settings and home, so that nobody's are changed."""
    siege = Path("/usr/bin/siege")
    if not siege.exists():
        raise ClusterProblem("There is no siege: apt-get install --no-install-recommends siege.")
    address = f"http://127.0.0.1:{port}"
    lines = [f"{address}/reservations/{number}" for number in range(1, 9)]
    lines += [f"{address}/reservations POST {json.dumps({'seatId': seat})}" for seat in seats[:2]]
    (folder / "urls").write_text("\n".join(lines) + "\n")
    (folder / "siegerc").write_text("verbose = false\nquiet = true\njson_output = true\nshow-logfile = false\n"
                                    "logging = false\nprotocol = HTTP/1.1\nconnection = keep-alive\ntimeout = 30\n"
                                    "failures = 1000000\nlimit = 255\n")
    return subprocess.Popen([siege, f"-c{PEOPLE}", f"-t{seconds}S", "-b", "-i", "-T", "application/json",
                             f"--rc={folder / 'siegerc'}", "-f", str(folder / "urls")], text=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=dict(os.environ, HOME=str(folder)))


def result_of(siege: subprocess.Popen[str]) -> dict[str, Any]:
    """What siege has counted. Raises ClusterProblem when it says nothing that can be read."""
    said, complained = siege.communicate(timeout=60)
    begin, end = said.find("{"), said.rfind("}")
    if begin < 0 or end < begin:
        raise ClusterProblem(f"siege said: {(said + complained)[-500:]}")
    return dict(json.loads(said[begin:end + 1]))


def prepare(port: int) -> list[int]:
    """Seats, and reservations that can be read."""
    seats = put_on_sale(port, 24)
    for seat in seats[8:16]:
        status, answer = ask(port, "POST", "/reservations", {"seatId": seat})
        if status != 201:
            raise ClusterProblem(f"POST /reservations was answered with {status}: {answer}")
    return seats


def show(cluster: Cluster, wanted: Wanted, faster: float, load_seconds: int,
         progress: Progress) -> list[tuple[str, bool]]:
    """Load, then none; answers what was to be seen, and whether it was."""
    folder = cluster.folders.root / "siege"
    folder.mkdir()
    siege = start_siege(folder, cluster.settings.port, load_seconds, prepare(cluster.settings.port))
    controller = Controller(cluster, wanted, faster, progress)
    while siege.poll() is None:
        controller.look()
    under_load = max(step.replicas for step in controller.steps)
    busiest = max(step.percent for step in controller.steps)
    result = result_of(siege)
    over = time.monotonic()
    while controller.replicas > wanted.scaler.minimum and time.monotonic() - over < DOWN_SECONDS_MAX:
        controller.look()
    progress.say(f"siege -c{PEOPLE}: {result['transactions']} requests, {result['transaction_rate']} a second, "
                 f"{result['failed_transactions']} failed; busiest: {busiest:.0f} % of what they ask for")
    progress.say(f"processes of {CONTEXT}: {' -> '.join(map(str, controller.counts()))}")
    down_after = wanted.scaler.down.steadies_for
    waited = next((step.at for step in controller.steps if step.at > over - controller.began
                   and step.replicas < under_load), 0.0) - (over - controller.began)
    return [(f"reservation grew to {wanted.scaler.maximum} processes", under_load == wanted.scaler.maximum),
            (f"and shrank to {wanted.scaler.minimum} again", controller.replicas == wanted.scaler.minimum),
            (f"not before its window of {down_after:.0f} s was over", waited >= down_after - 2 * controller.period),
            ("no request failed", result["failed_transactions"] == 0 and result["transactions"] > 0),
            ("siege calls that an availability of 100 %", float(result["availability"]) == 100.0)]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev cluster demo hpa", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faster", type=float, default=10.0,
                        help="how many times as fast time goes (default %(default)s)")
    parser.add_argument("--smaller", type=float, default=5.0,
                        help="how many times less a process asks for than its Deployment says (default %(default)s)")
    parser.add_argument("--seconds", type=int, default=30, help="how long siege goes on (default %(default)s)")
    parser.add_argument("--ports-from", type=int, default=26_000, metavar="PORT")
    options = parser.parse_args(arguments)
    progress = Progress()
    wanted = read_manifests(CONTEXT, options.faster, options.smaller)
    scaler = wanted.scaler
    progress.say(f"{scaler.name}: {scaler.minimum} to {scaler.maximum} at {scaler.target_percent:.0f} % of "
                 f"{wanted.request * 1000:.0f}m each (the Deployment's, {options.smaller:g} times smaller); time goes "
                 f"{options.faster:g} times as fast")
    with own_cluster(options.ports_from, progress, with_prometheus=False) as cluster:
        found = show(cluster, wanted, options.faster, options.seconds, progress)
    for what, is_so in found:
        progress.say(f"  {'ok' if is_so else 'NO'}  {what}")
    wrong = sum(not is_so for _, is_so in found)
    progress.say(f"{len(found) - wrong} passed, {wrong} failed")
    return 1 if wrong else 0
