"""One request is one trace through every context, over outbox, bus, inbox and stored intents, to provider and mail."""
import json
import os
import re
import secrets
import uuid

import house
from cluster import jaeger, ports
from cluster.layout import Settings
from house import wait_until
from otlp_receiver import NotOtlp, Receiver, spans_of

IS_CLUSTER = os.environ.get("BOXOFFICE_HOUSE") == "cluster"
CONTEXTS = {"reservation", "musical", "payment", "notification", "mypage"}
# A cluster of a slow machine takes its time until the last mail is sent and the last span is delivered.
SECONDS_MAX = 120


def new_trace():
    return secrets.token_hex(16), secrets.token_hex(8)


def buyer_of(boxoffice):
    """A customer whose name and address nothing else has."""
    email = f"{uuid.uuid4().hex}@example.org"
    answer = boxoffice.client().post("/auth/register", {
        "email": email, "name": "Zyxwora Quell", "password": "correct horse battery"})
    assert answer.status == 201, answer
    return boxoffice.client(answer.json["accessToken"]), email


def bought(buyer, seat, trace, caller, flags="01"):
    answer = buyer.post("/reservations", {"seatIds": [seat]}, Prefer="wait=10",
                        traceparent=f"00-{trace}-{caller}-{flags}", tracestate="rojo=00f067aa0ba902b7")
    assert answer.status == 201, answer
    return answer.json


def is_whole(spans):
    """Whether the purchase has come to its end as far as the spans tell."""
    sent = any(span.name == "send mail" for span in spans)
    return sent and CONTEXTS <= {span.context for span in spans} and all_of(spans, "process ReservationCompleted",
                                                                            {"notification", "mypage"})


def all_of(spans, name, contexts):
    return contexts <= {span.context for span in spans if span.name == name}


def check_family(spans, caller):
    """Every span has its parent among them, but for the one that the caller began."""
    ids = {span.id for span in spans}
    assert len(ids) == len(spans), "an id stands twice"
    roots = [span for span in spans if span.parent not in ids]
    assert [(span.name, span.kind, span.parent) for span in roots] == [("POST /reservations", "server", caller)], roots
    root = roots[0].attributes
    assert root["http.request.method"] == "POST" and root["http.route"] == "/reservations", root
    assert root["http.response.status_code"] == 201, root


def check_ways(spans):
    """What goes between contexts is a message: whoever works on it follows from whoever published it."""
    by_id = {span.id: span for span in spans}
    consumers = [span for span in spans if span.kind == "consumer"]
    crossings = {(by_id[span.parent].context, span.context) for span in consumers}
    for way in (("reservation", "musical"), ("musical", "reservation"), ("reservation", "payment"),
                ("payment", "reservation"), ("reservation", "mypage"), ("reservation", "notification")):
        assert way in crossings, (way, crossings)
    for span in consumers:
        assert span.attributes["messaging.operation.type"] == "process", span
        assert span.attributes["messaging.destination.name"] == "musicalreservation", span
        assert span.attributes["messaging.system"] == ("kafka" if IS_CLUSTER else "boxoffice"), span
    producers = [span for span in spans if span.kind == "producer"]
    assert {span.context for span in producers} >= {"reservation", "musical", "payment"}, producers
    provider = [span for span in spans if span.kind == "client" and "server.port" in span.attributes
                and by_id[span.parent].context == "payment"]
    assert provider and all(span.attributes["http.response.status_code"] < 300 for span in provider), provider
    assert not [span for span in spans if span.is_error], [span for span in spans if span.is_error]


def check_services(spans):
    names = {span.resource["service.name"] for span in spans}
    assert all(span.resource["service.instance.id"] for span in spans)
    if IS_CLUSTER:
        assert {f"boxoffice-{context}" for context in CONTEXTS} <= names, names
        for span in spans:
            assert span.context is None or span.resource["service.name"] == f"boxoffice-{span.context}", span
    else:
        assert names == {"boxoffice"}, names


def check_nothing_personal(spans, *personal):
    told = json.dumps([[span.name, span.state, span.attributes, span.resource] for span in spans], ensure_ascii=False)
    for secret in personal:
        assert secret not in told, f"{secret} stands in a span"
    assert not re.search(r"[\w.]+@[\w.]+\.\w+|Bearer|eyJ[\w-]{10}", told), told


def test_one_purchase_is_one_trace():
    with Receiver() as receiver, house.House("--otlp-endpoint", receiver.url) as boxoffice:
        _, seats = boxoffice.make_musical(seats=1)
        buyer, email = buyer_of(boxoffice)
        trace, caller = new_trace()
        reservation = bought(buyer, seats[0], trace, caller)
        wait_until(lambda: is_whole(receiver.spans(trace)), seconds=SECONDS_MAX)
        assert buyer.get(f"/reservations/{reservation['id']}").json["status"] == "ReservationCompleted"
        boxoffice.assert_sound()  # what was under way has ended and been delivered
        spans = receiver.spans(trace)
        check_family(spans, caller)
        check_ways(spans)
        check_services(spans)
        assert {span.state for span in spans} == {"rojo=00f067aa0ba902b7"}, spans
        check_nothing_personal(receiver.spans(), email, "Zyxwora", "Quell", buyer.token, "correct horse")
        assert receiver.faults == [], receiver.faults


