"""Takes spans as an OpenTelemetry collector does: OTLP/HTTP in JSON, held against the proto's JSON mapping.

Source: opentelemetry-proto v1, trace.proto and trace_service.proto, and the rules of its JSON encoding: ids are
hexadecimal, 64-bit numbers are texts, enumerations are numbers, names are those of the proto in camel case.
"""
import http.server
import json
import re
import threading
from dataclasses import dataclass

KINDS = {1: "internal", 2: "server", 3: "client", 4: "producer", 5: "consumer"}
SPAN_FIELDS = {"traceId", "spanId", "parentSpanId", "traceState", "flags", "name", "kind", "startTimeUnixNano",
               "endTimeUnixNano", "attributes", "status"}
ERROR = 2


class NotOtlp(ValueError):
    """What was sent is not as the proto has it; the message says what."""


@dataclass(frozen=True)
class Span:
    trace: str
    id: str
    parent: str
    name: str
    kind: str
    resource: dict
    attributes: dict
    is_error: bool
    state: str

    @property
    def context(self):
        """The part of the house that did it; None for a span of HTTP."""
        return self.attributes.get("boxoffice.context")


def want(condition, what):
    if not condition:
        raise NotOtlp(what)


def only(value, allowed, where):
    want(isinstance(value, dict), f"{where} is no object")
    want(set(value) <= set(allowed), f"{where} has {set(value) - set(allowed)}")
    return value


def value_of(attribute):
    only(attribute, ("key", "value"), "an attribute")
    want(isinstance(attribute["key"], str) and attribute["key"], "an attribute without a name")
    (kind, value), = only(attribute["value"], ("stringValue", "intValue", "boolValue"), "a value").items()
    if kind == "intValue":
        want(isinstance(value, str) and re.fullmatch(r"-?\d{1,19}", value), f"{attribute['key']} is no text of digits")
        return int(value)
    want(isinstance(value, str if kind == "stringValue" else bool), f"{attribute['key']} is no {kind}")
    return value


def attributes_of(holder):
    found = [(each.get("key"), value_of(each)) for each in holder.get("attributes", [])]
    want(len(dict(found)) == len(found), "an attribute stands twice")
    return dict(found)


def span_of(sent, resource):
    only(sent, SPAN_FIELDS, "a span")
    want(re.fullmatch(r"[0-9a-f]{32}", sent["traceId"]) and set(sent["traceId"]) != {"0"}, "the trace's id")
    want(re.fullmatch(r"[0-9a-f]{16}", sent["spanId"]) and set(sent["spanId"]) != {"0"}, "the span's id")
    parent = sent.get("parentSpanId", "")
    want(re.fullmatch(r"([0-9a-f]{16})?", parent), "the parent's id")
    want(sent["kind"] in KINDS, "the kind")
    want(isinstance(sent["name"], str) and sent["name"], "the name")
    began, ended = (sent[each] for each in ("startTimeUnixNano", "endTimeUnixNano"))
    want(began.isdigit() and ended.isdigit() and 0 < int(began) <= int(ended), f"from {began} to {ended}")
    status = only(sent.get("status", {}), ("code", "message"), "the status")
    want(status.get("code", 0) in (0, 1, 2), "the status")
    return Span(sent["traceId"], sent["spanId"], parent, sent["name"], KINDS[sent["kind"]], resource,
                attributes_of(sent), status.get("code") == ERROR, sent.get("traceState", ""))


def spans_of(request):
    """The spans of an ExportTraceServiceRequest. Raises NotOtlp."""
    found = []
    for of_resource in only(request, ("resourceSpans",), "the request")["resourceSpans"]:
        only(of_resource, ("resource", "scopeSpans", "schemaUrl"), "the spans of a resource")
        resource = attributes_of(only(of_resource["resource"], ("attributes",), "the resource"))
        for of_scope in of_resource["scopeSpans"]:
            only(of_scope, ("scope", "spans", "schemaUrl"), "the spans of a scope")
            only(of_scope["scope"], ("name", "version"), "the scope")
            found += [span_of(each, resource) for each in of_scope["spans"]]
    return found


class Receiver:
    """Listens on a free port while it is entered. What it cannot read it refuses with 400 and keeps as a fault."""

    def __init__(self):
        self.lock = threading.Lock()
        self.faults = []
        self.received = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.take(self.path, self.headers, body)
                answer = b"{}"
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def take(self, path, headers, body):
        try:
            want(path == "/v1/traces", f"the path is {path}")
            want(headers["Content-Type"] == "application/json", f"the type is {headers['Content-Type']}")
            want(headers["traceparent"] is None, "spans about spans")
            found = spans_of(json.loads(body))
        except (NotOtlp, KeyError, ValueError, TypeError, AttributeError) as fault:
            with self.lock:
                self.faults.append(f"{fault!r} in {body[:500]!r}")
            return 400
        with self.lock:
            self.received += found
        return 200

    def spans(self, trace=None):
        """What has come so far: of one trace, or all."""
        with self.lock:
            return [span for span in self.received if trace in (None, span.trace)]
