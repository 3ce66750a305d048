"""A new version everywhere while people buy: every context is replaced at once, three times, and nobody notices.

Each process gets a successor; when it says that it is ready, the old one is told to end, as Kubernetes does with
maxUnavailable 0: nobody tells the front door before. The old one says no at /readyz while it still serves, so that the
front door sends its people elsewhere, and then finishes what it has. siege counts what an outsider sees, a crowd buys
with accounts of its own. The same without probe and drain must be seen by both, or the figures would mean nothing.
"""
from __future__ import annotations

import argparse
import signal
import time
from dataclasses import replace
from typing import Any

from house import ClusterHouse
from house.crowd import Crowd
from telling import Telling

from .. import services
from ..cluster import REPLICA_END_SECONDS_MAX
from ..layout import CONTEXTS, ClusterProblem
from .siege import Siege, Told

PATHS = ["/items", "/performances?size=5", "/seats?size=5", "/clock", "/.well-known/jwks.json", "/"]
# As the manifests say it, BOXOFFICE_DRAIN_DELAY_SECONDS.
DRAIN_DELAY_SECONDS = 5
SEATS_PER_ROLLOUT = 250
SIEGE_PEOPLE = 15
SIEGE_PAUSE_SECONDS = 0.2


class HouseToRoll(ClusterHouse):
    """Whoever leaves says so, for as long as it takes the front door to notice."""

    def settings(self) -> Any:
        return replace(super().settings(), drain_delay_seconds=DRAIN_DELAY_SECONDS)


def replace_with_care(boxoffice: Any) -> None:
    """Every process gets a successor and, once all of these are ready, is told to end."""
    cluster = boxoffice.cluster
    leaving = list(cluster.state.replicas)
    fresh = [cluster.start_replica(context) for context in CONTEXTS]
    for replica in fresh:
        services.wait_until_ready(replica, cluster.front_door)
    cluster.write_places()
    for context in CONTEXTS:
        cluster.wait_until_door_sends_to(context, cluster.state.of(context))
    for replica in leaving:
        replica.process.send(signal.SIGTERM)
    for replica in leaving:
        if not replica.process.end(seconds=REPLICA_END_SECONDS_MAX):
            raise ClusterProblem(f"{replica.name} did not end by itself in {REPLICA_END_SECONDS_MAX:.0f} s.")
        cluster.state.replicas.remove(replica)
    cluster.save()
    cluster.write_places()


def replace_without(boxoffice: Any) -> None:
    """No probe: nobody waits for the successor. No drain: the old one is gone at once."""
    boxoffice.cluster.restart_abruptly(list(CONTEXTS))


class Rolled:
    """What people saw of one rollout: siege's count, the crowd's, and what became of its purchases."""

    def __init__(self, boxoffice: Any, how: Any) -> None:
        _, seats = boxoffice.make_musical(seats=SEATS_PER_ROLLOUT)
        started = time.monotonic()
        with (Siege(boxoffice.port, PATHS, SIEGE_PEOPLE, SIEGE_PAUSE_SECONDS) as siege,
              Crowd.of(boxoffice, seats) as crowd):
            how(boxoffice)
        self.seconds = time.monotonic() - started
        assert siege.told is not None
        self.siege = siege.told
        self.crowd = Told(crowd.answered + len(crowd.failures), len(crowd.failures))
        self.states = crowd.outcomes()
        self.complaints = crowd.failures[:3]

    def tell(self, name: str) -> None:
        print(f"{name}: {len(CONTEXTS)} contexts replaced in {self.seconds:.0f} s\n  siege: {self.siege}\n"
              f"  crowd: {self.crowd}; {self.states.count('Completed')} of {len(self.states)} purchases completed",
              flush=True)
        for complaint in self.complaints:
            print(f"    {complaint.strip()}", flush=True)

    def nobody_noticed(self) -> bool:
        return self.siege.failed == self.crowd.failed == 0 and self.siege.requests > 0 and set(self.states) == {
            "Completed"}

    def was_noticed(self) -> bool:
        return self.siege.failed > 0 and self.crowd.failed > 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev cluster demo rollout", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rollouts", type=int, default=3, metavar="N", help="(default %(default)s)")
    parser.add_argument("--ports-from", type=int, default=21000, metavar="PORT",
                        help="the first hundred free ports from here are used (default %(default)s)")
    options = parser.parse_args(arguments)
    telling = Telling()
    with HouseToRoll(replicas=1, ports_from=options.ports_from) as boxoffice:
        print(f"A cluster of its own serves on http://127.0.0.1:{boxoffice.port}", flush=True)
        for number in range(1, options.rollouts + 1):
            rolled = Rolled(boxoffice, replace_with_care)
            rolled.tell(f"rollout {number} of {options.rollouts}")
            telling.expect("nobody noticed", rolled.nobody_noticed())
        rolled = Rolled(boxoffice, replace_without)
        rolled.tell("without probe and drain")
        telling.expect("siege and the crowd both noticed", rolled.was_noticed())
        boxoffice.assert_sound()
        telling.succeed("verify finds nothing: no seat is sold twice, and money and tickets agree")
    return telling.end()