def test_a_caller_decides_whether_his_trace_is_recorded():
    with Receiver() as receiver, house.House("--otlp-endpoint", receiver.url, "--trace-sample-ratio",
                                             "0") as boxoffice:
        _, seats = boxoffice.make_musical(seats=2)
        buyer, _ = buyer_of(boxoffice)
        (unwanted, one), (wanted, other) = new_trace(), new_trace()
        bought(buyer, seats[0], unwanted, one, flags="00")
        bought(buyer, seats[1], wanted, other)
        wait_until(lambda: is_whole(receiver.spans(wanted)), seconds=SECONDS_MAX)
        boxoffice.assert_sound()
        assert {span.trace for span in receiver.spans()} == {wanted}, "neither the unsampled nor any of our own"


def test_what_is_recorded_is_counted_and_delivered_at_the_end():
    with Receiver() as receiver, house.House("--otlp-endpoint", receiver.url) as boxoffice:
        trace, caller = new_trace()
        answer = boxoffice.client().get("/items?q=zyxwora@example.org", traceparent=f"00-{trace}-{caller}-01")
        assert answer.status == 200, answer
        lines = boxoffice.metrics_of("musical")
        for name in ("exported", "failed", "dropped"):
            assert f"boxoffice_trace_spans_{name}_total" in lines, name
        boxoffice.end()
        spans = receiver.spans(trace)
        assert [span.name for span in spans] == ["GET /items"], spans
        check_nothing_personal(spans, "zyxwora")


def test_traces_pass_through_a_house_that_records_none():
    with house.House() as boxoffice:
        _, seats = boxoffice.make_musical(seats=1)
        buyer, _ = buyer_of(boxoffice)
        trace, caller = new_trace()
        bought(buyer, seats[0], trace, caller)
        assert not any("boxoffice_trace_spans" in boxoffice.metrics_of(context) for context in ("musical", "payment"))
        # Nobody made a span of his own, so what was published is the caller's.
        assert f'"traceparent":"00-{trace}-{caller}-01"' in boxoffice.event_log()
        boxoffice.assert_sound()


def with_jaeger(test):
    """Skipped, and says so, where Jaeger is not built."""
    if not jaeger.COMPONENT.is_installed():
        test.embedded_only = test.cluster_only = "Jaeger is not built; ./dev cluster up --tracing does that"
    return test


@with_jaeger
def test_jaeger_shows_the_purchase():
    settings = Settings(ports_from=ports_of_jaeger())
    with house.House("--otlp-endpoint", jaeger.endpoint(settings)) as boxoffice:
        process = jaeger.start(settings, boxoffice.folder / "jaeger.log")
        try:
            jaeger.wait_until_ready(settings, process)
            _, seats = boxoffice.make_musical(seats=1)
            buyer, _ = buyer_of(boxoffice)
            trace, caller = new_trace()
            bought(buyer, seats[0], trace, caller)
            shown = wait_until(lambda: shown_by_jaeger(settings, trace), seconds=SECONDS_MAX)
            services = {shown["processes"][span["processID"]]["serviceName"] for span in shown["spans"]}
            assert services >= ({f"boxoffice-{each}" for each in CONTEXTS} if IS_CLUSTER else {"boxoffice"}), services
            assert {span["traceID"] for span in shown["spans"]} == {trace}
            boxoffice.assert_sound()
        finally:
            process.end()


def ports_of_jaeger():
    """Where the hundred ports would begin of which Jaeger takes two that stand side by side."""
    first = next(port for port in range(21_900, 32_000, 10)
                 if ports.is_free(port) and ports.is_free(port + 1))
    return first - (Settings().otlp_port - Settings().ports_from)


def shown_by_jaeger(settings, trace):
    """The trace as Jaeger's query API has it, once the whole purchase is there."""
    answer = house.Client(settings.jaeger_port).get(f"/api/traces/{trace}")
    if answer.status != 200:
        return None
    shown = answer.json["data"][0]
    contexts = {tag["value"] for span in shown["spans"] for tag in span["tags"] if tag["key"] == "boxoffice.context"}
    names = {span["operationName"] for span in shown["spans"]}
    return shown if CONTEXTS <= contexts and {"POST /reservations", "send mail"} <= names else None


def test_the_receiver_of_these_tests_reads_strictly():
    """A check that finds nothing is none."""
    span = {"traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331", "name": "x", "kind": 1,
            "startTimeUnixNano": "1", "endTimeUnixNano": "2", "attributes": []}

    def request(**changes):
        scope = {"scope": {"name": "boxoffice"}, "spans": [span | changes]}
        return {"resourceSpans": [{"resource": {"attributes": []}, "scopeSpans": [scope]}]}

    assert [each.name for each in spans_of(request())] == ["x"]
    wrong = [{"traceId": "0" * 32}, {"spanId": "B7AD6B7169203331"}, {"kind": "SPAN_KIND_SERVER"}, {"trace_id": "x"},
             {"startTimeUnixNano": "3"}, {"status": {"code": 7}},
             {"attributes": [{"key": "n", "value": {"intValue": 1}}]},
             {"attributes": [{"key": "a", "value": {"stringValue": "1"}}] * 2}]
    for changes in wrong:
        try:
            spans_of(request(**changes))
        except NotOtlp:
            continue
        raise AssertionError(f"{changes} was taken")
