"""For every alert a planted trouble, in which it fires, and a healthy time, in which it keeps quiet.

Series are written as promtool reads them: a value each minute, 0+1x10 for 0, 1, 2 .. 10.
"""
from __future__ import annotations

from dataclasses import dataclass, field

import tree  # noqa: F401  (puts tools/ on the path)
from deploy.monitoring.objectives import EVENTS_MIN, FAST, OBJECTIVES, SLOW, Burning, Objective, seconds

UP = 'up{job="boxoffice",component="payment",instance="a"}'
UP_TOO = 'up{job="boxoffice",component="payment",instance="b"}'
READY = 'boxoffice_ready{component="payment",instance="a",check="database"}'
PAYMENT = {"component": "payment"}
HERE = {"component": "payment", "instance": "a"}
RESERVATION = {"context": "reservation"}


@dataclass(frozen=True)
class Case:
    """`labels` are those that the alert has beside its own. `at` is when it is looked at; `quiet` is a healthy time,
    or one that is nearly the trouble."""
    alert: str
    fires: dict[str, str]
    labels: dict[str, str]
    quiet: dict[str, str]
    at: str = "30m"
    step: str = "1m"        # between two samples
    evaluated: str = "1m"   # between two looks of Prometheus
    own: dict[str, str] = field(default_factory=dict)  # the alert's own labels beside its severity


