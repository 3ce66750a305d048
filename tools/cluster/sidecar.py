"""Envoy beside one process, as a mesh puts it there: what comes in shows a certificate and is allowed, or is refused.

Who may come in is read from the same AuthorizationPolicies that Istio gets; what goes out carries the certificate of
its process and wants to see that of whom it asks.
"""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterable

from . import http_questions, places, processes
from .certificates import SPIFFE, Authority, Identity
from .envoy import EXTENSIONS, address, listener

Json = dict[str, Any]


@dataclass(frozen=True)
class Inbound:
    """`port` is where others come in, by mutual TLS; it stands for `stands_for` of the pod and leads to `leads_to`."""
    port: int
    stands_for: int
    leads_to: int


@dataclass(frozen=True)
class Outbound:
    """`port` is where the own process asks, in the clear; the question goes to `leads_to`, if that is `principal`."""
    name: str
    port: int
    leads_to: int
    principal: str


@dataclass(frozen=True)
class SideCar:
    """`policies` are the AuthorizationPolicies of its pod; without any, nobody may come in."""
    name: str
    admin_port: int
    folder: Path
    identity: Identity
    authority: Authority
    policies: tuple[Json, ...] = ()
    inbound: tuple[Inbound, ...] = ()
    outbound: tuple[Outbound, ...] = field(default=())

    @property
    def configuration(self) -> Path:
        return self.folder / f"{self.name}.json"


# ---- certificates

def common_tls(car: SideCar, wanted: Json) -> Json:
    return {"tls_params": {"tls_minimum_protocol_version": "TLSv1_2"},
            "tls_certificates": [{"certificate_chain": {"filename": str(car.identity.certificate)},
                                  "private_key": {"filename": str(car.identity.key)}}],
            "validation_context": {"trusted_ca": {"filename": str(car.authority.certificate)},
                                   "match_typed_subject_alt_names": [{"san_type": "URI", "matcher": wanted}]}}


def shows_and_wants(car: SideCar) -> Json:
    """What comes in: both show a certificate of our authority, and the other one is somebody of the mesh."""
    return {"name": "envoy.transport_sockets.tls", "typed_config": {
        "@type": EXTENSIONS + "transport_sockets.tls.v3.DownstreamTlsContext", "require_client_certificate": True,
        "common_tls_context": common_tls(car, {"prefix": f"{SPIFFE}cluster.local/"})}}


def asks_only(car: SideCar, principal: str) -> Json:
    return {"name": "envoy.transport_sockets.tls", "typed_config": {
        "@type": EXTENSIONS + "transport_sockets.tls.v3.UpstreamTlsContext",
        "common_tls_context": common_tls(car, {"exact": SPIFFE + principal})}}


# ---- who may come in

def principals_for(policies: Iterable[Json], port: int) -> list[str]:
    """Who may come in on a port of the pod, as Istio reads its policies. A rule without a port holds for each."""
    found: list[str] = []
    for policy in policies:
        if policy["spec"].get("action", "ALLOW") != "ALLOW":
            raise ValueError(f"{policy['metadata']['name']}: only ALLOW is understood here")
        for rule in policy["spec"].get("rules", []):
            ports = [text for one in rule.get("to", []) for text in one["operation"].get("ports", [])]
            if not ports or str(port) in ports:
                found += [name for one in rule["from"] for name in one["source"]["principals"]]
    return found


def allows(principals: list[str]) -> Json:
    """The filter; an empty list allows nobody."""
    who = [{"authenticated": {"principal_name": {"exact": SPIFFE + name}}} for name in principals]
    policies = {"edges": {"permissions": [{"any": True}], "principals": who}} if who else {}
    return {"name": "envoy.filters.http.rbac", "typed_config": {
        "@type": EXTENSIONS + "filters.http.rbac.v3.RBAC", "rules": {"action": "ALLOW", "policies": policies}}}


# ---- listeners and where they lead

def manager(name: str, target: str, *filters: Json) -> Json:
    return {"@type": EXTENSIONS + "filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": name, "server_header_transformation": "PASS_THROUGH",
            "route_config": {"name": name, "virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
                {"match": {"prefix": "/"}, "route": {"cluster": target, "timeout": "10s"}}]}]},
            "http_filters": [*filters, {"name": "envoy.filters.http.router", "typed_config": {
                "@type": EXTENSIONS + "filters.http.router.v3.Router", "suppress_envoy_headers": True}}]}


def cluster(name: str, port: int) -> Json:
    hosts = [{"endpoint": {"address": address("127.0.0.1", port)}}]
    return {"name": name, "type": "STATIC", "connect_timeout": "2s",
            "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": hosts}]}}


def configuration(car: SideCar) -> Json:
    listeners, clusters = [], []
    for way in car.inbound:
        name = f"in_{way.stands_for}"
        one = listener(name, "127.0.0.1", way.port, manager(
            name, f"own_{way.stands_for}", allows(principals_for(car.policies, way.stands_for))))
        one["filter_chains"][0]["transport_socket"] = shows_and_wants(car)
        listeners.append(one)
        clusters.append(cluster(f"own_{way.stands_for}", way.leads_to))
    for way in car.outbound:
        listeners.append(listener(f"out_{way.name}", "127.0.0.1", way.port, manager(f"out_{way.name}", way.name)))
        clusters.append(cluster(way.name, way.leads_to) | {"transport_socket": asks_only(car, way.principal)})
    return {"node": {"id": car.name, "cluster": "mesh"}, "admin": {"address": address("127.0.0.1", car.admin_port)},
            "static_resources": {"listeners": listeners, "clusters": clusters}}


def start(car: SideCar) -> processes.Started:
    car.configuration.write_text(json.dumps(configuration(car)))
    return processes.start(f"side car of {car.name}", [
        places.ENVOY, "-c", car.configuration, "--concurrency", "1", "--disable-hot-restart", "--log-level", "warning"],
        car.folder / f"{car.name}.log", tied=True)


def statistic(car: SideCar, name: str) -> int:
    """One of its Envoy's numbers, 0 before it was ever counted."""
    answer = http_questions.ask(car.admin_port, f"/stats?filter=^{name.replace('.', '%5C.')}$")
    text = answer[1] if answer else ""
    return int(text.rpartition(": ")[2]) if text.startswith(name + ": ") else 0
