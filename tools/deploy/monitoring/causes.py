"""Alerts that say what is wrong inside, before or after people notice it."""
from __future__ import annotations

from .rule import Alert, Group, Severity

PAGE, TICKET = Severity.PAGE, Severity.TICKET
HOUSE = 'job="boxoffice"'
CONTEXTS = "musical|reservation|payment|notification|mypage|sales|identity|gateway"
# As Envoy beside ./dev cluster calls them, and as the mesh does.
BEHIND_THE_DOOR = rf"({CONTEXTS})|outbound.*boxoffice-({CONTEXTS})[.].*"

PROCESSES = Group("boxoffice-processes", (
    Alert("BoxofficeWatchdog", "vector(1)", "0s", Severity.NONE,
          "Always fires: when it does not arrive, alerts do not arrive."),
    Alert("BoxofficeContextDown", f"sum by (component) (up{{{HOUSE}}}) == 0", "1m", PAGE,
          "No process of {{ $labels.component }} can be read."),
    Alert("BoxofficeProcessDown", f"up{{{HOUSE}}} == 0", "5m", TICKET,
          "{{ $labels.instance }} of {{ $labels.component }} can not be read."),
    Alert("BoxofficeNotReady", "boxoffice_ready == 0", "2m", PAGE,
          "{{ $labels.component }} at {{ $labels.instance }} is not ready: {{ $labels.check }}."),
    Alert("BoxofficeReadinessFlaps", "changes(boxoffice_ready[15m]) > 6", "0s", TICKET,
          "{{ $labels.check }} of {{ $labels.component }} at {{ $labels.instance }} comes and goes."),
    Alert("BoxofficeRestarts", f"changes(process_start_time_seconds{{{HOUSE}}}[30m]) > 2", "0s", TICKET,
          "{{ $labels.component }} at {{ $labels.instance }} starts again and again."),
    Alert("BoxofficeDoorHasNobody",
          "max by (envoy_cluster_name)\n"
          f'(envoy_cluster_membership_healthy{{envoy_cluster_name=~"{BEHIND_THE_DOOR}"}}) == 0', "1m", PAGE,
          "The front door has no healthy process of {{ $labels.envoy_cluster_name }}."),
    Alert("BoxofficeConnectionsRefused", 'sum by (component) (rate(http_connections_refused_total[5m])) > 0', "2m",
          PAGE, "{{ $labels.component }} refuses connections: it has as many as it may have."),
    Alert("BoxofficeDescriptorsRunOut", f"process_open_fds{{{HOUSE}}} / (process_max_fds{{{HOUSE}}} > 0) > 0.8", "5m",
          TICKET, "{{ $labels.component }} at {{ $labels.instance }} has nearly all the descriptors it may have."),
    Alert("BoxofficePeersAway",
          'sum by (component, peer) (rate(boxoffice_peer_questions_total{result=~"lost|refused|left_alone"}[5m]))\n'
          "> 0.1 * sum by (component, peer) (rate(boxoffice_peer_questions_total[5m]))", "5m", TICKET,
          "{{ $labels.component }} asks {{ $labels.peer }} and gets no answer to more than a tenth."),
))

