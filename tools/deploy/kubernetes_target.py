"""A Kubernetes that a release is rolled out to by kubectl: an overlay of ours, with the release's image and version."""
from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

import yaml

from . import places, tools
from .commands import run
from .problems import DeployProblem
from .registry import Release
from .render import objects_of
from .yaml_text import Json

NAMESPACE = "boxoffice"
OWN_OVERLAY = places.BUILD / "release-overlay"
# More than a pod may take to start (startupProbe) and its predecessor to leave, for each of two replicas.
ROLLOUT_SECONDS_MAX = 900


def overlay_names() -> list[str]:
    return sorted(path.name for path in places.OVERLAYS.iterdir())


def images_of(objects: list[Json]) -> set[str]:
    """Names of our image in the pods, without tag or digest, as the overlay has set them."""
    found = set()
    for each in objects:
        if each["kind"] == "Deployment":
            for container in each["spec"]["template"]["spec"]["containers"]:
                name = container["image"].partition("@")[0]
                head, _, last = name.rpartition("/")
                found.add("/".join(filter(None, (head, last.partition(":")[0]))))
    return {name for name in found if name.rpartition("/")[2] == "boxoffice"}


class KubernetesTarget:
    """The cluster that KUBECONFIG, or BOXOFFICE_KUBECONFIG, leads to."""

    def __init__(self, overlay: str) -> None:
        if overlay not in overlay_names():
            raise DeployProblem(f"There is no overlay '{overlay}': {', '.join(overlay_names())}.")
        self.overlay = overlay

    def objects(self) -> list[Json]:
        return objects_of(places.OVERLAYS / self.overlay)

    def deployments(self) -> list[str]:
        return [each["metadata"]["name"] for each in self.objects() if each["kind"] == "Deployment"]

    def write_overlay(self, release: Release, folder: Path = OWN_OVERLAY) -> Path:
        """An overlay over the overlay, which names the release and nothing else."""
        (name,) = images_of(self.objects())
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "kustomization.yaml").write_text(yaml.safe_dump({
            "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
            "resources": [os.path.relpath(places.OVERLAYS / self.overlay, folder)],
            "images": [{"name": name, "newName": release.repository, "newTag": release.version,
                        "digest": release.digest}],
            "labels": [{"pairs": {"version": release.version}, "includeTemplates": True}]}, sort_keys=False))
        return folder

    @contextmanager
    def kubectl(self) -> Iterator[list[str | Path]]:
        """The start of kubectl's command line; a kubeconfig given as text is a file for as long as it runs."""
        tools.install(tools.KUBECTL)
        text = os.environ.get("BOXOFFICE_KUBECONFIG", "")
        with tempfile.NamedTemporaryFile("w", prefix="boxoffice-kubeconfig-") as file:
            file.write(text)
            file.flush()
            yield [places.KUBECTL, *(["--kubeconfig", file.name] if text else []), "--namespace", NAMESPACE]

    def wait(self, kubectl: list[str | Path]) -> None:
        for name in self.deployments():
            run(f"Waiting for {name}", [*kubectl, "rollout", "status", f"deployment/{name}",
                                        f"--timeout={ROLLOUT_SECONDS_MAX}s"])
            print(f"  {name} runs", flush=True)

    def deploy(self, release: Release) -> None:
        with self.kubectl() as kubectl:
            print(run("Applying the manifests", [*kubectl, "apply", "--kustomize", self.write_overlay(release)]))
            self.wait(kubectl)

    def rollback(self) -> None:
        """Each Deployment goes back to the pods it had before: image, environment and the ConfigMap of that time."""
        with self.kubectl() as kubectl:
            for name in self.deployments():
                print(run(f"Undoing {name}", [*kubectl, "rollout", "undo", f"deployment/{name}"]), end="")
            self.wait(kubectl)
