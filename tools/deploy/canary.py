"""Writes a canary: one replica of a newer version of a context beside the others, and what goes to it.

Who sends the header gets it always, everybody else now and then. It takes its share of the events too, from the moment
it runs: versions N and N+1 work side by side (ADR 0027).
"""
from __future__ import annotations

from cluster.front_door import FrontDoor

from . import istio, manifests, names
from .yaml_text import Json

CONTEXT = "reservation"          # the worked example; `write` makes it of this name
IMAGE = "boxoffice-canary"       # an overlay says which version that is
HEADER = "x-boxoffice-canary"
SHARE_PERCENT = 5


def name_of(context: str) -> str:
    return f"{names.workload(context)}-canary"


def deployment(context: str, door: FrontDoor) -> Json:
    made = manifests.deployment(context, door, track="canary")
    made["metadata"] = made["metadata"] | {"name": name_of(context)}
    made["spec"] = {"replicas": 1} | made["spec"]
    made["spec"]["template"]["metadata"]["labels"]["version"] = "canary"
    made["spec"]["template"]["spec"]["containers"][0]["image"] = IMAGE
    return made


def subsets(context: str) -> Json:
    rule: Json = {"apiVersion": istio.NETWORKING, "kind": "DestinationRule",
                  "metadata": {"name": names.workload(context), "namespace": names.NAMESPACE}}
    return rule | {"spec": {"subsets": [{"name": track, "labels": {"track": track}} for track in ("stable", "canary")]}}


def routes(context: str, door: FrontDoor, share: int = SHARE_PERCENT) -> Json:
    """The front door's rules, those of the context twice: for whoever asks for the canary, and for everybody."""
    http: list[Json] = []
    for rule in door.rules:
        one = istio.route(rule, door)
        if rule.context == context:
            http.append(asked_for(one, context))
            one["route"] = [{"destination": istio.destination(context, "stable"), "weight": 100 - share},
                            {"destination": istio.destination(context, "canary"), "weight": share}]
        http.append(one)
    return {"apiVersion": istio.NETWORKING, "kind": "VirtualService",
            "metadata": {"name": istio.ROUTES, "namespace": names.NAMESPACE}, "spec": {"http": http}}


def asked_for(one: Json, context: str) -> Json:
    wants = {HEADER: {"exact": "always"}}
    return one | {"name": f"{one['name']} canary",
                  "match": [match | {"headers": match.get("headers", {}) | wants} for match in one["match"]],
                  "route": [{"destination": istio.destination(context, "canary")}]}
