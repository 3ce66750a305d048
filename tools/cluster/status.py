"""How a cluster is, for a person to read."""
from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from . import envoy_process, services
from .cluster import Cluster
from .layout import CONTEXTS, Replica
from .processes import START_TIME_FIELD, Started, stat_fields

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
RESIDENT_PAGES_FIELD = 21  # of /proc/<pid>/stat, counted after the name


@dataclass(frozen=True)
class Line:
    """One process in the table."""
    name: str
    state: str
    where: str
    pid: str
    up: str
    memory: str

    @property
    def is_well(self) -> bool:
        return self.state in ("ready", "runs")


HEADINGS = Line("name", "state", "where", "pid", "up", "memory")


def seconds_since_boot() -> float:
    return float(Path("/proc/uptime").read_text().split()[0])


def duration(seconds: float) -> str:
    whole = max(0, int(seconds))
    if whole < 120:
        return f"{whole} s"
    return f"{whole // 60} min" if whole < 7200 else f"{whole // 3600} h"


def line(process: Started, state: str, where: str) -> Line:
    fields = stat_fields(process.pid)
    if not process.is_alive() or fields is None:
        return Line(process.name, "gone", where, str(process.pid), "", "")
    if process.is_paused():
        state = "paused"
    up = duration(seconds_since_boot() - int(fields[START_TIME_FIELD]) / TICKS_PER_SECOND)
    memory = int(fields[RESIDENT_PAGES_FIELD]) * PAGE_BYTES // (1024 * 1024)
    return Line(process.name, state, where, str(process.pid), up, f"{memory} MiB")


def replica_line(cluster: Cluster, replica: Replica, served: set[int]) -> Line:
    state = "not ready"
    can_answer = replica.process.is_alive() and not replica.process.is_paused()
    if can_answer and services.is_ready(replica, cluster.front_door):
        state = "ready" if replica.port in served else "ready, gets no requests"
    return line(replica.process, state, f"http://{replica.host}:{replica.port}  /readyz on :{replica.management_port}")


def lines(cluster: Cluster) -> list[Line]:
    """Servers first, then the replicas of each context."""
    settings = cluster.settings
    where = {"kafka": f"127.0.0.1:{settings.kafka_port}", "postgres": f"127.0.0.1:{settings.postgres_port}",
             "envoy": f"http://localhost:{settings.port}  administration on :{settings.envoy_admin_port}",
             "provider": f"http://127.0.0.1:{settings.provider_port}  control on :{settings.provider_control_port}",
             "mail": f"http://127.0.0.1:{settings.mail_port}  SMTP on :{settings.smtp_port}",
             "prometheus": f"http://127.0.0.1:{settings.prometheus_port}",
             "jaeger": f"http://127.0.0.1:{settings.jaeger_port}/api/traces  OTLP on :{settings.otlp_port}"}
    made = [line(server, "runs", where[name]) for name, server in cluster.state.servers.items()]
    for context in CONTEXTS:
        served = envoy_process.sends_to(cluster.door, context)
        made += [replica_line(cluster, replica, served) for replica in cluster.state.of(context)]
    return made


def table(rows: list[Line]) -> str:
    columns = ("name", "state", "where", "pid", "up", "memory")
    widths = {column: max(len(getattr(row, column)) for row in [HEADINGS, *rows]) for column in columns}
    return "\n".join("  " + "  ".join(getattr(row, column).ljust(widths[column]) for column in columns).rstrip()
                     for row in [HEADINGS, *rows])

