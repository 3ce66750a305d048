"""Kubernetes' HorizontalPodAutoscaler, as far as the house uses it: the formula, its tolerance, and how fast it may go.

Source: kubernetes.io, Horizontal Pod Autoscaling ("Algorithm details", "Configurable scaling behavior"),
autoscaling/v2.
Time is an argument, so that it may go as fast as somebody likes.
"""
from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any, Iterable

from command_line import ToldProblem

TOLERANCE = 0.1
# What happens where a manifest says nothing.
DEFAULT_UP = {"stabilizationWindowSeconds": 0, "selectPolicy": "Max",
              "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15},
                           {"type": "Pods", "value": 4, "periodSeconds": 15}]}
DEFAULT_DOWN = {"stabilizationWindowSeconds": 300, "selectPolicy": "Max",
                "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}]}
SUFFIXES = {"m": 0.001, "": 1.0}


class HpaProblem(ToldProblem):
    """A manifest asks for something that is not known here; the message says what."""


@dataclass(frozen=True)
class Policy:
    kind: str  # Pods or Percent
    value: int
    seconds: float


@dataclass(frozen=True)
class Direction:
    """How fast it may go up, or down. `steadies_for`: the past that a recommendation must agree with."""
    steadies_for: float
    select: str  # Max, Min or Disabled
    policies: tuple[Policy, ...]


@dataclass(frozen=True)
class Autoscaler:
    """A manifest's numbers. `target_percent`: of what a replica asks for, its average use of the processor."""
    name: str
    minimum: int
    maximum: int
    target_percent: float
    up: Direction
    down: Direction


@dataclass(frozen=True)
class Event:
    """So many more (or fewer) replicas, at that moment."""
    at: float
    change: int


@dataclass
class History:
    recommendations: list[tuple[float, int]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def direction(told: dict[str, Any], usual: dict[str, Any], faster: float) -> Direction:
    chosen = usual | told
    return Direction(chosen["stabilizationWindowSeconds"] / faster, chosen["selectPolicy"],
                     tuple(Policy(each["type"], each["value"], each["periodSeconds"] / faster)
                           for each in chosen["policies"]))


def read(manifest: dict[str, Any], faster: float = 1.0) -> Autoscaler:
    """The autoscaler of a manifest, its times so many times shorter. Raises HpaProblem for what is not known here."""
    spec = manifest["spec"]
    resources = [each["resource"] for each in spec["metrics"] if each["type"] == "Resource"]
    target = next((each["target"] for each in resources if each["name"] == "cpu"), None)
    if manifest.get("apiVersion") != "autoscaling/v2" or target is None or target["type"] != "Utilization":
        raise HpaProblem(f"{manifest['metadata']['name']} has no target for the use of the processor (autoscaling/v2).")
    behavior = spec.get("behavior", {})
    return Autoscaler(spec["scaleTargetRef"]["name"], spec.get("minReplicas", 1), spec["maxReplicas"],
                      float(target["averageUtilization"]), direction(behavior.get("scaleUp", {}), DEFAULT_UP, faster),
                      direction(behavior.get("scaleDown", {}), DEFAULT_DOWN, faster))


def cores(quantity: str | int | float) -> float:
    """500m to 0.5."""
    found = re.fullmatch(r"([0-9.]+)(m?)", str(quantity))
    if not found:
        raise HpaProblem(f"'{quantity}' is no amount of processors.")
    return float(found[1]) * SUFFIXES[found[2]]


def utilization(used: Iterable[float], requested: float) -> float:
    """Percent: what replicas use, of what each asks for."""
    together = list(used)
    return 100 * sum(together) / (requested * len(together))


def desired(current: int, metric: float, target: float) -> int:
    """The formula: ceil(current * metric / target), and no change while that is close to what is."""
    ratio = metric / target
    # A product such as 3 * 1.1 is a little more than it should be.
    return current if abs(ratio - 1) <= TOLERANCE + 1e-9 else math.ceil(round(current * ratio, 6))


def steadied(wanted: int, current: int, scaler: Autoscaler, history: History, now: float) -> int:
    """Up goes by the least that was wanted of late, down by the most."""
    history.recommendations.append((now, wanted))
    longest = max(scaler.up.steadies_for, scaler.down.steadies_for)
    history.recommendations = [each for each in history.recommendations if now - each[0] <= longest]

    def of_late(seconds: float) -> list[int]:
        return [count for at, count in history.recommendations if now - at <= seconds]

    least_up, most_down = min(of_late(scaler.up.steadies_for)), max(of_late(scaler.down.steadies_for))
    if current < least_up:
        return least_up
    return most_down if current > most_down else current


def bound_up(current: int, scaler: Autoscaler, history: History, now: float) -> int:
    """How many there may be, as the policies count from the beginning of their periods."""
    if scaler.up.select == "Disabled":
        return current
    bounds = []
    for policy in scaler.up.policies:
        began_with = current - sum(event.change for event in history.events
                                   if event.change > 0 and now - event.at < policy.seconds)
        bounds.append(began_with + policy.value if policy.kind == "Pods"
                      else math.ceil(began_with * (1 + policy.value / 100)))
    return max(bounds) if scaler.up.select == "Max" else min(bounds)


def bound_down(current: int, scaler: Autoscaler, history: History, now: float) -> int:
    if scaler.down.select == "Disabled":
        return current
    bounds = []
    for policy in scaler.down.policies:
        began_with = current - sum(event.change for event in history.events
                                   if event.change < 0 and now - event.at < policy.seconds)
        bounds.append(began_with - policy.value if policy.kind == "Pods"
                      else int(began_with * (1 - policy.value / 100)))
    return min(bounds) if scaler.down.select == "Max" else max(bounds)


def decide(scaler: Autoscaler, current: int, metric: float, history: History, now: float) -> int:
    """How many replicas there should be from now on; what changes is noted in `history`."""
    wanted = steadied(desired(current, metric, scaler.target_percent), current, scaler, history, now)
    if wanted > current:
        chosen = min(wanted, max(bound_up(current, scaler, history, now), current), scaler.maximum)
    elif wanted < current:
        chosen = max(wanted, min(bound_down(current, scaler, history, now), current), scaler.minimum)
    else:
        chosen = current
    chosen = min(max(chosen, scaler.minimum), scaler.maximum)
    if chosen != current:
        history.events.append(Event(now, chosen - current))
    return chosen
