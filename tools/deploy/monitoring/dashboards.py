"""Dashboards of Grafana: what each panel asks, and the JSON that Grafana reads."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from .. import places

FOLDER = places.DEPLOY / "monitoring" / "grafana" / "dashboards"
SCHEMA = 38  # of Grafana 9 and 10
COLUMNS = 24
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}


@dataclass(frozen=True)
class Question:
    expression: str
    legend: str = ""


@dataclass(frozen=True)
class Panel:
    """`unit` as Grafana names it: reqps, s, percentunit, short, bytes. A `single` shows the last value alone; it is
    green below `bad_from`."""
    title: str
    questions: tuple[Question, ...]
    unit: str = "short"
    width: int = 12
    explains: str = ""
    single: bool = False
    bad_from: float | None = None


@dataclass(frozen=True)
class Dashboard:
    name: str
    title: str
    panels: tuple[Panel, ...]


def ask(title: str, *questions: tuple[str, str] | str, **more: object) -> Panel:
    told = tuple(Question(*((each,) if isinstance(each, str) else each)) for each in questions)
    return Panel(title, told, **more)  # type: ignore[arg-type]


def single(title: str, expression: str, **more: object) -> Panel:
    return ask(title, expression, single=True, width=4, **more)


def rate(metric: str, by: str, window: str = "$__rate_interval") -> str:
    return f"sum by ({by}) (rate({metric}[{window}]))"


OBJECTIVE = "{{objective}}"
REQUESTS = Dashboard("requests", "Boxoffice: requests", (
    single("Processes that can be read", 'sum(up{job="boxoffice"})'),
    single("Checks that fail", "count(boxoffice_ready == 0) or vector(0)", bad_from=1),
    single("Errors", 'sum(rate(http_route_requests_total{server="public",status="5xx"}[$__rate_interval])) '
           "or vector(0)", unit="reqps", bad_from=0.1),
    single("Requests", 'sum(rate(http_route_requests_total{server="public"}[$__rate_interval]))', unit="reqps"),
    single("Open connections", 'sum(http_connections{server="public"})'),
    single("Refused connections", "sum(rate(http_connections_refused_total[$__rate_interval])) or vector(0)",
           unit="reqps", bad_from=0.1),
    ask("Requests by context", ("sum by (component) (boxoffice:requests:rate5m)", "{{component}}"), unit="reqps"),
    ask("Share of errors by context", ("boxoffice:request_errors:ratio_rate5m", "{{component}}"), unit="percentunit"),
    ask("Slowest hundredth by route", ('topk(10, boxoffice:request_duration_seconds:p99_5m{component=~"$component"})',
                                       "{{method}} {{route}}"), unit="s"),
    ask("Half of all by route", ('topk(10, boxoffice:request_duration_seconds:p50_5m{component=~"$component"})',
                                 "{{method}} {{route}}"), unit="s"),
    ask("Answers at the front door", ("boxoffice:door_requests:rate5m",
                                      "{{envoy_cluster_name}} {{envoy_response_code_class}}xx"), unit="reqps"),
    ask("Questions between contexts", (rate("boxoffice_peer_questions_total", "component, peer, result"),
                                       "{{component}} asks {{peer}}: {{result}}"), unit="reqps"),
))

PURCHASES = Dashboard("purchases", "Boxoffice: purchases", (
    ask("Objectives: share of bad events, 1 h", ("boxoffice:objective_errors:ratio_rate1h", OBJECTIVE),
        unit="percentunit", explains="docs/adr/0025 says what is promised."),
    ask("Objectives: share of bad events, 3 days", ("boxoffice:objective_errors:ratio_rate3d", OBJECTIVE),
        unit="percentunit"),
    ask("Steps of reservations, by where they lead", ("boxoffice:reservation_transitions:rate5m", "{{to}}"),
        unit="reqps"),
    ask("Until the seats are known, slowest hundredth", ("boxoffice:reservation_answer_seconds:p99_5m", "answer"),
        unit="s"),
    ask("Until the charge is known, slowest hundredth", ("boxoffice:reservation_charge_seconds:p99_5m", "charge"),
        unit="s"),
    ask("Paid for nothing, and what needs a human",
        ("sum(increase(boxoffice_reservation_paid_for_nothing_total[1h]))", "paid for nothing, in the last hour"),
        ('sum(increase(boxoffice_reservation_transitions_total{to="NeedsAttention"}[1h]))', "refused refunds")),
))

SALES = Dashboard("on-sale", "Boxoffice: a sale opens", (
    single("Seats sold a second", "boxoffice:seats_sold:rate1m"),
    single("Seats sold in this hour", "sum(increase(boxoffice_seats_sold_total[1h]))"),
    ask("Seats sold a second", ("boxoffice:seats_sold:rate1m", "seats"), width=16),
    ask("Placed, sold, too late", (
        'boxoffice:reservation_transitions:rate5m{to=~"Placed|Completed|Impossible|Expired"}', "{{to}}"), unit="reqps"),
    ask("Money, minor units a second", ("boxoffice:sales_amount:rate5m", "{{currency}}")),
    ask("Commands a second", (rate("boxoffice_commands_total", "context"), "{{context}}"), unit="reqps"),
    ask("Commands in a transaction", (f"{rate('boxoffice_commands_total', 'context')} / "
                                      f"{rate('boxoffice_batches_total', 'context')}", "{{context}}"),
        explains="At 256 the worker of a context is full."),
    ask("Processor time by process", ('rate(process_cpu_seconds_total{job="boxoffice"}[$__rate_interval])',
                                      "{{component}} {{instance}}"), unit="percentunit"),
    ask("Processes by context", ('sum by (component) (up{job="boxoffice"})', "{{component}}")),
))

EVENTS = Dashboard("events", "Boxoffice: events", (
    single("Parked events", "sum(max by (context) (boxoffice_parked_events))", bad_from=1),
    single("Longest wait for the bus", "max(boxoffice:outbox_age_seconds:max)", unit="s", bad_from=60),
    single("Furthest behind", "max(boxoffice:consumer_lag_seconds:max)", unit="s", bad_from=60),
    single("Differences of the topic", "max(boxoffice_kafka_topic_differences)", bad_from=1),
    single("Foreign messages", "sum(increase(boxoffice_kafka_foreign_messages_total[1h]))"),
    single("Refused for good", "sum(increase(boxoffice_kafka_refused_total[1h]))", bad_from=1),
    ask("Behind, in events", ("boxoffice:consumer_lag_events:sum", "{{context}}")),
    ask("Behind, in time", ("boxoffice:consumer_lag_seconds:max", "{{context}}"), unit="s"),
    ask("Events by what became of them", (
        rate("boxoffice_events_total", "context, outcome"), "{{context}} {{outcome}}"), unit="reqps"),
    ask("Waiting for the bus", ("max by (context) (boxoffice_outbox_waiting_events)", "{{context}}")),
    ask("Refused by the bus, sent again", (rate("boxoffice_relay_failures_total", "context"), "{{context}}"),
        unit="reqps"),
    ask("Readers that rest, and keys that replicas carry", ("max by (context) (boxoffice_consumer_paused)",
                                                            "{{context}} rests"),
        ("sum by (context) (boxoffice_relay_buckets)", "{{context}} carries")),
))

MONEY = Dashboard("money", "Boxoffice: provider and money", (
    single("The provider answers", "min(boxoffice_payment_provider_up)"),
    single("Open findings", "max(boxoffice_reconciliation_findings_open) or vector(0)", bad_from=1),
    single("Alarms in a day", "sum(increase(boxoffice_payment_alarms_total[1d]))", bad_from=1),
    single("Reconciled in an hour", "sum(increase(boxoffice_reconciliation_runs_total[1h]))"),
    single("Forged webhooks", "sum(increase(boxoffice_payment_webhooks_forged_total[1h]))", bad_from=20),
    single("Questions too late", "sum(increase(boxoffice_payment_questions_late_total[1h]))", bad_from=1),
    ask("What the provider is asked, and says", (rate("boxoffice_provider_answers_total", "asked, outcome"),
                                                 "{{asked}}: {{outcome}}"), unit="reqps"),
    ask("Share without an answer", ("boxoffice:provider_unknown:ratio_rate5m", "{{asked}}"), unit="percentunit"),
    ask("How long it takes, slowest hundredth",
        ("histogram_quantile(0.99, sum by (asked, le) (rate(boxoffice_provider_answer_seconds_bucket"
         "[$__rate_interval])))", "{{asked}}"), unit="s"),
    ask("Alarms", ("sum by (alarm) (increase(boxoffice_payment_alarms_total[1h]))", "{{alarm}}")),
))

MACHINES = Dashboard("platform", "Boxoffice: databases, front door, processes", (
    ask("Transactions", (rate("boxoffice_batches_total", "context"), "{{context}}"), unit="reqps"),
    ask("Transactions that failed, or met another replica", (rate("boxoffice_batch_failures_total", "context"),
                                                             "{{context}} failed"),
        (rate("boxoffice_batch_conflicts_total", "context"), "{{context}} met another"), unit="reqps"),
    ask("Healthy processes behind the front door", ("envoy_cluster_membership_healthy", "{{envoy_cluster_name}}")),
    ask("Asked again by the front door", (rate("envoy_cluster_upstream_rq_retry", "envoy_cluster_name"),
                                          "{{envoy_cluster_name}}"), unit="reqps"),
    ask("Connections at the front door", ("sum(envoy_http_downstream_cx_active)", "open")),
    ask("Thrown out by the front door", (
        "sum by (envoy_cluster_name) (envoy_cluster_outlier_detection_ejections_active)", "{{envoy_cluster_name}}")),
    ask("Memory", ('process_resident_memory_bytes{job="boxoffice"}', "{{component}} {{instance}}"), unit="bytes"),
    ask("Open files", ('process_open_fds{job="boxoffice"}', "{{component}} {{instance}}")),
    ask("Threads", ('process_threads{job="boxoffice"}', "{{component}} {{instance}}")),
    ask("Age of the signing keys", ("time() - max by (ring) (boxoffice_signing_keys_written_timestamp_seconds)",
                                    "{{ring}}"), unit="s"),
    ask("Versions", ("count by (version) (boxoffice_build_info)", "{{version}}")),
))

ALL = (REQUESTS, PURCHASES, SALES, EVENTS, MONEY, MACHINES)


def panel_json(panel: Panel, number: int, x: int, y: int) -> dict[str, object]:
    steps: list[dict[str, object]] = [{"color": "green", "value": None}]
    if panel.bad_from is not None:
        steps.append({"color": "red", "value": panel.bad_from})
    return {
        "id": number, "title": panel.title, "description": panel.explains, "datasource": DATASOURCE,
        "type": "stat" if panel.single else "timeseries",
        "gridPos": {"x": x, "y": y, "w": panel.width, "h": height(panel)},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0,
                                     "thresholds": {"mode": "absolute", "steps": steps}}, "overrides": []},
        "options": ({"reduceOptions": {"calcs": ["lastNotNull"]}} if panel.single else
                    {"legend": {"displayMode": "table", "placement": "bottom", "calcs": ["lastNotNull", "max"]},
                     "tooltip": {"mode": "multi", "sort": "desc"}}),
        "targets": [{"refId": chr(ord("A") + place), "datasource": DATASOURCE, "expr": question.expression,
                     "legendFormat": question.legend} for place, question in enumerate(panel.questions)]}


def height(panel: Panel) -> int:
    return 4 if panel.single else 8


def laid_out(panels: tuple[Panel, ...]) -> list[dict[str, object]]:
    """From left to right, then down, as wide as each wants to be."""
    placed, x, y, row_height = [], 0, 0, 0
    for number, panel in enumerate(panels, start=1):
        if x + panel.width > COLUMNS:
            x, y, row_height = 0, y + row_height, 0
        placed.append(panel_json(panel, number, x, y))
        x, row_height = x + panel.width, max(row_height, height(panel))
    return placed


def variable(name: str, label: str, query: str) -> dict[str, object]:
    return {"name": name, "label": label, "type": "query", "datasource": DATASOURCE, "query": query, "refresh": 2,
            "includeAll": True, "multi": True, "allValue": ".*", "current": {"text": "All", "value": "$__all"}}


def dashboard_json(dashboard: Dashboard) -> dict[str, object]:
    return {"uid": f"boxoffice-{dashboard.name}", "title": dashboard.title, "tags": ["boxoffice"], "editable": False,
            "schemaVersion": SCHEMA, "timezone": "utc", "refresh": "30s", "time": {"from": "now-3h", "to": "now"},
            "templating": {"list": [
                {"name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus"},
                variable("component", "Context", 'label_values(up{job="boxoffice"}, component)')]},
            "annotations": {"list": [{
                "name": "Alerts", "enable": True, "datasource": DATASOURCE, "iconColor": "red",
                "expr": 'ALERTS{alertstate="firing",severity="page"}', "titleFormat": "{{alertname}}"}]},
            "links": [{"type": "dashboards", "tags": ["boxoffice"], "title": "Boxoffice", "asDropdown": True}],
            "panels": laid_out(dashboard.panels)}


def documents() -> dict[Path, str]:
    """Every file with what has to be in it."""
    return {FOLDER / f"{dashboard.name}.json":
            json.dumps(dashboard_json(dashboard), indent=1, ensure_ascii=False) + "\n" for dashboard in ALL}
