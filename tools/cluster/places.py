"""Where things are: the checkout, what was installed for the cluster, and what a running cluster keeps."""
from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tools" / "cluster"
TOOLS = ROOT / "build" / "cluster-tools"
STATE = ROOT / "build" / "cluster"
PROGRAM = Path(os.environ.get("BOXOFFICE_PROGRAM", ROOT / "build" / "release" / "bin" / "boxoffice"))

KAFKA_JARS = TOOLS / "kafka"
PYTHON_PACKAGES = TOOLS / "python"
ENVOY = PYTHON_PACKAGES / "envoy" / "_bin" / "envoy"
PROMETHEUS_FOLDER = TOOLS / "prometheus"
PROMETHEUS = PROMETHEUS_FOLDER / "usr" / "bin" / "prometheus"
JAEGER = TOOLS / "jaeger" / "jaeger-all-in-one"
# As ./dev installs it (tools/requirements-go.txt).
GO = ROOT / "build" / "go" / "go" / "bin" / "go"
PROMTOOL = PROMETHEUS_FOLDER / "usr" / "bin" / "promtool"
ALERTMANAGER_FOLDER = TOOLS / "alertmanager"
ALERTMANAGER = ALERTMANAGER_FOLDER / "usr" / "bin" / "prometheus-alertmanager"
ALERTMANAGER_SHARE = ALERTMANAGER_FOLDER / "usr" / "share"
AMTOOL = ALERTMANAGER_FOLDER / "usr" / "bin" / "amtool"
RULES = ROOT / "deploy" / "monitoring" / "prometheus" / "rules"
POSTGRES_PROGRAMS = Path("/usr/lib/postgresql/15/bin")
