"""Every object fits the schema of its kind: Kubernetes' own, old and new, Istio's, and those of operators."""
from __future__ import annotations

import json
from pathlib import Path

from . import places, render, schema_store, tools
from .check import Check
from .commands import answer_of
from .problems import DeployProblem
from .yaml_text import read

EXAMPLES = ("data", "external-secrets")
FOLDERS = {**{name: render.overlay(name) for name in render.OVERLAYS},
           **{f"examples/{name}": places.MANIFESTS / "examples" / name for name in EXAMPLES},
           "monitoring": places.DEPLOY / "monitoring" / "operator"}


def findings_in(text: str, version: str) -> list[str]:
    """What kubeconform says of objects in one stream. An object whose kind has no schema is a finding."""
    tools.install(tools.GO_PROGRAMS, schema_store.COMPONENT)
    schemas = places.SCHEMAS
    told = answer_of([places.GO_PROGRAMS / "kubeconform", "-strict", "-summary", "-output", "json",
                      "-kubernetes-version", version,
                      "-schema-location", f"{schemas}/v{version}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json",
                      "-schema-location", f"{schemas}/others/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json", "-"],
                     text=text)
    try:
        report = json.loads(told.stdout)
    except ValueError:
        raise DeployProblem(f"kubeconform could not look: {told.stdout}{told.stderr}") from None
    wrong = [f"{each['kind']} {each['name']}: {each['msg']}" for each in report.get("resources") or []]
    summary = report["summary"]
    looked = summary["valid"] + summary["invalid"] + summary["errors"] + summary["skipped"]
    if looked != len(read(text)):
        wrong.append(f"kubeconform looked at {looked} objects of {len(read(text))}")
    return wrong


def all_fit(version: str) -> list[str]:
    return [f"{name}: {finding}" for name, folder in FOLDERS.items()
            for finding in findings_in(render.text_of(Path(folder)), version)]


CHECKS = [Check(f"schemas: Kubernetes {version}, Istio, operators (kubeconform)",
                lambda version=version: all_fit(version)) for version in schema_store.KUBERNETES_VERSIONS]
