"""Writes what Istio is told: the front door's rules as a VirtualService, how each context is called, who may call whom.

The rules are those of cluster/front_door.py and the numbers those of cluster/envoy.py, so that the door beside
`./dev cluster` and the one in Kubernetes do the same.
"""
from __future__ import annotations

from cluster import envoy
from cluster.front_door import ANSWER_MARGIN_MS, KEY_HEADER, FrontDoor, Rule, Treatment

from . import names
from .manifests import about, who_asks
from .yaml_text import Json

HOST = "boxoffice.example.com"   # overlays patch it in the Gateway, and nowhere else
ROUTES = "boxoffice"             # the VirtualService
# What a client may not say about himself. X-Forwarded-For and -Proto are Istio's own to set and to clean.
REFUSED_HEADERS = tuple(name for name in envoy.HEADERS_FOR_US_ALONE
                        if name not in ("x-forwarded-for", "x-forwarded-proto"))
SIGN_INS_PER_SECOND = 20
SIGN_IN_FILTER = "boxoffice-sign-ins"
EJECTED_PERCENT_MAX = 67
REPEAT_ON = "connect-failure,refused-stream,reset"
NETWORKING, SECURITY = "networking.istio.io/v1", "security.istio.io/v1"


def labelled(name: str) -> Json:
    return {"name": name, "namespace": names.NAMESPACE, "labels": {"app.kubernetes.io/part-of": "boxoffice"}}


# ---- the front door

def gateway() -> Json:
    """Where the world comes in. Its namespace is Istio's, because its pods are and read the certificate there."""
    return {"apiVersion": NETWORKING, "kind": "Gateway",
            "metadata": {"name": names.GATEWAY, "namespace": names.MESH_NAMESPACE,
                         "labels": {"app.kubernetes.io/part-of": "boxoffice"}},
            "spec": {"selector": dict(names.INGRESS_LABELS), "servers": [
                {"port": {"number": 443, "name": "https", "protocol": "HTTPS"}, "hosts": [HOST],
                 "tls": {"mode": "SIMPLE", "credentialName": "boxoffice-tls", "minProtocolVersion": "TLSV1_2"}},
                {"port": {"number": 80, "name": "http", "protocol": "HTTP"}, "hosts": [HOST],
                 "tls": {"httpsRedirect": True}}]}}


def paths(rule: Rule) -> list[Json]:
    """A first segment is itself and what is below it; Istio's prefix alone would take /itemsold for /items."""
    if rule.pattern:
        return [{"uri": {"regex": rule.pattern}}]
    if rule.segment == "/":
        return [{"uri": {"prefix": "/"}}]
    return [{"uri": {"exact": rule.segment}}, {"uri": {"prefix": f"{rule.segment}/"}}]


def matches(rule: Rule) -> list[Json]:
    more: Json = {}
    if len(rule.methods) == 1:
        more["method"] = {"exact": rule.methods[0]}
    elif rule.methods:
        more["method"] = {"regex": "|".join(rule.methods)}
    if rule.needs_key:
        # Nothing but the name means that it is there.
        more["headers"] = {KEY_HEADER: {}}
    return [path | more for path in paths(rule)]


def repeats(is_allowed: bool) -> Json:
    """Istio repeats everything twice unless told otherwise, a payment too."""
    return {"attempts": envoy.REPEATS_MAX, "retryOn": REPEAT_ON} if is_allowed else {"attempts": 0}


def destination(context: str, subset: str = "") -> Json:
    made = {"host": names.host(names.workload(context)), "port": {"number": names.HTTP_PORT}}
    return made | ({"subset": subset} if subset else {})


def timeout_of(rule: Rule, door: FrontDoor) -> Json:
    """Streams go on: Istio takes no 0, and sets no end where nothing is said."""
    if rule.treatment is Treatment.STREAM:
        return {}
    return {"timeout": envoy.seconds(door.limits.answer_ms + ANSWER_MARGIN_MS)}


def route(rule: Rule, door: FrontDoor) -> Json:
    """Bodies are not limited here: Istio cannot say it, and the house refuses what is too large by itself."""
    return {"name": rule.name, "match": matches(rule),
            "route": [{"destination": destination(rule.context)}],
            **timeout_of(rule, door), "retries": repeats(rule.treatment is not Treatment.ONCE),
            "headers": {"request": {"remove": list(REFUSED_HEADERS)}}}


def virtual_service(door: FrontDoor) -> Json:
    return {"apiVersion": NETWORKING, "kind": "VirtualService", "metadata": labelled(ROUTES), "spec": {
        # Without its namespace Istio looks for the Gateway beside this VirtualService and answers 404 to everything.
        "gateways": [f"{names.MESH_NAMESPACE}/{names.GATEWAY}"],
        "hosts": ["*"], "http": [route(rule, door) for rule in door.rules]}}


