"""Makes the JSON schemas that manifests are held against: Kubernetes' own, and those of the resources of others.

Kubernetes' come in a PyPI package; Istio's, CloudNativePG's, External Secrets' and those of Prometheus' operator are
taken from the definitions in their Go modules, and closed, so that a misspelt field is one that nobody knows. Strimzi's
cannot be had from a package registry: strimzi.json is ours, of the fields that our examples use.
"""
from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator

import yaml

from cluster.components import Component, ComponentMissing, run

from . import places
from .commands import answer_of
from .yaml_text import Json, Loader

SOURCE = places.SOURCE / "schemas"
REQUIREMENTS = places.ROOT / "tools" / "requirements-schemas.txt"
MODULES = SOURCE / "modules.txt"
OWN = SOURCE / "strimzi.json"
# The oldest that the manifests want, and a new one.
KUBERNETES_VERSIONS = ("1.30.0", "1.35.0")
# Below these the parts of a choice stand, which may name fields that the whole has.
CHOICES = ("oneOf", "anyOf", "allOf", "not")


@dataclass(frozen=True)
class Module:
    """A Go module that is read, not built."""
    path: str
    version: str
    digest: str
    definitions: str


def modules() -> list[Module]:
    return [Module(*line.split()) for line in MODULES.read_text().splitlines() if line and not line.startswith("#")]


def download(module: Module) -> Path:
    """Where the module's files are. Raises ComponentMissing when they are not those that are pinned."""
    told = answer_of([places.GO, "mod", "download", "-json", f"{module.path}@{module.version}"],
                     environment={"GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "GO111MODULE": "on",
                                  "GOMODCACHE": str(places.TOOLS / "go-modules")}, folder=Path(os.sep))
    if told.returncode != 0:
        raise ComponentMissing(f"{module.path} {module.version} could not be had: {told.stdout}{told.stderr}")
    found = json.loads(told.stdout)
    if found["Sum"] != module.digest:
        raise ComponentMissing(f"{module.path} {module.version} has the hash {found['Sum']}, not {module.digest}")
    return Path(found["Dir"])


# ---- closing a schema: what is not named is unknown

def close(schema: Any) -> None:
    if isinstance(schema, list):
        for each in schema:
            close(each)
    if not isinstance(schema, dict):
        return
    if schema.get("x-kubernetes-int-or-string"):
        schema.pop("type", None)
        schema["oneOf"] = [{"type": "string"}, {"type": "integer"}]
    if schema.get("type") == "object" and "properties" in schema and not schema.get(
            "x-kubernetes-preserve-unknown-fields"):
        schema.setdefault("additionalProperties", False)
    for name, each in schema.items():
        # Their own types are spelt out again in choices, where they are parts of the whole.
        if name not in CHOICES:
            close(each)


def definitions(module: Module) -> Iterator[Json]:
    folder = download(module)
    found = sorted(folder.glob(module.definitions))
    if not found:
        raise ComponentMissing(f"{module.path} {module.version} has no {module.definitions}")
    for path in found:
        yield from (each for each in yaml.load_all(path.read_text(), Loader)
                    if each and each.get("kind") == "CustomResourceDefinition")


def schemas_of(definition: Json) -> Iterator[tuple[str, Json]]:
    """File name, as kubeconform asks for it, and closed schema of each version."""
    spec = definition["spec"]
    for version in spec["versions"]:
        schema = version["schema"]["openAPIV3Schema"]
        schema.setdefault("properties", {}).update(
            apiVersion={"type": "string"}, kind={"type": "string"}, metadata={"type": "object"})
        close(schema)
        group = spec["group"].split(".")[0]
        yield f"{spec['names']['kind'].lower()}-{group}-{version['name']}.json", schema


def make_kubernetes(folder: Path) -> None:
    package = folder / "package"
    run("Installing Kubernetes' schemas", [
        places.VIRTUAL_ENVIRONMENT / "bin" / "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet",
        "--require-hashes", "--only-binary", ":all:", "--no-deps", "--target", package, "--requirement", REQUIREMENTS])
    for version in KUBERNETES_VERSIONS:
        source = package / "kubernetes_validate" / "kubernetes-json-schema" / f"v{version}-local-strict"
        kept = folder / f"v{version}"
        kept.mkdir()
        # They refer to a place on the web server that they were meant for.
        here = f'"file://{places.SCHEMAS / kept.name / "_definitions.json"}'
        for path in source.glob("*.json"):
            (kept / path.name).write_text(path.read_text().replace('"/api/_definitions.json', here))
    shutil.rmtree(package)


def make(folder: Path) -> None:
    make_kubernetes(folder)
    others = folder / "others"
    others.mkdir()
    for module in modules():
        for definition in definitions(module):
            for name, schema in schemas_of(definition):
                (others / name).write_text(json.dumps(schema))
    for name, schema in json.loads(OWN.read_text())["resources"].items():
        (others / name).write_text(json.dumps(schema))


COMPONENT = Component("schemas of Kubernetes and of others", places.SCHEMAS,
                      (REQUIREMENTS, MODULES, OWN, Path(__file__)), make)
