"""Runs Envoy and asks its administration port how it sees the replicas."""
from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.request
from typing import Any, Sequence

from command_line import ToldProblem

from . import places, processes
from .envoy import Door

START_SECONDS_MAX = 20.0
VALIDATE_SECONDS_MAX = 60.0


class EnvoyProblem(ToldProblem):
    """Envoy refuses its configuration; the message has what it said."""


def validate(door: Door) -> None:
    """Lets Envoy read the configuration without serving."""
    done = subprocess.run([places.ENVOY, "--mode", "validate", "-c", door.configuration, "--log-level", "warning"],
                          capture_output=True, text=True, check=False, timeout=VALIDATE_SECONDS_MAX)
    if done.returncode != 0:
        raise EnvoyProblem(f"Envoy refuses {door.configuration}: {(done.stdout + done.stderr)[-2000:]}")


def start(door: Door, *, tied: bool = False, enter: Sequence[str] = ()) -> processes.Started:
    """Starts it without waiting; `wait_until_ready` does that. Hot restarts are not used, so no base id is shared."""
    return processes.start("envoy", [*enter, places.ENVOY, "-c", door.configuration, "--concurrency", "1",
                                     "--disable-hot-restart", "--log-level", "warning"],
                           door.folder / "envoy.log", tied=tied)


def ask(door: Door, path: str) -> str | None:
    """What the administration port answers; None while it does not."""
    try:
        with urllib.request.urlopen(f"http://{door.host}:{door.admin_port}{path}", timeout=5) as answer:
            return answer.read().decode()
    except (OSError, urllib.error.HTTPError):
        return None


def is_ready(door: Door) -> bool:
    return ask(door, "/ready") is not None


def wait_until_ready(door: Door, process: processes.Started) -> None:
    processes.wait_until_ready(process, lambda: is_ready(door), START_SECONDS_MAX)


def is_healthy(status: dict[str, Any]) -> bool:
    """Whether Envoy would send requests to a host with this status: no check and no watcher speaks against it."""
    return status.get("eds_health_status", "HEALTHY") in ("HEALTHY", "UNKNOWN") and not any(
        value is True for value in status.values())


def replicas(door: Door, context: str) -> dict[int, bool]:
    """The replicas of a context that Envoy knows: port, and whether it sends requests there."""
    text = ask(door, "/clusters?format=json")
    known: dict[int, bool] = {}
    for cluster in json.loads(text)["cluster_statuses"] if text else []:
        if cluster["name"] == context:
            for host in cluster.get("host_statuses", []):
                port = host["address"]["socket_address"]["port_value"]
                known[port] = is_healthy(host.get("health_status", {}))
    return known


def statistic(door: Door, name: str) -> int | None:
    """One of Envoy's numbers, by its whole name."""
    text = ask(door, f"/stats?filter=^{name.replace('.', '%5C.')}$") or ""
    found = [line.rpartition(": ")[2] for line in text.splitlines() if line.startswith(name + ": ")]
    return int(found[0]) if found else None


def sends_to(door: Door, context: str) -> set[int]:
    """The ports of the replicas that get requests now.

    A host is listed a moment before the threads that serve know of it; their count is what holds. Until both agree
    nobody is named."""
    healthy = {port for port, is_well in replicas(door, context).items() if is_well}
    return healthy if statistic(door, f"cluster.{context}.membership_healthy") == len(healthy) else set()
