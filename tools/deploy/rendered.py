"""The objects of one overlay, and the questions that rules ask of them."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator, Mapping

from cluster.front_door import FrontDoor

from .yaml_text import Json

WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")


@dataclass(frozen=True)
class Overlay:
    """`house` is what the program says of itself; the rules hold the objects against it."""
    name: str
    objects: list[Json]
    house: FrontDoor

    def of(self, kind: str) -> list[Json]:
        return [each for each in self.objects if each["kind"] == kind]

    def named(self, kind: str, name: str) -> Json | None:
        return next((each for each in self.of(kind) if each["metadata"]["name"] == name), None)

    def pods(self) -> Iterator[tuple[str, Json]]:
        """The pod templates with the name of whoever makes pods of them."""
        for kind in WORKLOADS:
            for each in self.of(kind):
                spec = each["spec"]
                if kind == "CronJob":
                    spec = spec["jobTemplate"]["spec"]
                yield f"{kind}/{each['metadata']['name']}", spec["template"]

    def contexts_run(self) -> list[str]:
        """The contexts that have a Deployment of their own; none in the shape with one process."""
        return [context for context in self.house.contexts if self.named("Deployment", f"boxoffice-{context}")]


def containers(pod: Json) -> list[Json]:
    return [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]


def is_served(pod: Json) -> bool:
    """Whether `boxoffice serve` runs in it; other commands have neither the same ports nor the same end."""
    return any(container.get("args", [""])[0] == "serve" for container in pod["spec"]["containers"])


def fits(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    return all(labels.get(name) == value for name, value in selector.items())


def option_value(container: Json, name: str) -> str | None:
    """What `--name=value` says in a container's arguments."""
    beginning = f"--{name}="
    return next((word[len(beginning):] for word in container.get("args", []) if word.startswith(beginning)), None)


def environment(overlay: Overlay, container: Json) -> dict[str, str]:
    """The variables of a container whose values are known before it runs: its own and those of its ConfigMaps."""
    found: dict[str, str] = {}
    for source in container.get("envFrom", []):
        config = overlay.named("ConfigMap", source.get("configMapRef", {}).get("name", ""))
        found |= (config or {}).get("data", {})
    return found | {each["name"]: each["value"] for each in container.get("env", []) if "value" in each}
