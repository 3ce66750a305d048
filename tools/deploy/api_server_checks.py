"""Applies every overlay to a real API server: it admits what it would admit in a cluster, twice, and the pods too."""
from __future__ import annotations

import copy

from . import api_server, manifest_checks, names, render, schema_checks, schema_store
from .api_server import ApiServer
from .check import Check
from .rendered import Overlay
from .yaml_text import Json

def definitions() -> list[Json]:
    """Istio's, CloudNativePG's and External Secrets' own."""
    return [one for module in schema_store.modules() for one in schema_store.definitions(module)]


def namespaces(*more: str) -> list[Json]:
    return [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in more]


def prepare(server: ApiServer) -> list[str]:
    found = server.apply(definitions())
    if not found:
        server.must("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all")
    return found + server.apply(namespaces(names.MESH_NAMESPACE, names.DATA_NAMESPACE))


def in_order(objects: list[Json]) -> list[Json]:
    """Namespaces first: what lives in them is refused before."""
    return sorted(objects, key=lambda each: each["kind"] != "Namespace")


def pods(overlay: Overlay) -> list[Json]:
    """What the controllers would make of the templates. The namespace admits only what is restricted."""
    return [{"apiVersion": "v1", "kind": "Pod",
             "metadata": {"name": name.split("/")[1], "namespace": names.NAMESPACE, **pod["metadata"]},
             "spec": copy.deepcopy(pod["spec"])} for name, pod in overlay.pods()]


def generations(server: ApiServer) -> dict[str, str]:
    """Every object's generation, which rises when what it should be changes."""
    text = server.must("get", "deployments,services,horizontalpodautoscalers,networkpolicies,poddisruptionbudgets",
                       "--all-namespaces", "--output",
                       "jsonpath={range .items[*]}{.kind}/{.metadata.name}={.metadata.generation}{'\\n'}{end}")
    return dict(line.split("=") for line in text.splitlines() if line)


def admitted(server: ApiServer, overlay: Overlay) -> list[str]:
    """What the server refuses of an overlay and of its pods, and what a second time would change."""
    objects = in_order(overlay.objects)
    found = server.apply(objects)
    if found:
        return found
    before = generations(server)
    found = server.apply(objects)
    after = generations(server)
    found += [f"{name} is changed by being applied again" for name in before if before[name] != after.get(name)]
    for pod in pods(overlay):
        told = server.kubectl("create", "--dry-run=server", "--filename=-", objects=[pod])
        if told.returncode != 0:
            found.append(f"the pod of {pod['metadata']['name']}: {told.stderr.strip()}")
    return found


def all_admitted() -> list[str]:
    """Each overlay on a server of its own: they would be in each other's way."""
    found: list[str] = []
    for name in render.OVERLAYS:
        with api_server.running() as server:
            wrong = prepare(server) or admitted(server, manifest_checks.overlay(name))
            found += [f"{name}: {finding}" for finding in wrong]
    return found


def examples_admitted() -> list[str]:
    """The examples of operators; Strimzi's objects are left out, whose definitions cannot be had."""
    with api_server.running() as server:
        found = prepare(server) + server.apply(namespaces(names.NAMESPACE))
        for example in schema_checks.EXAMPLES:
            objects = [each for each in render.objects_of(schema_checks.FOLDERS[f"examples/{example}"])
                       if "strimzi.io" not in each["apiVersion"]]
            found += [f"{example}: {finding}" for finding in server.apply(in_order(objects))]
    return found


CHECKS = [
    Check("API server: every overlay is admitted, twice, and each of its pods", all_admitted),
    Check("API server: the examples are admitted", examples_admitted),
]