EVENTS = Group("boxoffice-events-alerts", (
    Alert("BoxofficeConsumerLags", "boxoffice:consumer_lag_seconds:max > 60", "2m", PAGE,
          "{{ $labels.context }} is more than a minute behind the events."),
    Alert("BoxofficeConsumerStands",
          "boxoffice:consumer_lag_events:sum > 0\n"
          "and on (context) sum by (context) (rate(boxoffice_events_total[5m])) == 0", "5m", PAGE,
          "Events wait for {{ $labels.context }}, and it takes none."),
    Alert("BoxofficeEventsParked", "max by (context) (boxoffice_parked_events) > 0", "0s", PAGE,
          "{{ $labels.context }} has put events aside that it can not apply; their keys stand still."),
    Alert("BoxofficeOutboxWaits", "boxoffice:outbox_age_seconds:max > 60", "1m", PAGE,
          "Events of {{ $labels.context }} wait for more than a minute to get onto the bus."),
    Alert("BoxofficeOutboxFills", "max by (context) (boxoffice_outbox_waiting_events) > 100000", "0s", PAGE,
          "{{ $labels.context }} has half of the waiting events at which it refuses requests."),
    Alert("BoxofficeBusRefuses", "sum by (context) (rate(boxoffice_relay_failures_total[5m])) > 0", "5m", TICKET,
          "The bus refuses events of {{ $labels.context }}; they are sent again."),
    Alert("BoxofficeTopicDiffers", "max(boxoffice_kafka_topic_differences) > 0", "10m", TICKET,
          "The topic is not as it should be: events may be lost with a broker, or be forgotten."),
    Alert("BoxofficeBatchesFail", "sum by (context) (rate(boxoffice_batch_failures_total[5m])) > 0.1", "5m", PAGE,
          "Transactions of {{ $labels.context }} fail again and again."),
))

MONEY = Group("boxoffice-money", (
    Alert("BoxofficeProviderAway", "min(boxoffice_payment_provider_up) == 0", "1m", PAGE,
          "The payment provider does not answer; nobody can pay."),
    Alert("BoxofficeProviderUnsure", "boxoffice:provider_unknown:ratio_rate5m > 0.1", "5m", TICKET,
          "More than a tenth of what the provider is asked ({{ $labels.asked }}) stays without an answer."),
    Alert("BoxofficePaymentNeedsHuman", "sum by (alarm) (increase(boxoffice_payment_alarms_total[1h])) > 0", "0s", PAGE,
          "Money is at risk: {{ $labels.alarm }}."),
    Alert("BoxofficeRefundFailed",
          'sum(increase(boxoffice_reservation_transitions_total{to="NeedsAttention"}[1h])) > 0', "0s", TICKET,
          "The provider has refused a refund for good; somebody is owed money."),
    Alert("BoxofficeReconciliationFinding", "max(boxoffice_reconciliation_findings_open) > 0", "15m", TICKET,
          "Our books and the provider's differ."),
    Alert("BoxofficeReconciliationStands",
          f'(sum(increase(boxoffice_reconciliation_runs_total{{schedule="recent"}}[1h])) or vector(0)) == 0\n'
          f'and on () count(up{{{HOUSE}}} offset 1h) > 0', "10m", TICKET,
          "Nobody has compared our books with the provider's for an hour."),
    Alert("BoxofficeForgedWebhooks", "sum(increase(boxoffice_payment_webhooks_forged_total[10m])) > 20", "0s", TICKET,
          "Somebody sends forged messages in the provider's name."),
))

UPKEEP = Group("boxoffice-upkeep", (
    Alert("BoxofficeKeysOld",
          "max by (ring) (time() - boxoffice_signing_keys_written_timestamp_seconds) > 100 * 86400", "1h", TICKET,
          "The keys {{ $labels.ring }} have not been rotated for 100 days."),
    Alert("BoxofficeCertificateExpires", "min(envoy_server_days_until_first_cert_expiring) < 14", "1h", TICKET,
          "A certificate of the front door expires within two weeks."),
    Alert("BoxofficeDiskFills",
          'min by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes{namespace="boxoffice"}\n'
          '/ kubelet_volume_stats_capacity_bytes{namespace="boxoffice"}) < 0.1', "5m", PAGE,
          "Less than a tenth of {{ $labels.persistentvolumeclaim }} is left."),
    Alert("BoxofficeConfigurationRefused", "boxoffice_config_last_reload_successful == 0", "5m", TICKET,
          "{{ $labels.component }} at {{ $labels.instance }} keeps its old configuration: the new one is wrong."),
    Alert("BoxofficeTracesLost",
          "sum by (component) (rate(boxoffice_trace_spans_failed_total[5m])\n"
          "+ rate(boxoffice_trace_spans_dropped_total[5m])) > 0", "15m", TICKET,
          "Spans of {{ $labels.component }} do not reach who collects them."),
))

GROUPS = (PROCESSES, EVENTS, MONEY, UPKEEP)
