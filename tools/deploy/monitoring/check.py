"""What `./dev deploy-check` looks at of monitoring, and what its --write writes."""
from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import yaml
from cluster import places as cluster_places

from .. import places
from ..check import Check
from ..problems import DeployProblem
from . import dashboards, metrics, rule_files

FOLDER = places.DEPLOY / "monitoring"
PROMETHEUS = FOLDER / "prometheus" / "prometheus.yaml"
ALERTMANAGER = FOLDER / "alertmanager" / "alertmanager.yaml"
# Debian builds Prometheus without it, so promtool does not know the key.
DISCOVERY = "kubernetes_sd_configs"
ROLES = ("pod", "node", "service", "endpoints", "endpointslice", "ingress")


def run(program: Path, *words: object) -> str:
    """What it says when it refuses; empty when it does not. Raises DeployProblem when it is not installed."""
    if not program.exists():
        raise DeployProblem(f"There is no {program.name}; ./dev cluster components installs it.")
    done = subprocess.run([str(program), *map(str, words)], capture_output=True, text=True, check=False, timeout=120)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()


def documents() -> dict[Path, str]:
    return rule_files.documents() | dashboards.documents()


def differing(wanted: dict[Path, str]) -> list[str]:
    """Files that are not as their source says, and files that it knows nothing of."""
    found = [f"{path.relative_to(places.ROOT)} is not as its source says; ./dev deploy-check --write does"
             for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    for folder in (rule_files.RULES, dashboards.FOLDER):
        found += [f"{path.relative_to(places.ROOT)} comes from nowhere" for path in sorted(folder.iterdir())
                  if path not in wanted]
    return found


def rules_are_taken() -> list[str]:
    said = run(cluster_places.PROMTOOL, "check", "rules", "--lint=all", "--lint-fatal",
               *sorted(rule_files.RULES.glob("*.yaml")))
    return [said] if said else []


def discovery_findings(configuration: dict) -> list[str]:
    """What promtool here cannot say."""
    found = []
    for job in configuration["scrape_configs"]:
        for discovery in job.get(DISCOVERY, []):
            if discovery.get("role") not in ROLES:
                found.append(f"{job['job_name']}: there is no role {discovery.get('role')}")
            found += [f"{job['job_name']}: {DISCOVERY} has no {key}" for key in discovery
                      if key not in ("role", "namespaces", "selectors")]
    return found


def prometheus_is_taken(path: Path = PROMETHEUS) -> list[str]:
    configuration = yaml.safe_load(path.read_text())
    found = discovery_findings(configuration)
    for job in configuration["scrape_configs"]:
        job.pop(DISCOVERY, None)
    configuration["rule_files"] = [str(path.parent / pattern) for pattern in configuration.get("rule_files", [])]
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as copy:
        copy.write(json.dumps(configuration))
        copy.flush()
        said = run(cluster_places.PROMTOOL, "check", "config", "--syntax-only", copy.name)
    return found + ([said] if said else [])


def alertmanager_is_taken() -> list[str]:
    said = run(cluster_places.AMTOOL, "check-config", ALERTMANAGER)
    return [said] if said else []


# Labels of an alert, and who hears of it.
ROUTES = ((("alertname=BoxofficeWatchdog", "severity=none"), "watchdog"),
          (("alertname=BoxofficeContextDown", "severity=page"), "on-call"),
          (("alertname=BoxofficeKeysOld", "severity=ticket"), "tickets"),
          (("alertname=SomethingElse",), "tickets"))


def alerts_reach_people() -> list[str]:
    return [f"{' '.join(labels)}: {said}" for labels, receiver in ROUTES
            if (said := run(cluster_places.AMTOOL, "config", "routes", "test", f"--config.file={ALERTMANAGER}",
                            f"--verify.receivers={receiver}", *labels))]


def metrics_are_known() -> list[str]:
    known = metrics.of_the_program() | metrics.recorded() | metrics.SEEN_HERE | metrics.OF_KUBERNETES
    return metrics.unknown(metrics.uses(), known)


CHECKS = [
    Check("monitoring: files are as their source says", lambda: differing(documents())),
    Check("monitoring: Prometheus takes the rules", rules_are_taken),
    Check("monitoring: Prometheus takes its configuration", prometheus_is_taken),
    Check("monitoring: Alertmanager takes its configuration", alertmanager_is_taken),
    Check("monitoring: alerts reach who should hear of them", alerts_reach_people),
    Check("monitoring: every metric that is read exists", metrics_are_known),
]


def write() -> list[Path]:
    """Writes rules and dashboards anew where they differ, and says which that were."""
    changed = [path for path, text in documents().items() if not path.exists() or path.read_text() != text]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(documents()[path])
    return changed
