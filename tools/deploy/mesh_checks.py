"""Istio's own programs judge the mesh: what istioctl finds, and where Istio's routes lead in a real Envoy."""
from __future__ import annotations

import http.client
import json
import tempfile
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Iterator

from cluster import components, envoy, ports, processes
from cluster import places as cluster_places
from cluster.front_door import KEY_HEADER, Rule, Treatment
from cluster.processes import Started

from . import istio, manifest_checks, names, places, tools
from .check import Check
from .commands import answer_of, run
from .problems import DeployProblem
from .rendered import Overlay
from .rules_of_mesh import front, requests
from .yaml_text import Json, read, to_text

OVERLAYS = ("dev", "prod", "prod-canary")
START_SECONDS_MAX = 60.0
# An EnvoyFilter may mean something else after an upgrade of Istio; a test holds ours against Envoy itself.
KNOWN = ("IST0133",)
# Istio's kinds, and the Services that their hosts are.
WANTED = ("Gateway", "VirtualService", "DestinationRule", "PeerAuthentication", "AuthorizationPolicy",
          "RequestAuthentication", "EnvoyFilter", "Service", "Namespace")
TOKEN_CHECK = places.MANIFESTS / "components" / "token-check" / "request-authentication.yaml"


def program(name: str) -> Path:
    tools.install(tools.MESH)
    return places.MESH_PROGRAMS / name


def mesh_of(overlay: Overlay) -> list[Json]:
    """What istioctl is shown: without the rest, which it would not know; with the second lock that may be added."""
    return [*(each for each in overlay.objects if each["kind"] in WANTED), *read(TOKEN_CHECK.read_text())]


@contextmanager
def as_file(objects: list[Json]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mesh.yaml"
        path.write_text(to_text(objects))
        yield path


def invalid(objects: list[Json]) -> list[str]:
    with as_file([each for each in objects if "istio.io" in each["apiVersion"]]) as path:
        told = answer_of([program("istioctl"), "validate", "--filename", path])
    said = (told.stdout + told.stderr).replace(str(path), "the mesh")
    return said.strip().splitlines() if told.returncode != 0 else []


def analyzed(objects: list[Json]) -> list[str]:
    """Every message, however mild, but for what is known and stays."""
    with as_file(objects) as path:
        told = answer_of([program("istioctl"), "analyze", "--use-kube=false", "--all-namespaces", "--output", "json",
                          path])
    try:
        messages = json.loads(told.stdout)
    except ValueError:
        raise DeployProblem(f"istioctl could not look: {told.stdout}{told.stderr}") from None
    return [f"{each['code']} {each.get('origin', '')}: {each['message']}" for each in messages
            if each["code"] not in KNOWN]


# ---- where Istio's routes lead

def service_entry(service: str, port: int, name: str) -> Json:
    """Without a cluster no Service has pods; this stands for one, so that Istio makes a whole cluster of it."""
    return {"apiVersion": istio.NETWORKING, "kind": "ServiceEntry",
            "metadata": {"name": service, "namespace": names.NAMESPACE},
            "spec": {"hosts": [names.host(service)], "location": "MESH_INTERNAL", "resolution": "DNS",
                     "ports": [{"number": port, "name": name, "protocol": "HTTP"}],
                     "endpoints": [{"address": "127.0.0.1"}]}}


def converted(overlay: Overlay) -> Json:
    """Istio's own RouteConfigurations and clusters of the front door. Its listeners for TLS are left out: they want a
    certificate; the routes are those of the plain port with the redirect taken away."""
    objects = [each for each in overlay.objects if each["kind"] in ("VirtualService", "DestinationRule")]
    gateway = json.loads(json.dumps(overlay.named("Gateway", names.GATEWAY)))
    gateway["spec"]["servers"] = [{"port": {"number": 80, "name": "http", "protocol": "HTTP"},
                                   "hosts": gateway["spec"]["servers"][0]["hosts"]}]
    entries = [service_entry(names.workload(context), names.HTTP_PORT, "http") for context in overlay.house.contexts]
    with as_file([gateway, *objects, *entries]) as path:
        out = path.with_name("out.json")
        run("Asking Istio for its routes", [program("mesh"), path, names.MESH_NAMESPACE, "ingressgateway", out])
        return json.loads(out.read_text())


def told_instead(route: Json) -> Json:
    """The route answers what it would do instead of doing it: Envoy matches, nobody needs to stand behind."""
    action = route.get("route", {})
    targets = [action["cluster"]] if "cluster" in action else [
        each["name"] for each in action.get("weightedClusters", {}).get("clusters", [])]
    retries = action.get("retryPolicy", {})
    does = {"targets": sorted(targets), "timeout": action.get("timeout"),
            "repeats": retries.get("numRetries", 0), "on": retries.get("retryOn", ""),
            "removes": sorted(route.get("requestHeadersToRemove", []))}
    return {"match": route["match"], "directResponse": {"status": 200, "body": {"inlineString": json.dumps(does)}}}


def envoy_of(routes: list[Json], port: int, admin_port: int) -> Json:
    hosts = [{"name": "house", "domains": ["*"], "routes": [told_instead(route) for route in routes]}]
    manager = {"@type": envoy.EXTENSIONS + "filters.network.http_connection_manager.v3.HttpConnectionManager",
               "stat_prefix": "routes", "route_config": {"name": "routes", "virtual_hosts": hosts},
               "http_protocol_options": {"allow_custom_methods": True},
               "http_filters": [{"name": "envoy.filters.http.router", "typed_config": {
                   "@type": envoy.EXTENSIONS + "filters.http.router.v3.Router"}}]}
    return {"admin": {"address": envoy.address("127.0.0.1", admin_port)},
            "static_resources": {"listeners": [envoy.listener("routes", "127.0.0.1", port, manager)]}}


@contextmanager
def served(routes: list[Json]) -> Iterator[int]:
    """A real Envoy with these routes; the port where it answers."""
    if not cluster_places.ENVOY.exists():
        components.install_all()
    with tempfile.TemporaryDirectory() as folder:
        port, admin_port = ports.free_ports(2)
        path = Path(folder) / "envoy.json"
        path.write_text(json.dumps(envoy_of(routes, port, admin_port)))
        process: Started = processes.start("envoy", [
            cluster_places.ENVOY, "-c", path, "--concurrency", "1", "--disable-hot-restart", "--log-level", "warning"],
            Path(folder) / "envoy.log", tied=True)
        try:
            processes.wait_until_ready(process, lambda: ports.answers(port), START_SECONDS_MAX)
            yield port
        finally:
            process.end()


def difference(does: Json | None, rule: Rule, overlay: Overlay) -> str:
    """What Istio does otherwise than the rule says; empty when it does the same."""
    if does is None:
        return "is answered 404"
    wanted_host = names.host(names.workload(rule.context))
    if {target.split("|")[-1] for target in does["targets"]} != {wanted_host}:
        return f"goes to {', '.join(does['targets'])}, not to {wanted_host}"
    repeats = 0 if rule.treatment is Treatment.ONCE else envoy.REPEATS_MAX
    if does["repeats"] != repeats or repeats and does["on"] != istio.REPEAT_ON:
        return f"is asked {does['repeats']} times again on {does['on'] or 'nothing'}, not {repeats} times"
    timeout = istio.timeout_of(rule, overlay.house).get("timeout", "0s")
    if does["timeout"] != timeout:
        return f"may take {does['timeout']}, not {timeout}"
    if set(does["removes"]) != set(istio.REFUSED_HEADERS):
        return "carries headers with which a client says who he is"
    return ""


def ask(connection: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str]) -> Json | None:
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        return None
    # HEAD has no body; it falls under the same rules as GET in every one of them.
    return json.loads(body) if body else {}


