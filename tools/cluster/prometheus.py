"""Prometheus beside the cluster: it reads the numbers of every process, found by a file that it watches."""
from __future__ import annotations

from pathlib import Path
from typing import Sequence

from . import places, processes
from .envoy import write_json
from .http_questions import is_answered
from .layout import Replica, Settings

START_SECONDS_MAX = 30.0
SCRAPE_SECONDS = 2


def targets(replicas: Sequence[Replica]) -> list[dict[str, object]]:
    return [{"targets": [f"{replica.host}:{replica.management_port}"],
             "labels": {"component": replica.context, "replica": replica.name}} for replica in replicas]


def write_targets(folder: Path, replicas: Sequence[Replica]) -> None:
    write_json(folder / "replicas.json", targets(replicas))


def write_configuration(folder: Path, settings: Settings, metrics_path: str, rules: Path = places.RULES,
                        alertmanager_port: int | None = None, every_seconds: int = SCRAPE_SECONDS) -> None:
    """JSON is YAML, so nothing more than json is needed to write it. `rules`: the folder with the files of rules;
    alerts go to the Alertmanager on that port, if there is one. Everything is read `every_seconds`."""
    managers = [{"static_configs": [{"targets": [f"127.0.0.1:{alertmanager_port}"]}]}] if alertmanager_port else []
    write_json(folder / "prometheus.yml", {
        "global": {"scrape_interval": f"{every_seconds}s", "evaluation_interval": f"{every_seconds}s"},
        "rule_files": [str(rules / "*.yaml")],
        "alerting": {"alertmanagers": managers},
        "scrape_configs": [
            {"job_name": "boxoffice", "metrics_path": metrics_path,
             "file_sd_configs": [{"files": [str(folder / "replicas.json")], "refresh_interval": "2s"}]},
            {"job_name": "front_door", "metrics_path": "/stats/prometheus",
             "static_configs": [{"targets": [f"127.0.0.1:{settings.envoy_admin_port}"]}]}]})


def start(folder: Path, settings: Settings, log: Path, *more: str) -> processes.Started:
    """`more`: options of Prometheus beside the usual."""
    return processes.start("prometheus", [
        places.PROMETHEUS, f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'data'}",
        "--storage.tsdb.retention.time=1d", f"--web.listen-address=127.0.0.1:{settings.prometheus_port}",
        "--log.level=warn", *more], log)


def wait_until_ready(settings: Settings, process: processes.Started) -> None:
    processes.wait_until_ready(process, lambda: is_answered(settings.prometheus_port, "/-/ready"), START_SECONDS_MAX)
