"""Prometheus and Alertmanager as operators run them, faster, and the webhook at the end of their way."""
from __future__ import annotations

import http.server
import json
import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import places, ports, processes
from ..envoy import write_json
from ..http_questions import ask_json, is_answered

START_SECONDS_MAX = 30.0
# Debian's program reads its templates at one place alone. Where its package is not installed they are laid over that
# place, for this process and nobody else.
LAY_OVER = 'mount -t overlay overlay -o "lowerdir=$1:/usr/share" /usr/share && shift && exec "$@"'
AS_ROOT = () if os.geteuid() == 0 else ("--user", "--map-root-user")
WITH_TEMPLATES = ("/usr/bin/unshare", *AS_ROOT, "--mount", "/bin/sh", "-c", LAY_OVER, "sh", places.ALERTMANAGER_SHARE)


@dataclass(frozen=True)
class Arrival:
    """One alert as the webhook got it."""
    receiver: str
    alert: str
    labels: dict[str, str]
    is_firing: bool
    at: float


class Webhook:
    """Takes what Alertmanager sends, and remembers it."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        webhook = self

        class Taker(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                webhook.take(self.path.lstrip("/"), told)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Says nothing: the demo prints what came."""

        self.server = http.server.ThreadingHTTPServer((ports.HOST, 0), Taker)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, receiver: str, told: dict[str, Any]) -> None:
        now = time.monotonic()
        self.arrivals += [Arrival(receiver, each["labels"]["alertname"], each["labels"], each["status"] == "firing",
                                  now) for each in told["alerts"]]

    def first_after(self, alert: str, since: float, labels: dict[str, str]) -> Arrival | None:
        return next((each for each in self.arrivals if each.alert == alert and each.is_firing and each.at >= since
                     and labels.items() <= each.labels.items()), None)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@dataclass
class Alertmanager:
    """Debian's program on a free port."""
    folder: Path
    configuration: dict[str, Any]
    port: int = field(default_factory=lambda: ports.free_ports(1)[0])

    def start(self) -> processes.Started:
        self.folder.mkdir(parents=True, exist_ok=True)
        write_json(self.folder / "alertmanager.yml", self.configuration)
        process = processes.start("alertmanager", [
            *WITH_TEMPLATES, places.ALERTMANAGER, f"--config.file={self.folder / 'alertmanager.yml'}",
            f"--storage.path={self.folder / 'data'}", f"--web.listen-address=127.0.0.1:{self.port}",
            "--cluster.listen-address=", "--log.level=warn"], self.folder / "alertmanager.log", tied=True)
        processes.wait_until_ready(process, lambda: is_answered(self.port, "/-/ready"), START_SECONDS_MAX)
        return process


def firing(prometheus_port: int) -> list[dict[str, str]]:
    """The labels of every alert that fires now."""
    told = ask_json(prometheus_port, "/api/v1/alerts")
    return [each["labels"] for each in told["data"]["alerts"] if each["state"] == "firing"] if told else []


def series_names(prometheus_port: int) -> set[str]:
    """Every metric that Prometheus has read."""
    told = ask_json(prometheus_port, "/api/v1/label/__name__/values")
    return set(told["data"]) if told else set()