def astray(overlay: Overlay, routes: list[Json]) -> list[str]:
    """Asks a real Envoy with Istio's routes everything that the front door is asked."""
    found: list[str] = []
    with served(routes) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for method, path, has_key in requests(overlay):
            if method == "HEAD":
                continue
            for more in ({}, {"x-boxoffice-canary": "always"}):
                does = ask(connection, method, path, more | ({KEY_HEADER: "k"} if has_key else {}))
                wrong = difference(does, overlay.house.rule_for(method, path, has_key), overlay)
                if wrong:
                    found.append(f"{method} {path}{' with a key' if has_key else ''} {wrong}")
        connection.close()
    return [finding for finding, _ in groupby(found)]


def routes_of(overlay: Overlay) -> list[Json]:
    """The routes of Istio's one virtual host that has any."""
    hosts = [host for each in converted(overlay)["routes"] for host in each.get("virtualHosts", [])
             if any("route" in route for route in host.get("routes", []))]
    if len(hosts) != 1:
        raise DeployProblem(f"Istio made {len(hosts)} hosts of the VirtualService of {overlay.name}, not one: is its "
                            f"Gateway {front(overlay)['spec']['gateways'] if front(overlay) else 'there'}?")
    return hosts[0]["routes"]


def in_each(look) -> list[str]:
    return [f"{name}: {finding}" for name in OVERLAYS
            for finding in manifest_checks.first_of(look(manifest_checks.overlay(name)))]


CHECKS = [
    Check("mesh: istioctl validate", lambda: in_each(lambda overlay: invalid(mesh_of(overlay)))),
    Check("mesh: istioctl analyze", lambda: in_each(lambda overlay: analyzed(mesh_of(overlay)))),
    Check("mesh: Istio's routes in a real Envoy lead where the front door does",
          lambda: in_each(lambda overlay: astray(overlay, routes_of(overlay)))),
]
