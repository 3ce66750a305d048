"""Writes the NetworkPolicies: nothing may speak to anything, but for the edges that the house says it has.

Who asks whom comes from `boxoffice routes`; who has a database and who goes outside from contexts.py.
"""
from __future__ import annotations

from cluster.front_door import FrontDoor

from . import names
from .contexts import PODS
from .manifests import about, who_asks
from .yaml_text import Json

# Not the internet: no pod that may go outside shall reach a neighbour or the cloud's own address for credentials.
NOT_OUTSIDE = ("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")


def tcp(*ports: int) -> list[Json]:
    return [{"protocol": "TCP", "port": port} for port in ports]


def pods_of(context: str) -> Json:
    return {"podSelector": {"matchLabels": names.selector(context)}}


def namespace(name: str, pods: dict[str, str] | None = None) -> Json:
    peer: Json = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}
    return peer | ({"podSelector": {"matchLabels": pods}} if pods else {})


def policy(name: str, selector: dict[str, str], **rules: list[Json]) -> Json:
    """A direction without rules is denied and not written: the server drops empty lists, and would see a change in them
    at each apply."""
    kinds = [kind.capitalize() for kind in ("ingress", "egress") if kind in rules]
    rules = {kind: allowed for kind, allowed in rules.items() if allowed}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": {"name": name, "namespace": names.NAMESPACE,
                         "labels": {"app.kubernetes.io/part-of": "boxoffice"}},
            "spec": {"podSelector": {"matchLabels": selector} if selector else {}, "policyTypes": kinds, **rules}}


def for_everybody() -> list[Json]:
    """Deny all; then what every pod of the house needs: names, numbers, traces, the mesh's control."""
    house = {"app.kubernetes.io/part-of": "boxoffice"}
    dns = {"to": [namespace(names.DNS_NAMESPACE)],
           "ports": [{"protocol": protocol, "port": 53} for protocol in ("UDP", "TCP")]}
    return [
        policy("default-deny", {}, ingress=[], egress=[]),
        policy("names", house, egress=[dns]),
        policy("numbers-and-traces", house,
               ingress=[{"from": [namespace(names.MONITORING_NAMESPACE)],
                         "ports": tcp(names.MANAGEMENT_PORT, names.MERGED_METRICS_PORT)}],
               egress=[{"to": [namespace(names.MONITORING_NAMESPACE)], "ports": tcp(names.TRACES_PORT)}]),
        policy("mesh-control", house,
               egress=[{"to": [namespace(names.MESH_NAMESPACE)], "ports": tcp(names.MESH_CONTROL_PORT)}]),
    ]


def outside(ports: tuple[int, ...]) -> Json:
    return {"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": list(NOT_OUTSIDE)}}], "ports": tcp(*ports)}


def for_context(context: str, door: FrontDoor) -> Json:
    pod = PODS[context]
    ingress = [{"from": [namespace(names.MESH_NAMESPACE, names.INGRESS_LABELS)], "ports": tcp(names.HTTP_PORT)}]
    askers = who_asks(door, context)
    if askers:
        ingress.append({"from": [pods_of(asker) for asker in askers], "ports": tcp(names.INTERNAL_PORT)})
    egress = [{"to": [namespace(names.DATA_NAMESPACE)],
               "ports": tcp(*((names.POSTGRES_PORT,) if pod.has_database else ()), names.KAFKA_PORT)}]
    egress += [{"to": [pods_of(asked)], "ports": tcp(names.INTERNAL_PORT)} for asked in door.asks.get(context, ())]
    if pod.outside:
        egress.append(outside(pod.outside))
    made = policy(names.workload(context), names.selector(context), ingress=ingress, egress=egress)
    made["metadata"]["labels"] = about(context)["labels"]
    return made
