"""Every object fits the schema of its kind: Kubernetes' own, old and new, Istio's, and those of operators."""
from __future__ import annotations

import json
import tempfile
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


def findings_in(texts: dict[str, str], version: str) -> list[str]:
    """What kubeconform says of objects, by the name of their stream. An object whose kind has no schema is a finding.

    All in one run: reading the schemas takes longer than looking."""
    tools.install(tools.GO_PROGRAMS, schema_store.COMPONENT)
    schemas = places.SCHEMAS
    with tempfile.TemporaryDirectory() as name:
        files = {str(Path(name) / f"{number}.yaml"): stream for number, stream in enumerate(texts)}
        for path, stream in files.items():
            Path(path).write_text(texts[stream])
        told = answer_of([places.GO_PROGRAMS / "kubeconform", "-strict", "-summary", "-output", "json",
                          "-kubernetes-version", version,
                          "-schema-location", f"{schemas}/v{version}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json",
                          "-schema-location", f"{schemas}/others/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json",
                          *files])
    try:
        report = json.loads(told.stdout)
    except ValueError:
        raise DeployProblem(f"kubeconform could not look: {told.stdout}{told.stderr}") from None
    wrong = [f"{files[each['filename']]}: {each['kind']} {each['name']}: {each['msg']}"
             for each in report.get("resources") or []]
    summary, there = report["summary"], sum(len(read(text)) for text in texts.values())
    looked = summary["valid"] + summary["invalid"] + summary["errors"] + summary["skipped"]
    return wrong + ([f"kubeconform looked at {looked} objects of {there}"] if looked != there else [])


def all_fit(version: str) -> list[str]:
    return findings_in({name: render.text_of(folder) for name, folder in FOLDERS.items()}, version)


CHECKS = [Check(f"schemas: Kubernetes {version}, Istio, operators (kubeconform)",
                lambda version=version: all_fit(version)) for version in schema_store.KUBERNETES_VERSIONS]
