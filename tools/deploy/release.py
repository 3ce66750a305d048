"""`./dev release STEP`: push the image, deploy it, try the running house, or go back to what ran before.

    push      the image of build/image into BOXOFFICE_REGISTRY, under its version; whoever deploys names its digest
    deploy    rolls it out to BOXOFFICE_TARGET: an overlay of deploy/kubernetes, by kubectl, or `local`, a cluster of
              processes on this machine; fails when a new process does not become ready
    smoke     asks the house at BOXOFFICE_SMOKE_URL; with BOXOFFICE_SMOKE_LOGIN it sells a seat and takes it back
    rollback  what ran before takes over again, as carefully

Secrets come from the environment alone: BOXOFFICE_REGISTRY_LOGIN and BOXOFFICE_SMOKE_LOGIN as NAME:PASSWORD; KUBECONFIG
names a file, or BOXOFFICE_KUBECONFIG is its text.
"""
from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from typing import Protocol

from . import places, smoke
from .image import Workshop, made_image
from .kubernetes_target import KubernetesTarget
from .local_target import LocalTarget
from .problems import DeployProblem
from .registry import Release, crane

RELEASE = places.IMAGE / "release.json"
LOCAL = "local"


class Target(Protocol):
    """Where a release runs. Both raise a ToldProblem when what they start does not become ready."""

    def deploy(self, release: Release) -> None: ...

    def rollback(self) -> None: ...


def setting(name: str, what: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise DeployProblem(f"{name} is not set: {what}.")
    return value


def target() -> Target:
    name = setting("BOXOFFICE_TARGET", "an overlay of deploy/kubernetes/overlays such as prod, or local")
    if name == LOCAL:
        return LocalTarget()
    return KubernetesTarget(name)


def push() -> None:
    registry = setting("BOXOFFICE_REGISTRY", "the registry that images go to, such as registry.example.com/team")
    image = made_image()
    release = Release(f"{registry}/{image.name}", image.version, image.digest)
    login, host = os.environ.get("BOXOFFICE_REGISTRY_LOGIN", ""), registry.partition("/")[0]
    tag = f"{release.repository}:{release.version}"
    crane("Pushing the image", "push", Workshop().layout, tag, login=login, registry=host)
    there = crane("Asking the registry", "digest", tag, login=login, registry=host).strip()
    if there != image.digest:
        raise DeployProblem(f"The registry says that {tag} is {there}; what was pushed is {image.digest}.")
    RELEASE.write_text(json.dumps(asdict(release), indent=1) + "\n")
    print(f"Pushed {release.reference}, which is {release.version}.")


def pushed() -> Release:
    if not RELEASE.exists():
        raise DeployProblem("Nothing was pushed yet; ./dev release push does it.")
    return Release(**json.loads(RELEASE.read_text()))


def deploy() -> None:
    release = pushed()
    target().deploy(release)
    print(f"{release.version} runs: {release.reference}")


def try_house() -> None:
    smoke.run(setting("BOXOFFICE_SMOKE_URL", "where people reach the house"),
              os.environ.get("BOXOFFICE_SMOKE_LOGIN", ""))


STEPS = {"push": push, "deploy": deploy, "smoke": try_house, "rollback": lambda: target().rollback()}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev release", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=STEPS)
    STEPS[parser.parse_args(arguments).step]()
    return 0
