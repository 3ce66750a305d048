"""Which metrics there are: those of the program, as its source names them, and those of what it stands on."""
from __future__ import annotations

import re
from pathlib import Path

from .. import places
from . import dashboards, rule_files
from .expressions import metrics_of
from .rule import Recording

SOURCE = places.ROOT / "src"
NAMED_IN_SOURCE = re.compile(r'"((?:boxoffice|http|process)_[a-z_]+)"')
HISTOGRAM_PARTS = ("_bucket", "_sum", "_count")
# Of Prometheus itself, of Envoy (the front door here), of the mesh and of Kubernetes. The demo of monitoring sees those
# of Envoy; the last two are only where there is a mesh and a kubelet.
SEEN_HERE = {"up", "ALERTS", "envoy_cluster_membership_healthy", "envoy_cluster_outlier_detection_ejections_active",
             "envoy_cluster_upstream_rq_retry", "envoy_cluster_upstream_rq_xx", "envoy_http_downstream_cx_active",
             "envoy_server_days_until_first_cert_expiring"}
# Only where traces are sent.
OF_TRACES = {"boxoffice_trace_spans_failed_total", "boxoffice_trace_spans_dropped_total"}
# Source: istio.io, Istio Standard Metrics; kubernetes.io, Kubernetes Metrics Reference.
OF_KUBERNETES = {"istio_requests_total", "kubelet_volume_stats_available_bytes", "kubelet_volume_stats_capacity_bytes"}


def whole(metric: str) -> str:
    """The histogram that a part belongs to; else the metric itself."""
    return next((metric.removesuffix(part) for part in HISTOGRAM_PARTS if metric.endswith(part)), metric)


def of_the_program(source: Path = SOURCE) -> set[str]:
    files = (path for path in source.rglob("*.cpp") if "tests" not in path.parts)
    return {name for path in files for name in NAMED_IN_SOURCE.findall(path.read_text())}


def uses() -> dict[str, set[str]]:
    """Each rule and panel with the metrics that it reads."""
    found = {f"rule {rule.name}": metrics_of(rule.expression) for rule in rule_files.all_rules()}
    for dashboard in dashboards.ALL:
        for panel in dashboard.panels:
            found[f"{dashboard.name}: {panel.title}"] = set().union(
                *(metrics_of(question.expression) for question in panel.questions))
    return found


def recorded() -> set[str]:
    return {rule.name for rule in rule_files.all_rules() if isinstance(rule, Recording)}


def unknown(used: dict[str, set[str]], known: set[str]) -> list[str]:
    """A sentence for each metric that somebody reads and nobody has."""
    return [f"{reader} reads {metric}, which nobody has" for reader, metrics in used.items()
            for metric in sorted(metrics) if metric not in known and whole(metric) not in known]