CAUSES = (
    Case("BoxofficeWatchdog", {UP: "1x30"}, {}, {}),
    Case("BoxofficeContextDown", {UP: "0x30", UP_TOO: "0x30"}, PAYMENT, {UP: "0x30", UP_TOO: "1x30"}),
    Case("BoxofficeProcessDown", {UP: "0x30", UP_TOO: "1x30"}, HERE | {"job": "boxoffice"},
         {UP: "1x20 0x3 1x7", UP_TOO: "1x30"}),
    Case("BoxofficeNotReady", {READY: "0x30"}, HERE | {"check": "database"}, {READY: "1x28 0x1 1x1"}),
    Case("BoxofficeReadinessFlaps", {READY: "1 0 1 0 1 0 1 0 1 0 1"}, HERE | {"check": "database"},
         {READY: "1 0 1x9"}, at="10m"),
    Case("BoxofficeRestarts", {'process_start_time_seconds{job="boxoffice",component="payment",instance="a"}':
                               "1 1 2 2 3 3 4 4 4"}, HERE | {"job": "boxoffice"},
         {'process_start_time_seconds{job="boxoffice",component="payment",instance="a"}': "1 1 1 2 2 2 2 2 2"},
         at="8m"),
    Case("BoxofficeDoorHasNobody", {'envoy_cluster_membership_healthy{envoy_cluster_name="payment"}': "1x5 0x25"},
         {"envoy_cluster_name": "payment"},
         {'envoy_cluster_membership_healthy{envoy_cluster_name="payment"}': "1x30",
          'envoy_cluster_membership_healthy{envoy_cluster_name="something_else"}': "0x30"}),
    Case("BoxofficeConnectionsRefused", {'http_connections_refused_total{component="payment"}': "0+1x30"}, PAYMENT,
         {'http_connections_refused_total{component="payment"}': "7x30"}),
    Case("BoxofficeDescriptorsRunOut",
         {'process_open_fds{job="boxoffice",component="payment",instance="a"}': "900x30",
          'process_max_fds{job="boxoffice",component="payment",instance="a"}': "1000x30"}, HERE | {"job": "boxoffice"},
         {'process_open_fds{job="boxoffice",component="payment",instance="a"}': "900x30",
          'process_max_fds{job="boxoffice",component="payment",instance="a"}': "0x30"}),
    Case("BoxofficePeersAway",
         {'boxoffice_peer_questions_total{component="payment",peer="identity",result="answered"}': "0+8x30",
          'boxoffice_peer_questions_total{component="payment",peer="identity",result="lost"}': "0+2x30"},
         PAYMENT | {"peer": "identity"},
         {'boxoffice_peer_questions_total{component="payment",peer="identity",result="answered"}': "0+99x30",
          'boxoffice_peer_questions_total{component="payment",peer="identity",result="lost"}': "0+1x30"}),
    Case("BoxofficeConsumerLags", {'boxoffice_consumer_lag_milliseconds{context="reservation"}': "0+60000x30"},
         RESERVATION, {'boxoffice_consumer_lag_milliseconds{context="reservation"}': "0x10 59000x20"}),
    Case("BoxofficeConsumerStands",
         {'boxoffice_consumer_lag_events{context="reservation",partition="1"}': "5x30",
          'boxoffice_events_total{context="reservation",outcome="applied"}': "7x30"}, RESERVATION,
         {'boxoffice_consumer_lag_events{context="reservation",partition="1"}': "5x30",
          'boxoffice_events_total{context="reservation",outcome="applied"}': "0+7x30"}),
    Case("BoxofficeEventsParked", {'boxoffice_parked_events{context="reservation"}': "0x9 1x21"}, RESERVATION,
         {'boxoffice_parked_events{context="reservation"}': "0x30"}),
    Case("BoxofficeOutboxWaits",
         {'boxoffice_outbox_oldest_timestamp_seconds{context="reservation"}': "0 60 60x28"}, RESERVATION,
         {'boxoffice_outbox_oldest_timestamp_seconds{context="reservation"}': "0x30"}),
    Case("BoxofficeOutboxFills", {'boxoffice_outbox_waiting_events{context="reservation"}': "0+10000x30"}, RESERVATION,
         {'boxoffice_outbox_waiting_events{context="reservation"}': "100000x30"}),
    Case("BoxofficeBusRefuses", {'boxoffice_relay_failures_total{context="reservation"}': "0+1x30"}, RESERVATION,
         {'boxoffice_relay_failures_total{context="reservation"}': "1x30"}),
    Case("BoxofficeTopicDiffers", {"boxoffice_kafka_topic_differences": "2x30"}, {},
         {"boxoffice_kafka_topic_differences": "0x30"}),
    Case("BoxofficeBatchesFail", {'boxoffice_batch_failures_total{context="reservation"}': "0+10x30"}, RESERVATION,
         {'boxoffice_batch_failures_total{context="reservation"}': "0+1x30"}),
    Case("BoxofficeProviderAway", {"boxoffice_payment_provider_up": "1x20 0x10"}, {},
         {"boxoffice_payment_provider_up": "1x30"}),
    Case("BoxofficeProviderUnsure",
         {'boxoffice_provider_answers_total{asked="confirm",outcome="captured"}': "0+8x30",
          'boxoffice_provider_answers_total{asked="confirm",outcome="unknown"}': "0+2x30"}, {"asked": "confirm"},
         {'boxoffice_provider_answers_total{asked="confirm",outcome="captured"}': "0+99x30",
          'boxoffice_provider_answers_total{asked="query",outcome="captured"}': "0+9x30"}),
    Case("BoxofficePaymentNeedsHuman", {'boxoffice_payment_alarms_total{alarm="mismatch"}': "0x20 1x10"},
         {"alarm": "mismatch"}, {'boxoffice_payment_alarms_total{alarm="mismatch"}': "3x30"}),
    Case("BoxofficeRefundFailed", {'boxoffice_reservation_transitions_total{to="NeedsAttention"}': "0x20 1x10"}, {},
         {'boxoffice_reservation_transitions_total{to="Canceled"}': "0+5x30"}),
    Case("BoxofficeReconciliationFinding", {"boxoffice_reconciliation_findings_open": "1x30"}, {},
         {"boxoffice_reconciliation_findings_open": "0x20 1x10"}),
    Case("BoxofficeReconciliationStands",
         {UP: "1x180", 'boxoffice_reconciliation_runs_total{schedule="recent"}': "0+1x60 60x120"}, {},
         {UP: "1x180", 'boxoffice_reconciliation_runs_total{schedule="recent"}': "0+1x180"}, at="180m"),
    Case("BoxofficeForgedWebhooks", {"boxoffice_payment_webhooks_forged_total": "0+5x30"}, {},
         {"boxoffice_payment_webhooks_forged_total": "0+1x30"}),
    # promtool begins in 1970, so a key that was written long ago has a negative time.
    Case("BoxofficeKeysOld", {'boxoffice_signing_keys_written_timestamp_seconds{ring="access-tokens"}': "-9000000x120"},
         {"ring": "access-tokens"}, {'boxoffice_signing_keys_written_timestamp_seconds{ring="access-tokens"}': "0x120"},
         at="90m"),
    Case("BoxofficeCertificateExpires", {"envoy_server_days_until_first_cert_expiring": "13x120"}, {},
         {"envoy_server_days_until_first_cert_expiring": "4294967295x120"}, at="90m"),
    Case("BoxofficeDiskFills",
         {'kubelet_volume_stats_available_bytes{namespace="boxoffice",persistentvolumeclaim="media"}': "5x30",
          'kubelet_volume_stats_capacity_bytes{namespace="boxoffice",persistentvolumeclaim="media"}': "100x30"},
         {"persistentvolumeclaim": "media"},
         {'kubelet_volume_stats_available_bytes{namespace="boxoffice",persistentvolumeclaim="media"}': "50x30",
          'kubelet_volume_stats_capacity_bytes{namespace="boxoffice",persistentvolumeclaim="media"}': "100x30"}),
    Case("BoxofficeConfigurationRefused",
         {'boxoffice_config_last_reload_successful{component="payment",instance="a"}': "1x10 0x20"}, HERE,
         {'boxoffice_config_last_reload_successful{component="payment",instance="a"}': "1x30"}),
    Case("BoxofficeTracesLost", {'boxoffice_trace_spans_failed_total{component="payment"}': "0+5x30",
                                 'boxoffice_trace_spans_dropped_total{component="payment"}': "0x30"}, PAYMENT,
         {'boxoffice_trace_spans_failed_total{component="payment"}': "7x30",
          'boxoffice_trace_spans_dropped_total{component="payment"}': "0x30"}),
)