def sign_in_limit() -> Json:
    """As beside ./dev cluster: one address signs in, registers or comes as a guest only so often at each door."""
    limit = envoy.sign_in_limit(SIGN_INS_PER_SECOND)
    is_sign_in = {"header_value_match": {"descriptor_value": "sign_in", "headers": [
        {"name": ":method", "string_match": {"exact": "POST"}},
        {"name": ":path", "string_match": {"safe_regex": {"regex": f"{envoy.SIGN_IN_PATHS}(?:\\?.*)?"}}}]}}
    limit["rate_limits"] = [{"actions": [is_sign_in, {"remote_address": {}}]}]
    limit["descriptors"][0]["entries"].insert(0, {"key": "header_match", "value": "sign_in"})
    return limit


def sign_in_filter() -> Json:
    """Istio has no word of its own for it, so Envoy's is put before its router."""
    router = {"name": "envoy.filters.network.http_connection_manager",
              "subFilter": {"name": "envoy.filters.http.router"}}
    return {"apiVersion": "networking.istio.io/v1alpha3", "kind": "EnvoyFilter",
            "metadata": {"name": SIGN_IN_FILTER, "namespace": names.MESH_NAMESPACE,
                         "labels": {"app.kubernetes.io/part-of": "boxoffice"}},
            "spec": {"workloadSelector": {"labels": dict(names.INGRESS_LABELS)}, "priority": 10, "configPatches": [{
                "applyTo": "HTTP_FILTER",
                "match": {"context": "GATEWAY", "listener": {"filterChain": {"filter": router}}},
                "patch": {"operation": "INSERT_BEFORE", "value": {
                    "name": "envoy.filters.http.local_ratelimit", "typed_config": sign_in_limit()}}}]}}


# ---- how contexts are called

def traffic(door: FrontDoor) -> Json:
    """What the network says counts for throwing a replica out; a 503 of a busy one does not."""
    return {
        "loadBalancer": {"simple": "LEAST_REQUEST"},
        "connectionPool": {
            # A machine that went silent is noticed by its connections within seconds.
            "tcp": {"maxConnections": envoy.CONNECTIONS_PER_CONTEXT_MAX, "connectTimeout": "1s",
                    "tcpKeepalive": {"probes": 3, "time": "1s", "interval": "1s"}},
            "http": {"http1MaxPendingRequests": envoy.WAITING_PER_CONTEXT_MAX,
                     "http2MaxRequests": envoy.REQUESTS_PER_CONTEXT_MAX,
                     "idleTimeout": envoy.seconds(door.limits.idle_ms - envoy.IDLE_MARGIN_MS)}},
        "outlierDetection": {"splitExternalLocalOriginErrors": True, "consecutiveLocalOriginFailures": 5,
                             "consecutive5xxErrors": 0, "consecutiveGatewayErrors": 0, "interval": "1s",
                             "baseEjectionTime": "5s", "maxEjectionPercent": EJECTED_PERCENT_MAX},
        "tls": {"mode": "ISTIO_MUTUAL"}}


def destination_rule(service: str, door: FrontDoor) -> Json:
    return {"apiVersion": NETWORKING, "kind": "DestinationRule", "metadata": labelled(service),
            "spec": {"host": names.host(service), "trafficPolicy": traffic(door)}}


def internal_routes(context: str) -> Json:
    """Questions between processes change nothing, so they may be asked again of another replica."""
    service = names.internal_service(context)
    return {"apiVersion": NETWORKING, "kind": "VirtualService", "metadata": labelled(service), "spec": {
        "hosts": [names.host(service)], "http": [{
            "name": f"questions to {context}",
            "route": [{"destination": {"host": names.host(service), "port": {"number": names.INTERNAL_PORT}}}],
            "timeout": envoy.seconds(envoy.INNER_TIMEOUT_MS), "retries": repeats(True)}]}}


def traffic_objects(door: FrontDoor) -> list[Json]:
    asked = [context for context in door.contexts if who_asks(door, context)]
    return [*(destination_rule(names.workload(context), door) for context in door.contexts),
            *(destination_rule(names.internal_service(context), door) for context in asked),
            *(internal_routes(context) for context in asked)]


# ---- who may call whom

def security_object(kind: str, name: str, spec: Json) -> Json:
    return {"apiVersion": SECURITY, "kind": kind, "metadata": labelled(name), "spec": spec}


def allowance(principals: list[str], port: int) -> Json:
    return {"from": [{"source": {"principals": principals}}], "to": [{"operation": {"ports": [str(port)]}}]}


def allowances(context: str, door: FrontDoor) -> Json:
    rules = [allowance([names.INGRESS_PRINCIPAL], names.HTTP_PORT)]
    askers = who_asks(door, context)
    if askers:
        rules.append(allowance([names.principal(asker) for asker in askers], names.INTERNAL_PORT))
    made = security_object("AuthorizationPolicy", names.workload(context), {
        "selector": {"matchLabels": names.selector(context)}, "action": "ALLOW", "rules": rules})
    made["metadata"]["labels"] = about(context)["labels"]
    return made


def security_objects(door: FrontDoor) -> list[Json]:
    return [security_object("PeerAuthentication", "default", {"mtls": {"mode": "STRICT"}}),
            # Allows nothing; what the next ones do not allow is refused.
            security_object("AuthorizationPolicy", "default-deny", {}),
            *(allowances(context, door) for context in door.contexts)]
