"""Writes Envoy's configuration of the front door's rules.

What rarely changes (listener, rules, clusters) is one file; where the replicas are is a file per context, which Envoy
watches: a new replica, or one that is about to leave, needs no restart and breaks no connection.
"""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping, Sequence

from .front_door import KEY_HEADER, ANSWER_MARGIN_MS, FrontDoor, Rule, Treatment
from .problems import PROBLEMS, RETRY_AFTER_SECONDS, Problem

Json = dict[str, Any]

TYPE = "type.googleapis.com/"
EXTENSIONS = TYPE + "envoy.extensions."
CONNECTIONS_MAX = 10_000             # of people
CONNECTIONS_PER_CONTEXT_MAX = 1_024  # to each context
WAITING_PER_CONTEXT_MAX = 2_048
REQUESTS_PER_CONTEXT_MAX = 20_000    # streams stay open, so there are many
REPEATS_MAX = 2                      # of one request, each at another replica where there is one
CONNECTION_BUFFER_BYTES = 32 * 1024
# Shorter than the house keeps an idle connection (limits.idleMs), so that no request meets its closing.
IDLE_MARGIN_MS = 15_000
STREAM_SILENCE_MS = 300_000
# When a replica's machine acknowledges nothing for so long, its connections are given up: what was asked over them is
# asked again where it may be. Without that the kernel would go on sending for a quarter of an hour.
SILENCE_MS_MAX = 4_000
TCP_LEVEL, TCP_USER_TIMEOUT = 6, 18  # as Linux numbers them
HEALTH_CHECK_MS = 1_000
HEALTH_CHECK_TIMEOUT_MS = 2_000
# What clients may not say themselves: who they are is for the door to say, and what is internal for nobody outside.
HEADERS_FOR_US_ALONE = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto",
                        "x-forwarded-prefix", "x-real-ip", "x-client-ip", "x-user-id", "x-original-url",
                        "x-rewrite-url", "x-service-secret")
SIGN_IN_PATHS = "/auth/(?:login|register|guest(?:/link)?|refresh)"


INNER_TIMEOUT_MS = 10_000


@dataclass(frozen=True)
class Endpoint:
    """One replica of a context: where it serves, where it says how it is, and where others of the house ask it."""
    port: int
    management_port: int
    internal_port: int = 0
    host: str = "127.0.0.1"


@dataclass(frozen=True)
class Door:
    """Where Envoy listens and writes. `sign_ins_per_second` is for one address; its burst is three times as much.

    `inner_ports`: where contexts are asked by others of the house, whichever replica answers. Only these listeners
    lead to the internal ports; no rule of the front door does."""
    port: int
    admin_port: int
    folder: Path
    sign_ins_per_second: int = 20
    inner_ports: Mapping[str, int] = field(default_factory=dict)
    host: str = "127.0.0.1"

    @property
    def configuration(self) -> Path:
        return self.folder / "envoy.json"

    @property
    def endpoints_folder(self) -> Path:
        return self.folder / "endpoints"

    @property
    def access_log(self) -> Path:
        return self.folder / "access.log"

    def endpoints_file(self, cluster_name: str) -> Path:
        return self.endpoints_folder / f"{cluster_name}.json"


def inner_cluster(context: str) -> str:
    return f"{context}-internal"


def seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:g}s"


def address(host: str, port: int) -> Json:
    return {"socket_address": {"address": host, "port_value": port}}


# ---- rules

def route_match(rule: Rule) -> Json:
    match: Json
    if rule.pattern:
        match = {"safe_regex": {"regex": rule.pattern}}
    elif rule.segment == "/":
        match = {"prefix": "/"}
    else:
        match = {"path_separated_prefix": rule.segment}
    headers: list[Json] = []
    if rule.methods:
        methods = {"safe_regex": {"regex": "|".join(rule.methods)}} if len(rule.methods) > 1 else {
            "exact": rule.methods[0]}
        headers.append({"name": ":method", "string_match": methods})
    if rule.needs_key:
        headers.append({"name": KEY_HEADER, "present_match": True})
    return match | ({"headers": headers} if headers else {})


