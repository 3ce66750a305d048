"""What dashboards and alerts read often, computed once: rates, errors and durations, sales, lag."""
from __future__ import annotations

from .rule import Group, Recording

REQUESTS = 'http_route_requests_total{server="public"}'
DURATIONS = 'http_request_duration_seconds_bucket{server="public"}'


def quantile(share: float, name: str) -> Recording:
    return Recording(f"boxoffice:request_duration_seconds:{name}_5m",
                     f"histogram_quantile({share}, sum by (component, method, route, le) (rate({DURATIONS}[5m])))")


RED = Group("boxoffice-requests", (
    Recording("boxoffice:requests:rate5m", f"sum by (component, method, route, status) (rate({REQUESTS}[5m]))"),
    Recording("boxoffice:request_errors:ratio_rate5m",
              'sum by (component) (rate(http_route_requests_total{server="public",status="5xx"}[5m]))\n'
              f"/ (sum by (component) (rate({REQUESTS}[5m])) > 0)"),
    quantile(0.5, "p50"),
    quantile(0.99, "p99"),
    Recording("boxoffice:door_requests:rate5m",
              "sum by (envoy_cluster_name, envoy_response_code_class) (rate(envoy_cluster_upstream_rq_xx[5m]))"),
))

SALES = Group("boxoffice-sales", (
    Recording("boxoffice:reservation_transitions:rate5m",
              "sum by (to) (rate(boxoffice_reservation_transitions_total[5m]))"),
    Recording("boxoffice:seats_sold:rate1m", "sum(rate(boxoffice_seats_sold_total[1m]))"),
    Recording("boxoffice:sales_amount:rate5m", "sum by (currency) (rate(boxoffice_sales_amount_total[5m]))"),
    Recording("boxoffice:reservation_answer_seconds:p99_5m",
              "histogram_quantile(0.99, sum by (le) (rate(boxoffice_reservation_answer_seconds_bucket[5m])))"),
    Recording("boxoffice:reservation_charge_seconds:p99_5m",
              "histogram_quantile(0.99, sum by (le) (rate(boxoffice_reservation_charge_seconds_bucket[5m])))"),
    Recording("boxoffice:provider_unknown:ratio_rate5m",
              '(sum by (asked) (rate(boxoffice_provider_answers_total{outcome="unknown"}[5m]))\n'
              "or sum by (asked) (rate(boxoffice_provider_answers_total[5m])) * 0)\n"
              "/ (sum by (asked) (rate(boxoffice_provider_answers_total[5m])) > 0)"),
))

EVENTS = Group("boxoffice-events", (
    Recording("boxoffice:consumer_lag_events:sum", "sum by (context) (boxoffice_consumer_lag_events)"),
    Recording("boxoffice:consumer_lag_seconds:max",
              "max by (context) (boxoffice_consumer_lag_milliseconds) / 1000"),
    Recording("boxoffice:events_applied:rate5m",
              'sum by (context) (rate(boxoffice_events_total{outcome="applied"}[5m]))'),
    # Among replicas each shows the whole outbox; zero while nothing waits.
    Recording("boxoffice:outbox_age_seconds:max",
              "max by (context) ((time() - boxoffice_outbox_oldest_timestamp_seconds)\n"
              "* (boxoffice_outbox_oldest_timestamp_seconds > bool 0))"),
))

GROUPS = (RED, SALES, EVENTS)
