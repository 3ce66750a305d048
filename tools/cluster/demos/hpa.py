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
import time
from dataclasses import dataclass, field

import yaml

from telling import Telling

from .. import places, processes
from ..cluster import Cluster
from ..layout import ClusterProblem
from ..progress import Progress
from . import autoscaler
from .autoscaler import Autoscaler, History
from .own_cluster import ask, own_cluster, put_on_sale
from .siege import Siege

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


def prepare(port: int) -> list[int]:
    """Seats, and reservations that can be read."""
    seats = put_on_sale(port, 24)
    for seat in seats[8:16]:
        status, answer = ask(port, "POST", "/reservations", {"seatId": seat})
        if status != 201:
            raise ClusterProblem(f"POST /reservations was answered with {status}: {answer}")
    return seats


def show(cluster: Cluster, wanted: Wanted, faster: float, load_seconds: int, progress: Progress) -> Telling:
    """Load, then none; answers what was to be seen, and whether it was."""
    telling, port = Telling(), cluster.settings.port
    asked = [f"/reservations/{number}" for number in range(1, 9)]
    asked += [f"/reservations POST {json.dumps({'seatId': seat})}" for seat in prepare(port)[:2]]
    with Siege(port, asked, PEOPLE, keep_alive=True) as siege:
        controller = Controller(cluster, wanted, faster, progress)
        until = time.monotonic() + load_seconds
        while time.monotonic() < until:
            controller.look()
    over = time.monotonic()
    under_load = max(step.replicas for step in controller.steps)
    busiest = max(step.percent for step in controller.steps)
    while controller.replicas > wanted.scaler.minimum and time.monotonic() - over < DOWN_SECONDS_MAX:
        controller.look()
    told = siege.told
    assert told is not None
    progress.say(f"siege -c{PEOPLE}: {told}, {told.per_second} a second; busiest: {busiest:.0f} % of what they ask for")
    progress.say(f"processes of {CONTEXT}: {' -> '.join(map(str, controller.counts()))}")
    down_after = wanted.scaler.down.steadies_for
    waited = next((step.at for step in controller.steps if step.at > over - controller.began
                   and step.replicas < under_load), 0.0) - (over - controller.began)
    telling.expect(f"reservation grew to {wanted.scaler.maximum} processes", under_load == wanted.scaler.maximum)
    telling.expect(f"and shrank to {wanted.scaler.minimum} again", controller.replicas == wanted.scaler.minimum)
    telling.expect(f"not before its window of {down_after:.0f} s was over",
                   waited >= down_after - 2 * controller.period)
    telling.expect("no request failed", told.failed == 0 and told.requests > 0)
    return telling


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
        telling = show(cluster, wanted, options.faster, options.seconds, progress)
    return telling.end()