def repeat_policy() -> Json:
    """Asked again of another replica when the first could not be reached or went away before it had answered.

    A 503 of the house itself is passed on: asking again would only add to what it is too busy for."""
    return {"retry_on": "connect-failure,refused-stream,reset", "num_retries": REPEATS_MAX,
            "retry_host_predicate": [{
                "name": "envoy.retry_host_predicates.previous_hosts",
                "typed_config": {"@type": EXTENSIONS + "retry.host.previous_hosts.v3.PreviousHostsPredicate"}}],
            "host_selection_retry_max_attempts": 10,
            "retry_back_off": {"base_interval": "0.025s", "max_interval": "0.25s"}}


def route(rule: Rule, door: FrontDoor) -> Json:
    action: Json = {"cluster": rule.context, "timeout": seconds(door.limits.answer_ms + ANSWER_MARGIN_MS)}
    if rule.treatment is Treatment.STREAM:
        action |= {"timeout": "0s", "idle_timeout": seconds(STREAM_SILENCE_MS)}
    if rule.treatment is not Treatment.ONCE:
        action["retry_policy"] = repeat_policy()
    made: Json = {"name": rule.name, "match": route_match(rule), "route": action}
    if rule.body_bytes_max != door.limits.body_bytes:
        made["typed_per_filter_config"] = {"envoy.filters.http.buffer": {
            "@type": EXTENSIONS + "filters.http.buffer.v3.BufferPerRoute",
            "buffer": {"max_request_bytes": rule.body_bytes_max}}}
    return made


# ---- what stands before the rules

def early_headers() -> Json:
    return {"name": "envoy.http.early_header_mutation.header_mutation", "typed_config": {
        "@type": EXTENSIONS + "http.early_header_mutation.header_mutation.v3.HeaderMutation",
        "mutations": [{"remove": name} for name in HEADERS_FOR_US_ALONE]}}


def sign_in_limit(per_second: int) -> Json:
    """One address signs in, registers or comes as a guest only so often: the house computes hashes for it."""
    everybody = {"default_value": {"numerator": 100, "denominator": "HUNDRED"}}
    return {"@type": EXTENSIONS + "filters.http.local_ratelimit.v3.LocalRateLimit", "stat_prefix": "sign_in",
            "filter_enabled": everybody, "filter_enforced": everybody,
            # Never reached: whoever is counted at all is counted by address.
            "token_bucket": {"max_tokens": 1_000_000, "tokens_per_fill": 1_000_000, "fill_interval": "1s"},
            "rate_limits": [{"actions": [{"remote_address": {}}]}],
            "descriptors": [{"entries": [{"key": "remote_address"}],
                             "token_bucket": {"max_tokens": 3 * per_second, "tokens_per_fill": per_second,
                                              "fill_interval": "1s"}}],
            "max_dynamic_descriptors": 100_000,
            "response_headers_to_add": [{"header": {"key": "Retry-After", "value": "1"}}]}


def sign_in_route(rule: Rule, door: FrontDoor, per_second: int) -> Json:
    made = route(rule, door)
    made["name"] = f"{rule.context} sign in"
    made["match"] = {"safe_regex": {"regex": SIGN_IN_PATHS},
                     "headers": [{"name": ":method", "string_match": {"exact": "POST"}}]}
    made.setdefault("typed_per_filter_config", {})["envoy.filters.http.local_ratelimit"] = sign_in_limit(per_second)
    return made


def routes(front_door: FrontDoor, door: Door) -> list[Json]:
    made = [route(rule, front_door) for rule in front_door.rules]
    sign_in = front_door.rule_for("POST", "/auth/login")
    if sign_in.segment == "/auth":
        made.insert(0, sign_in_route(sign_in, front_door, door.sign_ins_per_second))
    return made


