"""Jaeger beside the cluster: every process sends it its spans, and it shows each request's way through the house."""
from __future__ import annotations

import os
from pathlib import Path

from . import components, places, ports, processes
from .http_questions import is_answered
from .layout import ClusterProblem, Settings

SOURCE = places.SOURCE / "jaeger"
PACKAGE = "github.com/jaegertracing/jaeger/cmd/all-in-one"
START_SECONDS_MAX = 30.0
TRACES_MAX = 50_000
# A listener that nobody needs takes any free port.
UNUSED_LISTENERS = ("collector.otlp.grpc.host-port", "collector.grpc-server.host-port",
                    "collector.http-server.host-port", "query.grpc-server.host-port", "admin.http.host-port")


def make(folder: Path) -> None:
    """Versions and hashes stand in go.mod and go.sum; nothing else is taken."""
    if not places.GO.exists():
        raise components.ComponentMissing("There is no Go in build/go; ./dev cluster up --tracing installs it.")
    os.environ |= {"GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local", "GOCACHE": str(places.TOOLS / "go-cache"),
                   "GOMODCACHE": str(places.TOOLS / "go-modules")}
    components.run("Building Jaeger", [places.GO, "build", "-modcacherw", "-trimpath", "-ldflags", "-s -w", "-o",
                                       folder / places.JAEGER.name, PACKAGE], SOURCE)


COMPONENT = components.Component("Jaeger", places.JAEGER.parent, (
    SOURCE / "go.mod", SOURCE / "go.sum", places.ROOT / "tools" / "requirements-go.txt"), make)


def main(arguments: list[str]) -> int:
    """`jaeger [--check]`: builds it, or says by its exit code whether that is to be done."""
    if arguments == ["--check"]:
        return 0 if COMPONENT.is_installed() else 1
    if not COMPONENT.is_installed():
        COMPONENT.install()
    return 0


def endpoint(settings: Settings) -> str:
    """Where the house sends its spans, as --otlp-endpoint."""
    return f"http://{ports.HOST}:{settings.otlp_port}"


def start(settings: Settings, log: Path) -> processes.Started:
    """What it was sent stays in memory and is gone with it."""
    if not COMPONENT.is_installed():
        raise ClusterProblem("Jaeger is not built; ./dev cluster up --tracing does that.")
    unused = [f"--{listener}={ports.HOST}:0" for listener in UNUSED_LISTENERS]
    return processes.start("jaeger", [
        places.JAEGER, "--collector.otlp.enabled=true",
        f"--collector.otlp.http.host-port={ports.HOST}:{settings.otlp_port}",
        f"--query.http-server.host-port={ports.HOST}:{settings.jaeger_port}", f"--memory.max-traces={TRACES_MAX}",
        "--log-level=warn", *unused], log, environment={"SPAN_STORAGE_TYPE": "memory"})


def wait_until_ready(settings: Settings, process: processes.Started) -> None:
    processes.wait_until_ready(process, lambda: is_answered(settings.jaeger_port, "/api/services"), START_SECONDS_MAX)