def pair(events: str, good: str) -> dict[str, str]:
    return {"events": events, "good": good}


# What each objective counts, and what of it is good.
COUNTED = {
    "reservation-latency": pair(
        'http_request_duration_seconds_count{server="public",method="POST",route="/reservations"}',
        'http_request_duration_seconds_bucket{server="public",method="POST",route="/reservations",le="0.5"}'),
    "reservation-answer": pair('boxoffice_reservation_transitions_total{to="Placed"}',
                               'boxoffice_reservation_answer_seconds_bucket{le="10"}'),
    "reservation-charge": pair('boxoffice_reservation_transitions_total{to="Paying"}',
                               'boxoffice_reservation_charge_seconds_bucket{le="30"}'),
}
# Those that count good and bad apart.
COUNTED_APART = {
    "reservation-availability": ('envoy_cluster_upstream_rq_xx{envoy_cluster_name="reservation",'
                                 'envoy_response_code_class="2"}',
                                 'envoy_cluster_upstream_rq_xx{envoy_cluster_name="reservation",'
                                 'envoy_response_code_class="5"}'),
    "reservation-fairness": ('boxoffice_reservation_transitions_total{to="Completed"}',
                             "boxoffice_reservation_paid_for_nothing_total"),
}
PER_MINUTE = 100.0


def traffic(objective: Objective, bad_share: float, step_minutes: int, steps: int) -> dict[str, str]:
    """So many events a minute, of which that share is bad."""
    events = PER_MINUTE * step_minutes

    def rising(by: float) -> str:
        return f"0+{by:g}x{steps}"

    if objective.name in COUNTED:
        names = COUNTED[objective.name]
        return {names["events"]: rising(events), names["good"]: rising(events * (1 - bad_share))}
    good, bad = COUNTED_APART[objective.name]
    return {good: rising(events * (1 - bad_share)), bad: rising(events * bad_share)}


# For each way of burning: so many times the budget, seen by it and by none that is faster; how many minutes that goes
# on, and how closely promtool has to look. A window that is longer than the story holds all of it.
PLANTED = {"1h": (16.0, 30, 1), "6h": (10.0, 90, 5), "1d": (4.0, 6 * 60, 30), "3d": (2.0, 12 * 60, 60)}


def burning_case(objective: Objective, kind: str, how: Burning) -> Case:
    factor, minutes, step = PLANTED[how.long]
    # The short window needs two samples.
    step = min(step, seconds(how.short) // 60 // 2)
    steps = minutes // step
    kept = 0.8 * min(how.factor, 1)
    return Case(objective.alert + kind, traffic(objective, factor * objective.budget, step, steps),
                {"objective": objective.name}, traffic(objective, kept * objective.budget, step, steps),
                at=f"{minutes - step}m", step=f"{step}m", evaluated=f"{step}m", own={"window": how.long})


OBJECTIVES_BURN = tuple(burning_case(objective, kind, how) for objective in OBJECTIVES
                        for kind, ways in (("BurnsFast", FAST), ("BurnsSlowly", SLOW)) for how in ways)
ALL = CAUSES + OBJECTIVES_BURN
assert PER_MINUTE * 60 > EVENTS_MIN