def problem_body(problem: Problem, title: str) -> Json:
    return {"status": problem.status, "code": problem.code, "title": title, "errors": []}


def problem_mapper(problem: Problem, in_korean: bool) -> Json:
    is_status = {"status_code_filter": {"comparison": {"op": "EQ", "value": {
        "default_value": problem.door_status, "runtime_key": f"door.status.{problem.door_status}"}}}}
    asks_korean = {"header_filter": {"header": {"name": "accept-language", "string_match": {
        "safe_regex": {"regex": "(?i)ko.*"}}}}}
    mapper: Json = {
        "filter": {"and_filter": {"filters": [is_status, asks_korean]}} if in_korean else is_status,
        "status_code": problem.status,
        "body_format_override": {
            "json_format": problem_body(problem, problem.korean if in_korean else problem.english),
            "content_type": "application/problem+json; charset=utf-8"},
        "headers_to_add": [{"header": {"key": "Content-Language", "value": "ko" if in_korean else "en"}},
                           {"header": {"key": "X-Content-Type-Options", "value": "nosniff"}}]}
    if problem.status == 503:
        mapper["headers_to_add"].append({"header": {"key": "Retry-After", "value": str(RETRY_AFTER_SECONDS)},
                                         "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"})
    return mapper


def access_log(path: Path) -> Json:
    """One line of JSON for each request. Queries are left out: they may carry what only one person should know."""
    fields = {"time": "%START_TIME(%Y-%m-%dT%H:%M:%S.%3fZ)%", "requestId": "%REQ(X-REQUEST-ID)%",
              "traceparent": "%REQ(TRACEPARENT)%", "method": "%REQ(:METHOD)%", "path": "%PATH(NQ)%",
              "protocol": "%PROTOCOL%", "status": "%RESPONSE_CODE%", "why": "%RESPONSE_CODE_DETAILS%",
              "flags": "%RESPONSE_FLAGS%", "durationMs": "%DURATION%", "bytesIn": "%BYTES_RECEIVED%",
              "bytesOut": "%BYTES_SENT%", "client": "%DOWNSTREAM_REMOTE_ADDRESS%", "rule": "%ROUTE_NAME%",
              "context": "%UPSTREAM_CLUSTER%", "replica": "%UPSTREAM_HOST%",
              "attempts": "%UPSTREAM_REQUEST_ATTEMPT_COUNT%"}
    return {"name": "envoy.access_loggers.file", "typed_config": {
        "@type": EXTENSIONS + "access_loggers.file.v3.FileAccessLog", "path": str(path),
        "log_format": {"json_format": fields}}}


