"""What Istio is told does what the front door's rules say, and opens no way that the house does not have."""
from __future__ import annotations

import re
from itertools import product
from typing import Iterator
from urllib.parse import urlsplit

from cluster import envoy
from cluster.front_door import KEY_HEADER, Rule, Treatment

from . import istio, names
from .rendered import Overlay
from .rules_of_network import Edge, PUBLIC, wanted_edges
from .yaml_text import Json

INSIDE = "mesh"   # Istio's own name for its side cars


def has_mesh(overlay: Overlay) -> bool:
    return bool(overlay.contexts_run())


def gateway_has_its_namespace(overlay: Overlay) -> Iterator[str]:
    """A Gateway that is named without its namespace is looked for beside the VirtualService: 404 on every path."""
    there = {f"{each['metadata']['namespace']}/{each['metadata']['name']}" for each in overlay.of("Gateway")}
    for each in overlay.of("VirtualService"):
        for named in each["spec"].get("gateways", []):
            if named != INSIDE and named not in there:
                yield (f"VirtualService {each['metadata']['name']} names the Gateway {named}, which is not there: "
                       f"every path would answer 404; write {' or '.join(sorted(there)) or 'a Gateway'}")


def front(overlay: Overlay) -> Json | None:
    """The VirtualService of the front door."""
    return next((each for each in overlay.of("VirtualService")
                 if any(named != INSIDE for named in each["spec"].get("gateways", []))), None)


def comes_in_by_https(overlay: Overlay) -> Iterator[str]:
    """The Gateway listens under the name that the house is told it has, by TLS, and sends plain HTTP there."""
    if not has_mesh(overlay):
        return
    gateway = overlay.named("Gateway", names.GATEWAY)
    if gateway is None or front(overlay) is None:
        yield "there is no front door"
        return
    options = next(each["data"] for each in overlay.of("ConfigMap")
                   if each["metadata"]["name"].startswith(names.OPTIONS))
    host = urlsplit(options["BOXOFFICE_PUBLIC_URL"]).hostname
    for server in gateway["spec"]["servers"]:
        if server["hosts"] != [host]:
            yield f"the Gateway listens for {server['hosts']}, BOXOFFICE_PUBLIC_URL says {host}"
        tls = server.get("tls", {})
        is_redirect = tls.get("httpsRedirect") is True
        if not is_redirect and (tls.get("mode") != "SIMPLE" or tls.get("minProtocolVersion") not in (
                "TLSV1_2", "TLSV1_3")):
            yield f"the Gateway takes requests on port {server['port']['number']} without TLS 1.2 or newer"


def sign_ins_limited(overlay: Overlay) -> Iterator[str]:
    """Passwords are tried at the front door only so often, by the limit that Envoy has beside ./dev cluster."""
    if not has_mesh(overlay):
        return
    limit = overlay.named("EnvoyFilter", istio.SIGN_IN_FILTER)
    if limit is None or limit["metadata"]["namespace"] != names.MESH_NAMESPACE:
        yield "one address may sign in as often as it likes"
    elif limit["spec"] != istio.sign_in_filter()["spec"]:
        yield f"EnvoyFilter {istio.SIGN_IN_FILTER} is not the limit that Envoy has beside ./dev cluster"


# ---- the front door's rules, asked

def string_fits(match: Json, text: str | None) -> bool:
    """Istio's StringMatch: nothing in it means that the value is there."""
    if text is None:
        return False
    if "exact" in match:
        return text == match["exact"]
    if "prefix" in match:
        return text.startswith(match["prefix"])
    return "regex" not in match or re.fullmatch(match["regex"], text) is not None


def route_for(virtual_service: Json, method: str, path: str, headers: dict[str, str]) -> Json | None:
    """The route that Istio would take: the first of which a match fits in all its parts."""
    for route in virtual_service["spec"]["http"]:
        for match in route.get("match", [{}]):
            if string_fits(match.get("uri", {}), path) and string_fits(match.get("method", {}), method) and all(
                    string_fits(wanted, headers.get(name)) for name, wanted in match.get("headers", {}).items()):
                return route
    return None


