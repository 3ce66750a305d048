"""How long a pod may take to leave, added up from what each step may take.

Kubernetes takes a leaving pod out of the Services and runs preStop at the same time. preStop waits until kube-proxy and
Envoy have heard of it; nothing changes for the process meanwhile. Then it gets SIGTERM: for --drain-delay-seconds it
serves on while /readyz says no, for whoever looks there by himself (a load balancer outside of the cluster). After that
requests on the public port may take --drain-seconds, those on the internal port as long again, and the contexts end
their batches. Whoever is then still there is killed.
"""
from __future__ import annotations

from dataclasses import dataclass

# The contexts end their batches, PostgreSQL and Kafka are told goodbye.
STOP_SECONDS = 10


@dataclass(frozen=True)
class Leaving:
    """All in seconds."""
    pre_stop: int = 5
    drain_delay: int = 5
    drain: int = 20

    @property
    def after_sigterm(self) -> int:
        """The longest that the program takes by itself; what the internal port drains comes after the public one."""
        return self.drain_delay + 2 * self.drain + STOP_SECONDS

    @property
    def grace(self) -> int:
        """What terminationGracePeriodSeconds must not be below."""
        return self.pre_stop + self.after_sigterm


DEFAULT = Leaving()