def connection_manager(front_door: FrontDoor, door: Door) -> Json:
    limits = front_door.limits
    return {
        "@type": EXTENSIONS + "filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "front_door",
        "access_log": [access_log(door.access_log)],
        "early_header_mutation_extensions": [early_headers()],
        "use_remote_address": True,
        "generate_request_id": True,
        "preserve_external_request_id": True,
        "always_set_request_id_in_response": True,
        "server_header_transformation": "PASS_THROUGH",
        "normalize_path": True,
        "merge_slashes": False,
        "strip_trailing_host_dot": True,
        "max_request_headers_kb": max(1, limits.head_bytes // 1024),
        "request_headers_timeout": seconds(limits.header_ms),
        "request_timeout": seconds(limits.header_ms + limits.body_ms),
        "stream_idle_timeout": seconds(STREAM_SILENCE_MS),
        "common_http_protocol_options": {
            "idle_timeout": seconds(limits.idle_ms), "max_headers_count": limits.headers,
            "headers_with_underscores_action": "REJECT_REQUEST"},
        # A method that nobody knows is refused by the house as one that a path does not have.
        "http_protocol_options": {"allow_custom_methods": True},
        "http2_protocol_options": {"max_concurrent_streams": 100, "initial_stream_window_size": 65_536,
                                   "initial_connection_window_size": 1_048_576},
        "local_reply_config": {"mappers": [problem_mapper(problem, in_korean) for problem in PROBLEMS
                                           for in_korean in (True, False)]},
        "route_config": {"name": "front_door", "request_headers_to_remove": [
            "x-envoy-external-address"], "virtual_hosts": [{
            "name": "house", "domains": ["*"], "routes": routes(front_door, door)}]},
        "http_filters": [
            {"name": "envoy.filters.http.local_ratelimit", "typed_config": {
                "@type": EXTENSIONS + "filters.http.local_ratelimit.v3.LocalRateLimit", "stat_prefix": "off"}},
            {"name": "envoy.filters.http.buffer", "typed_config": {
                "@type": EXTENSIONS + "filters.http.buffer.v3.Buffer", "max_request_bytes": limits.body_bytes}},
            {"name": "envoy.filters.http.router", "typed_config": {
                "@type": EXTENSIONS + "filters.http.router.v3.Router", "suppress_envoy_headers": True}}]}


# ---- the inner doors

def inner_listener(context: str, port: int, host: str) -> Json:
    """Where others of the house ask a context. What is asked there changes nothing, so it may be asked again."""
    action = {"cluster": inner_cluster(context), "timeout": seconds(INNER_TIMEOUT_MS), "retry_policy": repeat_policy()}
    manager = {
        "@type": EXTENSIONS + "filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": inner_cluster(context),
        "server_header_transformation": "PASS_THROUGH",
        "route_config": {"name": inner_cluster(context), "virtual_hosts": [{
            "name": "house", "domains": ["*"], "routes": [{"match": {"prefix": "/"}, "route": action}]}]},
        "http_filters": [{"name": "envoy.filters.http.router", "typed_config": {
            "@type": EXTENSIONS + "filters.http.router.v3.Router", "suppress_envoy_headers": True}}]}
    return listener(inner_cluster(context), host, port, manager)


def listener(name: str, host: str, port: int, manager: Json) -> Json:
    return {"name": name, "address": address(host, port), "per_connection_buffer_limit_bytes": CONNECTION_BUFFER_BYTES,
            "filter_chains": [{"filters": [{"name": "envoy.filters.network.http_connection_manager",
                                            "typed_config": manager}]}]}


# ---- contexts

def cluster(name: str, front_door: FrontDoor, door: Door) -> Json:
    limits = {"max_connections": CONNECTIONS_PER_CONTEXT_MAX, "max_pending_requests": WAITING_PER_CONTEXT_MAX,
              "max_requests": REQUESTS_PER_CONTEXT_MAX,
              "retry_budget": {"budget_percent": {"value": 20.0}, "min_retry_concurrency": 10}}
    return {
        "name": name, "type": "EDS", "connect_timeout": "1s", "lb_policy": "LEAST_REQUEST",
        "eds_cluster_config": {"service_name": name, "eds_config": {
            "path_config_source": {"path": str(door.endpoints_file(name)),
                                   "watched_directory": {"path": str(door.endpoints_folder)}},
            "resource_api_version": "V3"}},
        # Gone from the file is gone: otherwise a replica that still answers its health check would be kept.
        "ignore_health_on_host_removal": True,
        # Rather no answer than one of a replica that is known to be ill. What is known counts at once: by default
        # news of a second are gathered first, and a replica would get requests after it was seen to be leaving.
        "common_lb_config": {"healthy_panic_threshold": {"value": 0.0}, "update_merge_window": "0s"},
        "circuit_breakers": {"thresholds": [limits]},
        "health_checks": [{"timeout": seconds(HEALTH_CHECK_TIMEOUT_MS), "interval": seconds(HEALTH_CHECK_MS),
                           "no_traffic_interval": seconds(HEALTH_CHECK_MS), "unhealthy_threshold": 2,
                           "healthy_threshold": 1,
                           "http_health_check": {"path": front_door.readiness}}],
        # Only what the network says counts: a replica that answers 503 because it is busy is not thrown out for it.
        # A passed health check must not bring back at once what was thrown out, or nothing would ever be.
        "outlier_detection": {"split_external_local_origin_errors": True, "consecutive_local_origin_failure": 5,
                              "enforcing_consecutive_5xx": 0, "enforcing_consecutive_gateway_failure": 0,
                              "enforcing_success_rate": 0, "enforcing_local_origin_success_rate": 0,
                              "interval": "1s", "base_ejection_time": "5s", "max_ejection_percent": 67,
                              "successful_active_health_check_uneject_host": False},
        # The first notices an answer that does not come, the second a request that does not arrive.
        "upstream_connection_options": {"tcp_keepalive": {
            "keepalive_time": 1, "keepalive_interval": 1, "keepalive_probes": SILENCE_MS_MAX // 1_000 - 1}},
        "upstream_bind_config": {"socket_options": [{
            "description": "how long what was sent may stay without an acknowledgement", "level": TCP_LEVEL,
            "name": TCP_USER_TIMEOUT, "int_value": SILENCE_MS_MAX, "state": "STATE_PREBIND"}]},
        "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
            "@type": EXTENSIONS + "upstreams.http.v3.HttpProtocolOptions",
            "common_http_protocol_options": {"idle_timeout": seconds(front_door.limits.idle_ms - IDLE_MARGIN_MS)},
            "explicit_http_config": {"http_protocol_options": {}}}}}


def endpoints(name: str, replicas: Sequence[Endpoint], is_inner: bool = False) -> Json:
    """Where the replicas are, as Envoy's discovery reads it from a file."""
    hosts = [{"endpoint": {
        "address": address(replica.host, replica.internal_port if is_inner else replica.port),
        "health_check_config": {"port_value": replica.management_port}}} for replica in replicas]
    return {"resources": [{"@type": TYPE + "envoy.config.endpoint.v3.ClusterLoadAssignment", "cluster_name": name,
                           "endpoints": [{"lb_endpoints": hosts}] if hosts else []}]}


def configuration(front_door: FrontDoor, door: Door) -> Json:
    names = [*front_door.contexts, *(inner_cluster(context) for context in door.inner_ports)]
    return {
        "node": {"id": "front-door", "cluster": "boxoffice"},
        "admin": {"address": address(door.host, door.admin_port)},
        "overload_manager": {"resource_monitors": [{
            "name": "envoy.resource_monitors.global_downstream_max_connections", "typed_config": {
                "@type": EXTENSIONS + "resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
                "max_active_downstream_connections": CONNECTIONS_MAX}}]},
        "static_resources": {
            "listeners": [listener("front_door", door.host, door.port, connection_manager(front_door, door)),
                          *(inner_listener(context, port, door.host) for context, port in door.inner_ports.items())],
            "clusters": [cluster(name, front_door, door) for name in names]}}


def write_json(path: Path, content: Any) -> None:
    """Puts the file in place whole: who watches the folder never reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(json.dumps(content, indent=1, ensure_ascii=False))
    fresh.rename(path)


def write_endpoints(door: Door, context: str, replicas: Sequence[Endpoint]) -> None:
    write_json(door.endpoints_file(context), endpoints(context, replicas))
    if context in door.inner_ports:
        inner = inner_cluster(context)
        write_json(door.endpoints_file(inner), endpoints(inner, replicas, is_inner=True))


def write_configuration(front_door: FrontDoor, door: Door) -> None:
    """Everything but the replicas; contexts without a file of theirs get an empty one."""
    write_json(door.configuration, configuration(front_door, door))
    for context in front_door.contexts:
        if not door.endpoints_file(context).exists():
            write_endpoints(door, context, [])