def requests(overlay: Overlay) -> Iterator[tuple[str, str, bool]]:
    """For each rule of the front door paths that fall under it, and near misses, with and without a key."""
    found: set[str] = {"/", "/index.html", "/internal/people", "/livez"}
    for rule in overlay.house.rules:
        if rule.pattern:
            for one in rule.pattern.split("|"):
                path = one.replace("[^/]+", "7").replace(".*", "a/b").replace("\\", "")
                found |= {path, f"{path}/more", f"{path}x"}
        else:
            found |= {rule.segment + end for end in ("", "/", "/7", "/7/more", "x")}
    yield from product(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"), sorted(found), (False, True))


def differs(route: Json | None, rule: Rule, overlay: Overlay) -> str:
    """What a route does otherwise than the rule says; empty when it does the same."""
    if route is None:
        return "is answered 404"
    hosts = {each["destination"]["host"] for each in route["route"]}
    if hosts != {names.host(names.workload(rule.context))}:
        return f"goes to {', '.join(sorted(hosts))}, not to {rule.context}"
    repeats = route.get("retries", {}).get("attempts")
    wanted = 0 if rule.treatment is Treatment.ONCE else envoy.REPEATS_MAX
    if repeats != wanted:
        return f"may be asked {'again as Istio likes' if repeats is None else f'{repeats} times again'}, not {wanted}"
    if wanted and route["retries"].get("retryOn") != istio.REPEAT_ON:
        return f"is asked again on {route['retries'].get('retryOn')}, not on {istio.REPEAT_ON}"
    timeout = istio.timeout_of(rule, overlay.house).get("timeout", "for ever")
    if route.get("timeout", "for ever") != timeout:
        return f"may take {route.get('timeout', 'for ever')}, not {timeout}"
    if set(route.get("headers", {}).get("request", {}).get("remove", [])) != set(istio.REFUSED_HEADERS):
        return "carries headers with which a client says who he is"
    return ""


def same_door(overlay: Overlay) -> Iterator[str]:
    """Each request goes where it goes beside ./dev cluster, for as long, and is asked again only where it is there."""
    virtual_service = front(overlay)
    if not has_mesh(overlay) or virtual_service is None:
        return
    told: set[str] = set()
    for method, path, has_key in requests(overlay):
        rule = overlay.house.rule_for(method, path, has_key)
        headers = {KEY_HEADER: "k"} if has_key else {}
        for more in ({}, {"x-boxoffice-canary": "always"}):
            difference = differs(route_for(virtual_service, method, path, headers | more), rule, overlay)
            finding = f"{method} {path}{' with a key' if has_key else ''} {difference}"
            if difference and finding not in told:
                told.add(finding)
                yield finding


def destinations(overlay: Overlay) -> Iterator[str]:
    """Each host is a Service, each port and subset is one that it has; nothing of the inside is let out."""
    rules = {each["spec"]["host"]: each for each in overlay.of("DestinationRule")}
    services = {names.host(each["metadata"]["name"]): each for each in overlay.of("Service")}
    for each in overlay.of("VirtualService"):
        is_front = any(named != INSIDE for named in each["spec"].get("gateways", []))
        for route in each["spec"]["http"]:
            weights = [one.get("weight", 100) for one in route["route"]]
            if sum(weights) != 100:
                yield f"the shares of route {route.get('name')} add up to {sum(weights)}"
            for one in route["route"]:
                target = one["destination"]
                service = services.get(target["host"])
                if service is None:
                    yield f"route {route.get('name')} leads to {target['host']}, which is no Service"
                    continue
                if target["port"]["number"] not in [port["port"] for port in service["spec"]["ports"]]:
                    yield f"route {route.get('name')} leads to port {target['port']['number']} of {target['host']}"
                if is_front and any(port["targetPort"] != "http" for port in service["spec"]["ports"]):
                    yield f"route {route.get('name')} leads people to {target['host']}, which is for the house alone"
                known = [subset["name"] for subset in rules.get(target["host"], {}).get("spec", {}).get("subsets", [])]
                if target.get("subset") and target["subset"] not in known:
                    yield f"route {route.get('name')} leads to {target['subset']}, which {target['host']} does not have"


def called_with_care(overlay: Overlay) -> Iterator[str]:
    """Each Service has limits of connections, ejection of the unreachable alone, and mutual TLS."""
    if not has_mesh(overlay):
        return
    rules = {each["spec"]["host"]: each["spec"].get("trafficPolicy", {}) for each in overlay.of("DestinationRule")}
    for service in overlay.of("Service"):
        name = service["metadata"]["name"]
        if name.removeprefix("boxoffice-").removesuffix("-internal") not in overlay.house.contexts:
            continue
        policy = rules.get(names.host(name))
        if policy is None:
            yield f"{name} has no DestinationRule"
            continue
        pool, outliers = policy.get("connectionPool", {}), policy.get("outlierDetection", {})
        if not pool.get("tcp", {}).get("maxConnections") or not pool.get("http", {}).get("http1MaxPendingRequests"):
            yield f"{name} may be called by any number of connections"
        if not pool.get("tcp", {}).get("tcpKeepalive"):
            yield f"a machine that went silent keeps requests to {name} waiting"
        if not outliers.get("consecutiveLocalOriginFailures") or not outliers.get("splitExternalLocalOriginErrors"):
            yield f"a replica of {name} that cannot be reached is not left alone"
        if outliers.get("consecutive5xxErrors") != 0 or outliers.get("consecutiveGatewayErrors") != 0:
            yield f"a replica of {name} is thrown out for saying that it is busy"
        if policy.get("tls", {}).get("mode") != "ISTIO_MUTUAL":
            yield f"{name} is called without mutual TLS"


# ---- who may call whom

def mutual_tls(overlay: Overlay) -> Iterator[str]:
    """The namespace is in the mesh and takes nothing in the clear, on no port."""
    if not has_mesh(overlay):
        return
    namespace = overlay.named("Namespace", names.NAMESPACE)
    if not namespace or namespace["metadata"]["labels"].get("istio-injection") != "enabled":
        yield f"the namespace {names.NAMESPACE} has no label istio-injection"
    everywhere = [each for each in overlay.of("PeerAuthentication") if not each["spec"].get("selector")]
    if not any(each["spec"].get("mtls", {}).get("mode") == "STRICT" for each in everywhere):
        yield "no PeerAuthentication of the namespace says STRICT"
    for each in overlay.of("PeerAuthentication"):
        modes = [each["spec"].get("mtls", {}), *each["spec"].get("portLevelMtls", {}).values()]
        for mode in {one.get("mode", "UNSET") for one in modes} - {"STRICT", "UNSET"}:
            yield f"PeerAuthentication {each['metadata']['name']} allows {mode}"


def callers(overlay: Overlay) -> set[Edge]:
    """Every (who, context, port) that the AuthorizationPolicies allow."""
    known = {names.principal(context): context for context in overlay.house.contexts} | {
        names.INGRESS_PRINCIPAL: PUBLIC}
    edges: set[Edge] = set()
    for each in overlay.of("AuthorizationPolicy"):
        app = each["spec"].get("selector", {}).get("matchLabels", {}).get("app", "")
        context = app.removeprefix("boxoffice-")
        if context not in overlay.house.contexts:
            continue
        for rule in each["spec"].get("rules", []):
            sources = [name for one in rule.get("from", [{}])
                       for name in one.get("source", {}).get("principals", ["*"])]
            ports = [port for one in rule.get("to", [{}]) for port in one.get("operation", {}).get("ports", ["0"])]
            edges |= {(known.get(source, source), context, int(port)) for source in sources for port in ports}
    return edges


def authorized(overlay: Overlay) -> Iterator[str]:
    """Nobody may call anybody, but for the edges that the program says there are, each on its port."""
    if not has_mesh(overlay):
        return
    if not any(each["spec"] == {} for each in overlay.of("AuthorizationPolicy")):
        yield "no AuthorizationPolicy refuses what the others do not allow"
    wanted, found = wanted_edges(overlay), callers(overlay)
    for who, context, port in sorted(wanted - found):
        yield f"{who} needs {context} on port {port}, which no AuthorizationPolicy allows"
    for who, context, port in sorted(found - wanted):
        yield f"{who} may call {context} on port {port or 'any'}, which nobody needs"


RULES = (gateway_has_its_namespace, comes_in_by_https, sign_ins_limited, same_door, destinations, called_with_care,
         mutual_tls, authorized)
